"""What is made once a base is kept, and read again with care."""

import errno
import fcntl
import json
import os
from pathlib import Path

import pytest
from bases import load

from cricket_lora.model.once_a_base import as_text, cache_folder, kept_or_made, read_lines
from cricket_lora.protocol.events import SilentLog

LINES = [{"text": "Hello\u2028you", "ids": [1, 2]}, {"text": "Bye", "ids": []}]


def any_is_sound(line):
    return True


def has_text(line):
    return isinstance(line.get("text"), str)


def kept(base, make, events=None, is_sound=has_text):
    return kept_or_made(
        base, events or SilentLog(), what="texts", version="1", make=make, is_sound=is_sound
    )


def file_of(base):
    return cache_folder() / "texts" / f"{base.sha256[:32]}-1.jsonl"


def test_it_is_made_once_a_base(base_folder):
    base = load(base_folder)
    assert kept(base, lambda: LINES) == LINES
    assert kept(base, None) == LINES


def cut_off(text):
    return text[:-5]


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
def test_what_is_damaged_is_made_again(base_folder, damage):
    base = load(base_folder)
    kept(base, lambda: LINES)
    whole = file_of(base).read_text("utf-8")
    file_of(base).write_text(damage(whole), "utf-8")
    assert read_lines(file_of(base), base, any_is_sound) is None
    assert kept(base, lambda: LINES) == LINES
    assert file_of(base).read_text("utf-8") == whole


@pytest.mark.parametrize("line", [{}, {"text": 1}, [], "text", None])
def test_lines_that_are_not_sound_are_made_again(base_folder, line):
    base = load(base_folder)
    file_of(base).parent.mkdir(parents=True)
    file_of(base).write_text(as_text([line], base), "utf-8")
    assert kept(base, lambda: LINES) == LINES


def test_a_cache_that_cannot_be_written_costs_a_warning_and_no_second_making(
    tmp_path, base_folder, monkeypatch
):
    warned, made = [], []

    class Events(SilentLog):
        def warn(self, warning):
            warned.append(warning.message)

    def make():
        made.append(1)
        return LINES

    base = load(base_folder)
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CRICKET_LORA_CACHE", str(tmp_path / "file"))
    assert kept(base, make, Events()) == LINES
    assert [line for line in warned if line.startswith("What the base answers cannot be kept")]
    assert made == [1]


@pytest.mark.filterwarnings("error:flock not supported")
@pytest.mark.parametrize("code", [errno.ENOLCK, errno.ENOSYS])
def test_it_is_kept_on_a_file_system_without_locks(base_folder, monkeypatch, code):
    def flock(_file, _how):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(fcntl, "flock", flock)
    base = load(base_folder)
    assert kept(base, lambda: LINES) == LINES
    assert kept(base, None) == LINES


def test_the_cache_is_the_users(monkeypatch):
    monkeypatch.delenv("CRICKET_LORA_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert cache_folder() == Path("/somewhere/cricket-lora")


def test_a_file_says_what_it_is_of(base_folder):
    base = load(base_folder)
    head, *lines = as_text(LINES, base).split("\n")
    assert json.loads(head)["baseSha256"] == base.sha256
    assert json.loads(head)["rows"] == len(LINES) == len(lines) - 1
