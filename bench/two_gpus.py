"""Two GPUs of this host against one: questions a second at the same pack size, and equal losses.

Speed: Qwen2.5-1.5B's shape, rank 16 on all linear layers; one process with steps of 32 questions
against two processes (torchrun) with steps of 64, 32 for each. Equality: one process and two with
steps of the same 64 questions, in fp32 on the embedded base; the losses that both told are
compared.
"""

import argparse
import sys
import time
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median

import torch

from benchmark.options import options, shaped_base, small_questions, tokenizer_note
from benchmark.paths import CACHE, EMBEDDED_BASE
from benchmark.results import Results, describe_versions
from benchmark.trainer_run import (
    TRAINER_COMMAND,
    Event,
    RunFailed,
    epoch_ends,
    run_trainer,
    same_recipe,
    write_run,
)

PACK = 32
WARMUP_EPOCHS = 2
FIRST_GPU = {"CUDA_VISIBLE_DEVICES": "0"}


def torchrun(processes: int) -> tuple[str, ...]:
    """The trainer's command under torchrun, on this host, with a port of its own choice."""
    return (
        *(sys.executable, "-m", "torch.distributed.run", "--standalone"),
        *("--nproc-per-node", str(processes), "-m", "cricket_lora"),
    )


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--epochs", type=int, default=6, help="two of them warm-up")
    chosen = parser.parse_args()
    deadline = time.monotonic() + chosen.budget
    if chosen.tiny:
        chosen.questions = small_questions(chosen.questions, CACHE / "tiny-questions", 640)
    elif torch.cuda.device_count() < chosen.processes:
        parser.error(f"{torch.cuda.device_count()} GPUs are here, {chosen.processes} are needed")
    base = shaped_base("tiny", None) if chosen.tiny else shaped_base("qwen2.5-1.5b", chosen.wheels)
    results = Results(
        "two_gpus", chosen.out, versions=describe_versions(), tokenizer=tokenizer_note(base)
    )
    many = chosen.processes

    def run(name: str, on: Path, processes: int, recipe: Mapping[str, object]) -> list[Event]:
        folder = CACHE / "runs" / name.replace(" ", "-")
        write_run(
            folder,
            base=on,
            questions=chosen.questions,
            recipe=same_recipe(chosen.presets, **recipe),
        )
        return run_trainer(
            folder,
            timeout=min(chosen.timeout, deadline - time.monotonic()),
            until=lambda event: event["type"] == "saved",
            environment={} if processes > 1 else FIRST_GPU,
            command=torchrun(processes) if processes > 1 else TRAINER_COMMAND,
        )

    for name, processes in (("one GPU", 1), ("ours", many)):
        try:
            events = run(f"speed {name}", base, processes, speed_recipe(chosen, processes))
            results.add(name, speed_of(events), f"{processes} x {PACK} questions a step")
        except RunFailed as failure:
            results.add(name, {}, f"failed: {failure}")
    compare_speed(results, many)
    try:
        recipe = {"batchSize": PACK * many, "precision": "fp32", "epochs": 4}
        one, two = (run(f"equal {n}", EMBEDDED_BASE, n, recipe) for n in (1, many))
        results.add("equality", difference_of(one, two), "the same questions a step, fp32")
    except RunFailed as failure:
        results.add("equality", {}, f"failed: {failure}")
    print(results.table(), flush=True)


def speed_recipe(chosen: argparse.Namespace, processes: int) -> dict[str, object]:
    return {"batchSize": PACK * processes, "epochs": chosen.epochs}


def speed_of(events: Sequence[Event]) -> dict[str, tuple[float, str]]:
    """Of the whole epochs after the warm-up."""
    epochs = [after - before for before, after in pairwise(epoch_ends(events))][WARMUP_EPOCHS:]
    if not epochs:
        raise RunFailed("told too few epochs")
    started = next(event for event in events if event["type"] == "started")
    seconds = median(epochs)
    rate = int(started["questions"]["train"]) / seconds
    return {"seconds_per_epoch": (seconds, "s"), "questions_per_second": (rate, "1/s")}


def compare_speed(results: Results, processes: int) -> None:
    one = results.value("one GPU", "questions_per_second")
    many = results.value("ours", "questions_per_second")
    if one and many:
        results.add("ours", {"times_one_gpu": (many / one, "x")}, f"{processes} GPUs")


def difference_of(one: Sequence[Event], two: Sequence[Event]) -> dict[str, tuple[float, str]]:
    """Of the losses of the steps that both runs told."""
    losses = [
        {e["step"]: float(e["loss"]) for e in run if e["type"] == "step"} for run in (one, two)
    ]
    both = losses[0].keys() & losses[1].keys()
    if not both:
        raise RunFailed("no step was told by both")
    largest = max(abs(losses[0][step] - losses[1][step]) for step in both)
    return {
        "largest_loss_difference": (largest, "nats"),
        "steps_compared": (len(both), ""),
    }


if __name__ == "__main__":
    main()
