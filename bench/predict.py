"""Greedy predictions of every question by our code and by transformers' `generate`.

Qwen2.5-1.5B's shape with random weights and a rank 16 adapter on all linear layers. Random weights
do not stop by themselves: every answer runs to the longest golden's length, for everyone. Ours
runs as the extension runs it and is timed by its own events, from the beginning of its predicting
phase (which also measures every golden's probability) to its end, warm-up included; the others
start warm.
"""

import argparse
import time
from pathlib import Path

import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM

from benchmark.contend import contend
from benchmark.job import Job, Measurement
from benchmark.options import options, shaped_base, small_questions, tokenizer_note
from benchmark.paths import CACHE
from benchmark.results import Results, describe_versions
from benchmark.tokens import count_tokens
from benchmark.trainer_run import (
    ALL_LINEAR,
    RunFailed,
    run_trainer,
    same_recipe,
    seconds_of,
    write_run,
)

# Row → options of benchmark.contenders.generate; None for ours. `share`: part of the questions.
CONTENDERS = {
    "ours": None,
    "generate, batch 32": {"batch_size": 32, "merged": False, "share": 1},
    "generate, batch 32, merged": {"batch_size": 32, "merged": True, "share": 1},
    "generate, batch 1": {"batch_size": 1, "merged": False, "share": 1 / 36},
}


def main() -> None:
    parser = options(__doc__)
    chosen = parser.parse_args()
    deadline = time.monotonic() + chosen.budget
    if chosen.tiny:
        chosen.questions = small_questions(chosen.questions, CACHE / "tiny-questions", 320)
    base = shaped_base("tiny", None) if chosen.tiny else shaped_base("qwen2.5-1.5b", chosen.wheels)
    tokens = count_tokens(base, chosen.questions)
    adapter = make_adapter(base)
    results = Results(
        "predict",
        chosen.out,
        versions=describe_versions(),
        tokens=tokens,
        tokenizer=tokenizer_note(base),
        base=base.name,
    )
    for row in CONTENDERS:
        measure(row, base, adapter, tokens, chosen, deadline, results)
    print(results.table(ratio_of="seconds"), flush=True)


def make_adapter(base: Path) -> Path:
    """A rank 16 adapter for `base`, whose output is not nothing."""
    folder = CACHE / f"{base.name}-adapter"
    if folder.is_dir():
        return folder
    model = AutoModelForCausalLM.from_pretrained(base)
    config = LoraConfig(
        task_type="CAUSAL_LM",
        r=16,
        lora_alpha=32,
        target_modules=ALL_LINEAR,
        init_lora_weights=False,
    )
    torch.manual_seed(1)
    get_peft_model(model, config).save_pretrained(folder)
    return folder


def measure(
    row: str,
    base: Path,
    adapter: Path,
    tokens: dict[str, float],
    chosen: argparse.Namespace,
    deadline: float,
    results: Results,
) -> None:
    left = min(chosen.timeout, deadline - time.monotonic())
    if left < 20:
        results.add(row, {}, "not measured: no time left")
        return
    folder = CACHE / "runs" / f"predict-{row.replace(', ', '-').replace(' ', '-')}"
    try:
        if CONTENDERS[row] is None:
            measured = predict_ours(folder, base, adapter, tokens, chosen, left)
        else:
            measured = generate(row, folder, base, adapter, tokens, chosen, left)
    except RunFailed as failure:
        results.add(row, {}, f"failed: {failure}")
        return
    rate = measured.questions / measured.seconds
    figures = {
        "seconds": (tokens["questions"] / rate, "s"),
        "questions_per_second": (rate, "1/s"),
        "warmup_seconds": (measured.warmup_seconds, "s"),
    }
    if measured.peak_bytes:
        figures["peak_gib"] = (measured.peak_bytes / 2**30, "GiB")
    results.add(row, figures, measured.note)


def predict_ours(
    folder: Path,
    base: Path,
    adapter: Path,
    tokens: dict[str, float],
    chosen: argparse.Namespace,
    timeout: float,
) -> Measurement:
    recipe = same_recipe(chosen.presets, maxAnswerTokens=tokens["longest_answer"])
    write_run(folder, base=base, questions=chosen.questions, recipe=recipe, operation="predict")
    (folder / "adapter").symlink_to(adapter, target_is_directory=True)
    began = time.time()
    events = run_trainer(folder, timeout=timeout)
    phases = {event["phase"]: seconds_of(event) for event in events if event["type"] == "phase"}
    finished = next(event for event in events if event["type"] == "finished")
    return Measurement(
        questions=int(tokens["questions"]),
        seconds=seconds_of(finished) - phases["predicting"],
        warmup_seconds=phases["predicting"] - began,
        peak_bytes=0,
        note=f"batch {recipe['predictionBatchSize']}, {tokens['longest_answer']} tokens an answer",
    )


def generate(
    row: str,
    folder: Path,
    base: Path,
    adapter: Path,
    tokens: dict[str, float],
    chosen: argparse.Namespace,
    timeout: float,
) -> Measurement:
    asked = CONTENDERS[row]
    at_most = int(max(asked["batch_size"] * 3, tokens["questions"] * asked["share"]))
    job = Job(
        contender="generate",
        base=str(base),
        questions=str(chosen.questions.resolve()),
        folder=str(folder),
        warmup_steps=0,
        steps=0,
        options={
            **asked,
            "adapter": str(adapter),
            "limit": tokens["longest_answer"],
            "at_most": at_most,
        },
    )
    return contend(job, sites=[], timeout=timeout)


if __name__ == "__main__":
    main()
