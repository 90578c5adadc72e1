"""Preflight: measures what a run takes, and leaves nothing but its event."""

from conftest import events_of, make_run

from cricket_lora.__main__ import main


def test_measures_steps_and_predictions(tmp_path, base_folder):
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


def test_says_what_does_not_fit(tmp_path, base_folder, monkeypatch):
    import torch

    def run_short(*anything, **options):
        raise torch.OutOfMemoryError

    monkeypatch.setattr("cricket_lora.training.preflight.make_predictor", run_short)
    folder = make_run(tmp_path / "run", base_folder, operation="preflight")
    assert main([str(folder / "run.json")]) == 2
    (failed,) = events_of(folder, "failed")
    assert failed["code"] == "out-of-memory"
    assert failed["parameters"]["phase"] == "predicting"
