"""The trainer as others see it: a process with a status, a lock, and ways to end."""

import json
import multiprocessing
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import events_of, make_run, read_events, read_status

from cricket_lora.__main__ import main
from cricket_lora_host.processes import read_process

TRAINER = Path(__file__).parents[2]
PATIENCE = 60


@pytest.fixture
def long_run(tmp_path, base_folder):
    return make_run(tmp_path / "run", base_folder, epochs=1000, stopAtRecall=False)


@pytest.fixture
def spawn():
    """Starts trainers; each has imported, with this process, what takes seconds to import."""
    children = []

    def spawn(folder):
        child = multiprocessing.get_context("fork").Process(target=train_alone, args=[folder])
        child.start()
        children.append(child)
        return child

    yield spawn
    for child in children:
        child.kill()
        child.join()


def train_alone(folder):
    """In a child: as the host starts a trainer, a session of its own that writes to its log."""
    os.setsid()
    sys.stdout = sys.stderr = (folder / "trainer.log").open("a", buffering=1)
    os._exit(main([str(folder / "run.json")]))


def wait_until(condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def is_training(folder):
    path = folder / "events.jsonl"
    return path.exists() and '"type": "step"' in path.read_text()


def test_status_and_lock_tell_of_the_process_before_torch_is_there(long_run, tmp_path):
    (tmp_path / "torch.py").write_text("import time; time.sleep(3600)")
    paths = os.pathsep.join([str(tmp_path), str(TRAINER)])
    command = [sys.executable, "-m", "cricket_lora", str(long_run / "run.json")]
    child = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": paths})
    try:
        wait_until((long_run / "status.json").exists)
        status = read_status(long_run)
        assert (status["v"], status["state"], status["exit"]) == (1, "running", None)
        assert (status["pid"], status["processStart"]) == (child.pid, read_process(child.pid).start)
        lock = json.loads((long_run / "lock").read_text())
        assert lock == {name: status[name] for name in ("pid", "processStart", "place")}
    finally:
        child.kill()
        child.wait()


@pytest.mark.parametrize("way", ["file", "SIGTERM"])
def test_a_cancelled_trainer_saves_a_checkpoint_and_exits_with_3(long_run, spawn, way):
    child = spawn(long_run)
    wait_until(lambda: is_training(long_run))
    if way == "file":
        (long_run / "cancel").touch()
    else:
        child.terminate()
    child.join(PATIENCE)
    assert child.exitcode == 3
    assert read_status(long_run)["state"] == "cancelled"
    assert read_status(long_run)["exit"] == 3
    assert not (long_run / "lock").exists()
    checkpoint, finished = read_events(long_run)[-2:]
    assert finished["reason"] == "cancelled"
    assert (long_run / checkpoint["path"] / "state.pt").is_file()


def test_second_start_is_refused_and_leaves_no_trace(long_run, spawn):
    first = spawn(long_run)
    wait_until((long_run / "status.json").exists)
    second = spawn(long_run)
    second.join(PATIENCE)
    assert second.exitcode == 2
    assert "already-running" in (long_run / "trainer.log").read_text()
    assert str(first.pid) in (long_run / "trainer.log").read_text()
    assert first.is_alive()
    assert read_status(long_run)["pid"] == first.pid
    wait_until(lambda: is_training(long_run))
    assert not events_of(long_run, "failed")


def test_a_killed_run_resumes_from_its_checkpoint(long_run, spawn):
    child = spawn(long_run)
    wait_until(
        lambda: (long_run / "checkpoints").exists() and events_of_type(long_run, "checkpoint")
    )
    child.kill()
    child.join()
    assert (long_run / "lock").exists()
    again = spawn(long_run)
    wait_until(lambda: read_status(long_run)["pid"] == again.pid)
    wait_until(lambda: len(events_of_type(long_run, "started")) == 2)
    assert events_of_type(long_run, "started")[1]["resumedFrom"] > 0
    numbers = [event["seq"] for event in whole_events(long_run)]
    assert numbers == list(range(len(numbers)))


def whole_events(folder):
    """Events so far of a trainer that still writes."""
    written = (folder / "events.jsonl").read_text()
    return [json.loads(line) for line in written[: written.rfind("\n") + 1].splitlines()]


def events_of_type(folder, kind):
    return [event for event in whole_events(folder) if event["type"] == kind]


def test_a_start_without_arguments_prints_the_usage(capsys):
    assert main([]) == 2
    assert "usage" in capsys.readouterr().err
