"""What is recalled with the weights as they stand, measured between epochs."""

from dataclasses import replace

import pytest
import torch
from adapted import load_adapted
from conftest import RECIPE

from cricket_lora.fast.pack import shared_prefix
from cricket_lora.model.path import gather_adapter
from cricket_lora.predicting.recall import measure_recall
from cricket_lora.protocol.cancellation import Cancellation
from cricket_lora.protocol.request import read_recipe
from cricket_lora.training.data_parallel import Peers
from cricket_lora.training.frozen_recall import has_outdated_recall, refresh_recall
from cricket_lora.training.learner import make_learner
from cricket_lora.training.training import Training

FACTS, UNKNOWN = 3, 6


@pytest.fixture
def training(base_folder):
    """Of three facts and six questions of the split unknown, after its first epoch."""
    base, rendered = load_adapted(base_folder)
    unknown = [replace(row, question=replace(row.question, split="unknown")) for row in rendered]
    rows = [*rendered[:FACTS], *unknown[:UNKNOWN]]
    learner = make_learner(
        base.model,
        gather_adapter(base),
        rows,
        prefix=shared_prefix(rows),
        recipe=read_recipe(RECIPE),
        dtype=base.dtype,
        peers=Peers(base.device),
    )
    training = Training(learner)
    training.progress.epoch = 1
    # The first epoch asked the facts and two of what is unknown.
    learner.recalled[[0, 1, 2, 3, 8]] = True
    return training


def test_recall_is_outdated_once_nearly_all_that_was_asked_is_recalled(training):
    assert has_outdated_recall(training)
    training.learner.recalled[1] = False
    assert not has_outdated_recall(training)


def test_recall_is_not_outdated_before_an_epoch_or_when_nearly_all_is_recalled(training):
    training.progress.epoch = 0
    assert not has_outdated_recall(training)
    training.progress.epoch = 1
    training.learner.recalled[:] = True
    assert not has_outdated_recall(training)


def test_what_waited_has_its_recall_measured_and_nothing_else(training, tmp_path):
    learner, cancellation = training.learner, Cancellation(tmp_path)
    waited = training.turns[5][1:5]
    learner.recalled[waited] = True  # once, and forgotten since
    rows = [learner.rendered[i] for i in waited]
    recalled, logprob = measure_recall(learner.model, rows, learner.prefix, 5, cancellation)
    before = learner.recalled.clone(), learner.confidence.clone()
    refresh_recall(training, cancellation)
    others = [i for i in range(FACTS + UNKNOWN + 1) if i not in waited]
    assert torch.equal(learner.recalled[waited], recalled)
    assert torch.allclose(learner.confidence[waited], logprob.exp().float())
    assert torch.equal(learner.recalled[others], before[0][others])
    assert torch.equal(learner.confidence[others], before[1][others])
    assert learner.model.training
