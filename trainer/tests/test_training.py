"""Steps, schedules, and a resumed training that repeats the uninterrupted one bit by bit."""

import json
import math

import pytest
import torch
from conftest import RECIPE, events_of, make_run, read_predictions, sample_questions
from peft.tuners.lora import LoraLayer

from cricket_lora.__main__ import main
from cricket_lora.data.batches import make_batches, make_rounds
from cricket_lora.fast.flat_adapter import FlatAdapter
from cricket_lora.model.adapter import add_adapter
from cricket_lora.model.base import load_base
from cricket_lora.protocol.request import read_recipe
from cricket_lora.training import loop, step
from cricket_lora.training.resolve_auto import recipe_warnings, resolve_recipe

# Mean loss of a token at the first four steps on one thread of a CPU.
PINNED = [5.482209, 6.070270, 4.399615, 4.990609]


@pytest.fixture(autouse=True)
def every_step_is_told(monkeypatch):
    monkeypatch.setattr(loop, "SECONDS_BETWEEN_STEP_EVENTS", 0.0)


def start(folder):
    return main([str(folder / "run.json")])


def losses(folder):
    return {event["step"]: event["loss"] for event in events_of(folder, "step")}


def test_first_losses_are_pinned(tmp_path, base_folder):
    folder = make_run(tmp_path / "run", base_folder, epochs=2)
    start(folder)
    first = [loss for _, loss in sorted(losses(folder).items())]
    assert first == pytest.approx(PINNED, rel=1e-4)


def test_recalls_everything_and_stops(tmp_path, base_folder):
    folder = make_run(tmp_path / "run", base_folder, epochs=200)
    assert start(folder) == 0
    (finished,) = events_of(folder, "finished")
    assert finished["reason"] == "recalled"
    assert 0 < finished["trainingSeconds"] < finished["seconds"]
    last = events_of(folder, "recall")[-1]
    assert (last["recalled"], last["questions"]) == (6, 6)
    assert events_of(folder, "step")[-1]["epoch"] < 200
    goldens = {
        row["id"]: row["completion"][0]["content"]
        for row in map(json.loads, (folder / "questions.jsonl").read_text().splitlines())
        if row["split"] == "train"
    }
    said = {line["id"]: line["output"] for line in read_predictions(folder)[1]}
    assert {id: said[id] for id in goldens} == goldens


def test_resumed_run_has_the_same_losses(tmp_path, base_folder, monkeypatch):
    whole = make_run(tmp_path / "whole", base_folder, dropout=0.1, stopAtRecall=False)
    start(whole)

    broken = make_run(tmp_path / "broken", base_folder, dropout=0.1, stopAtRecall=False)
    tell = loop.Reports.step

    def cancel_in_the_middle_of_an_epoch(reports, tokens):
        tell(reports, tokens)
        if reports.training.progress.step == 7:
            (broken / "cancel").touch()

    monkeypatch.setattr(loop.Reports, "step", cancel_in_the_middle_of_an_epoch)
    assert start(broken) == 3
    assert events_of(broken, "finished")[-1]["reason"] == "cancelled"
    assert not (broken / "cancel").exists()
    assert not (broken / "adapter").exists()
    assert start(broken) == 0
    assert events_of(broken, "started")[-1]["resumedFrom"] == 7
    assert losses(broken) == losses(whole)
    name = "adapter/adapter_model.safetensors"
    assert (broken / name).read_bytes() == (whole / name).read_bytes()
    numbers = [json.loads(x)["seq"] for x in (broken / "events.jsonl").read_text().splitlines()]
    assert numbers == list(range(len(numbers)))


def test_keeps_two_checkpoints(tmp_path, base_folder):
    folder = make_run(tmp_path / "run", base_folder, epochs=6, stopAtRecall=False)
    start(folder)
    told = [event["path"] for event in events_of(folder, "checkpoint")]
    assert told == ["checkpoints/4", "checkpoints/8", "checkpoints/12"]
    assert sorted(path.name for path in (folder / "checkpoints").iterdir()) == ["12", "8"]


def test_no_checkpoints_when_none_are_asked_for(tmp_path, base_folder):
    folder = make_run(tmp_path / "run", base_folder, checkpointEvery=0)
    start(folder)
    assert not (folder / "checkpoints").exists()


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
    folder = make_run(tmp_path / "run", base_folder, schedule="recall", epochs=200)
    start(folder)
    rates = [event["learningRate"] for event in events_of(folder, "step")]
    assert rates[0] == RECIPE["learningRate"]
    assert rates[-1] < 0.5 * RECIPE["learningRate"]
    assert min(rates) >= 0.05 * RECIPE["learningRate"]


def test_smaller_parts_when_memory_is_short(tmp_path, base_folder, monkeypatch):
    """The loss and the weights after it stay those of the whole batch."""
    plain = make_run(tmp_path / "plain", base_folder, epochs=2)
    start(plain)
    logits = step.answer_logits

    def run_short(model, packed):
        if torch.is_grad_enabled() and packed.shape.rows > 2:
            raise torch.OutOfMemoryError
        return logits(model, packed)

    monkeypatch.setattr(step, "answer_logits", run_short)
    short = make_run(tmp_path / "short", base_folder, epochs=2)
    assert start(short) == 0
    assert losses(short) == pytest.approx(losses(plain), rel=1e-3)
    (warning,) = [e["message"] for e in events_of(short, "log") if e["level"] == "warning"]
    assert "2 questions at a time" in warning


def test_recorded_steps_learn_what_plain_ones_do(tmp_path, base_folder, recorder):
    plain = make_run(tmp_path / "plain", base_folder, epochs=3, schedule="recall")
    recorded = make_run(tmp_path / "recorded", base_folder, epochs=3, schedule="recall")
    assert start(recorded) == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cricket_lora.model.job.Job.can_record", False)
        start(plain)
    assert losses(recorded) == pytest.approx(losses(plain), rel=1e-4)
    told = [event["recalled"] for event in events_of(recorded, "recall")]
    assert told == [event["recalled"] for event in events_of(plain, "recall")]


def test_goes_on_unrecorded_where_recordings_take_too_much(
    tmp_path, base_folder, recorder, monkeypatch
):
    monkeypatch.setattr(recorder, "short_of_memory", True)
    folder = make_run(tmp_path / "run", base_folder, epochs=2)
    assert start(folder) == 0
    first = [loss for _, loss in sorted(losses(folder).items())]
    assert first == pytest.approx(PINNED, rel=1e-4)
    (warning,) = [e["message"] for e in events_of(folder, "log") if e["level"] == "warning"]
    assert "no longer recorded" in warning


def test_loss_that_is_finite_with_eager_attention(tmp_path, base_folder, monkeypatch):
    add_gradients = step.add_gradients

    def overflow_when_fused(learner, packed, questions):
        add_gradients(learner, packed, questions)
        if torch.backends.cuda.flash_sdp_enabled():
            learner.loss += math.nan
            learner.adapter.gradient.fill_(math.nan)

    monkeypatch.setattr(step, "add_gradients", overflow_when_fused)
    folder = make_run(tmp_path / "run", base_folder, epochs=2)
    assert start(folder) == 0
    assert not torch.backends.cuda.flash_sdp_enabled()
    (warning,) = [e["message"] for e in events_of(folder, "log") if e["level"] == "warning"]
    assert "eagerly" in warning
    # The first step changed nothing; the second saw other questions with the first's weights.
    assert sorted(losses(folder)) == [2, 3, 4]
    assert losses(folder)[2] == pytest.approx(PINNED[1], rel=0.2)


@pytest.mark.parametrize(
    ("rank", "alpha", "width", "expected"),
    [
        (64, "auto", 128, (128, 2e-3)),
        (64, "auto", 896, (128, 2.86e-4)),
        (64, "auto", 1536, (128, 1.67e-4)),
        (1, "auto", 1536, (16, 1.67e-4)),
        (8, "auto", 1536, (45.3, 1.67e-4)),
        (256, "auto", 1536, (128, 1.67e-4)),
        (256, 512, 1536, (512, 4.17e-5)),
        (8, 16, 1536, (16, 1.67e-4)),
    ],
)
def test_auto_becomes_numbers(rank, alpha, width, expected):
    written = read_recipe({**RECIPE, "rank": rank, "alpha": alpha, "learningRate": "auto"})
    resolved = resolve_recipe(written, width)
    assert (resolved.alpha, resolved.learning_rate) == pytest.approx(expected, rel=0.01)


def test_numbers_in_a_recipe_stay():
    chosen = resolve_recipe(read_recipe({**RECIPE, "alpha": 3, "learningRate": 0.5}), 128)
    assert (chosen.alpha, chosen.learning_rate) == (3, 0.5)


@pytest.mark.parametrize(
    ("own", "warned_of"),
    [
        ({"learningRate": "auto"}, []),
        ({"learningRate": 4e-4}, []),  # 2.4 times auto
        ({"learningRate": 5.8e-4}, ["3 times what auto is"]),
        ({"learningRate": 1.67e-3, "alpha": 128}, ["10 times what auto is"]),
        # An alpha larger than auto has a lower automatic rate.
        ({"learningRate": 4e-4, "alpha": 256}, ["5 times what auto is"]),
        ({"learningRate": "auto", "schedule": "constant"}, ["schedule constant"]),
        ({"learningRate": 1e-2, "schedule": "constant"}, ["60 times", "schedule constant"]),
        ({"learningRate": 2e-4, "schedule": "constant", "preset": "baseline"}, []),
    ],
)
def test_choices_that_may_ruin_a_training_are_warned_of(own, warned_of):
    preset = {"preset": "recall", "schedule": "recall", "rank": 64, "alpha": "auto"}
    recipe = resolve_recipe(read_recipe({**RECIPE, **preset, **own}), 1536)
    warnings = recipe_warnings(recipe, 1536)
    assert len(warnings) == len(warned_of)
    assert all(words in warning for words, warning in zip(warned_of, warnings))


def test_adapter_is_fp32_and_base_frozen(base_folder):
    base = load_base(str(base_folder), read_recipe(RECIPE), torch.device("cpu"))
    assert base.dtype == "fp32"
    assert not any(parameter.requires_grad for parameter in base.model.parameters())


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


def test_settled_questions_rest_until_the_eighth_epoch(tmp_path, base_folder):
    options = {"epochs": 48, "settledAt": 0.3, "learningRate": 0.004, "batchSize": 1}
    folder = make_run(tmp_path / "run", base_folder, stopAtRecall=False, **options)
    start(folder)
    ends = [e["step"] for e in events_of(folder, "step") if float(e["epoch"]).is_integer()]
    steps = [after - before for before, after in zip([0, *ends], ends)]
    recalled = {e["step"]: e["recalled"] for e in events_of(folder, "recall")}
    everything_since = next(i for i, step in enumerate(ends) if recalled[step] == 6)
    assert all(count == 6 for count in steps[: everything_since + 1])
    everything_asked = range(7, 48, 8)
    assert all(steps[epoch] == 6 for epoch in everything_asked)
    assert min(steps) < 6
    # What was forgotten at rest is learned again. Not each time: a step a question is a rough walk.
    after_rest = [epoch for epoch in everything_asked if epoch > everything_since + 8]
    assert 6 in [recalled[ends[epoch]] for epoch in after_rest]


def test_rest_is_kept_over_a_stop(tmp_path, base_folder, monkeypatch):
    options = {"epochs": 30, "settledAt": 0.5, "stopAtRecall": False, "batchSize": 2}
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


def test_quantized_layers_get_the_same_adapter(base_folder):
    """PEFT gives a quantized layer a class of its own, over one that is no plain linear layer."""

    class Quantized(torch.nn.Linear):
        pass

    def gradient(base_class):
        recipe = resolve_recipe(read_recipe({**RECIPE, "dropout": 0}), 128)
        base = load_base(str(base_folder), recipe, torch.device("cpu"))
        torch.manual_seed(1)
        model = add_adapter(base, recipe)
        sites = [module for module in model.modules() if isinstance(module, LoraLayer)]
        for site in sites:
            site.base_layer.__class__ = base_class
            site.__class__ = type("Linear4bit", (torch.nn.Module, LoraLayer), {})
        flat = FlatAdapter(model, torch.float32)
        site = next(site for site in sites if site.in_features == site.out_features)
        x = torch.linspace(-1, 1, 3 * site.in_features).view(1, 3, -1).requires_grad_()
        site(x).square().sum().backward()
        return flat.gradient, x.grad

    for plain, quantized in zip(gradient(torch.nn.Linear), gradient(Quantized)):
        assert plain.abs().sum() > 0
        assert torch.allclose(plain, quantized, atol=1e-5)
