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
from cricket_lora.training import frozen_recall
from cricket_lora.training.data_parallel import Peers
from cricket_lora.training.frozen_recall import (
    has_outdated_recall,
    is_enough,
    measure_all_recalled,
    refresh_recall,
)
from cricket_lora.training.learner import make_learner
from cricket_lora.training.schedule import UNKNOWN as OF_UNKNOWN
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
    training.progress.passes = 1
    # The first pass asked the facts and two of what is unknown.
    learner.recalled[[0, 1, 2, 3, 8]] = True
    return training


def test_recall_is_outdated_once_nearly_all_that_was_asked_is_recalled(training):
    assert has_outdated_recall(training)
    training.learner.recalled[1] = False
    assert not has_outdated_recall(training)


def test_recall_is_not_outdated_before_a_pass_or_when_nearly_all_is_recalled(training):
    training.progress.passes = 0
    assert not has_outdated_recall(training)
    training.progress.passes = 1
    training.learner.recalled[:] = True
    assert not has_outdated_recall(training)


def test_what_waited_has_its_recall_measured_and_nothing_else(training, tmp_path):
    learner, cancellation = training.learner, Cancellation(tmp_path)
    waited = training.turns[OF_UNKNOWN][1:5]
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


@pytest.fixture
def measure(training, monkeypatch, nobody_cancels):
    """Whether all of `places` are recalled, measured two questions first; what was measured.

    `frozen` are recalled with the weights as they stand, each with the probability 0.6; all were
    when they were last asked.
    """

    def measure(places, *, frozen):
        learner, parts = training.learner, []

        def recalled(learner, places, cancellation):
            parts.append(places)
            return torch.tensor([i in frozen for i in places]), torch.full((len(places),), 0.6)

        monkeypatch.setattr(frozen_recall, "measure_frozen", recalled)
        learner.recipe = replace(learner.recipe, prediction_batch_size=2)
        learner.recalled[:] = True
        asked = torch.tensor(places, dtype=torch.long)
        return measure_all_recalled(learner, asked, nobody_cancels), parts

    return measure


def test_the_least_confident_are_measured_first_and_decide_alone_when_missed(training, measure):
    training.learner.confidence[:6] = torch.tensor([0.9, 0.2, 0.8, 0.1, 0.7, 0.95])
    assert measure(range(6), frozen={0, 1, 2, 4, 5}) == (False, [[3, 1]])
    assert training.learner.recalled[:6].tolist() == [True, True, True, False, True, True]
    expected = torch.tensor([0.9, 0.6, 0.8, 0.6, 0.7, 0.95])
    assert torch.equal(training.learner.confidence[:6], expected)


def test_what_is_missed_among_the_rest_is_found(training, measure):
    training.learner.confidence[:6] = torch.tensor([0.9, 0.2, 0.8, 0.1, 0.7, 0.95])
    assert measure(range(6), frozen={0, 1, 2, 3, 4}) == (False, [[3, 1], [4, 2, 0, 5]])
    assert training.learner.recalled[:6].tolist() == [True, True, True, True, True, False]


def test_all_are_recalled_only_when_all_were_measured(training, measure):
    recalled, parts = measure(range(3, 9), frozen=set(range(9)))
    assert recalled
    assert sorted(place for part in parts for place in part) == list(range(3, 9))


def test_fewer_questions_than_are_measured_first_are_measured_once(measure):
    assert measure([4], frozen={4}) == (True, [[4]])
    assert measure([], frozen=set()) == (True, [])


def test_enough_is_a_share_to_the_last_question():
    recalled = torch.ones(1000, dtype=torch.bool)
    recalled[:5] = False
    assert is_enough(recalled, 0.995)
    recalled[5] = False
    assert not is_enough(recalled, 0.995)
    assert is_enough(recalled[:0], 1.0)
    assert not is_enough(recalled, 1.0)


@pytest.mark.parametrize("passes", [5, 6, 7, 8])
def test_what_was_missed_is_asked_next_however_sure_it_was(training, measure, monkeypatch, passes):
    monkeypatch.setattr("cricket_lora.training.schedule.REST_FROM", 0.5)
    learner = training.learner
    learner.recipe = replace(learner.recipe, settled_at=0.6)
    waits = training.turns[OF_UNKNOWN][4]  # for the passes 4, 9, 14…
    learner.confidence[:] = 0.95
    learner.confidence[[1, waits]] = 0.9
    everything = range(FACTS + UNKNOWN)
    assert measure(everything, frozen={*everything} - {1, waits}) == (False, [[1, waits]])
    training.progress.passes = passes
    assert training.rounds() == [[1, waits]]


def test_an_epoch_ends_after_its_passes_or_where_nothing_rests_any_more(training):
    learner, progress = training.learner, training.progress
    learner.recipe = replace(learner.recipe, settled_at=0.6)
    learner.recalled[:] = True
    learner.confidence[:] = 0.9
    learner.confidence[1] = 0.5
    for passes_done in (1, 2, 3, 0):
        training.begin_pass([[1]])
        training.end_pass()
        assert (progress.epoch, progress.passes_done) == (int(passes_done == 0), passes_done)
    training.begin_pass([[1]])
    learner.recalled[1] = False  # one of nine is more than little
    training.end_pass()
    assert (progress.epoch, progress.passes_done) == (2, 0)
    training.begin_pass([[0, 1], [2]])
    progress.done = 1
    assert progress.epochs == 2.5
