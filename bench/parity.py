"""Answers that saved files change, on a machine without Node: see parity.mjs.

    python3 bench/parity.py --base FOLDER --questions questions.jsonl --presets presets.json

Trains the preset `recall`, exports, and asks the adapter by PEFT, the merged model by its own
settings (each in a fresh process), and the graphs of `--precisions` by ONNX Runtime for Python.
`--only adapter,merged` does without graphs, and `--set NAME=JSON` changes the recipe.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from benchmark.paths import CACHE, TRAINER
from benchmark.results import Results, describe_versions
from benchmark.trainer_run import run_trainer, write_run

FILES = {precision: f"model_{precision}.onnx" for precision in ("fp16", "int8", "int4")}
FILES = {"fp32": "model.onnx", **FILES}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--presets", type=Path, required=True)
    parser.add_argument("--only", default="adapter,merged,fp32,fp16,int8,int4")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=JSON")
    parser.add_argument("--graph-questions", type=int, metavar="N",
                        help="ask graphs about so many only, evenly taken")  # fmt: skip
    parser.add_argument("--name", help="the base's full name, for the results")
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args()
    recipe = json.loads(chosen.presets.read_text("utf-8"))["recall"]
    recipe |= {name: json.loads(value) for name, value in (x.split("=", 1) for x in chosen.set)}
    run = write_run(
        CACHE / "parity-run", base=chosen.base, questions=chosen.questions, recipe=recipe
    )
    run_trainer(run, timeout=3600)
    wanted = chosen.only.split(",")
    name = chosen.name or chosen.base.name
    results = Results("parity", chosen.out, versions=describe_versions(), base=name)
    graphs = [precision for precision in FILES if precision in wanted]
    if "adapter" in wanted:
        add(results, "adapter", ask_saved(run, "adapter"))
    export(run, graphs or ["fp32"])  # minutes for a large base
    if "merged" in wanted:
        add(results, "merged", ask_saved(run, "merged"))
    for precision in graphs:
        limit = recipe["maxAnswerTokens"]
        add(results, precision, ask_graph(run, FILES[precision], limit, chosen.graph_questions))
    print(results.table())


def add(results: Results, what: str, found: dict) -> None:
    figures = {
        f"{what}: changed of {found['questions']}": (found["changed"], "answers"),
        f"{what}: time": (round(found["seconds"], 1), "s"),
    }
    results.add("ours", figures)


def ask_saved(run: Path, what: str) -> dict:
    trainer("cricket_lora.parity", str(run / "run.json"), what)
    return json.loads((run / f"{what}.parity.json").read_text("utf-8"))


def ask_graph(run: Path, file: str, limit: int, count: int | None) -> dict:
    from benchmark.onnx_answers import OnnxModel

    rows = [json.loads(x) for x in (run / "questions.jsonl").read_text("utf-8").split("\n") if x]
    rows = rows[:: max(1, len(rows) // count)] if count else rows
    _, *lines = (run / "predictions.jsonl").read_text("utf-8").splitlines()
    ours = {line["id"]: line["output"] for line in map(json.loads, lines)}
    started = time.monotonic()
    said = OnnxModel(run / "onnx", file).answer([row["prompt"] for row in rows], limit)
    changed = sum(ours[row["id"]] != output for row, output in zip(rows, said))
    return {
        "questions": len(rows),
        "changed": changed,
        "seconds": time.monotonic() - started,
    }


def export(run: Path, precisions: list[str]) -> None:
    trainer("cricket_lora.export", str(run / "run.json"), *precisions)


def trainer(*arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-m", *arguments],
        env={**os.environ, "PYTHONPATH": str(TRAINER)},
        check=True,
    )


if __name__ == "__main__":
    main()
