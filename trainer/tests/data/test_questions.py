"""Lines of questions.jsonl that are refused, each by its number."""

import hashlib
import json

import pytest
from conftest import question

from cricket_lora.data.questions import read_questions
from cricket_lora.protocol.failure import Failure

GOOD = question("BC Lara", "runs", "11953", 1)


def read(tmp_path, content: bytes):
    path = tmp_path / "questions.jsonl"
    path.write_bytes(content)
    return read_questions(path, hashlib.sha256(content).hexdigest())


def without(key):
    return {name: value for name, value in GOOD.items() if name != key}


def said(content):
    return [{"role": "assistant", "content": content}]


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        ("{broken", "not JSON"),
        ("[1]", "not an object"),
        (json.dumps(without("completion")), "completion is missing"),
        (json.dumps({**GOOD, "id": ""}), "id is empty"),
        (json.dumps({**GOOD, "split": "test"}), "split is none of"),
        (json.dumps({**GOOD, "completion": said(" ")}), "the answer is empty"),
        (json.dumps({**GOOD, "completion": []}), "completion is not a list"),
        (json.dumps({**GOOD, "completion": said("1") * 2}), "not one message of the assistant"),
        (json.dumps({**GOOD, "prompt": "Runs?"}), "prompt is not a list"),
        (json.dumps({**GOOD, "prompt": said("1")}), "the last message of prompt"),
        (json.dumps({**GOOD, "times": 0}), "times is not a whole number from 1 to 100"),
        (json.dumps({**GOOD, "times": "2"}), "times is not a whole number"),
        (json.dumps(GOOD), "id bc-lara/runs/1 is also on line 1"),
    ],
)
def test_a_malformed_line_is_refused_by_number_and_reason(tmp_path, second, reason):
    with pytest.raises(Failure) as caught:
        read(tmp_path, f"{json.dumps(GOOD)}\n{second}\n".encode())
    assert caught.value.code == "questions-invalid"
    assert caught.value.parameters["line"] == 2
    assert reason in caught.value.parameters["reason"]


def test_a_line_that_is_not_utf8_is_refused_by_number(tmp_path):
    with pytest.raises(Failure) as caught:
        read(tmp_path, json.dumps(GOOD).encode() + b"\n\xff\n")
    assert caught.value.parameters == {"line": 2, "reason": "not UTF-8"}


def test_blank_lines_and_line_separators_in_strings_are_read(tmp_path):
    odd = {**GOOD, "id": "line\u2028separator"}
    text = json.dumps(GOOD) + "\r\n\n" + json.dumps(odd, ensure_ascii=False)
    questions = read(tmp_path, text.encode())
    assert [(q.line, q.id) for q in questions] == [(1, GOOD["id"]), (3, odd["id"])]


def test_questions_with_another_hash_than_requested_are_refused(tmp_path):
    path = tmp_path / "questions.jsonl"
    path.write_text(json.dumps(GOOD))
    with pytest.raises(Failure, match="questions-changed"):
        read_questions(path, "0" * 64)
