"""What a run does with what is rehearsed."""

import json

import pytest
from conftest import (
    REHEARSED,
    events_of,
    kept_file,
    losses,
    make_base,
    make_run,
    read_events,
    start,
)
from families import make_model

from cricket_lora.model.once_a_base import cache_folder
from cricket_lora.protocol.cancellation import Cancellation
from cricket_lora.protocol.failure import Cancelled
from cricket_lora.rehearsal import rehearsal
from cricket_lora.training import loop, schedule


def test_a_run_rehearses_and_tells_it(tmp_path, base_folder, few, monkeypatch):
    monkeypatch.setattr(loop, "SECONDS_BETWEEN_STEP_EVENTS", 0.0)
    monkeypatch.setattr(schedule, "REHEARSED_TOGETHER", 1)
    folder = make_run(tmp_path / "run", base_folder, epochs=2, rehearsal=0.34)
    assert start(folder) == 0
    kinds = [(e["what"], e["done"], e["of"]) for e in events_of(folder, "rehearsal")]
    assert kinds[0] == ("prompts", 4, 4)
    assert kinds[-1][0] == "answers"
    assert kinds[-1][1] == kinds[-1][2] >= 3
    (started,) = events_of(folder, "started")
    assert started["resolved"]["rehearsal"] == 0.34
    assert all(step["rehearsalLoss"] >= 0 for step in events_of(folder, "step"))
    assert events_of(folder, "step")[-1]["rehearsalLoss"] > 0


def test_off_is_training_without_it(tmp_path, base_folder, few, monkeypatch):
    """To the last byte, and as a request from before there was rehearsal."""
    monkeypatch.setattr(loop, "SECONDS_BETWEEN_STEP_EVENTS", 0.0)
    folders = []
    for name, recipe in {
        "before": {},
        "off": {"rehearsal": "off"},
        "zero": {"rehearsal": 0},
    }.items():
        folders.append(make_run(tmp_path / name, base_folder, epochs=2, **recipe))
        assert start(folders[-1]) == 0
        assert not events_of(folders[-1], "rehearsal")
        assert "rehearsalLoss" not in events_of(folders[-1], "step")[-1]
    weights = [(f / "adapter/adapter_model.safetensors").read_bytes() for f in folders]
    assert weights[0] == weights[1] == weights[2]


def test_a_base_without_language_rehearses_nothing(tmp_path, base_folder, few):
    folder = make_run(tmp_path / "run", base_folder, epochs=1, rehearsal="auto")
    assert start(folder) == 0
    assert events_of(folder, "started")[0]["resolved"]["rehearsal"] == 0
    assert not events_of(folder, "rehearsal")
    logged = [event["message"] for event in events_of(folder, "log")]
    assert any(m.startswith("Neither rehearsed nor probed") for m in logged)


def test_a_base_with_language_rehearses_by_itself(tmp_path, base_folder, few, monkeypatch):
    monkeypatch.setattr("cricket_lora.training.resolve_auto.SMALL", 0)
    folder = run_that_knows_language(tmp_path, base_folder, monkeypatch)
    assert start(folder) == 0
    assert events_of(folder, "started")[0]["resolved"]["rehearsal"] == 0.35


def test_a_small_base_rehearses_only_if_told_to(tmp_path, base_folder, few, monkeypatch):
    folder = run_that_knows_language(tmp_path, base_folder, monkeypatch)
    assert start(folder) == 0
    assert events_of(folder, "started")[0]["resolved"]["rehearsal"] == 0
    logged = [event["message"] for event in events_of(folder, "log")]
    assert "Nothing is rehearsed: the base is below 300,000,000 parameters" in logged


def run_that_knows_language(tmp_path, base_folder, monkeypatch):
    monkeypatch.setattr("cricket_lora.side_effects.perplexity.KNOWS_LANGUAGE", 100)
    folder = make_run(tmp_path / "run", base_folder, epochs=1, rehearsal="auto")
    (folder / "run.json").write_text(
        json.dumps({**json.loads((folder / "run.json").read_text()), "probes": "off"})
    )
    return folder


@pytest.mark.parametrize("family", ["qwen2", "gemma-2"])
def test_a_resumed_run_rehearses_what_it_would_have(tmp_path, few, monkeypatch, family):
    """To the last byte, also where the cache was emptied between."""
    monkeypatch.setattr(loop, "SECONDS_BETWEEN_STEP_EVENTS", 0.0)
    monkeypatch.setattr(schedule, "REHEARSED_TOGETHER", 2)
    base = make_base(tmp_path / "base", make_model(family))
    recipe = {"rehearsal": 0.34, "stopAtRecall": False, "epochs": 4, "dropout": 0.1}
    whole, broken = (make_run(tmp_path / name, base, **recipe) for name in ("whole", "broken"))
    assert start(whole) == 0
    tell = loop.Reports.step

    def cancel_at_five(reports, tokens):
        tell(reports, tokens)
        if reports.training.progress.step == 5:
            (broken / "cancel").touch()
        return True

    monkeypatch.setattr(loop.Reports, "step", cancel_at_five)
    assert start(broken) == 3
    kept_file().unlink()
    assert start(broken) == 0
    assert losses(broken) == losses(whole)
    name = "adapter/adapter_model.safetensors"
    assert (broken / name).read_bytes() == (whole / name).read_bytes()


def test_a_run_can_be_cancelled_while_it_is_made(tmp_path, base_folder, few, monkeypatch):
    def cancelled(_):
        raise Cancelled

    monkeypatch.setattr(Cancellation, "check", cancelled)
    folder = make_run(tmp_path / "run", base_folder, rehearsal=0.2)
    assert start(folder) == 3
    assert read_events(folder)[-1]["reason"] == "cancelled"
    assert not list((cache_folder() / "rehearsal").glob("*.jsonl"))


def test_a_run_rehearses_no_prompt_that_names_an_entity(tmp_path, base_folder, few, monkeypatch):
    told = []
    for name in ("Nobody", "Lara"):
        named = [*REHEARSED, f"Who is {name}?"]
        monkeypatch.setattr(rehearsal, "our_prompts", lambda named=named: named)
        monkeypatch.setenv("CRICKET_LORA_CACHE", str(tmp_path / f"cache of {name}"))
        folder = make_run(tmp_path / name, base_folder, epochs=1, rehearsal=0.2)
        assert start(folder) == 0
        messages = [event["message"] for event in events_of(folder, "log")]
        told += [int(m.split()[0]) for m in messages if m.endswith("the base's own answers")]
    assert told[1] == told[0] - 1
