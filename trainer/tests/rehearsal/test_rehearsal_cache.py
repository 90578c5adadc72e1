"""What is rehearsed is made once a base, kept, and read again with care."""

import pytest
from bases import load
from conftest import events_of, kept_file, make_run, start

from cricket_lora.protocol.events import SilentLog
from cricket_lora.rehearsal import rehearsal
from cricket_lora.rehearsal.rehearsal import is_sound, kept_or_made


def test_it_is_made_once_a_base(base_folder, few, nobody_cancels, monkeypatch):
    base = load(base_folder)
    rows = kept_or_made(base, SilentLog(), nobody_cancels)
    monkeypatch.setattr(rehearsal, "make_rows", None)
    assert kept_or_made(base, SilentLog(), nobody_cancels) == rows
    assert kept_file().is_file()


@pytest.mark.parametrize(
    "row",
    [
        {"text": "a", "prompt": [], "answer": [1]},
        {"text": "a", "prompt": [1], "answer": [10_000]},
        {"text": "a", "prompt": [1], "answer": [-1]},
        {"text": "a", "prompt": [1], "answer": [True]},
        {"text": 1, "prompt": [1], "answer": [1]},
        {"text": "a", "prompt": [1]},
        {"text": "a", "prompt": [1], "answer": [1], "more": 1},
    ],
)
def test_rows_that_the_base_cannot_read_are_no_rows(row):
    assert is_sound({"text": "a", "prompt": [1], "answer": [259]}, 260)
    assert not is_sound(row, 260)


def test_a_cache_that_cannot_be_written_costs_no_run(tmp_path, base_folder, few, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CRICKET_LORA_CACHE", str(tmp_path / "file"))
    folder = make_run(tmp_path / "run", base_folder, epochs=1, rehearsal=0.2)
    assert start(folder) == 0
    warnings = [e["message"] for e in events_of(folder, "log") if e["level"] == "warning"]
    assert [w for w in warnings if w.startswith("What the base answers cannot be kept")]
