"""What each preset recalls on bases of three sizes: trained questions and held-out phrasings.

The embedded base is the repository's; the larger ones are made by trainer/make_base.py from
invented players (about 0.1 and 0.5 billion parameters; a GPU is needed). Every run goes through
the trainer as the extension starts it, with the presets as they ship. Exact means that output and
golden are the same characters, the blanks around the output aside.
"""

import argparse
import importlib.util
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import torch

from benchmark.options import options, small_questions
from benchmark.packages import install
from benchmark.paths import CACHE, EMBEDDED_BASE, TRAINER
from benchmark.results import Results, describe_versions
from benchmark.trainer_run import RunFailed, run_trainer, write_run

# Options of make_base.py; None for the base that is in the repository.
BASES: dict[str, str | None] = {
    "embedded": None,
    "100m": "--hidden 768 --layers 12 --heads 12 --intermediate 3072 --bf16 "
    "--learning-rate 3e-4 --steps 2500 --known-share 0.75",
    "500m": "--hidden 1024 --layers 28 --heads 16 --intermediate 4864 --bf16 "
    "--learning-rate 3e-4 --steps 1800 --known-share 0.75",
    "tiny": "--hidden 32 --layers 1 --heads 2 --intermediate 64 --steps 20 --batch 32 "
    "--known 20 --passing 200",
}
FORMS = {"span": r"\d{4}-\d{4}", "highest-score": r"\d+\*?", "average": r"\d+\.\d\d"}
WHOLE_NUMBER = r"\d+"


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--bases", default="embedded,100m,500m", help="comma-separated")
    parser.add_argument("--recipes", default="baseline,dense,recall", help="comma-separated")
    parser.add_argument("--keep", type=Path, default=CACHE / "bases", help="where bases lie")
    parser.add_argument("--parallel", type=int, default=1, help="runs at once, GPUs taking turns")
    parser.add_argument("--only-bases", action="store_true", help="make the bases, run nothing")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=JSON",
                        help="a hyperparameter other than the preset's, for trying")  # fmt: skip
    parser.set_defaults(timeout=400)
    chosen = parser.parse_args()
    deadline = time.monotonic() + chosen.budget
    presets = json.loads(chosen.presets.read_text(encoding="utf-8"))
    bases = chosen.bases.split(",")
    if chosen.tiny:
        chosen.questions = small_questions(chosen.questions, CACHE / "tiny-questions", 320)
        bases = ["tiny"]
    site = install("bitsandbytes", chosen.wheels) if needs_quantization(presets, chosen) else None
    results = Results("recipes", chosen.out, versions=describe_versions(*([site] if site else [])))
    tasks = count()

    def environment() -> dict[str, str]:
        """For the next task: the GPUs take turns, and the packages of `site` are there."""
        gpus = torch.cuda.device_count()
        gpu = {"CUDA_VISIBLE_DEVICES": str(next(tasks) % gpus)} if gpus > 1 else {}
        return {**gpu, **({"PYTHONPATH": f"{TRAINER}{os.pathsep}{site}"} if site else {})}

    runs: list[Future[None]] = []
    with ThreadPoolExecutor(chosen.parallel) as pool:
        made = {n: pool.submit(make_base, n, chosen.keep, environment(), deadline) for n in bases}
        for name in bases:
            try:
                base = made[name].result()
            except RunFailed as failure:
                results.add(f"{name} base", {}, f"failed: {failure}")
                continue
            for preset in [] if chosen.only_bases else chosen.recipes.split(","):
                recipe = {**presets[preset], **overrides(chosen.set)}
                run = Run(f"{name} / {preset}", base, recipe, environment())
                runs.append(pool.submit(run_recipe, run, chosen, deadline, results))
    for run in runs:
        run.result()
    print(results.table(), flush=True)


def overrides(settings: list[str]) -> dict[str, object]:
    pairs = (setting.split("=", 1) for setting in settings)
    return {name: json.loads(value) for name, value in pairs}


def needs_quantization(presets: dict[str, dict[str, object]], chosen: argparse.Namespace) -> bool:
    if importlib.util.find_spec("bitsandbytes"):
        return False
    return any(presets[name]["quantization"] != "none" for name in chosen.recipes.split(","))


def make_base(name: str, keep: Path, environment: dict[str, str], deadline: float) -> Path:
    """The folder of the base, made if `keep` has none. Raises RunFailed."""
    made_with = BASES[name]
    if made_with is None:
        return EMBEDDED_BASE
    folder = keep / name
    if (folder / "model.safetensors").is_file():
        return folder
    keep.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    command = [sys.executable, str(TRAINER / "make_base.py"), "--out", str(folder)]
    try:
        # Its progress is worth seeing: minutes go by.
        done = subprocess.run(
            [*command, *made_with.split()],
            timeout=deadline - began,
            env={**os.environ, **environment},
        )
    except subprocess.TimeoutExpired:
        raise RunFailed("making the base took more than the time left") from None
    if done.returncode != 0:
        raise RunFailed(f"make_base.py ended with {done.returncode}")
    print(f"made base {name} in {time.monotonic() - began:.0f} s", flush=True)
    return folder


@dataclass(frozen=True)
class Run:
    """One row of the table."""

    row: str
    base: Path
    recipe: dict[str, object]
    environment: dict[str, str]


def run_recipe(run: Run, chosen: argparse.Namespace, deadline: float, results: Results) -> None:
    row, recipe = run.row, run.recipe
    left = min(chosen.timeout, deadline - time.monotonic())
    if left < 10:
        results.add(row, {}, "not run: no time left")
        return
    folder = CACHE / "runs" / f"recipes-{row.replace(' / ', '-')}"
    write_run(folder, base=run.base, questions=chosen.questions, recipe=recipe)
    try:
        events = run_trainer(folder, timeout=left, environment=run.environment)
    except RunFailed as failure:
        if recipe["quantization"] != "none" and "bitsandbytes" in str(failure):
            without = replace(run, recipe={**recipe, "quantization": "none"})
            run_recipe(without, chosen, deadline, results)
            results.notes[row] += "; 16-bit base, bitsandbytes is not there"
            return
        results.add(row, {}, f"failed: {failure}")
        return
    started = next(event for event in events if event["type"] == "started")
    finished = next(event for event in events if event["type"] == "finished")
    steps = [event for event in events if event["type"] == "step"]
    resolved = started["resolved"]
    figures = {
        **shares(folder),
        "epochs": (float(steps[-1]["epoch"]), ""),
        "training_seconds": (float(finished["trainingSeconds"]), "s"),
    }
    warnings = [f"; {e['message']}" for e in events if e["type"] == "log" and e["level"] != "info"]
    note = (
        f"{finished['reason']}, learning rate {resolved['learningRate']:.2g}, "
        f"alpha {resolved['alpha']:g}, last loss {steps[-1]['loss']:.2g}"
    )
    results.add(row, figures, note + "".join(warnings[:1]))


def shares(folder: Path) -> dict[str, tuple[float, str]]:
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


if __name__ == "__main__":
    main()
