"""`python -m cricket_lora RUN/run.json`: exits 0 finished, 2 failed, 3 cancelled."""

import os
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from cricket_lora.model.content_hash import begin_hash
from cricket_lora.protocol.cancellation import Cancellation
from cricket_lora.protocol.events import EventLog, SilentLog
from cricket_lora.protocol.failure import Cancelled, Failure, failure_of
from cricket_lora.protocol.lock import lock_or_tell
from cricket_lora.protocol.rank import end_with_launcher, is_alone, is_first
from cricket_lora.protocol.status import write_status
from cricket_lora.protocol.without_gc import uncollected

FINISHED, FAILED, CANCELLED = 0, 2, 3


# Threads that wait for each other by spinning crawl on a machine that is busy with other things as
# well: under twice as many runnable processes as cores a step took ten times as long. Read by the
# OpenMP library when torch is loaded.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print("usage: python -m cricket_lora RUN/run.json", file=sys.stderr)
        return FAILED
    folder = Path(arguments[0]).resolve().parent
    # A hub id is never a folder that happens to lie where this was started.
    os.chdir(Path(__file__).parent)
    if not is_alone():
        end_with_launcher()
    if not is_first():
        return follow(folder)
    lock = lock_or_tell(folder)
    if lock is None:
        return FAILED
    with lock:
        cancellation = Cancellation(folder)
        cancellation.listen()
        write_status(folder, "running")
        with EventLog(folder / "events.jsonl") as events:
            return watch(folder, events, cancellation)


def load_run(folder: Path) -> Callable:
    """Import torch: seconds in which the status already shows that the run in `folder` lives."""
    begin_hash(folder)
    with uncollected():
        from cricket_lora.run import run
    return run


def follow(folder: Path) -> int:
    """As one of several processes: the first of them writes the run's files."""
    try:
        load_run(folder)(folder, SilentLog(), Cancellation(folder))
    except Cancelled:
        return CANCELLED
    return FINISHED


def watch(folder: Path, events: EventLog, cancellation: Cancellation) -> int:
    """Run, and see to it that events and status tell the end, whatever it is."""
    started = time.monotonic()
    try:
        try:
            outcome = load_run(folder)(folder, events, cancellation)
            reason, training_seconds = outcome.reason, outcome.seconds
        except Cancelled:
            reason, training_seconds = "cancelled", 0.0
        if reason == "cancelled" and cancellation.is_by_signal_alone and not is_alone():
            # By `torchrun`, which ends the others when one of them dies.
            raise Failure("peer-lost", processes=int(os.environ["WORLD_SIZE"]))
        events.write(
            "finished",
            reason=reason,
            trainingSeconds=round(training_seconds, 3),
            seconds=round(time.monotonic() - started, 3),
        )
    except BaseException as error:
        traceback.print_exc()
        failure = failure_of(error, folder)
        try:
            events.failed(failure.code, failure.parameters)
        finally:
            write_status(folder, "failed", FAILED)
        return FAILED
    if reason == "cancelled":
        cancellation.clear()
        write_status(folder, "cancelled", CANCELLED)
        return CANCELLED
    write_status(folder, "finished", FINISHED)
    return FINISHED


if __name__ == "__main__":
    status = main(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    # Nothing is left to be written, and tearing down torch would take a second.
    os._exit(status)
