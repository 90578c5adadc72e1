"""Takes a run to boards while it goes on."""

import json
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from filelock import FileLock, Timeout

from cricket_lora.boards.board import Board
from cricket_lora.boards.curves import FAILED, FINISHED, KILLED, RUNNING, Curves, Row, begin_curves
from cricket_lora.boards.tail import Tail
from cricket_lora.protocol.atomic_files import write_atomically
from cricket_lora.protocol.place import place_here
from cricket_lora.protocol.plain_folder import require_plain_folder
from cricket_lora.protocol.process_start import own_start

LOOK_SECONDS = 1.0
# For one that is about to end.
LOCK_SECONDS = 5.0
# The editor or terminal scores a run once it has ended.
EVALUATION_SECONDS = 60.0
# After so long a silence the run is taken for lost; it is followed again when its end is seen.
SILENT_SECONDS = 3600.0
# Before a board that failed is begun again.
PAUSES = (2.0, 8.0, 30.0)
ENDS = {"finished": FINISHED, "failed": FAILED, "cancelled": KILLED}
LONGEST_REASON = 1000

Makers = Mapping[str, Callable[[str], Board]]
Act = Callable[[Board], None]


def follow(folder: Path, places: Mapping[str, str], makers: Makers) -> bool:
    """Write to boards what the run tells, until its end; return whether all of them took it.

    Only one process does at a time, and another that is started leaves at once. Raises Failure
    where something in the run's folder is no plain file.
    """
    require_plain_folder(folder)
    lock = FileLock(folder / ".boards")
    try:
        lock.acquire(timeout=LOCK_SECONDS)
    except Timeout:
        return True
    with lock:
        writing = Writing(folder, places, makers)
        follow_until_over(folder, writing)
        return not writing.problems


def follow_until_over(folder: Path, writing: "Writing") -> None:
    tail = Tail(folder / "events.jsonl")
    told = begin_curves(folder)
    told_at = time.monotonic()
    # They hold nothing of ours yet, or something that is told otherwise now.
    must_begin, is_ended = True, False
    while writing.boards and folder.is_dir():
        # First the end, then the events: whatever was told before it is read.
        end = end_in_status(folder)
        events, is_other = tail.read()
        if is_ended and not events:
            return
        if is_other:
            told = begin_curves(folder)
        rows, has_changed = take_all(told, events)
        if events:
            told_at = time.monotonic()
        elif end:
            told.status = end
        if must_begin or is_other or has_changed:
            writing.begin(told)
        else:
            writing.add(told, rows)
        must_begin = is_ended = False
        silent = time.monotonic() - told_at
        if told.status == RUNNING and silent > SILENT_SECONDS:
            writing.end(told)
            return
        if told.status == RUNNING or not is_evaluated(folder, told, silent):
            time.sleep(LOOK_SECONDS)
            continue
        before = len(told.rows)
        take_evaluation(told, folder / "evaluation.json")
        writing.add(told, told.rows[before:])
        writing.end(told)
        # A run that was taken up meanwhile goes on, and so do we.
        must_begin = is_ended = True


def take_all(told: Curves, events: Iterable[dict]) -> tuple[list[Row], bool]:
    """The rows that came, and whether some went that were told before."""
    before, has_changed = len(told.rows), False
    for event in events:
        try:
            has_changed |= told.take(event)
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
            continue
    return told.rows[before:], has_changed


def take_evaluation(told: Curves, path: Path) -> None:
    try:
        told.take_evaluation(path)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        print(f"{path.name} is no evaluation", file=sys.stderr)


def end_in_status(folder: Path) -> str | None:
    """Of a trainer that could not tell its end, or whose process was seen to be gone."""
    try:
        state = json.loads((folder / "status.json").read_text(encoding="utf-8"))["state"]
        return ENDS.get(state)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def is_evaluated(folder: Path, told: Curves, silent: float) -> bool:
    """Or never will be."""
    return (
        told.status != FINISHED
        or (folder / "evaluation.json").is_file()
        or silent > EVALUATION_SECONDS
    )


class Writing:
    """The boards of a run: one that fails is left, with the reason, and the others go on.

    boards.json tells how they stand (src/core/run/boardsSchema.ts).
    """

    def __init__(self, folder: Path, places: Mapping[str, str], makers: Makers) -> None:
        self.path = folder / "boards.json"
        self.problems: dict[str, str] = {}
        self.is_over = False
        self.by = {"pid": os.getpid(), "processStart": own_start(), "place": place_here()}
        self.boards: dict[str, Board] = {}
        self._tell()
        for name, place in places.items():
            try:
                self.boards[name] = makers[name](place)
            except Exception as error:
                self._leave(name, error)

    def begin(self, told: Curves) -> None:
        self.is_over = False
        begin = beginning(told)
        self._each(begin, begin)

    def add(self, told: Curves, rows: list[Row]) -> None:
        if rows:
            self._each(lambda board: board.add(rows), beginning(told))

    def end(self, told: Curves) -> None:
        def begin_and_end(board: Board) -> None:
            board.begin(told)
            board.end(told)

        self._each(lambda board: board.end(told), begin_and_end)
        self.is_over = told.status != RUNNING
        self._tell()

    def _each(self, do: Act, again: Act) -> None:
        for name, board in list(self.boards.items()):
            try:
                insist(board, do, again)
            except Exception as error:
                self._leave(name, error)

    def _leave(self, name: str, error: Exception) -> None:
        traceback.print_exception(error, file=sys.stderr)
        self.boards.pop(name, None)
        self.problems[name] = in_a_line(f"{type(error).__name__}: {error}")
        self._tell()

    def _tell(self) -> None:
        told = {"v": 1, "isOver": self.is_over, "problems": self.problems, "by": self.by}
        write_atomically(self.path, json.dumps(told) + "\n")


def beginning(told: Curves) -> Act:
    return lambda board: board.begin(told)


def insist(board: Board, do: Act, again: Act) -> None:
    """A server may be away for a moment, or a database be busy with another run: begun again, a
    board has all that was told, whatever came of it before."""
    for pause in PAUSES:
        try:
            do(board)
            return
        except Exception as error:
            # Of MLflow's small package, which lacks databases.
            if isinstance(error, ImportError) or "unsupported URI" in str(error):
                raise
            traceback.print_exc(file=sys.stderr)
        time.sleep(pause)
        do = again
    do(board)


def in_a_line(reason: str) -> str:
    first = reason.strip().splitlines()[0]
    return "".join(sign if sign.isprintable() else " " for sign in first)[:LONGEST_REASON]
