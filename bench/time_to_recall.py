"""Seconds from the first step until every trained question is recalled, of every trainer.

All train rank 16 on all linear layers of a base with real weights (`--base FOLDER`), 32 questions a
step, in bf16, with the rates of `--rates`. Ours is preset `recall` with that rank and rate, without
rehearsal, which the others have none of, and is
timed by its own events, its measurements of recall included. The others follow a cosine from that
rate to 0 over `--epochs`; asking every question, by greedy generation after each epoch, does not
count for them. What does not get there says how far it got. For none are loading and recording
counted.
"""

import argparse
import json
import time
from pathlib import Path

from benchmark.contend import contend
from benchmark.job import Job
from benchmark.options import options, small_questions
from benchmark.packages import install
from benchmark.paths import CACHE, EMBEDDED_BASE
from benchmark.recall_run import Run, run_and_score
from benchmark.results import Results, describe_versions
from benchmark.trainer_run import RunFailed

OTHERS = {"trl-best": "trl", "unsloth": "unsloth"}


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--base", type=Path, default=EMBEDDED_BASE)
    parser.add_argument("--rates", default="1e-4,2e-4,4e-4", help="comma-separated")
    parser.add_argument("--epochs", default="8,20", help="lengths of the others' cosines")
    parser.add_argument("--only", default="ours,trl-best,unsloth", help="comma-separated")
    parser.set_defaults(timeout=600)
    chosen = parser.parse_args()
    if chosen.tiny:
        chosen.questions = small_questions(chosen.questions, CACHE / "tiny-questions", 320)
    wanted = chosen.only.split(",")
    sites = {n: install(n, chosen.wheels) for c, n in OTHERS.items() if c in wanted}
    results = Results(
        "time_to_recall",
        chosen.out,
        base=chosen.base.name,
        versions=describe_versions(*sites.values()),
    )
    deadline = time.monotonic() + chosen.budget
    for rate in map(float, chosen.rates.split(",")):
        if "ours" in wanted:
            measure_ours(rate, chosen, deadline, results)
    for contender in filter(OTHERS.get, wanted):
        for epochs in map(int, chosen.epochs.split(",")):
            for rate in map(float, chosen.rates.split(",")):
                measure_other(contender, rate, epochs, sites, chosen, deadline, results)
    print(results.table(ratio_of="seconds_to_recall"), flush=True)


def measure_ours(
    rate: float, chosen: argparse.Namespace, deadline: float, results: Results
) -> None:
    recall = json.loads(chosen.presets.read_text(encoding="utf-8"))["recall"]
    alike = {"rank": 16, "epochs": 20, "rehearsal": "off", "onDivergence": "stop"}
    recipe = {**recall, **alike, "learningRate": rate}
    run = Run(f"time-to-recall-ours-{rate:g}", chosen.base, chosen.questions, recipe)
    try:
        left = min(chosen.timeout, deadline - time.monotonic())
        figures, note = run_and_score(run, gpu="0", timeout=left, site=None)
    except RunFailed as failure:
        results.add(f"ours, rate {rate:g}", {}, f"failed: {failure}")
        return
    reached = note.startswith("recalled")
    take(results, "ours", rate, figures["seconds"][0] if reached else None, note)


def measure_other(
    contender: str,
    rate: float,
    epochs: int,
    sites: dict[str, Path],
    chosen: argparse.Namespace,
    deadline: float,
    results: Results,
) -> None:
    row = f"{contender}, {epochs} epochs"
    left = min(chosen.timeout, deadline - time.monotonic())
    if left < 20:
        results.add(f"{row}, rate {rate:g}", {}, "not measured: no time left")
        return
    job = Job(
        contender=contender,
        base=str(chosen.base.resolve()),
        questions=str(chosen.questions.resolve()),
        folder=str(CACHE / "runs" / f"time-to-recall-{contender}-{epochs}-{rate:g}"),
        warmup_steps=0,
        steps=0,
        options={"until_recalled": True, "rate": rate, "epochs": epochs},
    )
    try:
        measured = contend(job, sites=[sites[OTHERS[contender]]], timeout=left)
    except RunFailed as failure:
        results.add(f"{row}, rate {rate:g}", {}, f"failed: {failure}")
        return
    seconds = measured.seconds if measured.questions else None
    take(results, contender, rate, seconds, measured.note, row)


def take(
    results: Results,
    contender: str,
    rate: float,
    seconds: float | None,
    note: str,
    row: str | None = None,
) -> None:
    """A row for this rate; the contender's own row is the fastest of those that got there."""
    figures = {} if seconds is None else {"seconds_to_recall": (seconds, "s")}
    results.add(f"{row or contender}, rate {rate:g}", figures, note)
    if seconds is None:
        return
    best = results.value(contender, "seconds_to_recall")
    if best is None or seconds < best:
        results.measured.pop(contender, None)
        results.add(contender, figures, f"the fastest that got there: rate {rate:g}; {note}")


if __name__ == "__main__":
    main()
