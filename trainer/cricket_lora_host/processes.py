"""Processes that cannot be taken for later ones with the same pid."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple


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
    for line in subprocess.run(command, capture_output=True, text=True).stdout.splitlines():
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
        if isinstance(pid, int) and pid > 1 and isinstance(start, str):
            found.append({"pid": pid, "processStart": start})
    return found


def find_trainer(run: Path) -> dict | None:
    return next((identity for identity in identities(run) if is_alive(identity)), None)


def read_json(path: Path) -> dict:
    """Empty when there is no such file, or no object in it."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def write_json(path: Path, value: dict) -> None:
    """Whole or not at all."""
    temporary = path.with_name(f".{path.name}")
    temporary.write_text(json.dumps(value) + "\n", encoding="utf-8")
    temporary.replace(path)


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
    found = read_process(leader["pid"])
    if found is None or found.start != leader["processStart"]:
        return "already over"
    group = found.group if found.group == found.pid else None

    def lives() -> bool:
        now = read_process(leader["pid"])
        if now is not None:
            return now.start == leader["processStart"]
        # As long as its group has members, nobody else can be given the leader's number.
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
