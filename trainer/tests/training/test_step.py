"""The step of training.step, against transformers, PEFT and AdamW, and against the fast path."""

import pytest
import torch
from adapted import difference, gradient_of, load_adapted, separate_loss
from conftest import RECIPE, make_base
from families import FAST, make_model
from torch.nn.utils import clip_grad_norm_

from cricket_lora.fast.pack import shared_prefix
from cricket_lora.fast.pack_attention import reads_packs
from cricket_lora.model.adapter import adapter_parameters
from cricket_lora.model.path import gather_adapter
from cricket_lora.protocol.request import read_recipe
from cricket_lora.training.data_parallel import Peers
from cricket_lora.training.learner import make_learner
from cricket_lora.training.step import train_step
from cricket_lora.training.training import Training

BATCH = [5, 0, 7, 2]
CPU = torch.device("cpu")


def learner_of(folder, *, fast, **recipe):
    """A learner, and the parameters of PEFT that it trains."""
    base, rendered = load_adapted(folder, fast=fast, **recipe)
    assert reads_packs(base.model) == fast
    parameters = adapter_parameters(base.model)
    return parameters, make_learner(
        base.model,
        gather_adapter(base),
        rendered,
        prefix=shared_prefix(rendered) if fast else [],
        recipe=read_recipe({**RECIPE, **recipe}),
        dtype=base.dtype,
        peers=Peers(CPU),
    )


def flat(tensors):
    return torch.cat([tensor.detach().flatten() for tensor in tensors])


def test_a_plain_step_is_that_of_transformers_peft_and_adamw(base_folder):
    base, rendered = load_adapted(base_folder, fast=False)
    theirs = adapter_parameters(base.model)
    before = flat(theirs)
    optimizer = torch.optim.AdamW(theirs, lr=0.01, weight_decay=0)
    expected = separate_loss(base.model, [rendered[i] for i in BATCH])
    expected.backward()
    clip_grad_norm_(theirs, 1.0)
    optimizer.step()

    mine, learner = learner_of(base_folder, fast=False)
    assert torch.equal(flat(mine), before)
    loss = train_step(learner, BATCH, peak=0.01)
    assert float(loss) == pytest.approx(expected.item(), rel=1e-6)
    their_gradient = flat(parameter.grad for parameter in theirs)
    assert difference(gradient_of(mine, learner.adapter), their_gradient) < 1e-5
    assert difference(flat(mine) - before, flat(theirs) - before) < 1e-4


@pytest.mark.parametrize("family", FAST)
def test_a_fast_step_has_the_plain_steps_loss_and_gradient(tmp_path, recorder, family):
    folder = make_base(tmp_path / "base", make_model(family))
    recipe = {"schedule": "recall", "maxGradNorm": 0}  # clipped gradients are all of one length
    plain_parameters, plain = learner_of(folder, fast=False, **recipe)
    train_step(plain, BATCH, peak=0.01)
    theirs = gradient_of(plain_parameters, plain.adapter)
    assert theirs.norm() > 0.1
    for recorded in (False, True):
        parameters, fast = learner_of(folder, fast=True, **recipe)
        training = Training(fast, records=recorded)
        training.record([BATCH])
        assert (training.recorded is not None) == recorded
        training.step(BATCH)

        assert float(fast.loss) == pytest.approx(float(plain.loss), rel=1e-5)
        assert difference(gradient_of(parameters, fast.adapter), theirs) < 1e-5
        assert torch.equal(fast.recalled[BATCH], plain.recalled[BATCH])
        torch.testing.assert_close(fast.confidence[BATCH], plain.confidence[BATCH])
        assert difference(flat(parameters), flat(plain_parameters)) < 1e-4
