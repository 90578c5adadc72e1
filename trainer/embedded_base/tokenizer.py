"""A tokenizer of Qwen2's kind, learned from texts; questions as rows of its tokens."""

import json
from pathlib import Path

import torch
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

from embedded_base.players import Asked

QWEN_SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
# Renders plain conversations as Qwen2.5-Instruct's template does (no tools).
CHAT_TEMPLATE = (
    "{%- if messages[0].role != 'system' %}"
    "{{- '<|im_start|>system\\nYou are Qwen, created by Alibaba Cloud. You are a helpful assistant."
    "<|im_end|>\\n' }}"
    "{%- endif %}"
    "{%- for message in messages %}"
    "{{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}"
    "{%- endfor %}"
    "{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}"
)


def make_tokenizer(texts: list[str], vocabulary: int) -> PreTrainedTokenizerFast:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(QWEN_SPLIT), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    specials = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    tokenizer.train_from_iterator(
        texts,
        trainers.BpeTrainer(
            vocab_size=vocabulary,
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            special_tokens=specials,
            show_progress=False,
        ),
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        eos_token="<|im_end|>",
        pad_token="<|endoftext|>",
        additional_special_tokens=["<|im_start|>", "<|im_end|>"],
        chat_template=CHAT_TEMPLATE,
        model_max_length=512,
        clean_up_tokenization_spaces=False,
    )


def name_tokenizer_class(path: Path) -> None:
    """Name the class that Qwen's own folders name: every version of transformers knows it."""
    config = json.loads(path.read_text("utf-8"))
    config.pop("backend", None)
    path.write_text(
        json.dumps(config | {"tokenizer_class": "Qwen2Tokenizer"}, indent=2) + "\n", "utf-8"
    )


def encode(
    tokenizer: PreTrainedTokenizerFast, asked: list[Asked]
) -> tuple[torch.Tensor, torch.Tensor]:
    """Rows and labels [questions, longest], padded on the right; labels on golden and end."""
    end, pad = tokenizer.eos_token_id, tokenizer.pad_token_id
    prompts = [
        tokenizer.apply_chat_template(
            [{"role": "user", "content": a.text}], tokenize=False, add_generation_prompt=True
        )
        for a in asked
    ]
    prompt_ids = tokenizer(prompts, add_special_tokens=False)["input_ids"]
    golden_ids = tokenizer([a.golden for a in asked], add_special_tokens=False)["input_ids"]
    longest = max(len(p) + len(g) + 1 for p, g in zip(prompt_ids, golden_ids, strict=True))
    rows = torch.full((len(asked), longest), pad, dtype=torch.long)
    labels = torch.full((len(asked), longest), -100, dtype=torch.long)
    for i, (p, g) in enumerate(zip(prompt_ids, golden_ids, strict=True)):
        answer = torch.tensor([*g, end])
        rows[i, : len(p)] = torch.tensor(p)
        rows[i, len(p) : len(p) + len(answer)] = answer
        labels[i, len(p) : len(p) + len(answer)] = answer
    return rows, labels
