"""Checkpoints that are written while training goes on. All runs have two steps an epoch, and
checkpoints after the steps 4, 8 and 12."""

import copy
import errno
import multiprocessing
import os
import threading
from concurrent import futures

import pytest
import torch
from conftest import events_of, losses, make_run, read_events, read_status, start

from cricket_lora.protocol.events import EventLog
from cricket_lora.training import checkpoint, checkpoint_writer, loop
from cricket_lora.training.checkpoint import save_checkpoint
from cricket_lora.training.checkpoint_writer import CheckpointWriter
from cricket_lora.training.training import Training

PATIENCE = 60

pytestmark = pytest.mark.usefixtures("every_step_is_told")


@pytest.fixture
def run(tmp_path, base_folder):
    return make_run(tmp_path / "run", base_folder, stopAtRecall=False)


@pytest.fixture
def held(monkeypatch):
    """The write of step 4 goes on once this is set."""
    go_on = threading.Event()

    def write(folder, step, state, size):
        assert step != 4 or go_on.wait(PATIENCE)
        return save_checkpoint(folder, step, state, size)

    monkeypatch.setattr(checkpoint_writer, "save_checkpoint", write)
    return go_on


def after_step(monkeypatch, number, act):
    step = loop.Reports.step

    def reported(reports, tokens):
        finite = step(reports, tokens)
        if reports.training.progress.step == number:
            act()
        return finite

    monkeypatch.setattr(loop.Reports, "step", reported)


def when_waited_for(monkeypatch, act):
    wait = CheckpointWriter.wait

    def waited(writer):
        if writer.writing:
            act()
        wait(writer)

    monkeypatch.setattr(CheckpointWriter, "wait", waited)


def written_state(folder, step):
    return torch.load(folder / "checkpoints" / str(step) / "state.pt", weights_only=True)


def assert_same(one, other):
    assert type(one) is type(other)
    if isinstance(one, torch.Tensor):
        assert torch.equal(one, other)
    elif isinstance(one, dict):
        assert one.keys() == other.keys()
        for name in one:
            assert_same(one[name], other[name])
    else:
        assert one == other


def test_steps_go_on_during_a_write_and_change_nothing_that_it_writes(run, held, monkeypatch):
    states, kinds, state = [], [], Training.state

    def noted(training):
        states.append(copy.deepcopy(state(training)))
        return state(training)

    def release():
        kinds.extend(event["type"] for event in read_events(run))
        held.set()

    monkeypatch.setattr(Training, "state", noted)
    monkeypatch.setattr(checkpoint, "KEPT", 3)
    after_step(monkeypatch, 7, release)
    assert start(run) == 0
    assert (kinds.count("step"), kinds.count("checkpoint")) == (7, 0)
    told = [event["path"] for event in events_of(run, "checkpoint")]
    assert told == ["checkpoints/4", "checkpoints/8", "checkpoints/12"]
    written = [written_state(run, step) for step in (4, 8, 12)]
    for there, noted_then in zip(written, states[-3:], strict=True):
        there.pop("guard")
        assert_same(there, noted_then)


def test_what_a_guard_keeps_is_copied_too(run, held, monkeypatch):
    """Of a guard whose last good weights are older than the checkpoint."""
    guards, then, end_epoch = [], [], loop.Guard.end_epoch

    def keep_the_first(guard):
        end_epoch(guard)
        if not guards:
            guards.append(guard)
            guard.good, guard.good_best = guard.training.snapshot(), guard.detector.best
            then.append(guard.good.weights.clone())

    def change_and_release():
        guards[0].good.weights.zero_()
        held.set()

    monkeypatch.setattr(loop.Guard, "end_epoch", keep_the_first)
    monkeypatch.setattr(checkpoint, "KEPT", 3)
    after_step(monkeypatch, 7, change_and_release)
    assert start(run) == 0
    assert torch.equal(written_state(run, 4)["guard"]["good"]["weights"], then[0])


def test_a_second_checkpoint_waits_for_the_first(run, held, monkeypatch):
    steps = []

    def release():
        steps.append(events_of(run, "step")[-1]["step"])
        held.set()

    when_waited_for(monkeypatch, release)
    assert start(run) == 0
    assert steps[0] == 8
    assert [event["step"] for event in events_of(run, "checkpoint")] == [4, 8, 12]


def test_a_cancelled_run_has_written_before_it_says_so(run, monkeypatch):
    waited, told = threading.Event(), []

    def write(folder, step, state, size):
        if step == 7:
            assert waited.wait(PATIENCE)
            told.extend(event["type"] for event in read_events(run))
            told.append(read_status(run)["state"])
        return save_checkpoint(folder, step, state, size)

    monkeypatch.setattr(checkpoint_writer, "save_checkpoint", write)
    after_step(monkeypatch, 7, (run / "cancel").touch)
    wait = CheckpointWriter.wait

    def noted(writer):
        if writer.writing and writer.writing[0] == 7:
            waited.set()
        wait(writer)

    monkeypatch.setattr(CheckpointWriter, "wait", noted)
    assert start(run) == 3
    assert "finished" not in told
    assert told[-1] == "running"
    assert [event["type"] for event in read_events(run)[-2:]] == ["checkpoint", "finished"]
    assert written_state(run, 7)["progress"]["step"] == 7


@pytest.mark.parametrize("step", [4, 12])
def test_a_write_that_fails_ends_the_run_with_its_failure(run, monkeypatch, step):
    """At the next step; where there is none, at the end."""

    def write(folder, at, state, size):
        if at == step:
            raise OSError(errno.ENOSPC, "No space left on device", str(folder))
        return save_checkpoint(folder, at, state, size)

    monkeypatch.setattr(checkpoint_writer, "save_checkpoint", write)
    assert start(run) == 2
    assert [event["code"] for event in events_of(run, "failed")] == ["disk-full"]
    assert read_status(run)["state"] == "failed"
    assert events_of(run, "saved") == events_of(run, "finished") == []
    assert step not in [event["step"] for event in events_of(run, "checkpoint")]


def test_a_training_that_fails_during_a_write_has_written_and_says_why(run, held, monkeypatch):
    step = Training.step

    def failing(training, batch):
        if training.progress.step == 6:
            raise ValueError("of the training")
        return step(training, batch)

    monkeypatch.setattr(Training, "step", failing)
    when_waited_for(monkeypatch, held.set)
    assert start(run) == 2
    checkpoint_told, failed = read_events(run)[-2:]
    assert checkpoint_told["path"] == "checkpoints/4"
    assert failed["parameters"]["message"] == "ValueError: of the training"
    assert written_state(run, 4)["progress"]["step"] == 4


def test_a_training_that_fails_is_told_before_a_write_that_fails_too(run, monkeypatch, capsys):
    waited = threading.Event()

    def write(*_arguments):
        assert waited.wait(PATIENCE)
        raise OSError(errno.ENOSPC, "No space left on device")

    def fail():
        raise ValueError("of the training")

    monkeypatch.setattr(checkpoint_writer, "save_checkpoint", write)
    when_waited_for(monkeypatch, waited.set)
    after_step(monkeypatch, 6, fail)
    assert start(run) == 2
    assert [event["code"] for event in events_of(run, "failed")] == ["unexpected"]
    assert "No space left on device" in capsys.readouterr().err


@pytest.mark.parametrize("error", [MemoryError(), RuntimeError("can't allocate memory")])
def test_a_state_that_memory_cannot_hold_twice_is_written_at_once(run, held, monkeypatch, error):
    steps = []

    def refuse(*_arguments):
        raise error

    def release():
        steps.append(events_of(run, "step")[-1]["step"])
        held.set()

    monkeypatch.setattr(checkpoint_writer, "_copied", refuse)
    when_waited_for(monkeypatch, release)
    assert start(run) == 0
    assert steps == [4, 8, 12]
    assert written_state(run, 12)["progress"]["step"] == 12


def test_memory_is_taken_once_before_the_first_checkpoint(tmp_path):
    weights = torch.zeros(1000)
    state = {"adapter": weights, "optimizer": {"exp_avg": weights}, "progress": {"step": 0}}
    with EventLog(tmp_path / "events.jsonl") as events, CheckpointWriter(tmp_path, events) as it:
        it.make_room(state)
        futures.wait(it.making)
        places = {name: room.data_ptr() for name, room in it.rooms.items()}
        assert places.keys() == {"adapter", "optimizer/exp_avg"}
        for step in (1, 2):
            weights.fill_(step)
            it.save(step, state, 1)
        assert {name: room.data_ptr() for name, room in it.rooms.items()} == places
    for step in (1, 2):
        written = written_state(tmp_path, step)
        assert torch.equal(written["adapter"], torch.full((1000,), float(step)))
        assert torch.equal(written["optimizer"]["exp_avg"], written["adapter"])


def test_a_run_killed_during_a_write_repeats_what_followed_the_checkpoint_before(
    run, tmp_path, base_folder, monkeypatch
):
    whole = make_run(tmp_path / "whole", base_folder, stopAtRecall=False)
    assert start(whole) == 0
    fork = multiprocessing.get_context("fork")
    half_written, save = fork.Event(), torch.save

    def write_half(state, path):
        save(state, path)
        if state["progress"]["step"] == 8:
            os.truncate(path, 1000)
            half_written.set()
            threading.Event().wait()

    with monkeypatch.context() as patched:
        patched.setattr(checkpoint.torch, "save", write_half)
        child = fork.Process(target=lambda: os._exit(start(run)))
        child.start()
        try:
            assert half_written.wait(PATIENCE)
        finally:
            child.kill()
            child.join()
    # As a run leaves it that is cancelled elsewhere: this step is not written again.
    (run / "checkpoints" / ".8").rename(run / "checkpoints" / ".7")
    assert {path.name for path in (run / "checkpoints").iterdir()} == {"4", ".7"}
    assert start(run) == 0
    assert events_of(run, "started")[-1]["resumedFrom"] == 4
    assert {path.name for path in (run / "checkpoints").iterdir()} == {"8", "12"}
    assert losses(run) == losses(whole)
