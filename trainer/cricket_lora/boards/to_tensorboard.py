"""Curves for TensorBoard: a folder for each run, in its log directory."""

import json
from collections.abc import Sequence
from pathlib import Path
from time import time

from cricket_lora.boards.curves import Curves, Row

SUFFIX = ".cricket-lora"


class TensorBoard:
    """Its event files can be appended to only by the process that made them: a run that is begun
    again is written anew."""

    def __init__(self, to: str) -> None:
        # Not torch's writer, which would load torch beside a training.
        from tensorboard.compat.proto import event_pb2, summary_pb2
        from tensorboard.summary.writer.event_file_writer import EventFileWriter

        self.to = Path(to)
        self.new_writer, self.event, self.summary = EventFileWriter, event_pb2, summary_pb2
        self.writer = None

    def begin(self, told: Curves) -> None:
        self._close()
        folder = self.to / told.run
        for earlier in folder.glob(f"*{SUFFIX}"):
            earlier.unlink()
        self.writer = self.new_writer(str(folder), filename_suffix=SUFFIX)
        # A reader that has read the earlier file forgets what it said.
        began = told.rows[0].time if told.rows else time()
        start = self.event.SessionLog(status=self.event.SessionLog.START)
        self.writer.add_event(self.event.Event(step=0, wall_time=began, session_log=start))
        self._add(0, began, recipe_text(told.recipe))
        self.add(told.rows)

    def add(self, rows: Sequence[Row]) -> None:
        for row in rows:
            values = [
                self.summary.Summary.Value(tag=name, simple_value=value)
                for name, value in row.values.items()
            ]
            self._add(row.step, row.time, self.summary.Summary(value=values))
        self.writer.flush()

    def end(self, told: Curves) -> None:
        self._close()

    def _add(self, step: int, moment: float, summary: object) -> None:
        self.writer.add_event(self.event.Event(step=step, wall_time=moment, summary=summary))

    def _close(self) -> None:
        if self.writer:
            self.writer.close()
            self.writer = None


def recipe_text(recipe: dict[str, object]) -> object:
    from tensorboard.plugins.text.summary_v2 import text_pb

    return text_pb("recipe", f"```json\n{json.dumps(recipe, indent=2)}\n```")
