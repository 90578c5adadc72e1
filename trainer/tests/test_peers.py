"""Two processes train as one does."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import events_of, make_run, read_predictions

from cricket_lora.__main__ import main

PACKAGE = Path(__file__).resolve().parent.parent


def losses(folder):
    return [event["loss"] for event in events_of(folder, "step")][-1:]


def start_two(folder):
    launcher = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    command = [sys.executable, *launcher, "-m", "cricket_lora", str(folder / "run.json")]
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE), "OMP_NUM_THREADS": "1"}
    subprocess.run(command, env=environment, check=True, timeout=300)


def test_two_processes_train_as_one_does(tmp_path, base_folder):
    recipe = {"epochs": 3, "stopAtRecall": False, "schedule": "recall"}
    one = make_run(tmp_path / "one", base_folder, **recipe)
    assert main([str(one / "run.json")]) == 0
    two = make_run(tmp_path / "two", base_folder, **recipe)
    start_two(two)
    assert losses(two) == pytest.approx(losses(one), rel=1e-4)
    assert events_of(two, "recall")[-1]["recalled"] == events_of(one, "recall")[-1]["recalled"]
    assert read_predictions(two)[1] == [
        {**line, "logprob": pytest.approx(line["logprob"], rel=1e-3)}
        for line in read_predictions(one)[1]
    ]
    numbers = [event["seq"] for event in events_of(two, "started") + events_of(two, "finished")]
    assert len(numbers) == 2
