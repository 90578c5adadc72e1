"""A run of this machine whose trainer is on a Ray cluster: this process stands for it here."""

import hashlib
import json
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import grpc
import ray
from ray.exceptions import ActorUnavailableError, GetTimeoutError, RayActorError

from cricket_lora.__main__ import CANCELLED, FAILED, FINISHED
from cricket_lora.cluster.files import RUN, given, request_there
from cricket_lora.cluster.home import Home, is_home
from cricket_lora.cluster.member import Look, Member
from cricket_lora.protocol.events import EventLog
from cricket_lora.protocol.status import write_status

NAMESPACE = "cricket-lora"
LOST = 4
LOOK_SECONDS = 1.0
ANSWER_SECONDS = 120.0
MOST_WAIT_SECONDS = 30.0
ATTEMPTS = 4
PIECE = 4 << 20
STATES = {FINISHED: "finished", FAILED: "failed", CANCELLED: "cancelled"}
DISCONNECTED = (ConnectionError, grpc.RpcError, GetTimeoutError, ActorUnavailableError)


class EndedByForce(Exception):
    """SIGTERM: a person has waited long enough."""


def connect(address: str) -> None:
    """Take the trainer's package along. Raises ConnectionError where there is no cluster."""
    package = Path(__file__).parents[1]
    environment = {"py_modules": [str(package)], "excludes": ["__pycache__"]}
    try:
        ray.init(address, namespace=NAMESPACE, runtime_env=environment)
    except RuntimeError as error:
        # A head that is busy, as it is while it starts. Anything else is for a person to mend.
        if "Ray client server" not in str(error):
            raise
        raise ConnectionError(str(error)) from error


def lead(folder: Path, address: str, gpus: float) -> int:
    """Have a run trained on a cluster, or go on following it there, until it is over and home."""
    signal.signal(signal.SIGTERM, end_by_force)
    if is_home(folder):
        return finish_again(folder, address)
    write_status(folder, "running")
    wait = 1.0
    while True:
        try:
            connect(address)
            wait = 1.0
            return Lead(folder, gpus).follow()
        except RayActorError as error:
            if not isinstance(error, ActorUnavailableError):
                print(f"The cluster has lost the trainer: {error}", file=sys.stderr)
                return LOST
        except DISCONNECTED as error:
            print(f"The cluster does not answer ({type(error).__name__}): {error}", file=sys.stderr)
        finally:
            ray.shutdown()
        if is_cancelled(folder):
            return LOST
        time.sleep(wait)
        wait = min(2 * wait, MOST_WAIT_SECONDS)


def finish_again(folder: Path, address: str) -> int:
    """Of a run that is home, whose end was not noted any more: it must not be done again."""
    write_status(folder, STATES[FINISHED], FINISHED)
    try:
        connect(address)
        clear(ray.get_actor(name_of(folder)))
    except (ValueError, *DISCONNECTED) as error:  # there is no such place, or no cluster
        print(f"The run's place is not there to be cleared: {error}", file=sys.stderr)
    finally:
        ray.shutdown()
    return FINISHED


def clear(member: ray.actor.ActorHandle) -> None:
    """The run's place on the cluster is free again, where there still is one.

    What is lost by now is not to be done again: everything of the run is home.
    """
    try:
        if ray.wait([member.end.remote()], timeout=5)[0]:
            ray.wait([member.clear.remote()], timeout=5)
        ray.kill(member)
    except (RayActorError, *DISCONNECTED) as error:
        print(f"The run's place could not be cleared: {error}", file=sys.stderr)


def end_by_force(number: int, frame: FrameType | None) -> None:
    raise EndedByForce


def is_cancelled(folder: Path) -> bool:
    return (folder / "cancel").exists()


class Lead:
    def __init__(self, folder: Path, gpus: float) -> None:
        self.folder = folder
        # One that has this name already was made for this very run, by a process before this one.
        self.member = (
            ray.remote(Member)
            .options(
                name=name_of(folder),
                get_if_exists=True,
                lifetime="detached",
                num_cpus=1,
                num_gpus=gpus,
            )
            .remote()
        )
        self.home = Home(folder, self.ask(self.member.read))
        self.is_told_to_stop = False

    def ask(self, method: ray.actor.ActorMethod) -> Callable:
        """A call that waits for its answer."""
        return lambda *arguments: ray.get(method.remote(*arguments), timeout=ANSWER_SECONDS)

    def follow(self) -> int:
        try:
            first = self.first_look()
            if first is None:
                return self.cancel_before_start()
            if not first["started"]:
                self.give()
                self.ask(self.member.start)()
            while True:
                look: Look = self.ask(self.member.look)()
                self.home.tell_log(look["files"])
                if look["exit"] is not None:
                    return self.finish(look)
                self.home.bring_checkpoint(look["files"])
                self.home.bring_events(look["files"])
                if is_cancelled(self.folder) and not self.is_told_to_stop:
                    self.ask(self.member.cancel)()
                    self.is_told_to_stop = True
                time.sleep(LOOK_SECONDS)
        except EndedByForce:
            clear(self.member)
            return CANCELLED

    def first_look(self) -> Look | None:
        """Waits until the cluster has a place for the run; None when it is cancelled before."""
        looking = self.member.look.remote()
        while not ray.wait([looking], timeout=LOOK_SECONDS)[0]:
            if is_cancelled(self.folder):
                return None
        return ray.get(looking)

    def give(self) -> None:
        self.home.cut_events()
        write = self.ask(self.member.write)
        for name, path in given(self.folder):
            with path.open("rb") as file:
                write(name, 0, file.read(PIECE))
                while piece := file.read(PIECE):
                    write(name, file.tell() - len(piece), piece)
        top = self.ask(self.member.top_folder)()
        write(f"{RUN}/run.json", 0, request_there(self.folder, top))

    def finish(self, look: Look) -> int:
        """Results first: they have to be there when the end is read."""
        self.home.bring_checkpoint(look["files"])
        if look["exit"] == FINISHED:
            self.home.bring_results(look["files"])
        self.home.bring_events(look["files"], ended=True)
        code = look["exit"] if look["exit"] in STATES else LOST
        if code in STATES:
            if code == CANCELLED:
                (self.folder / "cancel").unlink(missing_ok=True)
            write_status(self.folder, STATES[code], code)
        clear(self.member)
        return code

    def cancel_before_start(self) -> int:
        clear(self.member)
        with EventLog(self.folder / "events.jsonl") as events:
            events.write("finished", reason="cancelled", trainingSeconds=0, seconds=0)
        (self.folder / "cancel").unlink(missing_ok=True)
        write_status(self.folder, "cancelled", CANCELLED)
        return CANCELLED


def name_of(folder: Path) -> str:
    """The same each time a run is started: made of its request and where it is."""
    digest = hashlib.sha256(str(folder).encode())
    digest.update((folder / "run.json").read_bytes())
    return digest.hexdigest()


def capacity(address: str) -> str:
    """What a cluster has: a line of JSON."""
    for attempt in range(ATTEMPTS):
        try:
            connect(address)
            break
        except ConnectionError as error:
            if attempt == ATTEMPTS - 1 or "timeout" in str(error):
                raise
    try:
        resources = ray.cluster_resources()
    finally:
        ray.shutdown()
    has = {"gpus": int(resources.get("GPU", 0)), "cpus": int(resources.get("CPU", 0))}
    return json.dumps(has)
