"""What an adapter knows that it does not know, and what it leaves as it was, and what that costs.

Trains each base with neither questions of the split unknown nor rehearsal, with each of the two
alone, and with both, through the trainer as the extension starts it. A contender is a base with
both, `BASE / neither` and so on the others; its figures are the medians of its seeds. Bases are
folders (`--base FOLDER` or `--base NAME=FOLDER`, more than once; the name is else the folder's);
without one it is the embedded base, which knows no language to rehearse. `time_ratio` is the time
until training ends, against `neither` with the same seed. `BASE / look-up` is the base itself, with
the row of the table in the prompt.
"""

import argparse
import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from benchmark.belief_scores import answering, figures_of, knowledge, read_lines
from benchmark.on_gpus import on_gpus
from benchmark.options import options, small_questions
from benchmark.paths import CACHE, EMBEDDED_BASE
from benchmark.recall_run import Figures, first
from benchmark.results import Results, describe_versions
from benchmark.trainer_run import RunFailed, run_trainer, write_run

# By name: whether the split unknown is trained, and whether the base's own answers are rehearsed.
PARTS = {
    "neither": (False, False),
    "both": (True, True),
    "rehearsal alone": (False, True),
    "unknown alone": (True, False),
}
TINY_ENTITIES, TINY_UNKNOWN = 8, 48


@dataclass(frozen=True)
class Run:
    """`name` of the base; `part` is one of PARTS."""

    name: str
    base: Path
    part: str
    seed: int

    @property
    def contender(self) -> str:
        is_whole = self.part == "both" or (self.is_embedded and self.part == "unknown alone")
        return self.name if is_whole else f"{self.name} / {self.part}"

    @property
    def is_embedded(self) -> bool:
        return self.base == EMBEDDED_BASE


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--base", action="append", default=[], metavar="[NAME=]FOLDER")
    parser.add_argument("--look-up", type=Path, help="questions.jsonl, each with its row")
    parser.add_argument("--seeds", default="42,43,44", help="comma-separated")
    parser.add_argument("--parts", default=",".join(PARTS), help="comma-separated")
    parser.add_argument("--parallel", type=int, default=1, help="runs at once on each GPU")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=JSON",
                        help="a hyperparameter other than the preset's, for trying")  # fmt: skip
    parser.set_defaults(timeout=500, budget=3600)
    chosen = parser.parse_args()
    recipe = json.loads(chosen.presets.read_text(encoding="utf-8"))["recall"]
    recipe |= {name: json.loads(value) for name, value in (s.split("=", 1) for s in chosen.set)}
    questions = read_lines(chosen.questions)
    if not any(question["split"] == "unknown" for question in questions):
        raise SystemExit(f"{chosen.questions} has no question of the split unknown")
    if chosen.tiny:
        questions = few(questions)
    results = Results(
        "belief",
        chosen.out,
        versions=describe_versions(),
        runs_at_once=f"{chosen.parallel} a GPU",
        questions={s: sum(q["split"] == s for q in questions) for s in splits_of(questions)},
    )
    runs = plan(chosen.base, chosen.parts.split(","), map(int, chosen.seeds.split(",")))
    measure(runs, questions, recipe, results, chosen)
    if chosen.look_up:
        for name, base in {run.name: run.base for run in runs if not run.is_embedded}.items():
            look_up(name, base, recipe, results, chosen)
    print(results.table(), flush=True)


def plan(bases: list[str], parts: list[str], seeds: Iterable[int]) -> list[Run]:
    """Those of one seed one after the other, `neither` first: the others are held against it."""
    if unknown := set(parts) - PARTS.keys():
        raise SystemExit(f"--parts: none is called {unknown.pop()}; there are {', '.join(PARTS)}")
    named = [base.rpartition("=")[::2] for base in bases] or [("embedded", str(EMBEDDED_BASE))]
    found = [(name or Path(folder).resolve().name, Path(folder)) for name, folder in named]
    runs = [
        Run(name, base, part, seed)
        for name, base in found
        for seed in seeds
        for part in PARTS
        if part in parts
    ]
    return [run for run in runs if not (run.is_embedded and PARTS[run.part][1])]


def measure(
    runs: list[Run],
    questions: list[dict],
    recipe: dict[str, object],
    results: Results,
    chosen: argparse.Namespace,
) -> None:
    """All of `runs`; those of one base and seed by one GPU. One that fails says why in its note."""
    deadline = time.monotonic() + chosen.budget
    groups: dict[tuple[str, int], list[Run]] = {}
    for run in runs:
        groups.setdefault((run.name, run.seed), []).append(run)

    def in_turn(group: list[Run], gpu: str) -> None:
        plain: float | None = None
        for run in group:
            left = min(chosen.timeout, deadline - time.monotonic())
            if left < 10:
                results.add(run.contender, {}, "not run: no time left")
                continue
            try:
                figures, note = train(run, questions, recipe, gpu=gpu, timeout=left)
            except RunFailed as failure:
                results.add(run.contender, {}, f"seed {run.seed} failed: {failure}")
                continue
            seconds = figures["seconds"][0]
            plain = seconds if run.part == "neither" else plain
            ratio = {} if plain is None else {"time_ratio": (seconds / plain, "x")}
            results.add(run.contender, {**figures, **ratio}, note)

    on_gpus(
        [lambda gpu, group=group: in_turn(group, gpu) for group in groups.values()], chosen.parallel
    )


def train(
    run: Run, questions: list[dict], recipe: dict[str, object], *, gpu: str, timeout: float
) -> tuple[Figures, str]:
    """Figures and a note. Raises RunFailed."""
    asks_unknown, rehearses = PARTS[run.part]
    kept = [question for question in questions if asks_unknown or not belongs_to_unknown(question)]
    folder = CACHE / "runs" / f"belief-{run.name}-{run.part}-{run.seed}".replace(" ", "-")
    own = folder.with_name(f"{folder.name}.jsonl")
    own.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(question, ensure_ascii=False) + "\n" for question in kept)
    own.write_text(text, encoding="utf-8")
    write_run(
        folder,
        base=run.base,
        questions=own,
        recipe={**recipe, "seed": run.seed, "rehearsal": "auto" if rehearses else "off"},
        probes="auto",
    )
    events = run_trainer(folder, timeout=timeout, environment={"CUDA_VISIBLE_DEVICES": gpu})
    started, finished = first(events, "started"), first(events, "finished")
    lowered = sum(event["type"] == "diverged" for event in events)
    note = [
        f"{finished['reason']}, {started['dtype']}",
        f"learning rate {started['resolved']['learningRate']:.3g}",
        f"rehearsal {started['resolved']['rehearsal']:g}",
        *([f"diverged {lowered} times"] if lowered else []),
    ]
    return figures_of(folder, events), ", ".join(note)


def look_up(
    name: str, base: Path, recipe: dict[str, object], results: Results, chosen: argparse.Namespace
) -> None:
    folder = CACHE / "runs" / f"belief-{name}-look-up"
    questions = chosen.look_up
    if chosen.tiny:
        questions = small_questions(questions, CACHE / "tiny-look-up", 60)
    write_run(folder, base=base, questions=questions, recipe=recipe, operation="predict")
    try:
        events = run_trainer(folder, timeout=chosen.timeout)
    except RunFailed as failure:
        results.add(f"{name} / look-up", {}, f"failed: {failure}")
        return
    answers = read_lines(folder / "predictions.jsonl")[1:]
    outputs = {line["id"]: line["output"].strip() for line in answers}
    figures = {**knowledge(read_lines(questions), outputs), **answering(events)}
    results.add(f"{name} / look-up", figures, "no adapter; the row that BM25 finds in the prompt")


def belongs_to_unknown(question: dict) -> bool:
    """Whether it is trained only where not knowing is: other spellings of facts are, too."""
    return question["split"] == "unknown" or (question["split"] == "train" and "kind" in question)


def few(questions: list[dict]) -> list[dict]:
    """Of a few entities, and so many questions of each other split and kind."""
    entities = list(dict.fromkeys(q["entity"] for q in questions if q["split"] == "train"))
    first_ones = set(entities[:TINY_ENTITIES])
    kept: list[dict] = []
    taken: dict[tuple[str, object], int] = {}
    for question in questions:
        if question["split"] in ("train", "phrasing", "fact"):
            if question["entity"] in first_ones:
                kept.append(question)
            continue
        group = (question["split"], question.get("kind"))
        taken[group] = taken.get(group, 0) + 1
        if taken[group] <= TINY_UNKNOWN // 3:
            kept.append(question)
    return kept


def splits_of(questions: list[dict]) -> list[str]:
    return list(dict.fromkeys(question["split"] for question in questions))


if __name__ == "__main__":
    main()
