"""Divergence is noticed, undone, and told; healthy trainings are left alone."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from conftest import RECIPE, diverge_above, events_of, make_run, read_predictions, start

from cricket_lora.data.questions import Question
from cricket_lora.data.render import Rendered
from cricket_lora.protocol.events import EventLog
from cricket_lora.protocol.request import read_recipe
from cricket_lora.training import loop
from cricket_lora.training.divergence import DivergenceDetector, answer_entropy
from cricket_lora.training.guard import Guard
from cricket_lora.training.progress import Progress, Snapshot

FIXTURE = json.loads((Path(__file__).parents[1] / "fixtures/loss_curves.json").read_text())
AUTOMATIC = {"learningRate": "auto", "batchSize": 8, "checkpointEvery": 0}
CURVES = {curve["recipe"]: curve for curve in FIXTURE["curves"]}


def first_sign(curve):
    """Epochs until the detector speaks, and what it says; (None, None) when it never does."""
    steps_per_epoch = len(curve["epochs"][0])
    if curve["recipe"].endswith("fp16"):
        steps_per_epoch = 85  # this one ended within its first epoch
    detector = DivergenceDetector(FIXTURE["entropy"], steps_per_epoch)
    for number, losses in enumerate(curve["epochs"]):
        for done, loss in enumerate(losses, start=1):
            value = float("nan") if loss is None else loss
            reason = detector.add([value], asks_everything=len(losses) > 30)
            if reason:
                return number + done / steps_per_epoch, reason
    return None, None


@pytest.mark.parametrize("recipe", [name for name in CURVES if CURVES[name]["diverges"]])
def test_recorded_divergence_is_noticed(recipe):
    epochs, reason = first_sign(CURVES[recipe])
    assert reason in ("spike", "standstill", "non-finite")
    # Rank 1 learns for four epochs before it jumps.
    assert epochs <= (5 if recipe.startswith("rank 1,") else 2)


@pytest.mark.parametrize("recipe", [name for name in CURVES if not CURVES[name]["diverges"]])
def test_recorded_healthy_training_is_left_alone(recipe):
    assert first_sign(CURVES[recipe]) == (None, None)


def test_slow_training_is_no_divergence():
    detector = DivergenceDetector(entropy=1.3, steps_per_epoch=80)
    losses = [3.5 - 0.0001 * step for step in range(800)]
    assert detector.add(losses, asks_everything=True) is None


def test_high_losses_of_the_questions_left_over_are_no_divergence():
    detector = DivergenceDetector(entropy=1.3, steps_per_epoch=80)
    assert detector.add([0.01] * 80, asks_everything=True) is None
    assert detector.add([2.0] * 80, asks_everything=False) is None


def test_entropy_is_that_of_the_answers_form():
    def row(statistic, answer):
        return Rendered(Question(1, "a", (), (), "train", statistic=statistic), [], answer)

    # "runs" begins with either of two tokens, "years" always says the same; both end alike.
    rows = [row("runs", [5, 0]), row("runs", [6, 0]), row("years", [7, 0]), row("years", [7, 0])]
    assert answer_entropy(rows) == pytest.approx(2 * 0.6931 / 8, rel=1e-3)


def test_automatic_rate_is_lowered_until_training_holds(
    tmp_path, base_folder, monkeypatch, many_steps
):
    diverge_above(monkeypatch, rate=1e-3, factor=20)
    folder = make_run(tmp_path / "run", base_folder, questions=many_steps, epochs=8, **AUTOMATIC)
    assert start(folder) == 0
    # 8e-3 at this width; a third of a third of it is below 1e-3.
    told = events_of(folder, "diverged")
    assert [event["tries"] for event in told] == [1, 2]
    assert [event["learningRate"] for event in told] == pytest.approx([2.67e-3, 8.89e-4], rel=0.01)
    assert all(event["epoch"] <= 2 and event["reason"] == "spike" for event in told)
    assert events_of(folder, "finished")[-1]["reason"] == "recalled"
    said = {line["id"]: line["output"] for line in read_predictions(folder)[1]}
    trained = [row for row in many_steps if row["split"] == "train"]
    assert all(said[row["id"]] == row["completion"][0]["content"] for row in trained)
    steps = [event["step"] for event in events_of(folder, "step")]
    assert steps == sorted(steps)


@pytest.mark.parametrize(
    ("mode", "rate", "ends"),
    [("auto", 0.01, "diverged"), ("stop", "auto", "diverged"), ("lower", 0.01, "lowered")],
)
def test_the_recipe_decides_whether_divergence_fails_or_lowers_the_rate(
    tmp_path, base_folder, monkeypatch, many_steps, mode, rate, ends
):
    diverge_above(monkeypatch, rate=4e-3, factor=20)
    folder = make_run(
        tmp_path / "run",
        base_folder,
        questions=many_steps,
        **{**AUTOMATIC, "learningRate": rate},
        onDivergence=mode,
    )
    status = start(folder)
    if ends == "lowered":
        assert status == 0
        assert len(events_of(folder, "diverged")) == 1
        return
    assert status == 2
    (failed,) = events_of(folder, "failed")
    assert failed["code"] == ends
    assert failed["parameters"]["lower"] == pytest.approx(
        failed["parameters"]["learningRate"] / 3, rel=0.01
    )


def test_training_fails_after_three_lowered_rates(tmp_path, base_folder, monkeypatch, many_steps):
    diverge_above(monkeypatch, rate=0, factor=20)
    folder = make_run(tmp_path / "run", base_folder, questions=many_steps, **AUTOMATIC)
    assert start(folder) == 2
    assert len(events_of(folder, "diverged")) == 3
    (failed,) = events_of(folder, "failed")
    assert (failed["code"], failed["parameters"]["tries"]) == ("diverged", 3)


def test_losses_that_stay_non_finite_lower_the_rate(tmp_path, base_folder, monkeypatch, many_steps):
    diverge_above(monkeypatch, rate=4e-3, factor=float("nan"))
    folder = make_run(tmp_path / "run", base_folder, questions=many_steps, epochs=8, **AUTOMATIC)
    assert start(folder) == 0
    (told,) = events_of(folder, "diverged")
    assert told["reason"] == "non-finite"
    assert "loss" not in told


class ScriptedTraining:
    """As much of a training as a guard looks at; the losses of its steps are given."""

    def __init__(self, questions, batch_size):
        recipe = read_recipe({**RECIPE, "batchSize": batch_size})
        self.learner = SimpleNamespace(recipe=recipe, rendered=questions, loss=torch.zeros(()))
        self.attends_eagerly = True
        self.progress = Progress(step=0, epoch=0, batches=[[0]] * 80, done=0, seconds=0.0)
        self.went_back_to = None

    def rounds(self):
        return [range(len(self.learner.rendered))]

    def snapshot(self):
        return Snapshot(self.progress.epoch, self.progress.passes, *[torch.zeros(1)] * 3)

    def go_back(self, to, rate_share):
        self.went_back_to = to.epoch
        self.progress.rate_share = rate_share

    def steps(self, guard, losses):
        """Of a pass from its start; return what the guard says of the first bad."""
        for done, loss in enumerate(losses, start=1):
            self.learner.loss, self.progress.done = torch.tensor(loss), done
            if reason := guard.watch():
                return reason
        return None

    def epoch(self, guard, loss):
        """Run an epoch of 80 steps of this `loss`; return what the guard says of the first bad."""
        if reason := self.steps(guard, [loss] * 80):
            return reason
        self.progress.end_pass(ends_epoch=True)
        self.progress.batches = [[0]] * 80
        return guard.end_epoch()


@pytest.mark.parametrize(
    ("losses", "back_to"),
    [([3.0], 0), ([3.0, 1.2, 0.3], 3), ([3.0, 1.2, 0.3, 0.5], 3), ([3.0, 2.9, 2.8], 0)],
)
def test_goes_back_to_the_last_epoch_that_knew_more_than_form(tmp_path, losses, back_to):
    def row(token):
        question = Question(1, "a", (), (), "train", statistic="runs")
        return Rendered(question, [], [token])

    # Eight equally likely answers of one token: an entropy of ln 8 = 2.08.
    training = ScriptedTraining([row(i % 8) for i in range(320)], batch_size=4)
    with EventLog(tmp_path / "events.jsonl") as events:
        guard = Guard(training, events, automatic=True)
        assert [training.epoch(guard, loss) for loss in losses] == [None] * len(losses)
        assert training.epoch(guard, 9.0) == "spike"
        guard.recover("spike")
    assert training.went_back_to == back_to
    (told,) = events_of(tmp_path, "diverged")
    assert (told["backTo"], told["tries"], told["mostTries"]) == (back_to, 1, 3)


@pytest.fixture
def scripted(tmp_path):
    """A training whose losses are given, and its guard."""
    rows = [Rendered(Question(1, "a", (), (), "train"), [], [i % 8]) for i in range(320)]
    training = ScriptedTraining(rows, batch_size=4)
    with EventLog(tmp_path / "events.jsonl") as events:
        yield training, Guard(training, events, automatic=True)


def test_what_was_learned_after_the_last_good_weights_is_not_asked_of_them(scripted):
    training, guard = scripted
    assert training.epoch(guard, 2.0) is None
    assert training.steps(guard, [0.1] * 40 + [9.0] * 20) == "spike"
    guard.recover("spike")
    assert training.went_back_to == 1
    assert training.epoch(guard, 2.0) is None


def test_losses_of_what_was_left_over_are_not_judged_with_those_of_the_next_pass(scripted):
    training, guard = scripted
    assert training.epoch(guard, 1.0) is None
    training.progress.batches = [[0]] * 10
    assert training.steps(guard, [9.0] * 10) is None
    training.progress.batches = [[0]] * 80
    assert training.epoch(guard, 1.0) is None


def test_resumed_run_goes_back_as_the_whole_one_does(
    tmp_path, base_folder, monkeypatch, many_steps
):
    diverge_above(monkeypatch, rate=4e-3, factor=20)
    options = {
        "questions": many_steps,
        "epochs": 3,
        **AUTOMATIC,
        "stopAtRecall": False,
        "dropout": 0.1,
    }
    whole = make_run(tmp_path / "whole", base_folder, **options)
    assert start(whole) == 0
    broken = make_run(tmp_path / "broken", base_folder, **options)
    monkeypatch.setattr(loop, "SECONDS_BETWEEN_STEP_EVENTS", 0.0)
    report = loop.Reports.step

    def cancel(reports, tokens):
        told = report(reports, tokens)
        if reports.training.progress.step in (15, 50):
            (broken / "cancel").touch()
        return told

    monkeypatch.setattr(loop.Reports, "step", cancel)
    assert [start(broken), start(broken), start(broken)] == [3, 3, 0]
    name = "adapter/adapter_model.safetensors"
    assert (broken / name).read_bytes() == (whole / name).read_bytes()
    assert len(events_of(broken, "diverged")) == 1
