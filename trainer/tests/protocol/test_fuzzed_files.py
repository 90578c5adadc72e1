"""Files of a run with anything in them: refused by name, or read as values of ours.

`ATTACKS` says how many of each are tried, as in test_attacks.py.
"""

import copy
import hashlib
import json
import os

from conftest import RECIPE, sample_questions
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cricket_lora.data.questions import MOST_TIMES, ROLES, SPLITS, read_questions
from cricket_lora.protocol.events import EventLog
from cricket_lora.protocol.failure import Failure
from cricket_lora.protocol.request import Request, read_request

attacked = settings(
    max_examples=int(os.environ.get("ATTACKS", "150")),
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
tried: dict[str, int] = {}

deep = st.just("[" * 100_000)
texts = st.text(max_size=20) | st.sampled_from(["", " ", "\ud800", "\0", "../../x", "x" * 5000])
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
keys = st.sampled_from(
    ["id", "prompt", "completion", "split", "times", "statistic", "role", "content", "source"]
)


def attack(kind: str) -> None:
    """Counts what held; printed by the last test."""
    tried[kind] = tried.get(kind, 0) + 1


@st.composite
def damaged(draw, rows, names):
    """A sample with some of its values replaced, at any depth, or with noise in its place."""
    row = copy.deepcopy(draw(st.sampled_from(rows)))
    for _ in range(draw(st.integers(0, 2))):
        at = row
        while isinstance(at, (dict, list)) and len(at) > 0 and draw(st.booleans()):
            inside = list(at.values()) if isinstance(at, dict) else at
            at = draw(st.sampled_from(inside))
        if isinstance(at, dict):
            at[draw(names)] = draw(values)
        elif isinstance(at, list):
            at.append(draw(values))
    whole = st.just(json.dumps(row))
    cut = st.integers(0, 40).map(lambda end: json.dumps(row)[:end])
    return draw(st.one_of(whole, whole, whole, cut, texts, deep))


@attacked
@given(lines=st.lists(damaged(sample_questions(), keys), min_size=1, max_size=3), noise=st.binary())
def test_questions(tmp_path, lines, noise):
    path = tmp_path / "questions.jsonl"
    content = "\n".join(lines).encode("utf-8", "surrogatepass") + noise[: len(noise) % 3]
    path.write_bytes(content)
    try:
        questions = read_questions(path, hashlib.sha256(content).hexdigest())
    except Failure as failure:
        assert failure.code == "questions-invalid"
        assert 1 <= failure.parameters["line"] <= content.count(b"\n") + 1
    else:
        for question in questions:
            assert question.split in SPLITS
            assert 1 <= question.times <= MOST_TIMES
            messages = (*question.prompt, *question.completion)
            assert all(message["role"] in ROLES for message in messages)
            # What a tokenizer has to read.
            json.dumps([message["content"] for message in messages]).encode("utf-8")
            question.golden.encode("utf-8")
    attack("questions of any kind")


request = {
    "operation": "train",
    "base": "embedded",
    "questions": {"path": "questions.jsonl", "sha256": "0" * 64},
    "recipe": RECIPE,
}
request_keys = st.sampled_from(["operation", "base", "questions", "recipe", "adapter", *RECIPE])


@attacked
@given(text=damaged([request], request_keys))
def test_requests(tmp_path, text):
    path = tmp_path / "run.json"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        read = read_request(path)
    except (KeyError, TypeError, ValueError, RecursionError):
        pass  # refused before anything is done
    else:
        assert isinstance(read, Request)
    attack("a request of any kind")


event = {"v": 1, "seq": 0, "time": "2026-11-23T03:00:00Z", "type": "phase", "phase": "loading"}
event_keys = st.sampled_from([*event, "step"])


@attacked
@given(lines=st.lists(damaged([event], event_keys), max_size=4), noise=st.binary(max_size=40))
def test_events(tmp_path, lines, noise):
    path = tmp_path / "events.jsonl"
    path.write_bytes("\n".join(lines).encode("utf-8", "surrogatepass") + noise)
    with EventLog(path) as events:
        events.phase("loading")
        first = events.seq
    with EventLog(path) as events:
        assert events.seq == first
    last = json.loads(path.read_bytes().splitlines()[-1])
    assert (last["type"], last["seq"]) == ("phase", first - 1)
    attack("events of any kind")


def test_all_held():
    for kind, held in sorted(tried.items()):
        print(f"\nattack: {kind}: {held} tried, {held} held", end="")
    print()
    assert len(tried) == 3
