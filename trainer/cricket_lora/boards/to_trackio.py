"""Curves for Trackio: a run in its project “cricket-lora”, in a folder of SQLite files.

Nothing is sent: a Space that the environment names is ignored, `trackio sync` sends when asked.
"""

import os
from collections.abc import Sequence
from datetime import datetime, timezone

from cricket_lora.boards.board import PROJECT, by_step
from cricket_lora.boards.curves import Curves, Row


class Trackio:
    """A run that is begun again is written anew: its storage cannot change what a step said."""

    def __init__(self, to: str) -> None:
        # Read when it is imported.
        os.environ["TRACKIO_DIR"] = to
        # What `trackio.log` ends up in; that takes no times, and returns before anything is stored.
        from trackio.sqlite_storage import SQLiteStorage

        self.storage = SQLiteStorage
        self.run = ""
        self.recipe: dict[str, object] = {}

    def begin(self, told: Curves) -> None:
        self.run, self.recipe = told.run, told.recipe
        self.storage.delete_run(PROJECT, told.run)
        self.add(told.rows)

    def add(self, rows: Sequence[Row]) -> None:
        rows = by_step(rows)
        self.storage.bulk_log(
            PROJECT,
            self.run,
            [dict(row.values) for row in rows],
            steps=[row.step for row in rows],
            timestamps=[moment(row.time) for row in rows],
            config=self.recipe,
        )

    def end(self, told: Curves) -> None:
        """A run in Trackio has no end."""


def moment(time: float) -> str:
    return datetime.fromtimestamp(time, timezone.utc).isoformat()
