"""events.jsonl: the contract that both languages read."""

import json
from pathlib import Path

import pytest
from conftest import diverge_above, events_of, make_run, read_events

from cricket_lora.__main__ import main
from cricket_lora.protocol.events import EventLog

FIXTURE = Path(__file__).parents[3] / "test/fixtures/events.jsonl"
OPTIONAL = {"resumedFrom", "memoryBytes", "baseSha256"}


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

    folders = (folder, measured, failing, diverging)
    written = [event for run in folders for event in read_events(run)]
    assert {event["type"] for event in written} == set(fixture)
    free_form = {"versions", "resolved", "parameters"}
    for event in written:
        expected, got = fixture[event["type"]], event
        assert set(got) | OPTIONAL == set(expected) | OPTIONAL, event["type"]
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
