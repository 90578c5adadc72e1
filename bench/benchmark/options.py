"""Options that every benchmark of the trainer has."""

import argparse
import os
from pathlib import Path

import torch

from benchmark.paths import CACHE
from benchmark.shape import make_base


def options(description: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--questions", type=Path, required=True, help="questions.jsonl")
    parser.add_argument("--presets", type=Path, required=True, help="presets.json")
    parser.add_argument("--out", type=Path, help="write the results as JSON to this file")
    parser.add_argument("--wheels", type=Path, help="folder with a folder of wheels a contender")
    parser.add_argument("--tiny", action="store_true", help="a test: tiny shape, few questions")
    parser.add_argument("--timeout", type=float, default=150, help="seconds for one measurement")
    parser.add_argument("--budget", type=float, default=540, help="seconds for everything")
    return parser


def small_questions(questions: Path, folder: Path, count: int) -> Path:
    """A file with about `count` questions, evenly taken from `questions`."""
    lines = questions.read_text(encoding="utf-8").splitlines(keepends=True)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "questions.jsonl"
    path.write_text("".join(lines[:: max(1, len(lines) // count)]), encoding="utf-8")
    return path


def shaped_base(shape: str, wheels: Path | None) -> Path:
    """A base of `shape` in the cache, made if it is not there."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    wheel = next(iter(sorted((wheels / "qwen").glob("dashscope-*.whl"))), None) if wheels else None
    folder = CACHE / f"{shape}{'-qwen-tokens' if wheel else ''}"
    make_base(folder, shape, device, wheel)
    # Nobody looks for files elsewhere while a clock runs.
    os.environ["HF_HUB_OFFLINE"] = "1"
    return folder.resolve()


def tokenizer_note(base: Path) -> str:
    if base.name.endswith("-qwen-tokens"):
        return "Qwen's own vocabulary"
    return "the embedded base's small tokenizer inside Qwen's vocabulary size"
