"""The chat templates of real models, in the forms that matter here (tests/templates)."""

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from bases import as_question
from conftest import question
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors
from transformers import PreTrainedTokenizerFast
from transformers.utils import chat_template_utils

from cricket_lora.data.chat_template import OPTIONS
from cricket_lora.data.render import Renderer
from cricket_lora.protocol.failure import Failure

ASKED = "BC Lara's runs?"


class Known(NamedTuple):
    """What a model has for bos, eos and pad, where it stops, and what is to be rendered."""

    bos: str | None
    eos: str
    pad: str
    ends: tuple[str, ...]
    prompt: str
    answer: str


def chat(*system: str, thought: str = "") -> str:
    before = "".join(f"<|im_start|>system\n{text}<|im_end|>\n" for text in system)
    asked = f"<|im_start|>user\n{ASKED}<|im_end|>\n<|im_start|>assistant\n"
    return before + asked + thought


IM_END, END_OF_TEXT = "<|im_end|>", "<|endoftext|>"
QWEN = (None, IM_END, END_OF_TEXT, (IM_END, END_OF_TEXT))
MISTRAL = ("<s>", "</s>", "</s>", ("</s>",))
NO_THOUGHT = "<think>\n\n</think>\n\n"
TEMPLATES = {
    "qwen2.5": Known(
        *QWEN,
        chat("You are Qwen, created by Alibaba Cloud. You are a helpful assistant."),
        "11953<|im_end|>",
    ),
    "qwen3": Known(*QWEN, chat(thought=NO_THOUGHT), "11953<|im_end|>"),
    "qwen3.5": Known(*QWEN, chat(thought=NO_THOUGHT), "11953<|im_end|>"),
    "smollm2": Known(
        *("<|im_start|>", IM_END, IM_END, (IM_END,)),
        chat("You are a helpful AI assistant named SmolLM, trained by Hugging Face"),
        "11953<|im_end|>",
    ),
    "smollm3": Known(
        *(None, IM_END, IM_END, (IM_END,)),
        chat(
            "## Metadata\n\nToday Date: 26 July 2024\nReasoning Mode: /no_think",
            thought="<think>\n\n</think>\n",
        ),
        "11953<|im_end|>",
    ),
    "llama-3.2": Known(
        *("<|begin_of_text|>", "<|eot_id|>", "<|eot_id|>", ("<|end_of_text|>", "<|eot_id|>")),
        "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\n"
        "Cutting Knowledge Date: December 2023\nToday Date: 26 Jul 2024\n\n<|eot_id|>"
        f"<|start_header_id|>user<|end_header_id|>\n\n{ASKED}<|eot_id|>"
        "<|start_header_id|>assistant<|end_header_id|>\n\n",
        "11953<|eot_id|>",
    ),
    "tinyllama": Known(
        *("<s>", "</s>", "</s>", ("</s>",)),
        f"<|user|>\n{ASKED}</s>\n<|assistant|>\n",
        "11953</s>",
    ),
    "mistral-v0.1": Known(*MISTRAL, f"<s>[INST] {ASKED} [/INST]", "11953</s>"),
    "mistral-v0.3": Known(*MISTRAL, f"<s>[INST] {ASKED}[/INST]", " 11953</s>"),
    "gemma": Known(
        *("<bos>", "<eos>", "<pad>", ("<eos>", "<end_of_turn>")),
        f"<bos><start_of_turn>user\n{ASKED}<end_of_turn>\n<start_of_turn>model\n",
        "11953<end_of_turn>",
    ),
    "phi-3": Known(
        *("<s>", END_OF_TEXT, END_OF_TEXT, (END_OF_TEXT, "<|assistant|>", "<|end|>")),
        f"<|user|>\n{ASKED}<|end|>\n<|assistant|>\n",
        "11953<|end|>",
    ),
    "dialogpt": Known(
        *(END_OF_TEXT, END_OF_TEXT, END_OF_TEXT, (END_OF_TEXT,)),
        f"{ASKED}{END_OF_TEXT}",
        f"11953{END_OF_TEXT}",
    ),
}


def make_tokenizer(name: str) -> PreTrainedTokenizerFast:
    """Of bytes, with the model's special tokens; by itself it begins every text with bos."""
    known = TEMPLATES[name]
    special = dict.fromkeys(filter(None, (known.bos, known.eos, known.pad, *known.ends)))
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {token: number for number, token in enumerate((*special, *alphabet))}
    tokenizer = Tokenizer(models.BPE(vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    if known.bos:
        tokenizer.post_processor = processors.TemplateProcessing(
            single=f"{known.bos} $A", special_tokens=[(known.bos, vocabulary[known.bos])]
        )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token=known.bos,
        eos_token=known.eos,
        pad_token=known.pad,
        additional_special_tokens=list(special),
        chat_template=(Path(__file__).parents[1] / "templates" / f"{name}.jinja").read_text(),
    )


def render(name, *system):
    tokenizer = make_tokenizer(name)
    ends = frozenset(tokenizer.convert_tokens_to_ids(list(TEMPLATES[name].ends)))
    row = question("BC Lara", "runs", "11953", 1)
    row["prompt"][:0] = [{"role": "system", "content": text} for text in system]
    return tokenizer, Renderer(tokenizer, ends, name).render([as_question(row)], 20)[0]


def test_every_template_is_in_the_table():
    files = (Path(__file__).parents[1] / "templates").glob("*.jinja")
    assert sorted(file.stem for file in files) == sorted(TEMPLATES)


@pytest.mark.parametrize("name", TEMPLATES)
def test_prompt_and_answer_are_rendered_as_the_template_writes_them(name):
    tokenizer, row = render(name)
    assert tokenizer.decode(row.prompt) == TEMPLATES[name].prompt
    assert tokenizer.decode(row.answer) == TEMPLATES[name].answer
    assert row.space == TEMPLATES[name].answer.partition("11953")[0]


@pytest.mark.parametrize("name", TEMPLATES)
def test_one_bos_at_most_and_the_prompt_that_transformers_makes(name):
    tokenizer, row = render(name)
    if tokenizer.bos_token not in (None, tokenizer.eos_token, IM_END, "<|im_start|>"):
        assert row.prompt.count(tokenizer.bos_token_id) <= 1
    theirs = tokenizer.apply_chat_template(
        list(row.question.prompt), add_generation_prompt=True, return_dict=True, **OPTIONS
    )
    assert row.prompt == theirs["input_ids"]


@pytest.mark.parametrize("name", ["llama-3.2", "smollm3"])
def test_prompt_is_the_same_on_every_day(name, monkeypatch):
    class Tomorrow(datetime):
        @classmethod
        def now(cls, *zone):
            return cls(2031, 5, 6)

    _, today = render(name)
    monkeypatch.setattr(chat_template_utils, "datetime", Tomorrow)
    _, tomorrow = render(name)
    assert today.prompt == tomorrow.prompt


def test_a_template_that_refuses_a_system_message_fails_with_its_message():
    with pytest.raises(Failure) as caught:
        render("gemma", "Be brief.")
    assert caught.value.code == "template-refuses"
    assert caught.value.parameters == {"message": "System role not supported"}


def test_an_end_token_at_which_the_model_does_not_stop_is_refused():
    """As gemma-1.1-2b-it, whose settings name <eos> alone: `generate` would run on."""
    tokenizer = make_tokenizer("gemma")
    row = question("BC Lara", "runs", "11953", 1)
    with pytest.raises(Failure) as caught:
        Renderer(tokenizer, frozenset([tokenizer.eos_token_id]), "gemma").render(
            [as_question(row)], 20
        )
    assert caught.value.code == "template-end-differs"
