"""Cancels a run: politely, then with its whole process group."""

import contextlib
import os

from cricket_lora_host.places import run_folder
from cricket_lora_host.processes import (
    end_tree,
    find_trainer,
    open_regular,
    read_json,
    write_json,
)
from cricket_lora_host.wire import Wire, refuse


def cancel(request: dict, wire: Wire) -> dict:
    run = run_folder(request)
    trainer = find_trainer(run)
    if trainer is None:
        return {"outcome": "already over"}
    told = run / "signalled"

    def ask() -> bool:
        try:
            open_regular(run / "cancel", os.O_WRONLY | os.O_CREAT).close()
        except OSError:
            return False  # on a full disk even an empty file may fail: SIGTERM has to ask
        return True

    def tell(name: str) -> None:
        with contextlib.suppress(OSError):
            write_json(told, {**trainer, "signal": name})

    grace, terminate = request["graceSeconds"], request["terminateSeconds"]
    outcome = end_tree(trainer, grace, terminate, tell, ask)
    if outcome == "deaf to everything":
        refuse("unkillable", pid=trainer["pid"])
    # After a lost connection the request is repeated while the first one is still executed:
    # then the first one's signals ended it, whatever this one has seen.
    sent = read_json(told)
    if outcome != "already over" and {**trainer, "signal": sent.get("signal")} == sent:
        outcome = {"SIGTERM": "terminated", "SIGKILL": "killed"}[sent["signal"]]
    return {"outcome": outcome}
