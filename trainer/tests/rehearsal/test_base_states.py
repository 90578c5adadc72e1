"""What the base says to what is rehearsed is the same when it is read once."""

import pytest
import torch
from bases import load
from conftest import make_base
from families import FAST, make_model

from cricket_lora.data.render import Renderer
from cricket_lora.fast.capability import make_fast
from cricket_lora.fast.pack import Room, pack, packed_logits, shared_prefix
from cricket_lora.rehearsal import base_states as module
from cricket_lora.rehearsal.base_states import read_base_states

TEXTS = ["Hello!", "Who wrote it?", "Add 1 and 2.", "Why?"]
ANSWERS = ["Hi", "Nobody knows", "3", "Because"]
CPU = torch.device("cpu")


def base_and_rows(folder):
    base = load(folder)
    rows = Renderer(base.tokenizer, base.end_ids, base.name).render_prompts(TEXTS)
    for row, answer in zip(rows, ANSWERS):
        row.answer[:] = base.tokenizer(answer)["input_ids"]
    return base, rows, shared_prefix(rows)


@pytest.mark.parametrize("family", [name for name in FAST if name != "granite"])
def test_logits_are_those_of_the_whole_model(tmp_path, monkeypatch, family):
    monkeypatch.setattr(module, "TOKENS_AT_ONCE", 120)
    base, rows, prefix = base_and_rows(make_base(tmp_path / "base", make_model(family)))
    assert make_fast(base.model, 100) is None
    read = []
    monkeypatch.setattr(module, "pack", lambda rows, *more: read.append(rows) or pack(rows, *more))
    states = read_base_states(base.model, rows, prefix)
    compared, *read = read
    assert compared == rows
    assert 1 < len(read) < len(rows)
    lengths = [[len(row.prompt) + len(row.answer) for row in batch] for batch in read]
    assert max(max(batch) * len(batch) for batch in lengths if len(batch) > 1) <= 120
    assert not base.model.get_output_embeddings()._forward_pre_hooks
    for places in ([0, 1, 2, 3], [2, 0], [3]):
        packed = pack([rows[i] for i in places], prefix, CPU)
        theirs = packed_logits(base.model, packed)
        assert (states.logits(packed, torch.tensor(places)) - theirs).abs().max() < 1e-4


def test_what_fills_up_a_shape_changes_no_row(base_folder):
    base, rows, prefix = base_and_rows(base_folder)
    assert make_fast(base.model, 100) is None
    states = read_base_states(base.model, rows, prefix)
    packed = pack([rows[1], rows[3]], prefix, CPU, Room(5, 48, 64))
    mine = states.logits(packed, torch.tensor([1, 3, 4, 4, 4]))
    theirs = packed_logits(base.model, packed)
    real = packed.weights > 0
    assert real.sum() == len(rows[1].answer) + len(rows[3].answer)
    assert (mine - theirs)[real].abs().max() < 1e-4


def test_a_model_that_does_more_than_its_head_is_read_in_each_step(tmp_path):
    """Granite divides its logits."""
    model = make_model("granite")
    model.config.logits_scaling = 1.05
    base, rows, prefix = base_and_rows(make_base(tmp_path / "base", model))
    assert make_fast(base.model, 100) is None
    assert read_base_states(base.model, rows, prefix) is None


def test_a_model_that_reads_no_packs_is_read_in_each_step(base_folder):
    base, rows, prefix = base_and_rows(base_folder)
    assert read_base_states(base.model, rows, prefix) is None


def test_short_memory_reads_it_in_each_step(base_folder, monkeypatch):
    def run_short(*_):
        raise torch.OutOfMemoryError

    base, rows, prefix = base_and_rows(base_folder)
    assert make_fast(base.model, 100) is None
    monkeypatch.setattr(module, "packed_logits", run_short)
    assert read_base_states(base.model, rows, prefix) is None
