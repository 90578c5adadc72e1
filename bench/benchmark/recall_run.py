"""One run of the trainer, and what came of it."""

import json
import os
import re
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from benchmark.paths import CACHE, CAPPED, TRAINER
from benchmark.trainer_run import TRAINER_COMMAND, Event, run_trainer, write_run

FORMS = {"span": r"\d{4}-\d{4}", "highest-score": r"\d+\*?", "average": r"\d+\.\d\d"}
WHOLE_NUMBER = r"\d+"

Figures = dict[str, tuple[float, str]]


@dataclass(frozen=True)
class Run:
    """One row of the table. `phrasings`: train on so many of each fact and hold out the others;
    `gib`: of GPU memory the process may take; `timeline`: tell where the time goes."""

    row: str
    base: Path
    questions: Path
    recipe: Mapping[str, object]
    phrasings: int | None = None
    gib: int | None = None
    timeline: bool = False


def run_and_score(run: Run, *, gpu: str, timeout: float, site: Path | None) -> tuple[Figures, str]:
    """Figures and a note. Raises RunFailed."""
    folder = CACHE / "runs" / re.sub(r"[^\w.-]+", "-", run.row)
    questions = run.questions
    if run.phrasings is not None:
        questions = keep_phrasings(questions, run.phrasings, folder.with_suffix(".jsonl"))
    write_run(folder, base=run.base, questions=questions, recipe=run.recipe)
    paths = [str(TRAINER), *([str(site)] if site else [])]
    environment = {"CUDA_VISIBLE_DEVICES": gpu, "PYTHONPATH": os.pathsep.join(paths)}
    command = TRAINER_COMMAND if run.gib is None else (sys.executable, str(CAPPED), str(run.gib))
    began = time.time()
    events = run_trainer(folder, timeout=timeout, environment=environment, command=command)
    started = first(events, "started")
    finished = first(events, "finished")
    steps = [event for event in events if event["type"] == "step"]
    resolved = started["resolved"]
    figures = {
        **shares(folder),
        "epochs": (epochs_of(events), ""),
        "seconds": (float(finished["trainingSeconds"]), "s"),
        "gib": (max(int(step["memoryBytes"]) for step in steps) / 2**30, "GiB"),
        **(timeline(events, began) if run.timeline else {}),
    }
    lowered = [f"{e['learningRate']:.3g}" for e in events if e["type"] == "diverged"]
    warnings = [e["message"] for e in events if e["type"] == "log" and e["level"] != "info"]
    notes = [
        f"{finished['reason']}, {started['dtype']}",
        f"learning rate {resolved['learningRate']:.3g}",
        f"alpha {resolved['alpha']:.3g}",
        *([f"diverged, lowered to {', then '.join(lowered)}"] if lowered else []),
        *warnings[:1],
    ]
    return figures, ", ".join(notes)


def keep_phrasings(questions: Path, count: int, path: Path) -> Path:
    """A file in which only the first `count` trained phrasings of each fact are trained."""
    seen: dict[str, int] = {}
    lines = []
    for line in questions.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["split"] == "train":
            seen[row["fact"]] = seen.get(row["fact"], 0) + 1
            if seen[row["fact"]] > count:
                row["split"] = "phrasing"
        lines.append(json.dumps(row, ensure_ascii=False) + "\n")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(lines), encoding="utf-8")
    return path


def shares(folder: Path) -> Figures:
    """Of the run's predictions, in percent: exact on trained, exact on held-out, right form."""
    lines = (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line) for line in lines]
    lines = (folder / "predictions.jsonl").read_text(encoding="utf-8").splitlines()
    outputs = {p["id"]: p["output"].strip() for p in map(json.loads, lines[1:])}

    def share(of: list[dict], holds: Callable[[dict], bool]) -> tuple[float, str]:
        return 100 * sum(map(holds, of)) / max(1, len(of)), "%"

    def is_exact(question: dict) -> bool:
        return outputs[question["id"]] == question["completion"][0]["content"]

    def has_form(question: dict) -> bool:
        form = FORMS.get(question["statistic"], WHOLE_NUMBER)
        return re.fullmatch(form, outputs[question["id"]]) is not None

    return {
        "exact_trained": share([q for q in questions if q["split"] == "train"], is_exact),
        "exact_held_out": share([q for q in questions if q["split"] == "phrasing"], is_exact),
        "format": share(questions, has_form),
    }


def timeline(events: list[Event], began: float) -> Figures:
    """Seconds from the start of the process: imports, loading, recording, training, answering."""
    predicting = next(e for e in events if e["type"] == "phase" and e["phase"] == "predicting")
    # In the order in which they happen.
    marks = {
        "imports": events[0],
        "loading": first(events, "started"),
        "recording": first(events, "step"),
        "training": predicting,
        "answering": first(events, "finished"),
    }
    figures, before = {}, began
    for name, event in marks.items():
        figures[f"seconds_{name}"] = (seconds_of(event) - before, "s")
        before = seconds_of(event)
    return {**figures, "seconds_in_all": (before - began, "s")}


def seconds_of(event: Event) -> float:
    return datetime.fromisoformat(str(event["time"]).replace("Z", "+00:00")).timestamp()


def epochs_of(events: Sequence[Event]) -> float:
    """That a training took, with fraction: recall is told last where it ends."""
    return float([event for event in events if event["type"] == "recall"][-1]["epoch"])


def first(events: list[Event], kind: str) -> Event:
    return next(event for event in events if event["type"] == kind)
