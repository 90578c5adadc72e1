"""Preflight: measures what a run takes, and leaves nothing but its event."""

import pytest
import torch
from conftest import events_of, make_run, sample_questions

from cricket_lora.__main__ import main
from cricket_lora.training import step


def test_preflight_measures_steps_and_predictions_and_saves_nothing(tmp_path, base_folder):
    folder = make_run(tmp_path / "run", base_folder, operation="preflight", epochs=7)
    assert main([str(folder / "run.json")]) == 0
    (found,) = events_of(folder, "preflight")
    (started,) = events_of(folder, "started")
    assert found["stepsToCap"] == 7 * started["stepsPerEpoch"]
    assert 0 < found["secondsPerStep"] < found["secondsToCap"]
    assert found["peakBytes"] > 0
    assert found["freeBytes"] > 0
    assert found["questionsAtOnce"] == 4
    assert found["reason"] == "a processor is fastest in it"
    assert events_of(folder, "finished")[-1]["reason"] == "measured"
    assert not (folder / "adapter").exists()
    assert not (folder / "checkpoints").exists()
    assert not (folder / "predictions.jsonl").exists()


def test_preflight_without_memory_for_predictions_fails(tmp_path, base_folder, monkeypatch):
    def run_short(*anything, **options):
        raise torch.OutOfMemoryError

    monkeypatch.setattr("cricket_lora.training.preflight.make_predictor", run_short)
    folder = make_run(tmp_path / "run", base_folder, operation="preflight")
    assert main([str(folder / "run.json")]) == 2
    (failed,) = events_of(folder, "failed")
    assert failed["code"] == "out-of-memory"
    assert failed["parameters"]["phase"] == "predicting"


@pytest.mark.parametrize(("questions", "batch"), [(3, 32), (1, 4), (6, 4)])
def test_preflight_of_few_questions_reports_the_whole_batch_as_fitting(
    tmp_path, base_folder, questions, batch
):
    rows = [row for row in sample_questions() if row["split"] == "train"][:questions]
    folder = make_run(
        tmp_path / "run", base_folder, questions=rows, operation="preflight", batchSize=batch
    )
    assert main([str(folder / "run.json")]) == 0
    assert events_of(folder, "preflight")[0]["questionsAtOnce"] == batch


def test_preflight_reports_how_many_questions_fit_into_short_memory(
    tmp_path, base_folder, monkeypatch
):
    logits = step.answer_logits

    def run_short(model, packed):
        if torch.is_grad_enabled() and packed.shape.rows > 2:
            raise torch.OutOfMemoryError
        return logits(model, packed)

    monkeypatch.setattr(step, "answer_logits", run_short)
    folder = make_run(tmp_path / "run", base_folder, operation="preflight", batchSize=32)
    assert main([str(folder / "run.json")]) == 0
    assert events_of(folder, "preflight")[0]["questionsAtOnce"] == 2
