"""Starts the trainer of a run in a session of its own, once."""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cricket_lora_host.blobs import lay_out, place
from cricket_lora_host.environment import python_of
from cricket_lora_host.gpus import choose_gpu
from cricket_lora_host.places import NAME, expanded, inside, make_our_folder, run_folder
from cricket_lora_host.processes import (
    SAFE_FOLDER,
    find_trainer,
    open_regular,
    read_json,
    read_process,
    write_json,
)
from cricket_lora_host.wire import Wire, refuse


def start(request: dict, wire: Wire) -> dict:
    """Lay out trainer, base and run, and start. Tells pid and GPU.

    Asked twice with the same `attempt`, because the first answer was lost on its way, it starts
    once. Raises `already-running` when another attempt's run is active.
    """
    folder, run = make_our_folder(request), run_folder(request)
    trainer, base = unpack_shared(folder, request)
    python = python_of(folder, request["python"])
    with host_lock(folder):
        known = read_json(run / "process.json")
        live = find_trainer(run)
        if known.get("attempt") == request["attempt"]:
            return known
        if live:
            refuse("already-running", pid=live["pid"])
        lay_out_run(folder, run, request, base)
        # Else the request of the last cancelling would stop this start.
        (run / "cancel").unlink(missing_ok=True)
        launcher = request.get("launcher") or []
        # A launcher finds its GPU itself: this may be a login node, which has none.
        together = torchrun(request.get("gpusPerRun", 1))
        gpu = None if launcher or together else choose_gpu(folder, request["shareGpus"])
        process = spawn(run, trainer, [*launcher, python, *together], gpu)
        started = {"v": 1, **process, "attempt": request["attempt"]}
        if gpu:
            started["gpu"] = gpu
        write_json(run / "process.json", started)
        return started


def torchrun(gpus: int | str) -> list[str]:
    """PyTorch's launcher, for several processes of one run: a number of them, or `all` GPUs."""
    if gpus == 1:
        return []
    processes = "gpu" if gpus == "all" else int(gpus)
    return ["-m", "torch.distributed.run", "--standalone", f"--nproc-per-node={processes}"]


def unpack_shared(folder: Path, request: dict) -> tuple[Path, str]:
    """What runs share: the trainer's folder, and the base as this host knows it."""
    trainer = unpack(folder, "trainers", request["trainer"])
    base = request["base"]
    if isinstance(base, dict):
        return trainer, str(unpack(folder, "bases", base))
    return trainer, str(expanded(base)) if base.startswith("~") else base


def lay_out_run(folder: Path, run: Path, request: dict, base: str) -> None:
    run.mkdir(parents=True, exist_ok=True)
    for file in request["files"]:
        place(folder, file, run)
    # Everything calls the embedded base by its name; it is another folder on each machine.
    is_embedded = isinstance(request["base"], dict)
    here = {"base": "embedded", "baseAt": base} if is_embedded else {"base": base}
    write_json(run / "run.json", {**request["request"], **here})
    for config in run.glob("*/adapter_config.json"):
        translate_base(config, request["request"]["base"], here["base"])


def translate_base(config_path: Path, there: str, here: str) -> None:
    """An adapter names the base that it was made for as the window knows it: name it as we do."""
    config = read_json(config_path)
    if config.get("base_model_name_or_path") == there != here:
        config["base_model_name_or_path"] = here
        write_json(config_path, config)


def unpack(folder: Path, kind: str, tree: dict) -> Path:
    if not NAME.fullmatch(tree["hash"]):
        refuse("bad-name", name=tree["hash"])
    destination = inside(folder, f"{kind}/{tree['hash']}")
    destination.parent.mkdir(exist_ok=True)
    lay_out(folder, tree["files"], destination)
    return destination


def environment_of(trainer: Path, gpu: dict | None) -> dict[str, str]:
    """Python's modules, and its libraries' models, come from no folder that a run brought: it
    starts in the trainer's own, and an empty entry of PYTHONPATH, meaning that one, is left out."""
    theirs = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    paths = [str(trainer), *filter(None, theirs)]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
        **({"CUDA_VISIBLE_DEVICES": gpu["uuid"]} if gpu else {}),
    }


def spawn(run: Path, trainer: Path, starter: list[str], gpu: dict | None) -> dict:
    """`starter`: an interpreter, after the launcher that starts it elsewhere."""
    command = [*starter, "-m", "cricket_lora", str(run / "run.json")]
    try:
        with open_regular(run / "trainer.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND) as log:
            child = subprocess.Popen(
                [*scope(run.name), *command],
                cwd=trainer,
                env=environment_of(trainer, gpu),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
    except (FileNotFoundError, PermissionError):
        refuse("python-missing", python=starter[0])
    process = read_process(child.pid)
    return {"pid": child.pid, "processStart": process.start if process else ""}


def scope(name: str) -> list[str]:
    """Where the user's services go on after logging out, the run becomes one of them.

    systemd-run becomes the trainer itself (a scope runs its command in place): the pid stays.
    """
    if not (shutil.which("systemd-run") and shutil.which("loginctl")):
        return []
    quietly = {"capture_output": True, "text": True, "timeout": 10, "cwd": SAFE_FOLDER}
    asked = ["loginctl", "show-user", str(os.getuid()), "--property=Linger", "--value"]
    try:
        lingers = subprocess.run(asked, **quietly).stdout.strip()
        manager = ["systemctl", "--user", "is-system-running"]
        state = subprocess.run(manager, **quietly).stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        return []
    if lingers != "yes" or state not in ("running", "degraded"):
        return []
    return ["systemd-run", "--user", "--scope", "--quiet", f"--description={name}", "--"]


@contextmanager
def host_lock(folder: Path) -> Iterator[None]:
    """One start at a time on this host; the kernel lets go of it when its holder is gone."""
    with (folder / ".starting").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
