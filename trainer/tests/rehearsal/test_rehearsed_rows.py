"""What is rehearsed: prompts that are none of the table's, and the base's own answers."""

import re

import pytest
import torch
from bases import load
from conftest import REHEARSED

from cricket_lora.data.own_files import lines_of
from cricket_lora.fast.capability import make_fast
from cricket_lora.protocol.events import SilentLog
from cricket_lora.rehearsal import own_prompts, rehearsal
from cricket_lora.rehearsal.own_prompts import distinct, made_up_prompts, prompt_in, turn_of_user
from cricket_lora.rehearsal.rehearsal import (
    Rehearsed,
    make_rows,
    without_names,
    without_repetition,
)
from cricket_lora.rehearsal.speaker import continuations, until_end


def test_our_prompts_are_of_ten_kinds_and_none_is_a_probe():
    for name in ("rehearsal_prompts.jsonl", "rehearsal_forms.jsonl"):
        assert len({line["kind"] for line in lines_of(name)}) == 10
    probes = {words_of(line["prompt"]) for line in lines_of("probes.jsonl")}
    texts = [text.casefold() for text in rehearsal.our_prompts()]
    assert len(texts) >= 1000
    assert all("{}" not in text for text in texts)
    assert len(set(texts)) == len(texts)
    assert not probes & set(map(words_of, texts))


def words_of(text):
    """The same words in another order are the same prompt."""
    return frozenset(re.findall(r"\w+", text.casefold()))


@pytest.mark.parametrize("fast", [True, False])
def test_answers_are_the_bases_most_likely_ones(base_folder, few, nobody_cancels, fast):
    base = load(base_folder)
    if fast:
        make_fast(base.model, longest=256)
    plain = load(base_folder).model
    rows = make_rows(base, SilentLog(), nobody_cancels)
    assert [row.text for row in rows][:3] == REHEARSED
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
    ("said", "kept"),
    [([5, 6, 2, 7, 2], [5, 6, 2]), ([5, 2], [5, 2]), ([5, 0, 2], [5, 0]), ([5, 6], [5, 6])],
)
def test_what_follows_the_first_end_was_not_said(said, kept):
    assert until_end(said, frozenset({0, 2})) == kept


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


def test_prompts_that_name_an_entity_are_not_rehearsed():
    rows = [Rehearsed(text, [1], [1]) for text in ("Who was Lara?", "Is it so?", "larAs bat")]
    assert [r.text for r in without_names(rows, ["BC Lara", "SO Is"])] == ["Is it so?", "larAs bat"]


def test_answers_that_begin_alike_are_rehearsed_a_few_times_only():
    def rows(text, tokens, count):
        return [Rehearsed(f"{text} {i}", [1], [*tokens, i]) for i in range(count)]

    refusals, answers = rows("a", [7, 7, 7, 7, 7], 40), rows("b", [3, 1], 20)
    kept = without_repetition([*refusals, *answers])
    assert kept == [*refusals[:12], *answers]
