"""What a follower tells its boards, and what it makes of events.jsonl and status.json."""

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from filelock import FileLock

from cricket_lora.boards import follow as following
from cricket_lora.boards.curves import Curves, Row
from cricket_lora.boards.follow import follow
from cricket_lora.boards.tail import Tail
from cricket_lora.protocol.place import place_here
from cricket_lora.protocol.process_start import own_start


class Recorder:
    """A board that keeps what it is told."""

    def __init__(self) -> None:
        self.steps: list[int] = []
        self.begun = 0
        self.ends: list[str] = []

    def begin(self, told: Curves) -> None:
        self.begun += 1
        self.steps = []
        self.add(told.rows)

    def add(self, rows: Sequence[Row]) -> None:
        self.steps += [row.step for row in rows]

    def end(self, told: Curves) -> None:
        self.ends.append(told.status)


class Refuser(Recorder):
    """Refuses so many calls."""

    def __init__(self, calls: int = 1000) -> None:
        super().__init__()
        self.calls = calls

    def add(self, rows: Sequence[Row]) -> None:
        self.calls -= 1
        if self.calls >= 0:
            raise ConnectionError("no one\nthere")
        super().add(rows)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    folder = tmp_path / "20261123-030000-recall"
    folder.mkdir()
    request = {"id": "../elsewhere", "base": "embedded", "target": "local", "recipe": {"rank": 8}}
    (folder / "run.json").write_text(json.dumps(request))
    return folder


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], None]]:
    """What happens, in turn, each time the follower waits."""
    coming: list[Callable[[], None]] = []

    def sleep(_: float) -> None:
        assert coming, "it waits for what never comes"
        coming.pop(0)()

    monkeypatch.setattr(following.time, "sleep", sleep)
    return coming


def event(kind: str, **fields: object) -> str:
    return json.dumps({"time": "2026-11-23T03:00:00.000Z", "type": kind, **fields}) + "\n"


def step(number: int) -> str:
    return event("step", step=number, loss=1 / number)


def append(run: Path, *lines: str) -> None:
    with (run / "events.jsonl").open("a") as file:
        file.writelines(lines)


def followed(run: Path, **boards: Recorder) -> bool:
    makers = {name: lambda _, board=board: board for name, board in boards.items()}
    return follow(run, dict.fromkeys(boards, "place"), makers)


def told_of(run: Path) -> object:
    told = json.loads((run / "boards.json").read_text())
    by = {"pid": os.getpid(), "processStart": own_start(), "place": place_here()}
    assert told.pop("by") == by
    return told


END = event("finished", reason="cancelled")


def test_rows_come_as_they_are_told_and_what_is_no_event_is_passed_over(run: Path, looks: list):
    board = Recorder()
    append(run, event("started"), step(1), "no event\n", '{"type": "step"}\n', "[]\n")
    append(run, event("step", step=2, loss="NaN"), event("step", step=-1, loss=1, time=3))
    looks.append(lambda: append(run, step(2), step(3)[:9]))
    looks.append(lambda: append(run, step(3)[9:]))
    looks.append(lambda: append(run, END))
    assert followed(run, board=board)
    assert (board.steps, board.begun, board.ends) == ([1, 2, 3], 1, ["KILLED"])


def test_a_file_that_is_another_now_is_told_from_its_start(run: Path, looks: list):
    board = Recorder()
    append(run, event("started"), step(1), step(2), step(3))
    looks.append(lambda: (run / "events.jsonl").write_text(event("started") + step(1) + step(7)))
    looks.append(lambda: append(run, END))
    assert followed(run, board=board)
    assert (board.steps, board.begun) == ([1, 7], 2)


def test_a_run_that_is_taken_up_just_as_it_ends_is_gone_on_with(
    run: Path, looks: list, monkeypatch: pytest.MonkeyPatch
):
    board = Recorder()
    append(run, event("started"), step(1), step(2), END)

    def end(told: Curves) -> None:
        board.ends.append(told.status)
        if len(board.ends) == 1:
            append(run, event("started", resumedFrom=1), step(2), step(3))

    monkeypatch.setattr(board, "end", end)
    looks.append(lambda: append(run, END))
    assert followed(run, board=board)
    assert (board.steps, board.ends) == ([1, 2, 3], ["KILLED", "KILLED"])


def test_a_trainer_that_was_lost_is_at_its_end_by_its_status(run: Path, looks: list):
    board = Recorder()
    append(run, event("started"), step(1))
    status = json.dumps({"state": "failed"})
    looks.append(lambda: (run / "status.json").write_text(status))
    assert followed(run, board=board)
    assert (board.steps, board.ends) == ([1], ["FAILED"])


def test_a_run_of_which_nothing_is_heard_any_more_is_left(run: Path, looks: list, monkeypatch):
    board = Recorder()
    append(run, event("started"), step(1))
    monkeypatch.setattr(following, "SILENT_SECONDS", -1.0)
    assert followed(run, board=board)
    assert board.ends == ["RUNNING"]
    assert told_of(run) == {"v": 1, "isOver": False, "problems": {}}


def test_the_evaluation_is_waited_for(run: Path, looks: list):
    board = Recorder()
    append(run, event("started"), step(4), event("finished", reason="recalled"))
    totals = {"train": {"questions": 2, "exact": 1}}
    looks.append(lambda: (run / "evaluation.json").write_text(json.dumps({"totals": totals})))
    assert followed(run, board=board)
    assert (board.steps, board.ends) == ([4, 4], ["FINISHED"])


def test_a_board_that_fails_says_why_and_the_others_go_on(run: Path, looks: list):
    board, refuser = Recorder(), Refuser()
    looks += [lambda: None] * len(following.PAUSES)
    append(run, event("started"), step(1), END)
    assert not followed(run, refuser=refuser, board=board)
    assert board.steps == [1]
    problems = {"refuser": "ConnectionError: no one"}
    assert told_of(run) == {"v": 1, "isOver": True, "problems": problems}


def test_a_board_that_was_away_for_a_moment_has_each_step_once(run: Path, looks: list):
    board = Refuser(0)
    append(run, event("started"), step(1))

    def tell_while_away() -> None:
        board.calls = 2
        append(run, step(2), step(3))

    looks += [tell_while_away, *[lambda: None] * 2, lambda: append(run, END)]
    assert followed(run, board=board)
    assert board.steps == [1, 2, 3]
    assert told_of(run) == {"v": 1, "isOver": True, "problems": {}}


def test_a_board_whose_package_is_missing_is_left_at_once(run: Path, monkeypatch, looks: list):
    board = Recorder()
    append(run, event("started"), step(1), END)

    def begin(told: Curves) -> None:
        raise ModuleNotFoundError("No module named 'board'")

    monkeypatch.setattr(board, "begin", begin)
    assert not followed(run, board=board)
    assert "No module named 'board'" in json.dumps(told_of(run))


def test_an_evaluation_that_is_none_leaves_the_curves(run: Path, looks: list):
    board = Recorder()
    append(run, event("started"), step(1), event("finished", reason="recalled"))
    (run / "evaluation.json").write_text('{"totals": {"train": []}}')
    assert followed(run, board=board)
    assert (board.steps, board.ends) == ([1], ["FINISHED"])


def test_a_run_is_followed_by_one_process(run: Path, monkeypatch: pytest.MonkeyPatch):
    board = Recorder()
    append(run, step(1), END)
    monkeypatch.setattr(following, "LOCK_SECONDS", 0.0)
    with FileLock(run / ".boards"):
        assert followed(run, board=board)
    assert board.begun == 0


def test_a_run_goes_by_the_name_of_its_folder(run: Path, looks: list):
    names = []
    board = Recorder()
    board.begin = lambda told: names.append(told.run)
    append(run, END)
    assert followed(run, board=board)
    assert names == [run.name]


def test_a_line_that_no_event_has_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("cricket_lora.boards.tail.LONGEST_LINE", 40)
    path = tmp_path / "events.jsonl"
    tail = Tail(path)
    assert tail.read() == ([], False)
    path.write_text('{"a": "' + "x" * 100)
    assert tail.read() == ([], False)
    path.write_text('{"a": "' + "x" * 100 + '"}\n{"b": 1}\n')
    assert tail.read() == ([{"b": 1}], False)
