"""A Modelfile writes what the base's own template writes, or is refused."""

import re

import pytest
from transformers import AutoTokenizer

from cricket_lora.data.chat_template import apply_template
from cricket_lora.exporting.modelfile import CONVERSATIONS, FORMS, form_of, modelfile
from cricket_lora.protocol.failure import Failure

LLAMA = (
    "<|begin_of_text|>{% for m in messages %}<|start_header_id|>{{ m.role }}<|end_header_id|>\n\n"
    "{{ m.content | trim }}<|eot_id|>{% endfor %}{% if add_generation_prompt %}"
    "<|start_header_id|>assistant<|end_header_id|>\n\n{% endif %}"
)
THOUGHT = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n"
    "{% if not enable_thinking %}<think>\n\n</think>\n\n{% endif %}{% endif %}"
)
ZEPHYR = (
    "{% for m in messages %}<|{{ m.role }}|>\n{{ m.content }}</s>\n{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>\n{% endif %}"
)
ODD = "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}assistant: "


def render_in_go(text, messages):
    """As far as our templates use Go's language, by the Modelfile's own text."""
    template = re.search(r'TEMPLATE """(.*?)"""', text, re.DOTALL)[1]
    system = re.search(r'SYSTEM """(.*?)"""', text, re.DOTALL)
    if system and messages[0]["role"] != "system":
        messages = [{"role": "system", "content": system[1]}, *messages]
    before, turn, after = re.fullmatch(
        r"(.*)\{\{ range \.Messages \}\}(.*)\{\{ end \}\}(.*)", template, re.DOTALL
    ).groups()
    said = [
        turn.replace("{{ .Role }}", m["role"]).replace("{{ .Content }}", m["content"])
        for m in messages
    ]
    assert "{{" not in before + after
    return before + "".join(said) + after


@pytest.fixture
def tokenizer(own_base):
    return AutoTokenizer.from_pretrained(own_base)


@pytest.mark.parametrize(
    ("template", "name"),
    [
        (None, "ChatML"),
        (THOUGHT, "ChatML with an empty thought"),
        (LLAMA, "Llama 3"),
        (ZEPHYR, "Zephyr"),
    ],
)
def test_it_writes_what_the_template_writes(tokenizer, template, name):
    tokenizer.chat_template = template or tokenizer.chat_template
    form, _ = form_of(tokenizer)
    assert form.name == name and form in FORMS
    text = modelfile(tokenizer, "model-f16.gguf", [2], 12)
    for messages in CONVERSATIONS:
        assert render_in_go(text, messages) == apply_template(tokenizer, messages, answer_next=True)


def test_it_answers_greedily_and_stops_where_the_base_does(tokenizer):
    text = modelfile(tokenizer, "model-f16.gguf", [2, 0], 12)
    assert text.startswith("FROM ./model-f16.gguf\n")
    assert 'SYSTEM """Know cricket."""' in text
    settings = re.findall("^PARAMETER (.*)$", text, re.MULTILINE)
    assert settings == [
        "temperature 0",
        "repeat_penalty 1",
        "num_predict 12",
        'stop "<|im_end|>"',
        'stop "<|endoftext|>"',
    ]


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        (ODD, "none of the known forms"),
        ("{{ raise_exception('no') }}", "refuses a conversation"),
        # The system message of every day is another one, and Ollama would repeat this one's.
        (LLAMA.replace("| trim }}", "| trim }} ({{ loop.index }})"), "none of the known forms"),
    ],
)
def test_other_templates_are_refused(tokenizer, template, reason):
    tokenizer.chat_template = template
    with pytest.raises(Failure) as failed:
        modelfile(tokenizer, "model-f16.gguf", [2], 12)
    assert failed.value.code == "modelfile-unsupported"
    assert reason in failed.value.parameters["reason"]


def test_a_text_that_would_end_the_modelfiles_own_is_refused(tokenizer):
    quotes = tokenizer.chat_template.replace("Know cricket.", 'Say """.')
    tokenizer.chat_template = quotes
    with pytest.raises(Failure, match="ends a text"):
        modelfile(tokenizer, "model-f16.gguf", [2], 12)
