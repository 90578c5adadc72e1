"""A run's events as curves, for boards that others have made."""

import json
from collections.abc import Iterator
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


@dataclass(frozen=True)
class Point:
    step: int
    # Seconds since the epoch.
    time: float
    value: float


@dataclass
class Curves:
    """What a run told, without what it told again after it was taken up from a checkpoint."""

    run: str
    recipe: dict[str, object]
    curves: dict[str, list[Point]] = field(default_factory=dict)
    status: str = "RUNNING"

    def add(self, name: str, point: Point) -> None:
        self.curves.setdefault(name, []).append(point)

    def rewind(self, step: int) -> None:
        for name, points in self.curves.items():
            self.curves[name] = [point for point in points if point.step <= step]


def read_curves(folder: Path) -> Curves:
    """Raises OSError and ValueError where the folder is no run's."""
    request = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    recipe = {**request["recipe"], "base": request["base"], "target": request["target"]}
    told = Curves(run=request["id"], recipe=recipe)
    last = Point(step=0, time=0.0, value=0.0)
    is_trained = False
    for event in read_events(folder / "events.jsonl"):
        step = event.get("step", last.step)
        last = Point(step=step, time=seconds_of(event["time"]), value=0.0)
        kind = event["type"]
        if kind == "started" and not is_trained:
            # As src/core/run/runState.ts does: what followed the checkpoint is told again.
            told.rewind(event.get("resumedFrom", 0))
        elif kind == "saved":
            is_trained = True
        elif kind == "finished":
            told.status = "KILLED" if event["reason"] == "cancelled" else "FINISHED"
        elif kind == "failed":
            told.status = "FAILED"
        for name, curve in CURVES.get(kind, {}).items():
            if isinstance(event.get(name), int | float):
                told.add(curve, Point(step, last.time, float(event[name])))
        if kind == "recall" and event["questions"] > 0:
            told.add("recall/live", Point(step, last.time, event["recalled"] / event["questions"]))
    for name, share in recalls_of(folder / "evaluation.json"):
        told.add(name, Point(last.step, last.time, share))
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
