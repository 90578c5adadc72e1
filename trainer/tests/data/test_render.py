"""What a question becomes, and which templates and questions are refused."""

import pytest
from bases import as_question
from conftest import TEMPLATE, question
from transformers import AutoTokenizer

from cricket_lora.data.render import Renderer
from cricket_lora.protocol.failure import Failure

END = frozenset({2})


LARA = as_question(question("BC Lara", "runs", "11953", 1))


def renderer(base_folder, template=TEMPLATE, end_ids=END):
    tokenizer = AutoTokenizer.from_pretrained(base_folder)
    tokenizer.chat_template = template
    return Renderer(tokenizer, end_ids, "the base")


def refusal(base_folder, *questions, limit=12, **how):
    with pytest.raises(Failure) as caught:
        renderer(base_folder, **how).render(questions or [LARA], limit)
    return caught.value.code, caught.value.parameters


def test_answer_is_golden_and_end_token_and_no_more(base_folder):
    (row,) = renderer(base_folder).render([LARA], 12)
    tokenizer = AutoTokenizer.from_pretrained(base_folder)
    assert tokenizer.decode(row.answer) == "11953<|im_end|>"
    assert tokenizer.decode(row.prompt) == (
        "<|im_start|>system\nKnow cricket.<|im_end|>\n"
        "<|im_start|>user\nBC Lara's runs?<|im_end|>\n<|im_start|>assistant\n"
    )


def test_system_message_of_the_question_is_kept(base_folder):
    row = question("BC Lara", "runs", "11953", 1)
    row["prompt"].insert(0, {"role": "system", "content": "Be brief."})
    (rendered,) = renderer(base_folder).render([as_question(row)], 12)
    text = AutoTokenizer.from_pretrained(base_folder).decode(rendered.prompt)
    assert text.startswith("<|im_start|>system\nBe brief.<|im_end|>")


def test_a_base_without_a_chat_template_is_refused(base_folder):
    assert refusal(base_folder, template=None) == ("no-chat-template", {"base": "the base"})


@pytest.mark.parametrize(
    ("how", "written", "ends"),
    [
        ({"template": TEMPLATE.replace("}}<|im_end|>", "}}")}, "\n", "<|im_end|>"),
        ({"end_ids": frozenset({0})}, "<|im_end|>\n", "<|endoftext|>"),
        ({"end_ids": frozenset({0, 1})}, "<|im_end|>\n", "<|endoftext|>, <|im_start|>"),
    ],
    ids=["template writes none", "the model stops at another", "the model stops at two others"],
)
def test_a_template_that_ends_answers_otherwise_is_refused(base_folder, how, written, ends):
    expected = {"base": "the base", "text": written, "ends": ends}
    assert refusal(base_folder, **how) == ("template-end-differs", expected)


def test_a_base_without_an_end_token_is_refused(base_folder):
    expected = ("no-end-token", {"base": "the base"})
    assert refusal(base_folder, end_ids=frozenset()) == expected


def test_text_after_the_answer_is_refused(base_folder):
    template = TEMPLATE.replace("}}<|im_end|>\n", "}}<|im_end|>\nThanks!")
    expected = ("text-after-answer", {"id": "bc-lara/runs/1", "text": "\nThanks!"})
    assert refusal(base_folder, template=template) == expected


def test_text_before_the_answer_is_refused(base_folder):
    template = TEMPLATE.replace(
        "{{ message['content'] }}",
        "{{ 'Well: ' if message['role'] == 'assistant' }}{{ message['content'] }}",
    )
    expected = ("text-before-answer", {"id": "bc-lara/runs/1", "text": "Well: "})
    assert refusal(base_folder, template=template) == expected


def test_two_goldens_for_one_prompt_are_refused(base_folder):
    other = as_question(question("BC Lara", "runs", "11912", 1, id="x"), line=7)
    code, parameters = refusal(base_folder, LARA, other)
    assert code == "conflicting-goldens"
    assert parameters == {"line": 7, "otherLine": 1, "question": "BC Lara's runs?"}


def test_an_answer_longer_than_the_limit_is_refused(base_folder):
    assert refusal(base_folder, limit=5) == (
        "answer-too-long",
        {"id": "bc-lara/runs/1", "tokens": 6, "limit": 5},
    )
    renderer(base_folder).render([LARA], limit=6)
