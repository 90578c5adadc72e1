"""What is recorded as CUDA graphs, without a GPU: tensors without data stand in for those on one.

Nothing can be read from such a tensor, and none on the processor can be combined with it: what
would wait for the device or mix two of them, which a recording forbids, raises.
"""

import pytest
import torch
from adapted import load_adapted
from conftest import RECIPE, UnrecordedRecorder

from cricket_lora.data.render import Renderer
from cricket_lora.fast.pack import shared_prefix
from cricket_lora.model.path import gather_adapter
from cricket_lora.protocol.request import read_recipe
from cricket_lora.rehearsal.base_states import BaseStates
from cricket_lora.training import step
from cricket_lora.training.data_parallel import Peers
from cricket_lora.training.learner import make_learner
from cricket_lora.training.record_gradients import record_gradients

DEVICE = torch.device("meta")
BATCHES, GROUPS = [[0, 1], [2]], [[0], [1]]


@pytest.fixture
def learner(base_folder):
    base, rendered = load_adapted(base_folder)
    base.model.to(DEVICE)
    renderer = Renderer(base.tokenizer, base.end_ids, base.name)
    rehearsed = renderer.render_prompts(["Hello!", "Who wrote it?"])
    learner = make_learner(
        base.model,
        gather_adapter(base),
        rendered,
        prefix=shared_prefix([*rendered, *rehearsed]),
        recipe=read_recipe({**RECIPE, "rehearsal": 0.3}),
        dtype=base.dtype,
        peers=Peers(DEVICE),
    )
    learner.rehearsed = rehearsed
    head = base.model.get_output_embeddings()
    tokens = sum(len(row.answer) for row in rehearsed)
    learner.base_states = BaseStates(
        head,
        states=torch.empty(tokens, head.in_features, device=DEVICE),
        first=torch.empty(len(rehearsed) + 1, dtype=torch.long, device=DEVICE),
    )
    return learner


def test_nothing_recorded_waits_for_the_device_or_mixes_two(learner):
    recorded = record_gradients(learner, UnrecordedRecorder(), BATCHES, GROUPS, rows=4)
    recorded.alone.add([0, 1])
    recorded.both.add([2], [1])
    assert learner.adapter.gradient.device == DEVICE


def test_what_would_wait_is_noticed(learner, monkeypatch):
    rows_recalled = step.rows_recalled
    monkeypatch.setattr(
        step, "rows_recalled", lambda *of: torch.tensor(rows_recalled(*of).tolist())
    )
    with pytest.raises((RuntimeError, NotImplementedError)):
        record_gradients(learner, UnrecordedRecorder(), BATCHES, GROUPS, rows=4)
