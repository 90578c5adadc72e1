"""What came of a run: what it knows, what it says it does not know, and what it broke."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmark.recall_run import Figures, epochs_of, first
from benchmark.trainer_run import Event

# What a metric counts of the split unknown-held, by the kind of its questions.
UNKNOWN = {
    "unknown_invented": "invented-name",
    "unknown_near": "near-name",
    "unknown_missing_statistic": "missing-statistic",
    "unknown_real_outside": "outside",
}
WORD = "unknown"


def figures_of(folder: Path, events: Sequence[Event]) -> Figures:
    """In percent, of the run's questions and probes; seconds and epochs until it ended."""
    questions = read_lines(folder / "questions.jsonl")
    outputs = {
        line["id"]: line["output"].strip() for line in read_lines(folder / "predictions.jsonl")[1:]
    }
    steps = [event for event in events if event["type"] == "step"]
    return {
        **knowledge(questions, outputs),
        **side_effects(events),
        **answering(events),
        "epochs": (epochs_of(events), ""),
        "seconds": (float(first(events, "finished")["trainingSeconds"]), "s"),
        "gib": (max(int(step["memoryBytes"]) for step in steps) / 2**30, "GiB"),
    }


def knowledge(questions: Sequence[dict], outputs: dict[str, str]) -> Figures:
    """A metric whose questions are missing is missing."""

    def in_split(split: str, kind: str | None = None) -> list[dict]:
        return [q for q in questions if q["split"] == split and kind in (None, q.get("kind"))]

    def exact(asked: Iterable[dict]) -> list[bool]:
        return [outputs[q["id"]] == q["completion"][0]["content"] for q in asked]

    word = next((golden(q) for q in questions if q["split"].startswith("unknown")), WORD)
    known = [*in_split("train"), *in_split("phrasing")]
    ways = sorted({str(q.get("kind")) for q in in_split("asked")})
    counted = {
        "trained": exact(in_split("train")),
        "held_out": exact(in_split("phrasing")),
        "unknown_trained": exact(in_split("unknown")),
        **{metric: exact(in_split("unknown-held", kind)) for metric, kind in UNKNOWN.items()},
        "refused_known": [outputs[q["id"]] == word for q in known],
        **{f"asked_{way.replace('-', '_')}": exact(in_split("asked", way)) for way in ways},
    }
    return {metric: (100 * sum(of) / len(of), "%") for metric, of in counted.items() if of}


def side_effects(events: Sequence[Event]) -> Figures:
    """Nothing where the base knows no language, and no probe was asked."""
    told = next((event for event in events if event["type"] == "side-effects"), None)
    if told is None:
        return {}
    probes = int(told["probes"])
    return {
        "probes_kept": (100 * (int(told["same"]) + int(told["asGood"])) / probes, "%"),
        "probes_broken": (100 * int(told["broken"]) / probes, "%"),
        "perplexity_base": (float(told["perplexityBase"]), ""),
        "perplexity_adapted": (float(told["perplexityAdapted"]), ""),
    }


def answering(events: Sequence[Event]) -> Figures:
    """What one answer takes when all questions are asked in batches."""
    told = [event for event in events if event["type"] == "predicted"][-1]
    asked = int(told["questions"])
    return {
        "prompt_tokens": (int(told["promptTokens"]) / asked, ""),
        "answer_seconds": (float(told["seconds"]) / asked, "s"),
    }


def golden(question: dict) -> str:
    return question["completion"][0]["content"]


def read_lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
