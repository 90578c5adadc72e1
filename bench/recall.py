"""What is recalled on bases as they come: trained questions, held-out phrasings, time, memory.

Every run goes through the trainer as the extension starts it, with the presets as they ship. Exact
means that output and golden are the same characters, the blanks around the output aside. Bases are
folders (`--base NAME=FOLDER`, more than once); without one it is the embedded base. Suites:

  presets     each preset, each seed
  precision   preset recall in fp16, each seed
  capped      preset recall in fp16 with the process held to 14 GiB, as a T4 leaves free
  alone       preset recall, nothing beside it: where the time from start to finish goes
  divergence  preset recall at ten times the automatic rate, told to lower it
  players     a table of 1,000 invented players: 27,000 questions
  ablations   rank x modules, trained phrasings, and epochs, each alone changed
"""

import argparse
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

from benchmark.on_gpus import on_gpus
from benchmark.options import options, small_questions
from benchmark.packages import install_if_needed
from benchmark.paths import CACHE, EMBEDDED_BASE
from benchmark.recall_run import Run, run_and_score
from benchmark.results import Results, describe_versions
from benchmark.trainer_run import ALL_LINEAR, RunFailed

ATTENTION = "q_proj k_proj v_proj o_proj".split()
MODULES = {
    "q and v": "q_proj v_proj".split(),
    "attention": ATTENTION,
    "MLP": [module for module in ALL_LINEAR if module not in ATTENTION],
    "all linear": ALL_LINEAR,
}
SUITES = "presets precision capped alone divergence players ablations".split()


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--base", action="append", default=[], metavar="NAME=FOLDER")
    parser.add_argument("--suites", default="presets", help="comma-separated")
    parser.add_argument("--presets-to-run", default="baseline,dense,recall", metavar="PRESETS")
    parser.add_argument("--seeds", default="42,43,44", help="comma-separated")
    parser.add_argument("--parallel", type=int, default=1, help="runs at once on each GPU")
    parser.add_argument("--players", type=Path, help="questions of the table of 1,000 players")
    parser.add_argument("--rows", default="", metavar="REGEX", help="only rows that match")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=JSON",
                        help="a hyperparameter other than the preset's, for trying")  # fmt: skip
    parser.set_defaults(timeout=400)
    chosen = parser.parse_args()
    deadline = time.monotonic() + chosen.budget
    presets = json.loads(chosen.presets.read_text(encoding="utf-8"))
    if chosen.tiny:
        chosen.questions = small_questions(chosen.questions, CACHE / "tiny-questions", 320)
    runs = [run for run in plan(chosen, presets) if re.search(chosen.rows, run.row)]
    quantized = any(run.recipe["quantization"] != "none" for run in runs)
    site = install_if_needed("bitsandbytes", chosen.wheels) if quantized else None
    results = Results(
        "recall",
        chosen.out,
        versions=describe_versions(*([site] if site else [])),
        runs_at_once=f"{chosen.parallel} a GPU",
    )
    run_all(runs, chosen.parallel, results, deadline, chosen.timeout, site)
    print(results.table(), flush=True)


def plan(chosen: argparse.Namespace, presets: dict[str, dict[str, object]]) -> Iterator[Run]:
    """The runs of all suites, those of one base together, in the order of `--suites`."""
    seeds = [int(seed) for seed in chosen.seeds.split(",")]
    own = {name: json.loads(value) for name, value in (s.split("=", 1) for s in chosen.set)}
    bases = [base.split("=", 1) for base in chosen.base] or [["embedded", str(EMBEDDED_BASE)]]
    for name, folder in bases:
        base = Path(folder)
        recall = {**presets["recall"], **own}
        for suite in chosen.suites.split(","):
            if suite not in SUITES:
                raise SystemExit(f"--suites: none is called {suite}; there are {', '.join(SUITES)}")
            if suite == "players":
                yield Run(
                    f"{name} 1000 players / recall / seed {seeds[0]}",
                    base,
                    chosen.players or chosen.questions.with_name("questions-1000-players.jsonl"),
                    {**recall, "seed": seeds[0]},
                )
                continue
            for seed in seeds:
                with_seed = {**recall, "seed": seed}
                if suite == "presets":
                    for preset in chosen.presets_to_run.split(","):
                        recipe = {**presets[preset], **own, "seed": seed}
                        row = f"{name} / {preset} / seed {seed}"
                        yield Run(row, base, chosen.questions, recipe)
                if suite == "precision":
                    row = f"{name} fp16 / recall / seed {seed}"
                    yield Run(row, base, chosen.questions, {**with_seed, "precision": "fp16"})
                if suite == "capped":
                    row = f"{name} fp16 within 14 GiB / recall / seed {seed}"
                    recipe = {**with_seed, "precision": "fp16"}
                    yield Run(row, base, chosen.questions, recipe, gib=14)
                if suite == "alone":
                    row = f"{name} alone / recall / seed {seed}"
                    yield Run(row, base, chosen.questions, with_seed, timeline=True)
                if suite == "divergence":
                    row = f"{name} at 10 x the rate / recall / seed {seed}"
                    rate = {"learningRate": ten_times_automatic(base), "onDivergence": "lower"}
                    yield Run(row, base, chosen.questions, {**with_seed, **rate})
                if suite == "ablations":
                    yield from ablations(name, base, chosen.questions, with_seed)


def ablations(name: str, base: Path, questions: Path, recall: dict[str, object]) -> Iterator[Run]:
    """Preset recall with one thing changed; what is the preset itself stands under its own name."""
    seed = recall["seed"]
    for rank in (1, 8, 64):
        for where, modules in MODULES.items():
            if (rank, where) != (64, "all linear"):
                recipe = {**recall, "rank": rank, "targetModules": modules}
                yield Run(f"{name} / rank {rank}, {where} / seed {seed}", base, questions, recipe)
    for phrasings in (1, 2):
        row = f"{name} / trained phrasings {phrasings} / seed {seed}"
        yield Run(row, base, questions, recall, phrasings=phrasings)
    for epochs in (3, 6, 12):
        recipe = {**recall, "epochs": epochs, "stopAtRecall": False, "schedule": "cosine"}
        yield Run(f"{name} / {epochs} epochs / seed {seed}", base, questions, recipe)


def ten_times_automatic(base: Path) -> float:
    """Ten times what the trainer's resolve_auto.py takes for preset recall."""
    config = json.loads((base / "config.json").read_text(encoding="utf-8"))
    return float(f"{10 * 2e-3 * 128 / config['hidden_size']:.3g}")


def run_all(
    runs: list[Run],
    parallel: int,
    results: Results,
    deadline: float,
    timeout: float,
    site: Path | None,
) -> None:
    """As many at once as `parallel` a GPU, in order; one that fails is a row that says why."""

    def run(one: Run, gpu: str) -> None:
        try:
            left = min(timeout, deadline - time.monotonic())
            if left < 10:
                results.add(one.row, {}, "not run: no time left")
                return
            figures, note = run_and_score(one, gpu=gpu, timeout=left, site=site)
            results.add(one.row, figures, note)
        except RunFailed as failure:
            results.add(one.row, {}, f"failed: {failure}")

    on_gpus([lambda gpu, one=one: run(one, gpu) for one in runs], parallel)


if __name__ == "__main__":
    main()
