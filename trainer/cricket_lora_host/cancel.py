"""Cancels a run: politely, then with its whole process group."""

from cricket_lora_host.places import run_folder
from cricket_lora_host.processes import end_tree, find_trainer
from cricket_lora_host.wire import Wire, refuse


def cancel(request: dict, wire: Wire) -> dict:
    run = run_folder(request)
    trainer = find_trainer(run)
    if trainer is None:
        return {"outcome": "already over"}
    grace = request["graceSeconds"]
    try:
        (run / "cancel").touch()
    except OSError:
        grace = 0  # on a full disk even an empty file may fail: SIGTERM has to ask
    outcome = end_tree(trainer, grace, request["terminateSeconds"])
    if outcome == "deaf to everything":
        refuse("unkillable", pid=trainer["pid"])
    return {"outcome": outcome}
