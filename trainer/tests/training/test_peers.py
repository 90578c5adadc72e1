"""Two processes train as one does."""

import json
import multiprocessing
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from conftest import events_of, make_run, question, read_predictions, sample_questions

from cricket_lora.__main__ import main
from cricket_lora.training import loop

TRAINER = Path(__file__).parents[2]
INVENTED = ("QX Ashby", "ZZ Bryer", "VV Colt", "KW Dunne", "JJ Embry", "RR Frost", "OO Gale")
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
    assert torchrun(folder).wait(300) == 0


def torchrun(folder):
    launcher = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    command = [sys.executable, *launcher, "-m", "cricket_lora", str(folder / "run.json")]
    environment = {**os.environ, "PYTHONPATH": str(TRAINER), "OMP_NUM_THREADS": "1"}
    return subprocess.Popen(command, env=environment)


def process_of_rank(launcher, rank):
    """One of the processes that torchrun has started."""
    of_rank = [
        child
        for child in psutil.Process(launcher.pid).children()
        if child.environ().get("RANK") == str(rank)
    ]
    assert len(of_rank) == 1
    return of_rank[0]


def wait_until(condition):
    deadline = time.monotonic() + 240
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def steps_of(folder):
    path = folder / "events.jsonl"
    return path.read_text().count('"type": "step"') if path.exists() else 0


def test_a_lost_peer_is_said_and_the_run_goes_on_from_its_checkpoint(tmp_path, base_folder):
    run = make_run(tmp_path / "run", base_folder, epochs=400, stopAtRecall=False)
    launcher = torchrun(run)
    wait_until((run / "checkpoints").is_dir)
    process_of_rank(launcher, 1).kill()
    assert launcher.wait(240) != 0
    failed = events_of(run, "failed")[-1]
    assert (failed["code"], failed["parameters"]) == ("peer-lost", {"processes": 2})
    assert json.loads((run / "status.json").read_text())["state"] == "failed"
    resumed = torchrun(run)
    wait_until(lambda: len(events_of(run, "started")) == 2)
    assert events_of(run, "started")[-1]["resumedFrom"] > 0
    (run / "cancel").touch()
    resumed.wait(240)
    assert events_of(run, "finished")[-1]["reason"] == "cancelled"


def test_a_signal_that_torchrun_sends_to_the_others_is_no_cancelling(tmp_path, base_folder):
    """Where it comes before the connection to the lost one is seen to be broken."""
    run = make_run(tmp_path / "run", base_folder, epochs=4000, stopAtRecall=False)
    launcher = torchrun(run)
    wait_until(lambda: steps_of(run) > 0)
    process_of_rank(launcher, 0).terminate()
    assert launcher.wait(240) != 0
    assert events_of(run, "finished") == []
    assert [event["code"] for event in events_of(run, "failed")] == ["peer-lost"]


def test_no_process_outlives_torchrun(tmp_path, base_folder):
    run = make_run(tmp_path / "run", base_folder, epochs=4000, stopAtRecall=False)
    launcher = torchrun(run)
    wait_until(lambda: steps_of(run) > 0)
    peers = psutil.Process(launcher.pid).children()
    assert len(peers) == 2
    launcher.kill()
    launcher.wait()
    gone, alive = psutil.wait_procs(peers, timeout=60)
    assert (len(gone), alive) == (2, [])


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


def test_two_processes_measure_what_waited_as_one_does(tmp_path, base_folder, monkeypatch):
    """After each pass, each process its part: they would part ways if one knew other answers."""
    monkeypatch.setattr(loop, "has_outdated_recall", lambda training: training.progress.passes > 0)
    unknown = [question(name, "runs", "unknown", 1, split="unknown") for name in INVENTED]
    questions = [*sample_questions(), *unknown]
    recipe = {"questions": questions, "epochs": 12, "stopAtRecall": False, "schedule": "recall"}
    one = make_run(tmp_path / "one", base_folder, **recipe)
    assert main([str(one / "run.json")]) == 0
    two = make_run(tmp_path / "two", base_folder, **recipe)
    fork_two(two)
    assert recall_by_epoch(one)[12][1] > 0
    assert recall_by_epoch(two) == recall_by_epoch(one)


def test_two_processes_end_as_one_does_when_the_least_confident_are_measured_first(
    tmp_path, base_folder
):
    """Of six facts two first, then the others: each process has to measure the same of them."""
    recipe = {"epochs": 200, "checkpointEvery": 0, "predictionBatchSize": 2}
    one = make_run(tmp_path / "one", base_folder, **recipe)
    assert main([str(one / "run.json")]) == 0
    two = make_run(tmp_path / "two", base_folder, **recipe)
    fork_two(two)
    assert events_of(one, "finished")[0]["reason"] == "recalled"
    assert events_of(two, "finished")[0]["reason"] == "recalled"
    assert events_of(two, "recall")[-1]["epoch"] == events_of(one, "recall")[-1]["epoch"]


def recall_by_epoch(folder):
    """The last of each; within an epoch it depends on the time whether there are any."""
    told = events_of(folder, "recall")
    return {e["epoch"]: (e["recalled"], e["unknown"]) for e in told if e["epoch"] % 1 == 0}
