"""Seconds an epoch of every trainer, on the same GPU, questions, adapter and effective batch.

All contenders train rank 16 on all linear layers, in steps of 32 questions, of `--base` or else of
a model of Qwen2.5-1.5B's shape with random weights. Each runs in a process of its own; one that
fails becomes a row that says why. Ours runs as the extension runs it and is timed by its own
events, over whole epochs; the others are timed over a number of steps and scaled to an epoch.
Loading, compiling, capturing and the first steps are warm-up and do not count.
"""

import argparse
import json
import sys
import time
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import median

from benchmark.contend import contend
from benchmark.job import Job, Measurement
from benchmark.options import options, shaped_base, small_questions, tokenizer_note
from benchmark.packages import install
from benchmark.paths import CACHE, CAPPED
from benchmark.results import Results, describe_versions
from benchmark.tokens import count_tokens
from benchmark.trainer_run import (
    SAME_FOR_ALL,
    TRAINER_COMMAND,
    RunFailed,
    epoch_ends,
    run_trainer,
    same_recipe,
    write_run,
)

# Tells the trainer to launch every kernel itself where it would replay a CUDA graph.
EAGER = {"CRICKET_LORA_EAGER": "1"}
WARMUP_EPOCHS = 2


@dataclass(frozen=True)
class Contender:
    """`row` in the table; `module` of benchmark.contenders, None for ours; `group` of variants of
    which the fastest is the row."""

    row: str
    module: str | None = None
    warmup_steps: int = 8
    steps: int = 50
    site: str | None = None
    group: str | None = None
    options: dict[str, object] = field(default_factory=dict)


def trl_best(*, padding_free: bool, liger: bool) -> Contender:
    kind = "padding-free" if padding_free else "dynamic padding"
    return Contender(
        f"trl-best: {kind}{' with Liger' if liger else ''}",
        "trl-best",
        site="trl",
        group="trl-best",
        options={"padding_free": padding_free, "liger": liger},
    )


def trl_defaults(row: str, *, bf16: bool) -> Contender:
    return Contender(row, "trl-defaults", 3, 20, site="trl", options={"bf16": bf16})


def unsloth(*, padding_free: bool) -> Contender:
    kind = "padding-free" if padding_free else "dynamic padding"
    return Contender(
        f"unsloth: {kind}",
        "unsloth",
        warmup_steps=15,
        site="unsloth",
        group="unsloth",
        options={"padding_free": padding_free},
    )


# In this order: what has to be known first, should time run out.
CONTENDERS = [
    Contender("ours"),
    trl_best(padding_free=False, liger=False),
    trl_defaults("trl-defaults", bf16=False),
    Contender("earlier-experiment", "earlier-experiment", warmup_steps=2, steps=20),
    Contender("ours-eager"),
    unsloth(padding_free=False),
    trl_best(padding_free=False, liger=True),
    trl_best(padding_free=True, liger=False),
    trl_best(padding_free=True, liger=True),
    unsloth(padding_free=True),
    trl_defaults("trl-defaults with a bf16 base", bf16=True),
    Contender("ours: recall in fp16 within 14 GiB"),
]


def main() -> None:
    parser = options(__doc__)
    names = sorted({c.group or c.row for c in CONTENDERS} | {c.row for c in CONTENDERS})
    parser.add_argument("--only", help=f"comma-separated, of: {'; '.join(names)}")
    parser.add_argument("--base", type=Path, help="real weights instead of random ones")
    parser.add_argument("--rounds", type=int, default=1, help="medians of this many, interleaved")
    parser.add_argument("--epochs", type=int, default=6, help="of ours, two of them warm-up")
    chosen = parser.parse_args()
    deadline = time.monotonic() + chosen.budget
    if chosen.tiny:
        chosen.questions = small_questions(chosen.questions, CACHE / "tiny-questions", 320)
    shape, wheels = ("tiny", None) if chosen.tiny else ("qwen2.5-1.5b", chosen.wheels)
    base = chosen.base or shaped_base(shape, wheels)
    tokens = count_tokens(base, chosen.questions)
    wanted = [c for c in CONTENDERS if is_wanted(c, chosen.only)]
    sites = {
        name: install(name, chosen.wheels) for name in sorted({c.site for c in wanted} - {None})
    }
    results = Results(
        "trainer",
        chosen.out,
        versions=describe_versions(*sites.values()),
        tokens=tokens,
        tokenizer="the base's own" if chosen.base else tokenizer_note(base),
        base=base.name,
    )
    for _ in range(chosen.rounds):
        for contender in wanted:
            measure(contender, base, tokens, sites, chosen, deadline, results)
    print(results.table(ratio_of="seconds_per_epoch"), flush=True)


def is_wanted(contender: Contender, only: str | None) -> bool:
    return only is None or bool({contender.row, contender.group} & set(only.split(",")))


def measure(
    contender: Contender,
    base: Path,
    tokens: dict[str, float],
    sites: dict[str, Path],
    chosen: argparse.Namespace,
    deadline: float,
    results: Results,
) -> None:
    left = min(chosen.timeout, deadline - time.monotonic())
    if left < 20:
        results.add(contender.row, {}, "not measured: no time left")
        return
    folder = CACHE / "runs" / contender.row.replace(" ", "-").replace(",", "").replace(":", "")
    try:
        if contender.module is None:
            measured = run_ours(contender.row, folder, base, chosen, left)
        else:
            measured = run_other(contender, folder, base, tokens, sites, chosen, left)
    except RunFailed as failure:
        results.add(contender.row, {}, f"failed: {failure}")
        return
    seconds = measured.seconds / measured.questions * tokens["train"]
    figures = {
        "seconds_per_epoch": (seconds, "s"),
        "questions_per_second": (tokens["train"] / seconds, "1/s"),
        "peak_gib": (measured.peak_bytes / 2**30, "GiB"),
        "warmup_seconds": (measured.warmup_seconds, "s"),
    }
    results.add(contender.row, figures, measured.note)
    take_best_of_group(contender, figures, results)


def take_best_of_group(
    contender: Contender, figures: dict[str, tuple[float, str]], results: Results
) -> None:
    """The fastest variant so far is the group's row."""
    if contender.group is None:
        return
    best = results.value(contender.group, "seconds_per_epoch")
    if best is None or figures["seconds_per_epoch"][0] < best:
        results.measured.pop(contender.group, None)
        results.add(contender.group, figures, f"the fastest of its variants: {contender.row}")


def run_ours(
    row: str, folder: Path, base: Path, chosen: argparse.Namespace, timeout: float
) -> Measurement:
    """Through the trainer's own door; it is stopped when it has saved the adapter."""
    recipe = same_recipe(chosen.presets, epochs=chosen.epochs)
    command = TRAINER_COMMAND
    if row.endswith("within 14 GiB"):  # what a T4 leaves free
        presets = json.loads(chosen.presets.read_text(encoding="utf-8"))
        own = {"precision": "fp16", "epochs": chosen.epochs, "stopAtRecall": False}
        recipe = {**presets["recall"], **own}
        command = (sys.executable, str(CAPPED), "14")
    write_run(folder, base=base, questions=chosen.questions, recipe=recipe)
    began = time.time()
    events = run_trainer(
        folder,
        timeout=timeout,
        until=lambda event: event["type"] == "saved",
        environment=EAGER if row == "ours-eager" else {},
        command=command,
    )
    ends = epoch_ends(events)
    epochs = [after - before for before, after in pairwise(ends)]
    counted = sorted(epochs[WARMUP_EPOCHS:])
    if not counted:
        raise RunFailed(f"told {len(epochs)} epochs of {chosen.epochs}")
    started = next(event for event in events if event["type"] == "started")
    steps = [event for event in events if event["type"] == "step"]
    spread = f"{counted[0]:.3f} to {counted[-1]:.3f} s"
    return Measurement(
        questions=int(started["questions"]["train"]),
        seconds=median(counted),
        warmup_seconds=ends[WARMUP_EPOCHS] - began - WARMUP_EPOCHS * median(counted),
        peak_bytes=max(int(step["memoryBytes"]) for step in steps),
        note=f"median of {len(counted)} whole epochs, {spread}; {started['dtype']}{noted(events)}",
    )


def noted(events: list[dict[str, object]]) -> str:
    messages = [str(event["message"]) for event in events if event["type"] == "log"]
    return "".join(f"; {message}" for message in messages[:2])


def run_other(
    contender: Contender,
    folder: Path,
    base: Path,
    tokens: dict[str, float],
    sites: dict[str, Path],
    chosen: argparse.Namespace,
    timeout: float,
) -> Measurement:
    # One epoch at most: its last batch is smaller.
    possible = int(tokens["train"]) // SAME_FOR_ALL["batchSize"]
    warmup_steps = min(contender.warmup_steps, possible // 2)
    job = Job(
        contender=contender.module,
        base=str(base),
        questions=str(chosen.questions.resolve()),
        folder=str(folder),
        warmup_steps=warmup_steps,
        steps=min(contender.steps, possible - warmup_steps),
        options={**contender.options, **({"length": 64} if chosen.tiny else {})},
    )
    own = [sites[contender.site]] if contender.site else []
    return contend(job, sites=own, timeout=timeout)


if __name__ == "__main__":
    main()
