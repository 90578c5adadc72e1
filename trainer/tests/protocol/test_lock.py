"""One trainer a run folder: the lock, and what it tells of its holder."""

import errno
import fcntl
import json
import multiprocessing
import os
import signal
import subprocess
import threading
import time
from types import SimpleNamespace

import pytest

from cricket_lora.protocol import lock as module
from cricket_lora.protocol import process_start
from cricket_lora.protocol.failure import Failure
from cricket_lora.protocol.lock import RunLock
from cricket_lora.protocol.place import place_here
from cricket_lora_host.processes import read_process

FORK = multiprocessing.get_context("fork")


def hold(folder, held):
    lock = RunLock(folder)
    held.set()
    with lock:
        signal.pause()


@pytest.fixture
def holder(tmp_path):
    held = FORK.Event()
    child = FORK.Process(target=hold, args=[tmp_path, held])
    child.start()
    assert held.wait(60)
    yield child
    child.kill()
    child.join()


def test_a_held_lock_is_refused_and_names_its_holder(tmp_path, holder):
    for _ in range(2):
        with pytest.raises(Failure) as refused:
            RunLock(tmp_path)
        assert (refused.value.code, refused.value.parameters) == (
            "already-running",
            {"pid": holder.pid},
        )
    told = json.loads((tmp_path / "lock").read_text())
    assert (told["pid"], told["processStart"]) == (holder.pid, read_process(holder.pid).start)


def test_the_lock_of_a_killed_holder_is_taken_over(tmp_path, holder):
    holder.kill()
    holder.join()
    assert json.loads((tmp_path / "lock").read_text())["pid"] == holder.pid
    with RunLock(tmp_path):
        assert json.loads((tmp_path / "lock").read_text())["pid"] == os.getpid()
    assert not (tmp_path / "lock").exists()


def take_often(folder, rounds, overlaps, taken):
    for _ in range(rounds):
        try:
            lock = RunLock(folder)
        except Failure:
            continue
        with lock:
            try:
                (folder / "inside").touch(exist_ok=False)
            except FileExistsError:
                overlaps.value += 1
                continue
            taken.value += 1
            (folder / "inside").unlink()


def test_of_many_processes_two_never_hold_the_lock(tmp_path):
    overlaps, taken = FORK.Value("i"), FORK.Value("i")
    children = [
        FORK.Process(target=take_often, args=[tmp_path, 200, overlaps, taken]) for _ in range(4)
    ]
    for child in children:
        child.start()
    for child in children:
        child.join(120)
    assert [child.exitcode for child in children] == [0] * 4
    assert overlaps.value == 0
    assert taken.value > 0


@pytest.mark.parametrize("name", ["lock", ".lock"])
def test_a_lock_that_is_a_link_is_not_followed(tmp_path, name):
    (tmp_path / "file").write_text("precious")
    (tmp_path / name).symlink_to(tmp_path / "file")
    with pytest.raises(OSError):
        RunLock(tmp_path)
    assert (tmp_path / "file").read_text() == "precious"
    (tmp_path / name).unlink()
    with RunLock(tmp_path):  # the refused attempt holds nothing
        pass


def test_a_zombie_does_not_live_and_neither_does_a_process_that_is_gone():
    child = subprocess.Popen(["true"])
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert read_process(child.pid) is None
    child.wait()
    assert read_process(child.pid) is None


def test_a_trainer_tells_the_start_that_others_read_of_it():
    assert process_start.own_start() == read_process(os.getpid()).start != ""


@pytest.mark.parametrize(
    ("platform", "program"), [("darwin", "ps -o lstart= -p"), ("win32", "powershell")]
)
def test_on_other_systems_their_own_program_tells_the_start(monkeypatch, platform, program):
    asked = []

    def run(command, **_):
        asked.append(" ".join(command))
        return SimpleNamespace(stdout=" Sat Nov 28 23:08:47 2026\n")

    monkeypatch.setattr(process_start.sys, "platform", platform)
    monkeypatch.setattr(process_start.subprocess, "run", run)
    process_start._start_of.cache_clear()
    assert process_start.own_start() == "Sat Nov 28 23:08:47 2026"
    assert process_start.own_start() == "Sat Nov 28 23:08:47 2026"
    [command] = asked
    assert command.startswith(program)
    assert str(os.getpid()) in command
    process_start._start_of.cache_clear()


def test_ps_says_the_same_in_every_time_zone(monkeypatch):
    """Linux has it as well: the window and the trainer may have been started in different ones."""
    monkeypatch.setattr(process_start.sys, "platform", "darwin")
    process_start._start_of.cache_clear()
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    start = process_start.own_start()
    monkeypatch.setenv("TZ", "America/New_York")
    assert start == read_process(os.getpid()).start != ""
    process_start._start_of.cache_clear()


ELSEWHERE = "other-machine 00000000-0000-0000-0000-000000000000 pid:[1]"


def told_by(folder, place, age):
    """What a holder has left, or tells, some seconds after it touched it last."""
    path = folder / "lock"
    path.write_text(json.dumps({"pid": 7, "processStart": "1", "place": place}))
    touched = time.time() - age
    os.utime(path, (touched, touched))


def without_locks(monkeypatch, code):
    def flock(_file, _how):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(fcntl, "flock", flock)


def test_locks_of_each_machine_alone_keep_no_other_machine_out(tmp_path):
    for age in (0, 30, -30):
        told_by(tmp_path, ELSEWHERE, age)
        with pytest.raises(Failure, match="already-running"):
            RunLock(tmp_path)
    # Silent for long, or from a clock that is wrong: gone.
    for age in (120, -3600):
        told_by(tmp_path, ELSEWHERE, age)
        with RunLock(tmp_path):
            pass


def test_a_holder_gives_signs_of_life_until_it_lets_go(tmp_path, monkeypatch):
    given = threading.Semaphore(0)
    touch = os.utime
    monkeypatch.setattr(module, "BEAT_SECONDS", 0.01)
    monkeypatch.setattr(module.os, "utime", lambda path: (touch(path), given.release()))
    with RunLock(tmp_path) as held:
        told = tmp_path / "lock"
        touch(told, (0, 0))
        for _ in range(2):  # the first may have been on its way
            assert given.acquire(timeout=60)
        assert told.stat().st_mtime > 0
    assert held.released.is_set()


@pytest.mark.parametrize("code", [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS])
@pytest.mark.parametrize("place", [place_here(), ELSEWHERE])
def test_on_a_file_system_without_locks_a_holder_lives_as_long_as_it_says_so(
    tmp_path, monkeypatch, code, place
):
    without_locks(monkeypatch, code)
    with RunLock(tmp_path), pytest.raises(Failure, match="already-running"):
        RunLock(tmp_path)
    told_by(tmp_path, place, age=30)
    with pytest.raises(Failure, match="already-running"):
        RunLock(tmp_path)
    told_by(tmp_path, place, age=120)
    with RunLock(tmp_path):
        pass


def test_a_container_on_this_kernel_is_kept_out_by_its_lock_alone(tmp_path):
    host, boot, _ = place_here().split(" ", 2)
    told_by(tmp_path, f"{host}-container {boot} pid:[1]", age=0)
    with RunLock(tmp_path):
        pass


def test_other_errors_of_the_lock_are_told(tmp_path, monkeypatch):
    without_locks(monkeypatch, errno.EIO)
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        RunLock(tmp_path)


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", '{"pid": "x"}', "\0" * 99, "[" * 4096, '{"pid": Infinity}']
)
def test_a_damaged_lock_names_no_holder(tmp_path, text):
    (tmp_path / "lock").write_text(text)
    with RunLock(tmp_path):
        pass
