"""Sends what a file has from an offset on, and what comes, with a sign of life a second."""

import time
from pathlib import Path

from cricket_lora_host.places import inside, our_folder, run_folder
from cricket_lora_host.processes import find_trainer, open_regular
from cricket_lora_host.results import results
from cricket_lora_host.wire import Wire

CHUNK = 1 << 18
POLL_SECONDS = 0.1
ALIVE_SECONDS = 1.0


def follow(request: dict, wire: Wire) -> dict:
    """Until the listener hangs up, or a named `run`'s trainer is gone and all is sent.

    Tells then what `results` tells.
    """
    run = run_folder(request) if request.get("run") else None
    path = inside(run or our_folder(request), request["path"])
    offset = request["offset"]
    told = 0.0
    while True:
        # Check the process first, then its file: what it wrote before it ended is sent.
        due = time.monotonic() - told >= ALIVE_SECONDS
        live = None if run is None or not due else find_trainer(run) is not None
        offset = send_from(path, offset, wire)
        if due:
            told = time.monotonic()
            wire.send({"live": live})
        if live is False:
            return results(request, wire)
        if wire.hung_up:
            return {}
        time.sleep(POLL_SECONDS)


def send_from(path: Path, offset: int, wire: Wire) -> int:
    try:
        file = open_regular(path)
    except FileNotFoundError:
        return offset
    with file:
        if file.seek(0, 2) < offset:
            wire.send({"restarted": True})
            offset = 0
        file.seek(offset)
        while not wire.hung_up and (data := file.read(CHUNK)):
            wire.send({}, data)
            offset += len(data)
    return offset
