"""Whole trainings: their losses, their end, memory that is short, and being resumed."""

import json
import math

import pytest
import torch
from conftest import events_of, losses, make_run, read_predictions, start

from cricket_lora.training import loop, step

pytestmark = pytest.mark.usefixtures("every_step_is_told")

# Mean loss of a token at the first four steps on one thread of a CPU.
PINNED = [5.482209, 6.070270, 4.399615, 4.990609]


def test_first_losses_are_pinned(tmp_path, base_folder):
    folder = make_run(tmp_path / "run", base_folder, epochs=2)
    start(folder)
    first = [loss for _, loss in sorted(losses(folder).items())]
    assert first == pytest.approx(PINNED, rel=1e-4)


def test_training_stops_once_everything_is_recalled(tmp_path, base_folder):
    folder = make_run(tmp_path / "run", base_folder, epochs=200, checkpointEvery=0)
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


@pytest.mark.parametrize("counts_passes", [True, False])
def test_resumed_run_has_the_same_losses(tmp_path, base_folder, monkeypatch, counts_passes):
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
    if not counts_passes:  # as earlier checkpoints
        forget_passes(broken / "checkpoints" / "7" / "state.pt")
    assert start(broken) == 0
    assert events_of(broken, "started")[-1]["resumedFrom"] == 7
    assert losses(broken) == losses(whole)
    name = "adapter/adapter_model.safetensors"
    assert (broken / name).read_bytes() == (whole / name).read_bytes()
    numbers = [json.loads(x)["seq"] for x in (broken / "events.jsonl").read_text().splitlines()]
    assert numbers == list(range(len(numbers)))


def forget_passes(path):
    state = torch.load(path, weights_only=True)
    progress, good = state["progress"], state["guard"]["good"]
    for passes in ("passes", "passes_done", "passes_of_epoch"):
        del progress[passes]
    del good["passes"]
    torch.save(state, path)


def test_training_keeps_its_last_two_checkpoints(tmp_path, base_folder):
    folder = make_run(tmp_path / "run", base_folder, epochs=6, stopAtRecall=False)
    start(folder)
    told = [event["path"] for event in events_of(folder, "checkpoint")]
    assert told == ["checkpoints/4", "checkpoints/8", "checkpoints/12"]
    assert sorted(path.name for path in (folder / "checkpoints").iterdir()) == ["12", "8"]


def test_checkpoint_every_0_writes_none(tmp_path, base_folder):
    folder = make_run(tmp_path / "run", base_folder, checkpointEvery=0)
    start(folder)
    assert not (folder / "checkpoints").exists()


def test_short_memory_leads_to_smaller_parts_with_the_same_losses(
    tmp_path, base_folder, monkeypatch
):
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


def test_training_continues_unrecorded_when_recordings_exceed_memory(
    tmp_path, base_folder, recorder, monkeypatch
):
    monkeypatch.setattr(recorder, "short_of_memory", True)
    folder = make_run(tmp_path / "run", base_folder, epochs=2)
    assert start(folder) == 0
    first = [loss for _, loss in sorted(losses(folder).items())]
    assert first == pytest.approx(PINNED, rel=1e-4)
    (warning,) = [e["message"] for e in events_of(folder, "log") if e["level"] == "warning"]
    assert "no longer recorded" in warning


def test_a_loss_that_is_finite_with_eager_attention_switches_to_it(
    tmp_path, base_folder, monkeypatch
):
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
