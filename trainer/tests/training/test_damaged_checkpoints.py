"""A checkpoint that cannot be read: training goes on from the one before it, and says so."""

import pytest
import torch
from conftest import events_of, make_run

from cricket_lora.__main__ import main
from cricket_lora.protocol.events import EventLog
from cricket_lora.training import loop
from cricket_lora.training.checkpoint import load_newest_checkpoint, save_checkpoint


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


def say_deflated(path):
    """In the archive's list of what it holds, where one bit of a method says whether it is."""
    content = bytearray(path.read_bytes())
    content[content.rindex(b"PK\x01\x02") + 10] ^= 8
    path.write_bytes(content)


DAMAGES = {
    "empty": lambda path: path.write_bytes(b""),
    "cut off": lambda path: path.write_bytes(path.read_bytes()[:5000]),
    "zeros": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "one byte": flip,
    "one bit": say_deflated,
    "missing": lambda path: path.unlink(),
    "a pointer": lambda path: path.write_bytes(b"version https://git-lfs.github.com/spec/v1\n"),
}


def warnings(folder):
    return [e["message"] for e in events_of(folder, "log") if e["level"] == "warning"]


def newest(folder):
    with EventLog(folder / "events.jsonl") as events:
        return load_newest_checkpoint(folder, events)


@pytest.fixture
def folder(tmp_path):
    """With the checkpoints 8 and 9."""
    for step in (8, 9):
        state = {"adapter": torch.full((4000,), float(step)), "progress": {"step": step}}
        save_checkpoint(tmp_path, step, state, 1)
    return tmp_path


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_checkpoint_is_set_aside_for_the_one_before(folder, damage):
    assert newest(folder)["progress"]["step"] == 9
    damage(folder / "checkpoints" / "9" / "state.pt")
    assert newest(folder)["progress"]["step"] == 8
    (told,) = warnings(folder)
    assert told.startswith("The checkpoint checkpoints/9 is damaged")
    assert told.endswith("training goes on from step 8")
    assert {path.name for path in (folder / "checkpoints").iterdir()} == {"8", "9.damaged"}


def test_a_step_that_is_damaged_again_replaces_what_was_set_aside(folder):
    flip(folder / "checkpoints" / "9" / "state.pt")
    assert newest(folder)["progress"]["step"] == 8
    save_checkpoint(folder, 9, {"progress": {"step": 9}}, 1)
    (folder / "checkpoints" / "9" / "state.pt").write_bytes(b"again")
    assert newest(folder)["progress"]["step"] == 8
    assert (folder / "checkpoints" / "9.damaged" / "state.pt").read_bytes() == b"again"


def test_without_a_whole_checkpoint_training_starts_over(folder):
    for step in ("8", "9"):
        flip(folder / "checkpoints" / step / "state.pt")
    assert newest(folder) is None
    assert warnings(folder)[1].endswith("training goes on from the beginning")


def test_a_run_with_a_damaged_checkpoint_repeats_the_whole_one(tmp_path, base_folder, monkeypatch):
    whole = make_run(tmp_path / "whole", base_folder, stopAtRecall=False)
    assert main([str(whole / "run.json")]) == 0
    broken = make_run(tmp_path / "broken", base_folder, stopAtRecall=False)
    step = loop.Reports.step

    def cancel(reports, tokens):
        step(reports, tokens)
        if reports.training.progress.step == 9 and not events_of(broken, "finished"):
            (broken / "cancel").touch()

    monkeypatch.setattr(loop.Reports, "step", cancel)
    assert main([str(broken / "run.json")]) == 3
    flip(broken / "checkpoints" / "9" / "state.pt")
    assert main([str(broken / "run.json")]) == 0
    assert events_of(broken, "started")[-1]["resumedFrom"] == 8
    name = "adapter/adapter_model.safetensors"
    assert (broken / name).read_bytes() == (whole / name).read_bytes()
