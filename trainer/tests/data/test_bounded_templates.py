"""Chat templates without end, and with operations that would take for ever."""

import pytest
from transformers import AutoTokenizer

from cricket_lora.data import chat_template
from cricket_lora.protocol.failure import Failure


@pytest.fixture
def tokenizer(base_folder):
    return AutoTokenizer.from_pretrained(base_folder)


ENDLESS = {
    "loops": "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "recursion": "{% macro m(n) %}{% for a in range(9) %}{{ m(n - 1) if n }}{% endfor %}"
    "{% endmacro %}{{ m(90) }}",
}


def apply(tokenizer):
    messages = [{"role": "user", "content": "Runs?"}]
    return chat_template.apply_template(tokenizer, messages, answer_next=True)


@pytest.mark.parametrize("loop", ENDLESS.values(), ids=ENDLESS)
def test_a_template_without_end_is_given_up(tokenizer, loop, monkeypatch):
    monkeypatch.setattr(chat_template, "SECONDS", 0.3)
    tokenizer.chat_template = loop
    with pytest.raises(Failure) as caught:
        apply(tokenizer)
    assert caught.value.code == "template-endless"
    tokenizer.chat_template = "fine"
    assert apply(tokenizer) == "fine"


REPEATED = "{% set n = namespace(x=9) %}{% for a in range(99) %}{% set n.x = n.x OP %}{% endfor %}"


@pytest.mark.parametrize(
    "text",
    [
        "{{ 9 ** (9 ** 9) }}",
        "{{ 'x' * 10 ** 12 }}",
        "{{ 10 ** 12 * [0] }}",
        REPEATED.replace("OP", "* n.x"),
        REPEATED.replace("OP", "** 9"),
    ],
)
def test_one_operation_that_would_take_for_ever_is_refused(tokenizer, text):
    tokenizer.chat_template = text
    with pytest.raises(Failure) as caught:
        apply(tokenizer)
    assert caught.value.code == "template-refuses"


def test_ordinary_products_and_powers_are_computed(tokenizer):
    tokenizer.chat_template = "{{ '=' * 3 }}{{ 2 * 4 }}{{ 2 ** 10 }}"
    assert apply(tokenizer) == "===81024"
