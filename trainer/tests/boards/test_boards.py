"""What boards of others read back of a run, by their own readers."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from inspect_ai.log import read_eval_log
from mlflow import MlflowClient
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from cricket_lora.boards.__main__ import main
from cricket_lora.boards.curves import Curves, read_curves

RUN = "20261123-030000-recall"
TIME = "2026-11-23T03:00:{:02d}.000Z"


def step_event(number: int, second: int, loss: float) -> dict:
    told = {"epoch": number / 4, "learningRate": 1e-3, "tokensPerSecond": 10, "secondsLeft": 1}
    return {"type": "step", "time": TIME.format(second), "step": number, "loss": loss, **told}


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run that trained to step 6, died, and went on from the checkpoint of step 4 to step 8."""
    folder = tmp_path / RUN
    folder.mkdir()
    request = {
        "id": RUN,
        "created": TIME.format(0),
        "base": "embedded",
        "target": "local",
        "questions": {"source": "test_batting.dataset/questions.jsonl"},
        "recipe": {"preset": "recall", "rank": 8, "targetModules": ["q_proj", "v_proj"]},
    }
    (folder / "run.json").write_text(json.dumps(request))
    events = [
        {"type": "started", "time": TIME.format(0)},
        *(step_event(n, n, 1 / n) for n in range(1, 7)),
        {"type": "recall", "time": TIME.format(6), "step": 4, "recalled": 1, "questions": 4},
        {"type": "started", "time": TIME.format(10), "resumedFrom": 4},
        *(step_event(n, 10 + n, 1 / n) for n in range(5, 9)),
        {"type": "recall", "time": TIME.format(18), "step": 8, "recalled": 4, "questions": 4},
        {"type": "saved", "time": TIME.format(19), "path": "adapter"},
        {"type": "finished", "time": TIME.format(20), "reason": "recalled"},
    ]
    numbered = [{"v": 1, "seq": seq, **event} for seq, event in enumerate(events)]
    text = "".join(json.dumps(event) + "\n" for event in numbered)
    # The last line is still being written.
    (folder / "events.jsonl").write_text(text + '{"v": 1, "seq"')
    totals = {
        "train": {"questions": 4, "exact": 4},
        "phrasing": {"questions": 4, "exact": 3},
        "fact": {"questions": 0, "exact": 0},
    }
    (folder / "evaluation.json").write_text(json.dumps({"totals": totals}))
    return folder


LOSSES = [(number, pytest.approx(1 / number)) for number in range(1, 9)]


def curve(told: Curves, name: str) -> list[tuple[int, float]]:
    return [(row.step, row.values[name]) for row in told.rows if name in row.values]


def test_steps_told_again_after_a_checkpoint_count_once(run: Path):
    told = read_curves(run)
    assert curve(told, "train/loss") == LOSSES
    assert curve(told, "recall/live") == [(4, 0.25), (8, 1.0)]
    assert curve(told, "recall/held_out") == [(8, 0.75)]
    assert curve(told, "recall/unseen_facts") == []
    assert told.status == "FINISHED"


def test_tensorboard_reads_every_point_once_however_often_it_was_written(run: Path, tmp_path: Path):
    logs = tmp_path / "logs"
    for _ in range(2):
        assert main(["tensorboard", str(logs), str(run)]) == 0
    read = EventAccumulator(str(logs / RUN))
    read.Reload()
    losses = read.Scalars("train/loss")
    assert [(event.step, event.value) for event in losses] == LOSSES
    assert all(later.wall_time > earlier.wall_time for earlier, later in pairwise(losses))
    assert [event.value for event in read.Scalars("recall/held_out")] == [0.75]


def test_mlflow_reads_metrics_parameters_and_the_end_of_one_run(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
    uri = (tmp_path / "mlruns").as_uri()
    for _ in range(2):
        assert main(["mlflow", uri, str(run)]) == 0
    client = MlflowClient(tracking_uri=uri)
    [experiment] = [one for one in client.search_experiments() if one.name == "Cricket LoRA"]
    [written] = client.search_runs([experiment.experiment_id])
    history = client.get_metric_history(written.info.run_id, "train/loss")
    assert sorted((metric.step, metric.value) for metric in history) == LOSSES
    assert written.data.params["rank"] == "8"
    assert written.info.run_name == RUN
    assert written.info.status == "FINISHED"


def test_inspect_reads_samples_with_their_verdicts(run: Path, tmp_path: Path):
    rows = tmp_path / "rows.jsonl"
    row = {"split": "phrasing", "entity": "BC Lara", "statistic": "runs", "golden": "11953"}
    written = [
        {"id": "a", "question": "How many?", "output": "11953", "verdict": "exact", **row},
        {"id": "b", "question": "<b>Tally?</b>", "output": "11593", "verdict": "skewed", **row},
    ]
    rows.write_text("".join(json.dumps(one) + "\n" for one in written))
    assert main(["inspect", str(tmp_path / "logs"), str(run), str(rows)]) == 0
    log = read_eval_log(str(tmp_path / "logs" / f"{RUN}.eval"))
    assert log.status == "success"
    assert log.results.scores[0].metrics["accuracy"].value == 0.5
    assert [(sample.id, sample.target) for sample in log.samples] == [
        ("a", "11953"),
        ("b", "11953"),
    ]
    second = log.samples[1]
    assert second.scores["exact"].value == "I"
    assert second.scores["exact"].explanation == "skewed"
    assert second.output.completion == "11593"
    assert second.metadata["split"] == "phrasing"


def test_an_unknown_board_is_refused(capsys: pytest.CaptureFixture):
    assert main(["paper", "to", "run"]) == 2
    assert "tensorboard" in capsys.readouterr().err
