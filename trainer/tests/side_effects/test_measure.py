"""What a run writes of its adapter's side effects."""

import json
import re
from collections import Counter

import pytest
import torch
from adapted import load_adapted
from bases import edit_json
from conftest import events_of, make_run, start
from transformers import AutoModelForCausalLM, AutoTokenizer

from cricket_lora.data.own_files import lines_of, text_of
from cricket_lora.model.path import gather_adapter
from cricket_lora.side_effects import measure, perplexity
from cricket_lora.side_effects.perplexity import Reading, read_plain_english
from cricket_lora.side_effects.verdict import Verdict

FEW = [
    {"id": "facts/1", "kind": "facts", "prompt": "Capital of France?", "accepted": ["Paris"]},
    {"id": "small-talk/1", "kind": "small-talk", "prompt": "Hello!", "accepted": []},
]


@pytest.fixture
def few_probes(monkeypatch):
    monkeypatch.setattr(measure, "lines_of", lambda name: FEW)
    monkeypatch.setattr(measure, "LIMIT", 8)
    monkeypatch.setattr(perplexity, "text_of", lambda name: text_of(name)[:600])


def probe(folder, mode: str = "on") -> None:
    edit_json(folder / "run.json", probes=mode)


def test_probes_are_of_ten_kinds_and_their_patterns_can_be_read():
    probes = lines_of("probes.jsonl")
    assert set(Counter(probe["kind"] for probe in probes).values()) == {20}
    assert len({probe["kind"] for probe in probes}) == 10
    assert len({probe["id"] for probe in probes}) == len({p["prompt"] for p in probes}) == 200
    for one in probes:
        assert one["accepted"] and all(map(re.compile, one["accepted"]))


@pytest.mark.parametrize("fast", [True, False])
def test_without_its_adapter_a_model_is_the_base_and_afterwards_itself(base_folder, fast):
    base, rendered = load_adapted(base_folder, fast=fast)
    adapter = gather_adapter(base)
    ids = torch.tensor([rendered[0].prompt])
    plain = AutoModelForCausalLM.from_pretrained(base_folder)(input_ids=ids).logits
    with torch.no_grad():
        adapted = base.model(input_ids=ids).logits
        with adapter.off():
            torch.testing.assert_close(base.model(input_ids=ids).logits, plain)
        assert torch.equal(base.model(input_ids=ids).logits, adapted)
    assert not torch.allclose(adapted, plain, atol=1e-2)


def test_perplexity_is_that_of_the_models_own_loss(base_folder, few_probes):
    model = AutoModelForCausalLM.from_pretrained(base_folder)
    tokenizer = AutoTokenizer.from_pretrained(base_folder)
    ids = tokenizer(text_of("plain_english.txt")[:600], return_tensors="pt")["input_ids"]
    windows = [ids[:, 0:257], ids[:, 256:513], ids[:, 512:]]
    with torch.no_grad():
        nats = [float(model(w, labels=w).loss) * (w.shape[1] - 1) for w in windows]
    reading = read_plain_english(model, tokenizer)
    assert reading.nats == pytest.approx(sum(nats), rel=1e-4)
    assert reading.tokens == reading.text_bytes == 599  # a byte a token
    first = read_plain_english(model, tokenizer, windows=1)
    assert (first.nats, first.tokens) == (pytest.approx(nats[0], rel=1e-4), 256)


def test_bits_a_byte_and_perplexity_are_of_one_reading():
    reading = Reading(nats=8 * 0.6931471805599453, tokens=4, text_bytes=16)
    assert reading.perplexity == pytest.approx(4)
    assert reading.bits_per_byte == pytest.approx(0.5)


def test_a_run_tells_what_became_of_every_probe(tmp_path, base_folder, few_probes):
    folder = make_run(tmp_path / "run", base_folder, epochs=30)
    probe(folder)
    assert start(folder) == 0
    lines = [json.loads(x) for x in (folder / "side_effects.jsonl").read_text("utf-8").splitlines()]
    assert [line["prompt"] for line in lines] == [one["prompt"] for one in FEW]
    assert ["good" in line for line in lines] == [True, False]
    (told,) = events_of(folder, "side-effects")
    counts = Counter(line["verdict"] for line in lines)
    assert (told["same"], told["changed"], told["broken"]) == (
        *(counts["same"], counts["changed"]),
        counts["broken"],
    )
    assert told["probes"] == 2
    assert told["perplexityBase"] != told["perplexityAdapted"]


def test_as_good_are_of_the_changed_answers_those_that_are_accepted(
    tmp_path, base_folder, few_probes, monkeypatch
):
    """What is the same is counted already, and what is broken is never good."""
    verdicts = [("same", True), ("changed", True), ("changed", True), ("changed", False)]
    left = [Verdict(*one) for one in (*verdicts, ("changed", None), ("broken", False))]
    probes = [{**FEW[0], "id": f"facts/{number}"} for number in range(len(left))]
    monkeypatch.setattr(measure, "lines_of", lambda name: probes)
    monkeypatch.setattr(measure, "judge", lambda *_: left.pop(0))
    folder = make_run(tmp_path / "run", base_folder, epochs=1)
    probe(folder)
    assert start(folder) == 0
    (told,) = events_of(folder, "side-effects")
    counts = [told[name] for name in ("same", "changed", "broken", "asGood")]
    assert counts == [1, 4, 1, 2]


def test_the_base_is_asked_and_not_the_adapter(tmp_path, base_folder, few_probes):
    """Of an adapter that changes nothing, all is the same."""
    folder = make_run(tmp_path / "run", base_folder, epochs=1, learningRate=1e-12)
    probe(folder)
    assert start(folder) == 0
    (told,) = events_of(folder, "side-effects")
    assert (told["same"], told["probes"]) == (2, 2)
    assert told["perplexityBase"] == pytest.approx(told["perplexityAdapted"])


def test_a_base_without_language_is_asked_none_and_says_why(tmp_path, base_folder):
    folder = make_run(tmp_path / "run", base_folder, epochs=1)
    probe(folder, "auto")
    assert start(folder) == 0
    assert not (folder / "side_effects.jsonl").exists()
    logged = [event["message"] for event in events_of(folder, "log")]
    assert any(m.startswith("Neither rehearsed nor probed for side effects: ") for m in logged)


def test_a_base_with_language_is_asked(tmp_path, base_folder, few_probes, monkeypatch):
    monkeypatch.setattr(perplexity, "KNOWS_LANGUAGE", 100)
    folder = make_run(tmp_path / "run", base_folder, epochs=1)
    probe(folder, "auto")
    assert start(folder) == 0
    assert len(events_of(folder, "side-effects")) == 1


def test_turned_off_nothing_is_asked_or_said(tmp_path, base_folder, few_probes):
    folder = make_run(tmp_path / "run", base_folder, epochs=1)
    probe(folder, "off")
    assert start(folder) == 0
    assert not events_of(folder, "side-effects")
    assert not any("side effects" in event["message"] for event in events_of(folder, "log"))


def test_short_memory_costs_the_side_effects_only(tmp_path, base_folder, few_probes, monkeypatch):
    def run_short(*_):
        raise torch.OutOfMemoryError

    monkeypatch.setattr(measure, "answers_to", run_short)
    folder = make_run(tmp_path / "run", base_folder, epochs=1)
    probe(folder)
    assert start(folder) == 0
    assert (folder / "predictions.jsonl").exists()
    warnings = [e["message"] for e in events_of(folder, "log") if e["level"] == "warning"]
    assert warnings == ["Out of memory: side effects are not measured"]


def test_a_probe_that_exceeds_the_context_is_left_out(tmp_path, base_folder, monkeypatch):
    monkeypatch.setattr(measure, "lines_of", lambda name: [*FEW, {**FEW[0], "prompt": "a" * 300}])
    monkeypatch.setattr(measure, "LIMIT", 8)
    folder = make_run(tmp_path / "run", base_folder, epochs=1)
    probe(folder)
    assert start(folder) == 0
    assert events_of(folder, "side-effects")[0]["probes"] == 2


def test_a_base_answers_once_and_what_it_said_is_kept(
    tmp_path, base_folder, few_probes, monkeypatch
):
    def run(name, seed):
        folder = make_run(tmp_path / name, base_folder, epochs=2, seed=seed)
        probe(folder)
        assert start(folder) == 0
        lines = (folder / "side_effects.jsonl").read_text("utf-8").splitlines()
        [told] = events_of(folder, "side-effects")
        return [json.loads(line)["base"] for line in lines], told["perplexityBase"]

    asked = []
    answers_to = measure.answers_to
    monkeypatch.setattr(
        measure, "answers_to", lambda job, rendered: asked.append(1) or answers_to(job, rendered)
    )
    first = run("first", seed=1)
    assert len(asked) == 2
    assert run("second", seed=2) == first
    assert len(asked) == 3
    monkeypatch.setattr(measure, "LIMIT", 9)
    assert run("third", seed=1)[1] == first[1]
    assert len(asked) == 5


@pytest.mark.parametrize(
    "line",
    [
        {"nats": 1.0, "tokens": 1},
        {"nats": 1, "tokens": 1, "text_bytes": 1},
        {"output": 1, "stopped": True, "logprob": 0.0},
        {"output": "", "stopped": 1, "logprob": 0.0},
        {"output": "", "stopped": True, "logprob": 0.0, "more": 1},
    ],
)
def test_what_is_neither_an_answer_nor_a_reading_is_not_sound(line):
    assert measure.is_sound({"nats": 1.0, "tokens": 1, "text_bytes": 1})
    assert measure.is_sound({"output": "", "stopped": True, "logprob": 0.0})
    assert not measure.is_sound(line)
