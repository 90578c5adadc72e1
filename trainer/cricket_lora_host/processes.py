"""Processes that cannot be taken for later ones with the same pid."""

import contextlib
import errno
import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

MOST_BYTES = 1 << 20  # of a file that describes a process
MOST_LOOKS = 50  # at a process that shows no command line: a second in all
SAFE_FOLDER = "/"  # other users cannot write there: the working directory for programs


class Process(NamedTuple):
    pid: int
    group: int
    start: str


def read_process(pid: int) -> Process | None:
    """None when no such process lives; a zombie does not."""
    if sys.platform == "linux":
        try:
            # Through bytes: a process may call itself anything.
            fields = Path(f"/proc/{pid}/stat").read_bytes().rsplit(b") ", 1)[1].split()
        except (OSError, IndexError):
            return None
        if fields[0] in (b"Z", b"X"):
            return None
        return Process(pid, int(fields[2]), fields[19].decode())
    return next(listed("-p", str(pid)), None)


def listed(*which: str) -> Iterator[Process]:
    command = ["ps", *which, "-o", "pid=,pgid=,stat=,lstart="]
    # Who asks from elsewhere, and the trainer itself, read the same words.
    environment = {**os.environ, "LC_ALL": "C", "TZ": "UTC"}
    done = subprocess.run(command, capture_output=True, text=True, cwd=SAFE_FOLDER, env=environment)
    for line in done.stdout.splitlines():
        fields = line.split(None, 3)
        if len(fields) == 4 and not fields[2].startswith("Z"):
            yield Process(int(fields[0]), int(fields[1]), fields[3].strip())


def members(group: int) -> list[Process]:
    """Live members of a process group."""
    if sys.platform != "linux":
        return [process for process in listed("-A") if process.group == group]
    pids = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
    found = (read_process(pid) for pid in pids)
    return [process for process in found if process and process.group == group]


def is_alive(identity: dict) -> bool:
    found = read_process(identity["pid"])
    return found is not None and found.start == identity["processStart"] != ""


def identities(run: Path) -> list[dict]:
    """Every process that a file of the run names as its trainer, live or not."""
    found = []
    for name in ("process.json", "lock", "status.json"):
        value = read_json(run / name)
        pid, start = value.get("pid"), value.get("processStart")
        if type(pid) is int and pid > 1 and isinstance(start, str) and start:
            found.append({"pid": pid, "processStart": start})
    return found


def find_trainer(run: Path) -> dict | None:
    live = (known for known in identities(run) if is_alive(known))
    return next((known for known in live if is_of_run(known["pid"], run)), None)


def is_of_run(pid: int, run: Path) -> bool:
    """Whether a process was started for this very run: a file of its folder may name any."""
    try:
        if sys.platform == "linux":
            words = command_line(pid).split(b"\0")
            paths = [Path(os.fsdecode(word)) for word in words if word.endswith(b"run.json")]
            return any(path.parent.resolve() == run.resolve() for path in paths)
        command = ["ps", "-ww", "-o", "command=", "-p", str(pid)]
        said = subprocess.run(command, capture_output=True, text=True, cwd=SAFE_FOLDER).stdout
        return str(run / "run.json") in said or str(run.resolve() / "run.json") in said
    except (OSError, ValueError):
        return False


def command_line(pid: int) -> bytes:
    """Linux shows none while a process becomes another, nor of a kernel thread (of group 0)."""
    for _ in range(MOST_LOOKS):
        line = Path(f"/proc/{pid}/cmdline").read_bytes()
        found = read_process(pid)
        if line or found is None or found.group == 0:
            return line
        time.sleep(0.02)
    return b""


def read_json(path: Path) -> dict:
    """Empty when there is no such file of ours, or no object in it."""
    try:
        with open_regular(path) as file:
            value = json.loads(file.read(MOST_BYTES))
    except (OSError, ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def write_json(path: Path, value: dict) -> None:
    """Whole or not at all."""
    temporary = path.with_name(f".{path.name}")
    temporary.unlink(missing_ok=True)
    with temporary.open("x", encoding="utf-8") as file:
        file.write(json.dumps(value) + "\n")
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def open_regular(path: Path, flags: int = os.O_RDONLY) -> BinaryIO:
    """Open a file that is one: no link, and no device or pipe that would block or never end."""
    descriptor = os.open(path, flags | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "no ordinary file", str(path))
    return os.fdopen(descriptor, "rb" if flags == os.O_RDONLY else "ab")


def end_tree(
    leader: dict,
    grace: float,
    terminate: float,
    on_signal: Callable[[str], None] = lambda name: None,
    ask: Callable[[], bool] = lambda: True,
) -> str:
    """End a process and all of its group: by waiting, SIGTERM, SIGKILL. Tells what it took.

    `ask` asks it to stop by itself, once its group is known; where that fails it is not waited for.
    `on_signal` is told the name of each signal before it is sent. Before every signal the leader is
    looked up again: one that was merely given the same pid is never touched.
    """
    if leader["pid"] <= 1:
        return "already over"
    found = read_process(leader["pid"])
    if found is None or found.start != leader["processStart"]:
        return "already over"
    group = found.group if found.group == found.pid else None

    def lives() -> bool:
        now = read_process(leader["pid"])
        if now is not None:
            return now.start == leader["processStart"]
        # As long as its group has members, the system does not reuse the leader's pid.
        return group is not None and bool(members(group))

    def gone_within(seconds: float) -> bool:
        end = time.monotonic() + seconds
        while lives():
            if time.monotonic() >= end:
                return False
            time.sleep(0.05)
        return True

    def send(number: signal.Signals) -> None:
        if lives():
            on_signal(number.name)
            with contextlib.suppress(ProcessLookupError):
                os.kill(leader["pid"], number) if group is None else os.killpg(group, number)

    if gone_within(grace if ask() else 0):
        return "stopped by itself"
    send(signal.SIGTERM)
    if gone_within(terminate):
        return "terminated"
    send(signal.SIGKILL)
    return "killed" if gone_within(10) else "deaf to everything"
