"""Power that fails at every write of a run, and run folders and requests that are hostile.

`ATTACKS` says how many of each are tried: a few among the usual tests.
"""

import contextlib
import json
import os
import random
import shutil
import subprocess
from functools import partial
from pathlib import Path

import pytest
import torch
from bases import load
from conftest import RECIPE, events_of

from cricket_lora.model.adapter import add_adapter, save_adapter
from cricket_lora.model.damaged_adapter import set_aside_if_damaged
from cricket_lora.protocol import atomic_files
from cricket_lora.protocol.events import EventLog
from cricket_lora.protocol.lock import RunLock
from cricket_lora.protocol.plain_folder import require_plain_folder
from cricket_lora.protocol.request import read_recipe
from cricket_lora.training import checkpoint
from cricket_lora.training.resolve_auto import resolve_recipe
from cricket_lora_host import places, processes
from cricket_lora_host.blobs import blob_path
from cricket_lora_host.wire import HostFailure

ATTEMPTS = int(os.environ.get("ATTACKS", "150"))


class Disk:
    """Records what reaches the disk: contents by fsync of a file, names by fsync of a folder.

    A power cut leaves the last recorded picture; of files that were written and never flushed, any
    part, and zeros for the rest.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.contents: dict[int, bytes] = {}
        self.names: dict[Path, dict[str, tuple[int, bool]]] = {}
        self.pictures: list[tuple[dict, dict, int]] = []
        self.promised = 0

    def fsync(self, descriptor: int) -> None:
        self.real_fsync(descriptor)
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        inode = os.fstat(descriptor).st_ino
        if path.is_dir():
            names = {e.name: (e.stat().st_ino, e.is_dir()) for e in path.iterdir()}
            self.names = {**self.names, path: names}
            self.moved(path)
        else:
            self.contents = {**self.contents, inode: path.read_bytes()}
        self.record()

    def moved(self, parent: Path) -> None:
        """What lies in a folder that was renamed is known by its new name."""
        for name, (inode, is_folder) in self.names[parent].items():
            if is_folder:
                for known in list(self.names):
                    if known != parent / name and self.inodes.get(known) == inode:
                        self.names[parent / name] = self.names[known]
        self.inodes.update(
            {parent / n: i for n, (i, is_folder) in self.names[parent].items() if is_folder}
        )

    def record(self) -> None:
        self.pictures.append((dict(self.names), dict(self.contents), self.promised))

    def __enter__(self) -> "Disk":
        self.inodes: dict[Path, int] = {}
        self.real_fsync, os.fsync = os.fsync, self.fsync
        self.real_mkdir = Path.mkdir
        disk = self

        def mkdir(path: Path, *args: object, **kwargs: object) -> None:
            disk.real_mkdir(path, *args, **kwargs)
            disk.inodes[path] = path.stat().st_ino

        Path.mkdir = mkdir
        return self

    def __exit__(self, *_: object) -> None:
        os.fsync, Path.mkdir = self.real_fsync, self.real_mkdir

    def after_cut(self, at: int, to: Path) -> int:
        """Lay out what a cut after picture `at` leaves; tell the step promised before it."""
        names, contents, promised = self.pictures[at]
        shutil.rmtree(to, ignore_errors=True)

        def lay_out(folder: Path, there: Path) -> None:
            there.mkdir(parents=True)
            for name, (inode, is_folder) in names.get(folder, {}).items():
                if is_folder:
                    lay_out(folder / name, there / name)
                else:
                    (there / name).write_bytes(contents.get(inode, b"\0" * 64))

        lay_out(self.folder, to)
        return promised


def test_a_power_cut_loses_no_promised_checkpoint(tmp_path):
    """Every prefix of what was flushed, and the same with noise at the end of what was not."""
    folder = tmp_path / "run"
    folder.mkdir()
    tried = held = 0
    with Disk(folder) as disk:
        with EventLog(folder / "events.jsonl") as events:
            atomic_files.flush_folder(folder)
            for step in range(1, 36):
                state = {"step": step, "weights": torch.full((50,), float(step))}
                path = checkpoint.save_checkpoint(folder, step, state, 1000)
                disk.promised = step
                events.write("checkpoint", step=step, path=path)
                atomic_files.write_atomically(folder / "status.json", json.dumps({"step": step}))
        pictures = len(disk.pictures)
    assert pictures >= 200
    for at in range(pictures):
        tried += 1
        left = tmp_path / "left"
        promised = disk.after_cut(at, left)
        if at % 3 == 1:  # an append that was never flushed
            with (left / "events.jsonl").open("ab") as file:
                file.write((b"\0" * 40, b'{"v":1,"seq"', b"\0\n\0\n")[at % 9 // 3])
        with EventLog(left / "events.jsonl") as events:
            lines = (left / "events.jsonl").read_bytes().splitlines()
            told = [json.loads(line) for line in lines]
            assert [event["seq"] for event in told] == list(range(events.seq))
            newest = checkpoint.load_newest_checkpoint(left, events)
        step = 0 if newest is None else newest["step"]
        assert step >= promised, f"cut {at}: step {promised} was promised, {step} is there"
        held += 1
    print(f"\nattack: a power cut: {tried} tried, {held} held")


def test_a_power_cut_leaves_the_adapter_whole_or_the_checkpoint_before_it(base_folder, tmp_path):
    base = load(base_folder)
    model = add_adapter(base, resolve_recipe(read_recipe(RECIPE), 32))
    folder = tmp_path / "run"
    folder.mkdir()
    with Disk(folder) as disk, EventLog(folder / "events.jsonl") as events:
        checkpoint.save_checkpoint(folder, 1, {"step": 1}, 1000)
        disk.promised = 1
        save_adapter(model, folder / "adapter", base)
        disk.promised = 2
        events.write("phase", phase="predicting")
        atomic_files.write_atomically(folder / "status.json", "{}")
    whole = {path.name: path.read_bytes() for path in (folder / "adapter").iterdir()}
    found = set()
    for at in range(len(disk.pictures)):
        left = tmp_path / "left"
        promised = disk.after_cut(at, left)
        with EventLog(left / "events.jsonl") as events:
            set_aside_if_damaged(left / "adapter", events)
            there = left / "adapter"
            if there.is_dir():
                assert {path.name: path.read_bytes() for path in there.iterdir()} == whole
                held = 2
            else:
                held = int(checkpoint.load_newest_checkpoint(left, events) is not None)
        assert held >= promised, f"cut {at}"
        found.add(held)
    assert found == {0, 1, 2}
    tried = len(disk.pictures)
    print(f"\nattack: a power cut while the adapter is saved: {tried} tried, {tried} held")


HOSTILE = ("..", "../x", "/etc/passwd", "a\0b", "", ".", "a/../../b", "\\x", "x" * 300, "-rf")


def test_names_that_lead_out_of_our_folder_are_refused(tmp_path):
    treasure = tmp_path / "treasure"
    treasure.mkdir()
    ours = tmp_path / "cl"
    (ours / "runs").mkdir(parents=True)
    (ours / "link").symlink_to(treasure)
    chance = random.Random(7)
    tried = held = 0
    for _ in range(ATTEMPTS):
        tried += 1
        parts = [chance.choice((*HOSTILE, "link", "a", "b")) for _ in range(chance.randint(1, 4))]
        name = "/".join(parts)
        for ask in (
            partial(places.inside, ours, name),
            partial(places.run_folder, {"folder": str(ours), "run": name}),
            partial(blob_path, ours, name),
        ):
            with contextlib.suppress(HostFailure, ValueError, OSError):
                assert ask().resolve().is_relative_to(ours.resolve())
        held += 1
    print(f"\nattack: a name that leads elsewhere: {tried} tried, {held} held")


def test_damaged_files_of_a_run_stop_no_trainer(tmp_path):
    chance = random.Random(7)
    tried = held = 0
    line = b'{"v":1,"seq":0,"time":"x","type":"phase","phase":"loading"}\n'
    for _ in range(ATTEMPTS):
        tried += 1
        noise = bytes(chance.randrange(256) for _ in range(chance.randrange(40)))
        pieces = [line, noise, b"\0\0\n", b"null\n", b'{"seq":1e400}\n', b"[" * 2000 + b"\n"]
        content = line + b"".join(chance.choices(pieces, k=3))
        for name in ("events.jsonl", "lock", "process.json", "status.json"):
            (tmp_path / name).write_bytes(content if name == "events.jsonl" else noise)
        assert processes.find_trainer(tmp_path) is None
        require_plain_folder(tmp_path)
        with RunLock(tmp_path), EventLog(tmp_path / "events.jsonl") as events:
            events.phase("loading")
            last = (tmp_path / "events.jsonl").read_bytes().splitlines()[-1]
            assert json.loads(last)["seq"] == events.seq - 1
        held += 1
    print(f"\nattack: a damaged file of a run: {tried} tried, {held} held")


@pytest.mark.parametrize("pid", [0, 1, -1, True, 1.5, "2", None])
def test_pids_of_many_are_never_signalled(tmp_path, pid, monkeypatch):
    def never(*_: object) -> None:
        raise AssertionError("signalled")

    monkeypatch.setattr(os, "kill", never)
    monkeypatch.setattr(os, "killpg", never)
    start = Path("/proc/1/stat").read_text().rsplit(") ", 1)[1].split()[19]
    (tmp_path / "process.json").write_text(json.dumps({"pid": pid, "processStart": start}))
    assert processes.find_trainer(tmp_path) is None
    if type(pid) is int:
        assert processes.end_tree({"pid": pid, "processStart": start}, 0, 0) == "already over"


def test_another_process_is_not_the_trainer(tmp_path):
    found = processes.read_process(os.getpid())
    identity = {"pid": found.pid, "processStart": found.start}
    (tmp_path / "process.json").write_text(json.dumps(identity))
    assert processes.is_alive(identity)
    assert processes.find_trainer(tmp_path) is None


def test_a_process_that_becomes_the_trainer_is_it_at_any_moment(tmp_path):
    """Linux shows no command line in the midst of that: here one in ten looks falls there."""
    becoming = tmp_path / "becoming"
    becoming.write_text('#!/bin/sh\nexec "$0" "$@"\n')
    becoming.chmod(0o755)
    with subprocess.Popen([becoming, tmp_path / "run.json"]) as child:
        try:
            found = processes.read_process(child.pid)
            identity = {"pid": found.pid, "processStart": found.start}
            (tmp_path / "process.json").write_text(json.dumps(identity))
            assert all(processes.find_trainer(tmp_path) == identity for _ in range(200))
        finally:
            child.kill()


class Bomb:
    """Runs when it is unpickled, unless nothing of the kind is."""

    def __reduce__(self) -> tuple:
        return (os.mkdir, (os.environ["CRICKET_LORA_BOMB"],))


def test_a_checkpoint_runs_no_code(tmp_path, monkeypatch):
    bomb = tmp_path / "went-off"
    monkeypatch.setenv("CRICKET_LORA_BOMB", str(bomb))
    folder = tmp_path / "checkpoints" / "7"
    folder.mkdir(parents=True)
    torch.save({"step": Bomb()}, folder / "state.pt")
    with EventLog(tmp_path / "events.jsonl") as events:
        assert checkpoint.load_newest_checkpoint(tmp_path, events) is None
    (told,) = events_of(tmp_path, "log")
    assert "UnpicklingError" in told["message"]
    assert not bomb.exists()
