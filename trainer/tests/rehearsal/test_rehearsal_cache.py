"""What is rehearsed is made once a base, kept, and read again with care."""

import json
from pathlib import Path

import pytest
from bases import load
from conftest import events_of, kept_file, make_run, start

from cricket_lora.protocol.events import SilentLog
from cricket_lora.rehearsal import rehearsal
from cricket_lora.rehearsal.rehearsal import (
    Rehearsed,
    cache_folder,
    kept_or_made,
    read_rows,
)

pytestmark = pytest.mark.usefixtures("own_cache")


def test_it_is_made_once_a_base(base_folder, few, nobody_cancels, monkeypatch):
    base = load(base_folder)
    rows = kept_or_made(base, SilentLog(), nobody_cancels)
    monkeypatch.setattr(rehearsal, "make_rows", None)
    assert kept_or_made(base, SilentLog(), nobody_cancels) == rows
    assert read_rows(kept_file(), base) == rows


def cut_off(text):
    return text[:-40]


def one_character_changed(text):
    return text.replace("Hello", "Hallo")


def of_another_base(text):
    return text.replace('"baseSha256": "', '"baseSha256": "0')


def not_json(text):
    return "{" + text


def empty(text):
    return ""


@pytest.mark.parametrize(
    "damage", [cut_off, one_character_changed, of_another_base, not_json, empty]
)
def test_what_is_damaged_is_made_again(base_folder, few, nobody_cancels, damage):
    base = load(base_folder)
    rows = kept_or_made(base, SilentLog(), nobody_cancels)
    path = kept_file()
    whole = path.read_text("utf-8")
    path.write_text(damage(whole), "utf-8")
    assert read_rows(path, base) is None
    assert kept_or_made(base, SilentLog(), nobody_cancels) == rows
    assert path.read_text("utf-8") == whole


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
def test_rows_that_the_base_cannot_read_are_no_rows(tmp_path, base_folder, row):
    base = load(base_folder)
    body = json.dumps(row) + "\n"
    head = {"v": 1, "baseSha256": base.sha256, "rows": 1, "sha256": rehearsal.sha256(body)}
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(head) + "\n" + body)
    assert read_rows(path, base) is None


def test_separators_inside_a_text_do_not_end_a_row(base_folder, tmp_path):
    base = load(base_folder)
    rows = [Rehearsed("a\u2028b", [1, 2], [3])]
    path = tmp_path / "rows.jsonl"
    path.write_text(rehearsal.as_text(rows, base), "utf-8")
    assert read_rows(path, base) == rows


def test_a_cache_that_cannot_be_written_costs_no_run(tmp_path, base_folder, few, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CRICKET_LORA_CACHE", str(tmp_path / "file"))
    folder = make_run(tmp_path / "run", base_folder, epochs=1, rehearsal=0.2)
    assert start(folder) == 0
    warnings = [e["message"] for e in events_of(folder, "log") if e["level"] == "warning"]
    assert [w for w in warnings if w.startswith("What is rehearsed cannot be kept")]


def test_the_cache_is_the_users(monkeypatch):
    monkeypatch.delenv("CRICKET_LORA_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert cache_folder() == Path("/somewhere/cricket-lora")
