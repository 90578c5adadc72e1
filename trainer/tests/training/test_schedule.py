"""The learning rate over a training, and the questions of its epochs."""

import pytest
import torch
from conftest import RECIPE, events_of, losses, make_run, sample_questions, start

from cricket_lora.data.batches import make_batches, make_rounds
from cricket_lora.data.questions import Question
from cricket_lora.protocol.request import read_recipe
from cricket_lora.training import loop
from cricket_lora.training.progress import Progress
from cricket_lora.training.schedule import (
    EPOCHS_OF_REST,
    Turns,
    asked_in_epoch,
    at_rest,
    questions_to_ask,
    recall_rate,
    scheduled_rate,
    turns_among,
    waiting,
)

pytestmark = pytest.mark.usefixtures("every_step_is_told")


def test_the_rate_rises_over_the_warm_up_and_again_after_going_back():
    recipe = read_recipe({**RECIPE, "warmupSteps": 3, "learningRate": 0.4})
    rates = [scheduled_rate(recipe, Progress(step, 0, [[0]] * 9, step, 0.0)) for step in range(5)]
    assert rates == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.4])
    lowered = Progress(9, 0, [], 0, 0.0, rate_share=0.5, warm_up_from=9)
    assert scheduled_rate(recipe, lowered) == pytest.approx(0.05)


@pytest.mark.parametrize(
    ("schedule", "halfway", "end"),
    [("constant", 1, 1), ("recall", 1, 1), ("linear", 0.5, 0), ("cosine", 0.5, 0)],
)
def test_each_schedule_falls_by_epochs_or_not_at_all(schedule, halfway, end):
    recipe = read_recipe({**RECIPE, "schedule": schedule, "epochs": 4, "learningRate": 1})
    middle = Progress(4, 1, [[0], [0]], 2, 0.0)
    assert scheduled_rate(recipe, middle) == pytest.approx(halfway)
    assert scheduled_rate(recipe, Progress(9, 4, [], 0, 0.0)) == pytest.approx(end)


def test_the_rate_by_recall_is_the_share_not_recalled_and_never_below_a_twentieth():
    peak, recalled = torch.tensor(2.0), torch.tensor([True, False, True, True])
    assert float(recall_rate(peak, recalled)) == pytest.approx(0.5)
    assert float(recall_rate(peak, torch.ones(4, dtype=torch.bool))) == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("recalled", "settled_at", "epoch", "asked"),
    [
        (99, 0.5, 0, [3, 98, 99]),  # one not recalled, two not confident
        (99, 1, 0, range(100)),  # nothing ever settles
        (97, 0.5, 0, range(100)),  # too many are left
        (99, 0.5, 7, [3, 98, 99]),
        (99, 0.5, EPOCHS_OF_REST - 1, range(100)),
        (100, 0.0, 0, range(100)),  # all have settled
    ],
)
def test_settled_questions_rest_when_few_are_left(recalled, settled_at, epoch, asked):
    known = torch.arange(100) < recalled
    confidence = torch.ones(100)
    confidence[[3, 98]] = 0.4
    resting = at_rest(known, confidence, settled_at, epoch)
    assert questions_to_ask(known, resting, epoch, {}) == list(asked)


def test_where_all_in_turn_rest_those_of_other_turns_are_asked():
    known, resting = torch.ones(6, dtype=torch.bool), torch.ones(6, dtype=torch.bool)
    resting[4] = False
    asked = [questions_to_ask(known, resting, passes, {Turns(1, 2): range(6)}) for passes in (2, 3)]
    assert asked == [[4], [4]]


def questions_of(train: int, other_ways: int, unknown: int) -> list[Question]:
    kinds = ["train/"] * train + ["train/terse"] * other_ways + ["unknown/near-name"] * unknown
    pairs = [kind.split("/") for kind in kinds]
    return [
        Question(line, str(line), (), (), split, kind=kind)
        for line, (split, kind) in enumerate(pairs)
    ]


@pytest.mark.parametrize(("other_ways", "unknown"), [(0, 1), (3, 5), (6, 11)])
def test_a_pass_asks_a_part_of_each_kind_in_turn(other_ways, unknown):
    facts = 21
    questions = questions_of(facts, other_ways, unknown)
    none = torch.zeros(len(questions), dtype=torch.bool)
    turns = turns_among(questions)
    passes = [questions_to_ask(none, none, number, turns) for number in range(5)]
    in_turn = 14 if other_ways else facts
    for number, asked in enumerate(passes):
        assert len(set(asked)) == len(asked)
        if number < 2:  # later what was not recalled is asked again
            kinds = [questions[i] for i in asked]
            assert sum(q.split == "train" and not q.kind for q in kinds) == in_turn
            assert sum(bool(q.kind) and q.split == "train" for q in kinds) == -(-other_ways // 2)
            assert sum(q.split == "unknown" for q in kinds) == -(-unknown // 5)
            assert len(asked) == asked_in_epoch(questions)
    assert {i for asked in passes[:2] for i in asked if i < facts + other_ways} == set(
        range(facts + other_ways)
    )
    assert {i for asked in passes for i in asked} == set(range(len(questions)))


def test_of_three_phrasings_each_waits_in_every_third_pass():
    turns = turns_among(questions_of(9, 1, 0))
    waits = [[i for i in waiting(turns, passes) if i < 9] for passes in range(3)]
    assert waits == [[2, 5, 8], [1, 4, 7], [0, 3, 6]]


def test_an_epoch_is_one_pass_over_all_or_several_over_what_is_left():
    progress = Progress(step=3, epoch=1, batches=[[0], [1]], done=2, seconds=0.0, passes=1)
    assert progress.epochs == 2
    progress.end_pass(ends_epoch=True)
    assert (progress.epochs, progress.passes, progress.batches) == (2, 2, [])
    progress.passes_of_epoch = 4
    told = []
    for _ in range(4):
        progress.batches, progress.done = [[0], [1]], 1
        told.append(progress.epochs)
        progress.end_pass(ends_epoch=False)
        told.append(progress.epochs)
    assert told == [2.125, 2.25, 2.375, 2.5, 2.625, 2.75, 2.875, 3]
    assert (progress.passes, progress.passes_of_epoch) == (6, 1)


def test_what_was_forgotten_is_asked_out_of_turn():
    recalled, none = torch.ones(12, dtype=torch.bool), torch.zeros(12, dtype=torch.bool)
    recalled[[0, 1, 2, 7]] = False
    turns = {Turns(1, 4): range(4, 12)}
    asked = [questions_to_ask(recalled, none, passes, turns) for passes in (2, 4)]
    assert asked == [[0, 1, 2, 3, 6, 10], [0, 1, 2, 3, 4, 7, 8]]


@pytest.mark.parametrize("schedule", ["linear", "cosine"])
def test_learning_rate_rises_then_falls(tmp_path, base_folder, schedule):
    folder = make_run(
        tmp_path / "run", base_folder, schedule=schedule, warmupSteps=3, stopAtRecall=False
    )
    start(folder)
    rates = [event["learningRate"] for event in events_of(folder, "step")]
    assert rates[0] < rates[1] < rates[2] < rates[3]
    assert rates[4:] == sorted(rates[4:], reverse=True)
    assert rates[-1] < 0.2 * RECIPE["learningRate"]


def test_learning_rate_falls_with_what_is_left_to_recall(tmp_path, base_folder):
    folder = make_run(
        tmp_path / "run", base_folder, schedule="recall", epochs=200, checkpointEvery=0
    )
    start(folder)
    rates = [event["learningRate"] for event in events_of(folder, "step")]
    assert rates[0] == RECIPE["learningRate"]
    assert rates[-1] < 0.5 * RECIPE["learningRate"]
    assert min(rates) >= 0.05 * RECIPE["learningRate"]


def test_batches_hold_every_question_once_and_depend_on_the_seed():
    lengths = [10 + i % 7 for i in range(50)]
    batches = make_batches(range(50), lengths, 8, "1/0")
    assert sorted(i for batch in batches for i in batch) == list(range(50))
    assert batches == make_batches(range(50), lengths, 8, "1/0")
    assert batches != make_batches(range(50), lengths, 8, "1/1")


def test_questions_are_asked_as_often_as_they_say_and_once_a_step(tmp_path, base_folder):
    rows = sample_questions()
    rows[0]["times"] = 3
    rows[2]["times"] = 2
    folder = make_run(
        tmp_path / "run", base_folder, questions=rows, epochs=2, stopAtRecall=False, batchSize=2
    )
    assert start(folder) == 0
    ends = [e["step"] for e in events_of(folder, "step") if float(e["epoch"]).is_integer()]
    # Six to train on: three steps, then one with the two that say more, then one with the first.
    assert ends == [5, 10]


def test_rounds_follow_one_another():
    lengths = [10] * 6
    batches = make_rounds([range(6), [1, 4], [4]], lengths, 4, "1/0")
    assert batches[:2] == make_batches(range(6), lengths, 4, "1/0")
    assert [sorted(batch) for batch in batches[2:]] == [[1, 4], [4]]


def test_settled_questions_rest_until_all_are_asked_again(tmp_path, base_folder):
    options = {
        "epochs": 4 * EPOCHS_OF_REST,
        "settledAt": 0.3,
        "learningRate": 0.004,
        "batchSize": 1,
        "checkpointEvery": 0,
    }
    folder = make_run(tmp_path / "run", base_folder, stopAtRecall=False, **options)
    start(folder)
    ends = [e["step"] for e in events_of(folder, "recall") if float(e["epoch"]).is_integer()]
    steps = [after - before for before, after in zip([0, *ends], ends)]
    recalled = {e["step"]: e["recalled"] for e in events_of(folder, "recall")}
    everything_since = next(i for i, step in enumerate(ends) if recalled[step] == 6)
    assert all(count == 6 for count in steps[: everything_since + 1])
    everything_asked = range(EPOCHS_OF_REST - 1, 4 * EPOCHS_OF_REST, EPOCHS_OF_REST)
    assert all(steps[epoch] == 6 for epoch in everything_asked)
    # At rest an epoch passes several times over some of the six.
    assert any(count % 6 for count in steps)
    assert {e["epoch"] % 1 for e in events_of(folder, "recall")} >= {0.25, 0.5, 0.75}
    # What was forgotten at rest is learned again. Not each time: a step a question is a rough walk.
    after_rest = [epoch for epoch in everything_asked if epoch > everything_since + EPOCHS_OF_REST]
    assert 6 in [recalled[ends[epoch]] for epoch in after_rest]


def test_rest_is_kept_over_a_stop(tmp_path, base_folder, monkeypatch):
    options = {
        "epochs": 30,
        "settledAt": 0.5,
        "stopAtRecall": False,
        "batchSize": 2,
        "checkpointEvery": 0,
    }
    whole = make_run(tmp_path / "whole", base_folder, **options)
    start(whole)
    broken = make_run(tmp_path / "broken", base_folder, **options)
    tell = loop.Reports.step

    def cancel_late(reports, tokens):
        tell(reports, tokens)
        if reports.training.progress.step == 50:
            (broken / "cancel").touch()

    monkeypatch.setattr(loop.Reports, "step", cancel_late)
    assert start(broken) == 3
    assert start(broken) == 0
    assert losses(broken) == losses(whole)
