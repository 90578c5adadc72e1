"""What is rehearsed: how it is made, kept and read again, and what a run does with it."""

import json
from pathlib import Path

import pytest
import torch
from bases import load
from conftest import events_of, losses, make_base, make_run, read_events, start
from families import make_model

from cricket_lora.data.own_files import lines_of
from cricket_lora.fast.capability import make_fast
from cricket_lora.protocol.cancellation import Cancellation
from cricket_lora.protocol.events import SilentLog
from cricket_lora.protocol.failure import Cancelled
from cricket_lora.rehearsal import own_prompts, rehearsal
from cricket_lora.rehearsal.own_prompts import distinct, made_up_prompts, prompt_in, turn_of_user
from cricket_lora.rehearsal.rehearsal import (
    Rehearsed,
    cache_folder,
    kept_or_made,
    make_rows,
    read_rows,
    without_names,
    without_repetition,
)
from cricket_lora.rehearsal.speaker import continuations, until_end
from cricket_lora.training import loop, schedule

TEXTS = ["Capital of Peru?", "Hello!", "Who is he?"]


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("CRICKET_LORA_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def few(monkeypatch):
    """Little to be made: the byte tokenizer would make long rows of it."""
    monkeypatch.setattr(rehearsal, "our_prompts", lambda: TEXTS)
    monkeypatch.setattr(rehearsal, "LIMIT", 6)
    monkeypatch.setattr(rehearsal, "LONG_LIMIT", 9)
    monkeypatch.setattr(own_prompts, "TRIES", 4)
    monkeypatch.setattr(own_prompts, "LIMIT", 5)


@pytest.fixture
def nobody_cancels(tmp_path):
    return Cancellation(tmp_path)


def kept_file():
    (path,) = (cache_folder() / "rehearsal").glob("*.jsonl")
    return path


def test_our_prompts_are_of_ten_kinds_and_none_is_a_probe():
    for name in ("rehearsal_prompts.jsonl", "rehearsal_forms.jsonl"):
        assert len({line["kind"] for line in lines_of(name)}) == 10
    probes = {line["prompt"].casefold() for line in lines_of("probes.jsonl")}
    texts = [text.casefold() for text in rehearsal.our_prompts()]
    assert len(texts) >= 1000
    assert all("{}" not in text for text in texts)
    assert len(set(texts)) == len(texts)
    assert not probes & set(texts)


@pytest.mark.parametrize("fast", [True, False])
def test_answers_are_the_bases_most_likely_ones(base_folder, few, nobody_cancels, fast):
    base = load(base_folder)
    if fast:
        make_fast(base.model, longest=256)
    plain = load(base_folder).model
    rows = make_rows(base, SilentLog(), nobody_cancels)
    assert [row.text for row in rows][:3] == TEXTS
    for at, row in enumerate(rows):
        ids, limit = list(row.prompt), 9 if at == 0 else 6
        while len(ids) < len(row.prompt) + limit and not (
            ids[-1] == 2 and len(ids) > len(row.prompt)
        ):
            ids.append(int(plain(input_ids=torch.tensor([ids])).logits[0, -1].argmax()))
        assert row.answer == ids[len(row.prompt) :]


@pytest.mark.parametrize("fast", [True, False])
def test_samples_are_the_same_each_time_and_leave_random_numbers_alone(base_folder, fast):
    base = load(base_folder)
    if fast:
        make_fast(base.model, longest=256)
    opening, _ = turn_of_user(base.tokenizer)
    rows = rows_of(base, [opening] * 6)
    before = torch.get_rng_state()
    first = continuations(base, rows, 8, samples=True)
    assert torch.equal(torch.get_rng_state(), before)
    torch.rand(3)
    assert continuations(base, rows, 8, samples=True) == first
    assert len(set(map(tuple, first))) > 1
    assert len(set(map(tuple, continuations(base, rows, 8)))) == 1


def rows_of(base, texts):
    ids = base.tokenizer(texts, add_special_tokens=False)["input_ids"]
    rows = rehearsal.Renderer(base.tokenizer, base.end_ids, base.name).render_prompts(texts)
    for row, tokens in zip(rows, ids):
        row.prompt[:] = tokens
    return rows


def test_a_turn_is_opened_as_the_template_has_it(base_folder):
    opening, closing = turn_of_user(load(base_folder).tokenizer)
    assert opening == "<|im_start|>system\nKnow cricket.<|im_end|>\n<|im_start|>user\n"
    assert closing == "<|im_end|>"


@pytest.mark.parametrize(
    ("said", "prompt"),
    [
        (" is a cat?<|im_end|>", "What is a cat?"),
        (" is a cat?\nAnd a dog?", "What is a cat?"),
        (" is a cat?[/INST] It is", "What is a cat?"),
        (" is a cat", None),  # cut off
        ("?<|im_end|>", None),  # too short
        (" is <|im_start|>x<|im_end|>", None),
        (" is a cat" + "!" * 200 + "<|im_end|>", None),
    ],
)
def test_a_prompt_is_a_whole_line_of_text(base_folder, said, prompt):
    base = load(base_folder)
    tokens = until_end(base.tokenizer(said)["input_ids"], base.end_ids)
    assert prompt_in("What", tokens, base, "[/INST]") == prompt


def test_prompts_are_distinct_in_any_case():
    assert distinct(["A b", "c", "a B", "C", "d"]) == ["A b", "c", "d"]


def test_a_base_makes_up_prompts_after_first_words(base_folder, few, monkeypatch):
    base, asked = load(base_folder), []

    def says_the_same(base, rows, limit, **how):
        asked.extend(base.tokenizer.decode(row.prompt) for row in rows)
        assert how["samples"]
        return [[*base.tokenizer(" is a cat?")["input_ids"], 2] for _ in rows]

    monkeypatch.setattr(own_prompts, "continuations", says_the_same)
    words = own_prompts.FIRST_WORDS[:4]
    assert made_up_prompts(base) == [f"{word} is a cat?" for word in words]
    assert [text.rpartition("user\n")[2] for text in asked] == words


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


def test_prompts_that_name_an_entity_are_not_rehearsed():
    rows = [Rehearsed(text, [1], [1]) for text in ("Who was Lara?", "Is it so?", "larAs bat")]
    assert [r.text for r in without_names(rows, ["BC Lara", "SO Is"])] == ["Is it so?", "larAs bat"]


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
    monkeypatch.setattr("cricket_lora.side_effects.perplexity.KNOWS_LANGUAGE", 100)
    folder = make_run(tmp_path / "run", base_folder, epochs=1, rehearsal="auto")
    (folder / "run.json").write_text(
        json.dumps({**json.loads((folder / "run.json").read_text()), "probes": "off"})
    )
    assert start(folder) == 0
    assert events_of(folder, "started")[0]["resolved"]["rehearsal"] == 0.25


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
        named = [*TEXTS, f"Who is {name}?"]
        monkeypatch.setattr(rehearsal, "our_prompts", lambda named=named: named)
        monkeypatch.setenv("CRICKET_LORA_CACHE", str(tmp_path / f"cache of {name}"))
        folder = make_run(tmp_path / name, base_folder, epochs=1, rehearsal=0.2)
        assert start(folder) == 0
        messages = [event["message"] for event in events_of(folder, "log")]
        told += [int(m.split()[0]) for m in messages if m.endswith("the base's own answers")]
    assert told[1] == told[0] - 1


def test_answers_that_begin_alike_are_rehearsed_a_few_times_only():
    def rows(text, tokens, count):
        return [Rehearsed(f"{text} {i}", [1], [*tokens, i]) for i in range(count)]

    refusals, answers = rows("a", [7, 7, 7, 7, 7], 40), rows("b", [3, 1], 20)
    kept = without_repetition([*refusals, *answers])
    assert kept == [*refusals[:12], *answers]
