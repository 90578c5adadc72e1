"""What a board that others have made is to us."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from cricket_lora.boards.curves import Curves, Row

PROJECT = "cricket-lora"


class Board(Protocol):
    """Holds each step of a run once, however often it is begun and wherever it broke off."""

    def begin(self, told: Curves) -> None:
        """Let the board hold these rows of the run and no others."""

    def add(self, rows: Sequence[Row]) -> None:
        """Rows that follow those it holds."""

    def end(self, told: Curves) -> None:
        """The run is over, or no more is told for now."""


def by_step(rows: Iterable[Row]) -> list[Row]:
    """Rows of the same step in one, for boards that have a row a step."""
    joined: dict[int, Row] = {}
    for row in rows:
        before = joined.get(row.step)
        values = {**(before.values if before else {}), **row.values}
        joined[row.step] = Row(row.step, row.time, values)
    return list(joined.values())
