"""The step of training.step, against transformers, PEFT and AdamW, and against the fast path."""

import pytest
import torch
from bases import load, render
from conftest import RECIPE, make_base
from families import FAST, make_model
from torch.nn.utils import clip_grad_norm_

from cricket_lora.fast.capability import make_fast
from cricket_lora.fast.pack import shared_prefix
from cricket_lora.model.adapter import adapter_parameters, add_adapter
from cricket_lora.model.path import gather_adapter
from cricket_lora.protocol.request import read_recipe
from cricket_lora.training.data_parallel import Peers
from cricket_lora.training.learner import make_learner
from cricket_lora.training.step import train_step
from cricket_lora.training.training import Training

BATCH = [5, 0, 7, 2]
CPU = torch.device("cpu")


def make_adapted(folder):
    """A base with an adapter, no weight of which is 0, its parameters, and the questions."""
    base = load(folder)
    rendered = render(base)
    add_adapter(base, read_recipe(RECIPE))
    parameters = adapter_parameters(base.model)
    generator = torch.Generator().manual_seed(3)
    with torch.no_grad():
        for parameter in parameters:
            parameter.copy_(torch.randn(parameter.shape, generator=generator) * 0.05)
    return base, parameters, rendered


def learner_of(folder, *, fast, **recipe):
    """A learner, and the parameters of PEFT that it trains."""
    base, parameters, rendered = make_adapted(folder)
    if fast:
        assert make_fast(base.model, longest=100) is None
    return parameters, make_learner(
        base.model,
        gather_adapter(base),
        rendered,
        prefix=shared_prefix(rendered) if fast else [],
        recipe=read_recipe({**RECIPE, **recipe}),
        dtype=base.dtype,
        peers=Peers(CPU),
    )


def gradient(parameters, adapter):
    """Of PEFT's weights, in their order, out of the tensor that they are views of."""
    start = adapter.weights.data_ptr()
    places = [(parameter.data_ptr() - start) // 4 for parameter in parameters]
    flat = adapter.weights.grad
    return torch.cat([flat[place:][: p.numel()] for place, p in zip(places, parameters)])


def weights(parameters):
    return torch.cat([parameter.detach().flatten() for parameter in parameters])


def relative(mine, theirs):
    return float((mine - theirs).norm() / theirs.norm())


def test_plain_step_is_that_of_transformers_peft_and_adamw(base_folder):
    base, theirs, rendered = make_adapted(base_folder)
    rows = [rendered[i] for i in BATCH]
    width = max(len(row.prompt) + len(row.answer) for row in rows)
    ids = torch.zeros(len(rows), width, dtype=torch.long)
    mask, labels = torch.zeros_like(ids), torch.full_like(ids, -100)
    for number, row in enumerate(rows):
        tokens = torch.tensor(row.prompt + row.answer)
        ids[number, : len(tokens)], mask[number, : len(tokens)] = tokens, 1
        labels[number, len(row.prompt) : len(tokens)] = torch.tensor(row.answer)
    before = weights(theirs)
    optimizer = torch.optim.AdamW(theirs, lr=0.01, weight_decay=0)
    expected = base.model(input_ids=ids, attention_mask=mask, labels=labels).loss
    expected.backward()
    clip_grad_norm_(theirs, 1.0)
    optimizer.step()

    mine, learner = learner_of(base_folder, fast=False)
    assert torch.equal(weights(mine), before)
    loss = train_step(learner, BATCH, peak=0.01)
    assert float(loss) == pytest.approx(expected.item(), rel=1e-6)
    their_gradient = torch.cat([parameter.grad.flatten() for parameter in theirs])
    assert relative(gradient(mine, learner.adapter), their_gradient) < 1e-5
    assert relative(weights(mine) - before, weights(theirs) - before) < 1e-4


@pytest.mark.parametrize("recorded", [False, True], ids=["eager", "recorded"])
@pytest.mark.parametrize("family", FAST)
def test_fast_step_has_the_plain_steps_loss_and_gradient(tmp_path, recorder, family, recorded):
    folder = make_base(tmp_path / "base", make_model(family))
    recipe = {"schedule": "recall", "maxGradNorm": 0}  # clipped gradients are all of one length
    plain_parameters, plain = learner_of(folder, fast=False, **recipe)
    train_step(plain, BATCH, peak=0.01)
    parameters, fast = learner_of(folder, fast=True, **recipe)
    training = Training(fast, records=recorded)
    training.record([BATCH])
    assert (training.recorded is not None) == recorded
    training.step(BATCH)

    assert float(fast.loss) == pytest.approx(float(plain.loss), rel=1e-5)
    theirs = gradient(plain_parameters, plain.adapter)
    assert theirs.norm() > 0.1
    assert relative(gradient(parameters, fast.adapter), theirs) < 1e-5
    assert torch.equal(fast.recalled[BATCH], plain.recalled[BATCH])
    torch.testing.assert_close(fast.confidence[BATCH], plain.confidence[BATCH])
    assert relative(weights(parameters), weights(plain_parameters)) < 1e-4
