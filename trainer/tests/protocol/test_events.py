"""events.jsonl: the contract that both languages read."""

import json
from pathlib import Path

import pytest
from bases import edit_json
from conftest import diverge_above, events_of, make_run, question, read_events, sample_questions

from cricket_lora.__main__ import main
from cricket_lora.data.own_files import lines_of
from cricket_lora.protocol.events import EventLog
from cricket_lora.rehearsal import own_prompts
from cricket_lora.side_effects import measure

FIXTURE = Path(__file__).parents[3] / "test/fixtures/events.jsonl"
OPTIONAL = {"resumedFrom", "memoryBytes", "baseSha256", "rehearsalLoss", "unknown"}


def shape(value):
    """Types down to the leaves. Whole numbers and others are one type: JSON knows no other."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    return "number" if type(value) in (int, float) else type(value).__name__


def test_events_have_the_fixtures_keys_and_types(tmp_path, base_folder, many_steps, monkeypatch):
    fixture = {}
    for line in FIXTURE.read_text().splitlines():
        event = json.loads(line)
        fixture[event["type"]] = event
    folder = make_run(tmp_path / "run", base_folder, quantization="nf4")
    assert main([str(folder / "run.json")]) == 0
    measured = make_run(tmp_path / "measured", base_folder, operation="preflight")
    assert main([str(measured / "run.json")]) == 0
    failing = make_run(tmp_path / "failing", "/nowhere")
    assert main([str(failing / "run.json")]) == 2

    diverge_above(monkeypatch, rate=4e-3, factor=20)
    recipe = {"learningRate": "auto", "epochs": 2}
    diverging = make_run(tmp_path / "diverging", base_folder, questions=many_steps, **recipe)
    assert main([str(diverging / "run.json")]) == 0

    monkeypatch.undo()
    monkeypatch.setenv("CRICKET_LORA_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(own_prompts, "TRIES", 2)
    monkeypatch.setattr(measure, "lines_of", lambda name: lines_of(name)[:3])
    unknown = question("QX Nobody", "runs", "unknown", 1, split="unknown")
    probed = make_run(
        tmp_path / "probed", base_folder, questions=[*sample_questions(), unknown], rehearsal=0.2
    )
    edit_json(probed / "run.json", probes="on")
    assert main([str(probed / "run.json")]) == 0
    assert "rehearsalLoss" in events_of(probed, "step")[-1]
    assert "unknown" in events_of(probed, "recall")[-1]

    folders = (folder, measured, failing, diverging, probed)
    written = [event for run in folders for event in read_events(run)]
    assert {event["type"] for event in written} == set(fixture)
    free_form = {"versions", "resolved", "parameters", "questions"}
    for event in written:
        expected, got = fixture[event["type"]], event
        of_warnings = {"code", "parameters"} if got.get("level") == "info" else set()
        optional = OPTIONAL | of_warnings
        assert set(got) | optional == set(expected) | optional, event["type"]
        for key in set(got) & set(expected) - free_form:
            assert shape(got[key]) == shape(expected[key]), (event["type"], key)
    started = events_of(folder, "started")[0]
    assert set(started["parameters"]) == {"base", "adapter"}
    assert started["questions"] == {"train": 6, "phrasing": 6, "fact": 0}
    assert set(fixture["started"]["resolved"]) <= set(started["resolved"])


def test_numbers_without_gaps_and_utc_times(tmp_path, base_folder):
    folder = make_run(tmp_path / "run", base_folder, epochs=1)
    main([str(folder / "run.json")])
    events = read_events(folder)
    assert [event["seq"] for event in events] == list(range(len(events)))
    assert all(event["time"].endswith("Z") for event in events)
    assert events[-1]["type"] == "finished"


def test_goes_on_after_a_half_written_line(tmp_path):
    path = tmp_path / "events.jsonl"
    with EventLog(path) as events:
        events.phase("loading")
        events.phase("training")
    with path.open("a") as file:
        file.write('{"v":1,"seq":2,"ti')
    with EventLog(path) as events:
        events.phase("loading")
    assert [event["seq"] for event in read_events(tmp_path)] == [0, 1, 2]


def test_refuses_what_is_not_json(tmp_path):
    with EventLog(tmp_path / "events.jsonl") as events, pytest.raises(ValueError):
        events.write("step", loss=float("nan"))
    assert (tmp_path / "events.jsonl").read_text() == ""
