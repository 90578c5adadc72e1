"""Two processes train as one does."""

import multiprocessing
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import events_of, make_run, read_predictions

from cricket_lora.__main__ import main

TRAINER = Path(__file__).parents[2]
# Of the golden, and of what was said.
LOGPROBS = ("logprob", "outputLogprob")


def losses(folder):
    return [event["loss"] for event in events_of(folder, "step")][-1:]


def train_as(rank, folder, port):
    """In a child, which has imported with this process what takes seconds to import."""
    place = {"RANK": rank, "LOCAL_RANK": rank, "WORLD_SIZE": 2, "MASTER_PORT": port}
    os.environ.update({name: str(value) for name, value in place.items()}, MASTER_ADDR="127.0.0.1")
    os._exit(main([str(folder / "run.json")]))


def fork_two(folder):
    """With the environment that torchrun gives to each process."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    fork = multiprocessing.get_context("fork")
    children = [fork.Process(target=train_as, args=[rank, folder, port]) for rank in (0, 1)]
    for child in children:
        child.start()
    for child in children:
        child.join(300)
    assert [child.exitcode for child in children] == [0, 0]


def start_by_torchrun(folder):
    launcher = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    command = [sys.executable, *launcher, "-m", "cricket_lora", str(folder / "run.json")]
    environment = {**os.environ, "PYTHONPATH": str(TRAINER), "OMP_NUM_THREADS": "1"}
    subprocess.run(command, env=environment, check=True, timeout=300)


@pytest.mark.parametrize(
    "start_two", [fork_two, pytest.param(start_by_torchrun, marks=pytest.mark.slow)]
)
def test_two_processes_train_as_one_does(tmp_path, base_folder, start_two):
    recipe = {"epochs": 3, "stopAtRecall": False, "schedule": "recall"}
    one = make_run(tmp_path / "one", base_folder, **recipe)
    assert main([str(one / "run.json")]) == 0
    two = make_run(tmp_path / "two", base_folder, **recipe)
    start_two(two)
    assert losses(two) == pytest.approx(losses(one), rel=1e-4)
    assert events_of(two, "recall")[-1]["recalled"] == events_of(one, "recall")[-1]["recalled"]
    assert read_predictions(two)[1] == [
        {**line, **{name: pytest.approx(line[name], rel=1e-3) for name in LOGPROBS}}
        for line in read_predictions(one)[1]
    ]
    numbers = [event["seq"] for event in events_of(two, "started") + events_of(two, "finished")]
    assert len(numbers) == 2
