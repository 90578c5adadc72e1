"""Merges and exports a run's adapter where it was trained."""

import fcntl
import subprocess
from pathlib import Path

from cricket_lora_host.environment import python_of
from cricket_lora_host.places import make_our_folder, run_folder
from cricket_lora_host.processes import end_tree, find_trainer, read_json, read_process, write_json
from cricket_lora_host.start import environment_of, lay_out_run, unpack_shared
from cricket_lora_host.wire import LONGEST_LINE, Wire, refuse

LAST_LINES = 30


def export(request: dict, wire: Wire) -> dict:
    """Run `cricket_lora.export` for `wanted` and send its lines. Tells `exit` and last `lines`.

    Asked again with the same `attempt`, because the connection went meanwhile, it waits for the
    first and tells how that ended.
    """
    folder, run = make_our_folder(request), run_folder(request)
    trainer, base = unpack_shared(folder, request)
    if live := find_trainer(run):
        refuse("already-running", pid=live["pid"])
    lay_out_run(folder, run, request, base)
    with (run / ".exporting").open("w") as lock:
        wait_for(lock, wire)
        known = read_json(run / "export.json")
        if known.get("attempt") == request["attempt"] and "exit" in known:
            return known
        command = [python_of(folder, request["python"]), "-m", "cricket_lora.export"]
        process = begin([*command, str(run / "run.json"), *request["wanted"]], run, trainer)
        found = read_process(process.pid)
        identity = {"pid": process.pid, "processStart": found.start if found else ""}
        ending = {"attempt": request["attempt"], **identity}
        write_json(run / "export.json", ending)
        last: list[str] = []
        for line in process.stdout:
            text = line.decode("utf-8", "replace").rstrip()[:LONGEST_LINE]
            wire.line(text)
            last = [*last[1 - LAST_LINES :], text]
        ending |= {"exit": process.wait(), "lines": last}
        write_json(run / "export.json", ending)
        return ending


def wait_for(lock: object, wire: Wire) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        wire.line("An export of this run is going on: waiting for it.")
        fcntl.flock(lock, fcntl.LOCK_EX)


def begin(command: list[str], run: Path, trainer: Path) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            command,
            cwd=trainer,
            env=environment_of(trainer, None),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except (FileNotFoundError, PermissionError):
        refuse("python-missing", python=command[0])


def leave(request: dict, wire: Wire) -> dict:
    """End an export that was cancelled, with all its children."""
    identity = read_json(run_folder(request) / "export.json")
    if "pid" not in identity or "exit" in identity:
        return {"outcome": "already over"}
    return {"outcome": end_tree(identity, 0, request["terminateSeconds"])}
