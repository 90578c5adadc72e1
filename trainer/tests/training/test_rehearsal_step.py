"""What rehearsal adds to a step: the divergence from the base, and its gradient."""

from dataclasses import replace

import pytest
import torch
from adapted import difference, gradient_of, load_adapted
from bases import load
from conftest import RECIPE, UnrecordedRecorder, make_base
from families import FAST, make_model
from transformers import AutoModelForCausalLM

from cricket_lora.data.render import Renderer
from cricket_lora.fast.pack import pack, room_for, shared_prefix
from cricket_lora.model.adapter import adapter_parameters
from cricket_lora.model.path import answer_logits, gather_adapter
from cricket_lora.protocol.request import read_recipe
from cricket_lora.training import schedule
from cricket_lora.training import training as module
from cricket_lora.training.data_parallel import Peers
from cricket_lora.training.learner import make_learner
from cricket_lora.training.record_gradients import SHAPES_SIDE_BY_SIDE
from cricket_lora.training.schedule import (
    rehearsal_groups,
    rehearsal_of,
    rehearsed_rows,
    steps_between_rehearsals,
)
from cricket_lora.training.step import clear_gradients, compute_gradients, train_step
from cricket_lora.training.training import Training

CPU = torch.device("cpu")
TEXTS = ["Hello!", "Who wrote it?", "Add 1 and 2."]
ANSWERS = ["Hi", "Nobody knows", "3"]
ALL = [0, 1, 2]


def rehearsed_rows_of(base):
    """An answer may have no end: it was longer than what is rehearsed."""
    rows = Renderer(base.tokenizer, base.end_ids, base.name).render_prompts(TEXTS)
    for row, answer in zip(rows, ANSWERS):
        row.answer[:] = base.tokenizer(answer)["input_ids"] + [2] * (answer != "Nobody knows")
    return rows


def learner_of(folder, *, fast, **recipe):
    base, rendered = load_adapted(folder, fast=fast, **recipe)
    rehearsed = rehearsed_rows_of(base)
    parameters = adapter_parameters(base.model)
    return parameters, make_learner(
        base.model,
        gather_adapter(base),
        rendered,
        rehearsed=rehearsed,
        prefix=shared_prefix([*rendered, *rehearsed]) if fast else [],
        recipe=read_recipe({**RECIPE, "rehearsal": 0.4, **recipe}),
        dtype=base.dtype,
        peers=Peers(CPU),
    )


def written_out(folder):
    """The divergence and its gradient, of a second model and the formula: row by row."""
    adapted, _ = load_adapted(folder, fast=False)
    plain = AutoModelForCausalLM.from_pretrained(folder).eval()
    total, tokens = 0.0, 0
    for row in rehearsed_rows_of(adapted):
        ids = torch.tensor([row.prompt + row.answer])
        seen = slice(len(row.prompt) - 1, ids.shape[1] - 1)
        p = plain(input_ids=ids).logits[0, seen].softmax(-1).detach()
        q = adapted.model(input_ids=ids).logits[0, seen].softmax(-1)
        total = total + (p * (p.log() - q.log())).sum()
        tokens += len(row.answer)
    mean = total / tokens
    parameters = adapter_parameters(adapted.model)
    return mean.detach(), torch.cat([g.flatten() for g in torch.autograd.grad(mean, parameters)])


@pytest.mark.parametrize("fast", [False, True])
def test_it_is_the_divergence_from_the_base_with_its_gradient(base_folder, fast):
    expected, theirs = written_out(base_folder)
    assert expected > 0.01
    parameters, learner = learner_of(base_folder, fast=fast)
    learner.rehearsal_share.fill_(1 / sum(len(row.answer) for row in learner.rehearsed))
    compute_gradients(learner, [], ALL)
    learner.adapter.collect()
    assert float(learner.rehearsal_loss) == pytest.approx(float(expected), rel=1e-4)
    assert float(learner.loss) == 0
    steps = steps_between_rehearsals(learner.recipe)
    assert steps == 3
    assert difference(gradient_of(parameters, learner.adapter), steps * theirs) < 1e-4


@pytest.mark.parametrize("filled_up", [False, True])
def test_packs_side_by_side_give_what_each_gives_alone(base_folder, filled_up):
    base, rendered = load_adapted(base_folder)
    rehearsed = rehearsed_rows_of(base)
    prefix = shared_prefix([*rendered, *rehearsed])
    packs = [
        pack(rows, prefix, CPU, room_for(rows, prefix, len(rows) + 3) if filled_up else None)
        for rows in (rendered, rehearsed)
    ]
    alone = torch.cat([answer_logits(base.model, each) for each in packs])
    counts = torch.cat([each.weights for each in packs]) > 0
    torch.testing.assert_close(answer_logits(base.model, *packs)[counts], alone[counts])
    assert packs[0].shape.row != packs[1].shape.row


@pytest.mark.parametrize("family", FAST)
def test_a_recorded_step_rehearses_what_a_plain_one_does(tmp_path, recorder, family):
    folder = make_base(tmp_path / "base", make_model(family))
    batch, step = [5, 0, 7, 2], {"schedule": "recall", "maxGradNorm": 0}
    plain_parameters, plain = learner_of(folder, fast=False, **step)
    Training(plain).step(batch)
    theirs = gradient_of(plain_parameters, plain.adapter)
    parameters, fast = learner_of(folder, fast=True, **step)
    training = Training(fast, records=True)
    training.record([batch])
    assert (training.recorded.both is not None, training.recorded.alone is not None) == (True, True)
    training.step(batch)
    assert float(fast.rehearsal_loss) == pytest.approx(float(plain.rehearsal_loss), rel=1e-4)
    assert float(fast.loss) == pytest.approx(float(plain.loss), rel=1e-5)
    assert difference(gradient_of(parameters, fast.adapter), theirs) < 1e-5


def test_the_returned_loss_is_that_of_the_questions(base_folder):
    _, without = learner_of(base_folder, fast=True)
    _, learner = learner_of(base_folder, fast=True)
    loss = train_step(without, [1, 2], peak=0.0)
    assert float(train_step(learner, [1, 2], 0.0, ALL)) == pytest.approx(float(loss), rel=1e-6)
    assert float(learner.rehearsal_loss) > 0


def test_an_adapter_that_changes_nothing_diverges_nowhere(base_folder):
    _, learner = learner_of(base_folder, fast=True)
    with torch.no_grad():
        learner.adapter.weights.zero_()
        learner.adapter.refresh()
    clear_gradients(learner)
    learner.rehearsal_share.fill_(1.0)
    compute_gradients(learner, [], ALL)
    assert float(learner.rehearsal_loss) == 0
    assert float(learner.adapter.gradient.abs().max()) < 1e-6


def test_short_memory_rehearses_fewer_rows_at_a_time(base_folder, monkeypatch):
    _, whole = learner_of(base_folder, fast=True)
    Training(whole).step([0, 1])
    _, short = learner_of(base_folder, fast=True)
    training = Training(short)
    add = module.add_rehearsal_gradients_of

    def run_short(learner, *rows):
        if sum(map(len, rows)) > 1:
            raise torch.OutOfMemoryError
        add(learner, *rows)

    monkeypatch.setattr(module, "add_rehearsal_gradients_of", run_short)
    monkeypatch.setattr(module, "add_both_gradients_of", run_short)
    training.step([0, 1])
    assert training.rows_at_once == 1
    assert float(short.rehearsal_loss) == pytest.approx(float(whole.rehearsal_loss), rel=1e-5)
    assert difference(short.adapter.weights.grad, whole.adapter.weights.grad) < 1e-5


@pytest.mark.parametrize(
    ("share", "steps", "rows"),
    [(0.1, 2, 7), (0.15, 1, 6), (0.2, 1, 8), (0.5, 1, 32), (0.001, 250, 8)],
)
def test_rehearsed_rows_are_their_share_of_all_rows(share, steps, rows):
    recipe = read_recipe({**RECIPE, "batchSize": 32, "rehearsal": share})
    assert (steps_between_rehearsals(recipe), rehearsed_rows(recipe)) == (steps, rows)
    assert rows / (rows + 32 * steps) == pytest.approx(share, rel=0.06)


def test_every_row_is_rehearsed_once_before_any_is_again(base_folder):
    base = load(base_folder)
    rows = rehearsed_rows_of(base) * 13
    recipe = read_recipe({**RECIPE, "batchSize": 8, "rehearsal": 1 / 3})
    assert steps_between_rehearsals(recipe) == 2
    groups = rehearsal_groups(rows, recipe)
    lengths = [len(rows[i].prompt) + len(rows[i].answer) for group in groups for i in group]
    assert lengths == sorted(lengths)
    assert [len(group) for group in groups] == [8, 8, 8, 8, 7]
    turns = [
        [rehearsal_of(step, groups, recipe) for step in range(start, start + 10)]
        for start in range(0, 100, 10)
    ]
    for turn in turns:
        assert sorted(i for group in turn for i in group) == list(range(39))
        assert [bool(group) for group in turn] == [True, False] * 5
    assert any(turn != turns[0] for turn in turns)
    assert rehearsal_of(2, groups, recipe) == turns[0][2]


def test_of_long_answers_fewer_are_rehearsed_together(base_folder):
    (row, *_) = rehearsed_rows_of(load(base_folder))
    rows = [replace(row, answer=[7] * tokens) for tokens in [200] * 2 + [64] * 5 + [32] * 9]
    recipe = read_recipe({**RECIPE, "batchSize": 32, "rehearsal": 0.2})
    groups = rehearsal_groups(rows, recipe)
    assert [len(group) for group in groups] == [8, 4, 2, 1, 1]
    tokens = [sum(len(rows[i].answer) for i in group) for group in groups]
    assert max(tokens) == 8 * 32
    assert sorted(i for group in groups for i in group) == list(range(16))


def test_without_rehearsal_there_are_no_groups():
    assert rehearsal_groups([], read_recipe(RECIPE)) == []
    assert rehearsal_of(8, [], read_recipe({**RECIPE, "rehearsal": 0.1})) == []


def test_few_shapes_are_recorded(base_folder, monkeypatch):
    monkeypatch.setattr(module, "Recorder", UnrecordedRecorder)
    monkeypatch.setattr(schedule, "REHEARSED_TOGETHER", 1)
    _, learner = learner_of(base_folder, fast=True, batchSize=1, rehearsal=0.5)
    training = Training(learner, records=True)
    training.record([[0]])
    assert len(training.groups) == 3
    assert training.recorded.alone is None  # no step is without
    # Beside the questions' one shape, and the one that holds any of them.
    assert 1 <= len(training.recorded.both.graphs) <= 2 * SHAPES_SIDE_BY_SIDE


def test_the_shape_for_long_answers_has_few_rows(base_folder, monkeypatch):
    """A distribution over the vocabulary for each token of as many rows would take gigabytes."""
    monkeypatch.setattr(module, "Recorder", UnrecordedRecorder)
    monkeypatch.setattr(schedule, "REHEARSED_TOKENS", 4)
    _, learner = learner_of(base_folder, fast=True, batchSize=32, rehearsal=0.2)
    (row, *_) = learner.rehearsed
    lengths = [4] * 32 + [16] * 8
    learner.rehearsed = [replace(row, answer=row.answer[:1] * length) for length in lengths]
    learner.base_states = None  # of other rows
    training = Training(learner, records=True)
    training.record([[0]])
    rooms = {rehearsed for _, rehearsed in training.recorded.both.graphs}
    assert {room.rows for room in rooms} == {8, 2}
    assert {room.answers for room in rooms} == {64}
    for step in range(10):
        training.progress.step = step
        training.step([0, 1])


def test_rehearsal_keeps_an_adapter_near_its_base(base_folder):
    """After as many steps on the same questions, it diverges less than without."""
    diverged = []
    for rehearses in (True, False):
        _, learner = learner_of(base_folder, fast=True, learningRate=0.003)
        with torch.no_grad():
            learner.adapter.weights.mul_(0.1)
            learner.adapter.refresh()
        training = Training(learner)
        training.groups = training.groups if rehearses else []
        for step in range(60):
            training.step([step % 6, (step + 3) % 6])
        learner.rehearsal_share.fill_(1 / sum(len(row.answer) for row in learner.rehearsed))
        compute_gradients(learner, [], ALL)
        diverged.append(float(learner.rehearsal_loss))
    assert diverged[0] < 0.5 * diverged[1]
