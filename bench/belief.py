"""What an adapter knows that it does not know, and what it leaves as it was, and what that costs.

Trains each base with neither questions of the split unknown nor rehearsal, with each of the two
alone, and with both, through the trainer as the extension starts it. A contender is a base with
both, `BASE / neither` and so on the others; its figures are the medians of its seeds. Bases are
folders (`--base FOLDER` or `--base NAME=FOLDER`, more than once; the name is else the folder's);
without one it is the embedded base, which knows no language to rehearse. `time_ratio` is the time
until training ends, against `neither` with the same seed. `BASE / look-up` is the base itself, with
the row of the table in the prompt. `--also` trains each base with both a few times more, with the
first seed: on the questions of 1,000 players, and in fp16 within the 14 GiB that a T4 leaves free.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from benchmark.belief_scores import answering, figures_of, knowledge, read_lines
from benchmark.on_gpus import on_gpus
from benchmark.options import options, small_questions
from benchmark.paths import CACHE, CAPPED, EMBEDDED_BASE
from benchmark.recall_run import Figures, first
from benchmark.results import Results, describe_versions
from benchmark.trainer_run import TRAINER_COMMAND, RunFailed, run_trainer, write_run

# By name: whether the split unknown is trained, and whether the base's own answers are rehearsed.
PARTS = {
    "neither": (False, False),
    "both": (True, True),
    "rehearsal alone": (False, True),
    "unknown alone": (True, False),
}
ALSO = ("players", "capped")
TINY_ENTITIES, TINY_UNKNOWN = 8, 48


@dataclass(frozen=True)
class Run:
    """`name` of the base; `part` is one of PARTS, `also` one of ALSO or none of them."""

    name: str
    base: Path
    part: str
    seed: int
    also: str = ""

    @property
    def contender(self) -> str:
        if self.also:
            of = {"players": "1000 players", "capped": "fp16 within 14 GiB"}[self.also]
            return f"{self.name} {of}"
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
    parser.add_argument("--also", default="", help=f"comma-separated, of {', '.join(ALSO)}")
    parser.add_argument("--players", type=Path, help="their questions; else beside --questions")
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
    seeds = [int(seed) for seed in chosen.seeds.split(",")]
    runs = plan(chosen.base, split(chosen.parts, PARTS), seeds, split(chosen.also, ALSO))
    measure(runs, questions, recipe, results, chosen)
    if chosen.look_up:
        for name, base in {run.name: run.base for run in runs if not run.is_embedded}.items():
            look_up(name, base, recipe, results, chosen)
    print(results.table(), flush=True)


def split(names: str, known: Iterable[str]) -> list[str]:
    """Of names separated by commas."""
    found = list(filter(None, names.split(",")))
    if unknown := set(found).difference(known):
        raise SystemExit(f"none is called {unknown.pop()}; there are {', '.join(known)}")
    return found


def plan(bases: list[str], parts: list[str], seeds: list[int], also: list[str]) -> list[Run]:
    """Those of one seed one after the other, `neither` first: the others are held against it."""
    named = [base.rpartition("=")[::2] for base in bases] or [("embedded", str(EMBEDDED_BASE))]
    found = [(name or Path(folder).resolve().name, Path(folder)) for name, folder in named]
    runs = [
        Run(name, base, part, seed)
        for name, base in found
        for seed in seeds
        for part in PARTS
        if part in parts
    ]
    runs += [Run(name, base, "both", seeds[0], kind) for name, base in found for kind in also]
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
    groups: dict[tuple[str, int, str], list[Run]] = {}
    for run in runs:
        groups.setdefault((run.name, run.seed, run.also), []).append(run)
    of_players = chosen.players or chosen.questions.with_name("questions-belief-1000-players.jsonl")

    def in_turn(group: list[Run], gpu: str) -> None:
        plain: float | None = None
        for run in group:
            left = min(chosen.timeout, deadline - time.monotonic())
            if left < 10:
                results.add(run.contender, {}, "not run: no time left")
                continue
            try:
                asked = read_lines(of_players) if run.also == "players" else questions
                figures, note = train(run, asked, recipe, gpu=gpu, timeout=left)
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
    name = f"belief-{run.name}-{run.also or run.part}-{run.seed}"
    folder = CACHE / "runs" / name.replace(" ", "-")
    own = folder.with_name(f"{folder.name}.jsonl")
    own.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(question, ensure_ascii=False) + "\n" for question in kept)
    own.write_text(text, encoding="utf-8")
    write_run(
        folder,
        base=run.base,
        questions=own,
        recipe={
            **recipe,
            **({"precision": "fp16"} if run.also == "capped" else {}),
            "seed": run.seed,
            "rehearsal": "auto" if rehearses else "off",
        },
        probes="auto",
    )
    events = run_trainer(
        folder,
        timeout=timeout,
        environment={"CUDA_VISIBLE_DEVICES": gpu},
        command=(sys.executable, str(CAPPED), "14") if run.also == "capped" else TRAINER_COMMAND,
    )
    started, finished = first(events, "started"), first(events, "finished")
    lowered = sum(event["type"] == "diverged" for event in events)
    warnings = [e["message"] for e in events if e["type"] == "log" and e["level"] != "info"]
    note = [
        f"{finished['reason']}, {started['dtype']}",
        f"learning rate {started['resolved']['learningRate']:.3g}",
        f"rehearsal {started['resolved']['rehearsal']:g}",
        *([f"diverged {lowered} times"] if lowered else []),
        *warnings[:1],
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
