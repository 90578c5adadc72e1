"""A run's events as curves, for boards that others have made."""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

# A field of an event, and the name of its curve.
CURVES = {
    "step": {
        "loss": "train/loss",
        "learningRate": "train/learning_rate",
        "rehearsalLoss": "train/rehearsal_loss",
        "tokensPerSecond": "train/tokens_per_second",
        "memoryBytes": "train/memory_bytes",
    },
    "recall": {"unknown": "recall/unknown"},
}
# Splits of evaluation.json, and the names of their recall.
RECALLS = {
    "train": "recall/trained",
    "phrasing": "recall/held_out",
    "fact": "recall/unseen_facts",
    "unknown-held": "recall/unknown_held",
}
RUNNING, FINISHED, FAILED, KILLED = "RUNNING", "FINISHED", "FAILED", "KILLED"


@dataclass(frozen=True)
class Row:
    """What one event told, by the names of the curves."""

    step: int
    # Seconds since the epoch.
    time: float
    values: Mapping[str, float]


@dataclass
class Curves:
    """What a run told, without what it told again after it was taken up from a checkpoint."""

    run: str
    recipe: dict[str, object]
    rows: list[Row] = field(default_factory=list)
    status: str = RUNNING
    # Of the latest event.
    step: int = 0
    time: float = 0.0
    is_trained: bool = False

    def take(self, event: Mapping[str, object]) -> bool:
        """Take one event; return whether rows went that are told again.

        Raises KeyError, TypeError and ValueError for what is no event of ours.
        """
        kind = event["type"]
        step = event.get("step", self.step)
        if type(step) is not int or step < 0:
            raise ValueError("no step")
        time = seconds_of(event["time"])
        values = values_of(event)
        self.step, self.time = step, time
        if kind == "started":
            self.status = RUNNING
            # As src/core/run/runState.ts does: what followed the checkpoint is told again.
            return not self.is_trained and self._rewind(event.get("resumedFrom", 0))
        if kind == "saved":
            self.is_trained = True
        elif kind == "finished":
            self.status = KILLED if event.get("reason") == "cancelled" else FINISHED
        elif kind == "failed":
            self.status = FAILED
        elif values:
            self.rows.append(Row(step, time, values))
        return False

    def take_evaluation(self, path: Path) -> bool:
        """Take an evaluation.json as the last row, if there is one; return whether there was."""
        recalls = dict(recalls_of(path))
        if recalls:
            self.rows.append(Row(self.step, self.time, recalls))
        return bool(recalls)

    def _rewind(self, step: int) -> bool:
        before = len(self.rows)
        self.rows = [row for row in self.rows if row.step <= step]
        self.step = min(self.step, step)
        return len(self.rows) < before


def values_of(event: Mapping[str, object]) -> dict[str, float]:
    names = CURVES.get(str(event["type"]), {})
    values = {
        curve: float(event[name])
        for name, curve in names.items()
        if type(event.get(name)) in (int, float) and math.isfinite(event[name])
    }
    if event["type"] == "recall" and event["questions"] > 0:
        values["recall/live"] = event["recalled"] / event["questions"]
    return values


def begin_curves(folder: Path) -> Curves:
    """Of a run, before its first event. Raises OSError and ValueError where it is no run's."""
    request = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    recipe = {**request["recipe"], "base": request["base"], "target": request["target"]}
    # Not the id that it states: a path is made of it.
    return Curves(run=folder.resolve().name, recipe=recipe)


def read_curves(folder: Path) -> Curves:
    """Raises OSError and ValueError where the folder is no run's."""
    told = begin_curves(folder)
    for event in read_events(folder / "events.jsonl"):
        told.take(event)
    told.take_evaluation(folder / "evaluation.json")
    return told


def read_events(path: Path) -> Iterator[dict]:
    """Whole lines; a run may be writing."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.endswith("\n"):
                yield json.loads(line)


def recalls_of(path: Path) -> Iterator[tuple[str, float]]:
    if not path.is_file():
        return
    totals = json.loads(path.read_text(encoding="utf-8"))["totals"]
    for split, name in RECALLS.items():
        tally = totals.get(split, {"questions": 0})
        if tally["questions"] > 0:
            yield name, tally["exact"] / tally["questions"]


def seconds_of(moment: str) -> float:
    return datetime.fromisoformat(moment.replace("Z", "+00:00")).timestamp()
