"""Bases that a test changes: their settings, their weights, their tokenizers."""

import json
from pathlib import Path

import pytest
import torch
from conftest import RECIPE, sample_questions
from safetensors.torch import load_file, save_file

from cricket_lora.data.questions import Question
from cricket_lora.data.render import Rendered, Renderer
from cricket_lora.model.base import Base, load_base
from cricket_lora.model.check_sizes import check_sizes
from cricket_lora.model.locate_base import LocatedBase
from cricket_lora.protocol.failure import Failure
from cricket_lora.protocol.request import read_recipe


def edit_json(path: Path, **changes) -> None:
    """A change to None removes the key."""
    value = json.loads(path.read_text("utf-8")) if path.exists() else {}
    kept = {key: one for key, one in {**value, **changes}.items() if one is not None}
    path.write_text(json.dumps(kept), "utf-8")


def edit_weights(folder: Path, change) -> None:
    """`change` makes new tensors, by name, of the old ones."""
    path = folder / "model.safetensors"
    tensors = {key: tensor.clone() for key, tensor in load_file(path).items()}
    save_file(change(tensors), path, metadata={"format": "pt"})


def load(folder: Path, **recipe) -> Base:
    return load_base(
        LocatedBase(str(folder), str(folder)),
        read_recipe({**RECIPE, **recipe}),
        torch.device("cpu"),
    )


def refusal(act, *arguments, **options) -> tuple[str, dict]:
    """The code and parameters with which `act` fails."""
    with pytest.raises(Failure) as caught:
        act(*arguments, **options)
    return caught.value.code, caught.value.parameters


def as_question(row: dict, line: int = 1) -> Question:
    """What `read_questions` makes of a line of questions.jsonl."""
    prompt, completion = tuple(row["prompt"]), tuple(row["completion"])
    return Question(line, row["id"], prompt, completion, row["split"])


def as_questions(rows: list[dict] | None = None) -> list[Question]:
    return [as_question(row, line) for line, row in enumerate(rows or sample_questions(), start=1)]


def render(base: Base, rows: list[dict] | None = None, limit: int = 12) -> list[Rendered]:
    """As a run does, with all its checks."""
    rendered = Renderer(base.tokenizer, base.end_ids, base.name).render(as_questions(rows), limit)
    check_sizes(rendered, base.model)
    return rendered
