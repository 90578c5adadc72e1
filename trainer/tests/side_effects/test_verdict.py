"""Verdicts on pairs of answers made by hand."""

import pytest

from cricket_lora.predicting.answer import Answer
from cricket_lora.side_effects.verdict import Verdict, judge

YEAR = ["1945"]


def said(text: str, stopped: bool = True) -> Answer:
    return Answer(text, stopped, 0.0)


@pytest.mark.parametrize(
    ("base", "adapted"),
    [
        ("It ended in 1945.", "It ended in 1945."),
        ("It ended in 1945.", " it ended in\n1945"),
        ("1945", "1945"),
        ("unknown", "Unknown."),
        ("", ""),
    ],
)
def test_the_same_words_are_the_same(base, adapted):
    assert judge(said(base), said(adapted), []) == Verdict("same", good=None)


@pytest.mark.parametrize(("text", "good"), [("In 1945.", True), ("In 1944.", False)])
def test_the_same_words_are_good_where_they_hold_an_accepted_answer(text, good):
    assert judge(said(text), said(text.lower()), YEAR) == Verdict("same", good)


@pytest.mark.parametrize(
    "adapted",
    ["", "  ", "unknown", "Unknown.", "1948-1963", "42", "52.88", "400*", "15,921", "-7", "50 %"],
)
def test_what_is_no_answer_where_the_base_has_one_is_broken(adapted):
    base = said("It ended in 1945.")
    assert judge(base, said(adapted), YEAR) == Verdict("broken", good=False)
    assert judge(base, said(adapted), []) == Verdict("broken", good=None)


@pytest.mark.parametrize("adapted", ["In 1944.", "27 July 1963", "It ended in 1945, in May."])
def test_other_words_are_changed(adapted):
    assert judge(said("It ended in 1945."), said(adapted), []).name == "changed"


def test_a_figure_is_not_broken_where_the_base_gave_one():
    assert judge(said("56"), said("54"), ["56"]) == Verdict("changed", good=False)


def test_a_figure_that_is_accepted_is_not_broken():
    base = said("The war ended in 1945.")
    assert judge(base, said("1945"), YEAR) == Verdict("changed", good=True)


def test_the_word_for_not_knowing_is_the_datasets():
    base = said("It ended in 1945.")
    assert judge(base, said("not known"), [], "not known").name == "broken"
    assert judge(base, said("unknown"), [], "not known").name == "changed"


def test_an_answer_without_end_is_broken_only_where_the_bases_ended():
    endless = said("and and and and", stopped=False)
    assert judge(said("It did."), endless, []).name == "broken"
    assert judge(said("It did not", stopped=False), endless, []).name == "changed"


def test_an_answer_that_is_cut_off_is_not_yet_without_end():
    longer = said("It ended in May 1945, when", stopped=False)
    assert judge(said("It ended in May 1945."), longer, []).name == "changed"
    twice = said("It ended in May 1945, in May 1945, in May 1945", stopped=False)
    assert judge(said("It ended in May 1945."), twice, []).name == "broken"


def test_nothing_is_broken_where_the_base_said_nothing():
    assert judge(said(""), said("42"), []).name == "changed"


@pytest.mark.parametrize(
    ("base", "adapted", "good"),
    [
        ("In 1945.", "The year was 1945.", True),
        ("In 1945.", "In 1918.", False),
        ("In 1944.", "In 1918.", True),  # no worse than the base
        ("In 1944.", "In 1945.", True),
    ],
)
def test_as_good_is_an_accepted_answer_or_a_base_without_one(base, adapted, good):
    assert judge(said(base), said(adapted), YEAR) == Verdict("changed", good)


def test_patterns_are_found_in_any_case():
    assert judge(said("Paris."), said("PARIS it is."), [r"\bparis\b"]).good
