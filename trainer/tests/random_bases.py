"""Random bases: sizes, rotary positions, windows, tokenizers, templates and settings.

`FAMILIES` holds what the fast path serves, by the beginning of transformers' names.
"""

from pathlib import Path
from random import Random

import torch
import transformers
from bases import edit_json
from conftest import SPECIAL, TEMPLATE, question
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers
from transformers import PreTrainedTokenizerFast

FAMILIES = ("Qwen2", "Llama", "Mistral", "Qwen3")

NORMALIZERS = (None, normalizers.NFC(), normalizers.NFKC(), normalizers.Lowercase())
TRIMMED = TEMPLATE.replace("message['content']", "message['content'] | trim")
TEMPLATES = (
    TEMPLATE,
    TRIMMED,
    TEMPLATE.replace("}}<|im_end|>\n", "}}<|im_end|>"),
    TEMPLATE.replace("<|im_start|>system", "<|endoftext|><|im_start|>system"),
)
GOLDENS = ("11953", "400*", "52.88", "1990-2006", "unknown", "\u96ea 7", "a b  c", "(12, 5)")
# Each is refused by some bases and carried out by others.
ODD_GOLDENS = ("Jose\u0301", "Caps LOCK", "\u212b 12", "x <|im_start|> y", "\ufb01ve", "\u2028x y")
BAD_GOLDENS = ("a <|im_end|> b", " 5", "5\u00a0")
SETTINGS = (
    {},
    {"temperature": 0.7, "top_p": 0.8},
    {"do_sample": True, "temperature": 2.0, "top_k": 3},
    {"repetition_penalty": 1.2},
    {"min_new_tokens": 8},
    {"suppress_tokens": [18, 19, 20]},
    {"num_beams": 2, "no_repeat_ngram_size": 2},
    {"eos_token_id": [2, 0]},
)


def make_random_base(folder: Path, family: str, chance: Random) -> Path:
    folder.mkdir()
    size = _save_tokenizer(folder, chance)
    torch.manual_seed(chance.randrange(1000))
    heads = chance.choice((2, 4))
    config = getattr(transformers, f"{family}Config")(
        vocab_size=size + chance.choice((0, 0, 5)),
        hidden_size=8 * heads * chance.choice((1, 2)),
        intermediate_size=chance.choice((32, 72)),
        num_hidden_layers=chance.choice((1, 2, 3)),
        num_attention_heads=heads,
        num_key_value_heads=chance.choice((1, 2, heads)),
        max_position_embeddings=256,
        tie_word_embeddings=chance.random() < 0.5,
        eos_token_id=2,
        pad_token_id=0,
        initializer_range=0.2,
        hidden_act=chance.choice(("silu", "silu", "gelu")),
        rope_parameters=_rotation(chance),
        **_window(family, chance),
    )
    getattr(transformers, f"{family}ForCausalLM")(config).save_pretrained(folder)
    edit_json(folder / "generation_config.json", **chance.choice(SETTINGS))
    return folder


def _rotation(chance: Random) -> dict:
    scaled = {"rope_theta": 10000.0, "factor": 4.0, "original_max_position_embeddings": 64}
    return chance.choice(
        (
            {"rope_type": "default", "rope_theta": chance.choice((100.0, 1e6))},
            {"rope_type": "linear", "rope_theta": 10000.0, "factor": 2.0},
            {"rope_type": "yarn", **scaled},
            {"rope_type": "llama3", "low_freq_factor": 1.0, "high_freq_factor": 4.0, **scaled},
        )
    )


def _window(family: str, chance: Random) -> dict:
    window = chance.choice((None, None, None, 16, 128, 200))
    if family == "Mistral":
        return {"sliding_window": window}
    if window is None or family == "Llama":
        return {}
    return {"use_sliding_window": True, "sliding_window": window, "max_window_layers": 1}


def _save_tokenizer(folder: Path, chance: Random) -> int:
    """Byte-level, with some merges of digits and letters; the size of its vocabulary."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    pairs = [(a, b) for a in "0123456789" for b in "0123456789"]
    pairs += [("e", "r"), ("u", "n"), ("t", "h"), ("\u0120", "o")]
    merges = chance.sample(pairs, chance.choice((0, 10, 60)))
    joined = ["".join(pair) for pair in merges]
    vocabulary = {t: n for n, t in enumerate((*SPECIAL, *alphabet, *joined))}
    tokenizer = Tokenizer(models.BPE(vocabulary, merges=merges))
    normalizer = chance.choice(NORMALIZERS)
    if normalizer is not None:
        tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        eos_token="<|im_end|>",
        pad_token="<|endoftext|>",
        additional_special_tokens=["<|im_start|>"],
        chat_template=chance.choice(TEMPLATES),
    ).save_pretrained(folder)
    return len(vocabulary)


def random_questions(chance: Random) -> list[dict]:
    """Four of goldens of any base, and in some sets one that is not."""
    goldens = chance.sample(GOLDENS, 4)
    if chance.random() < 0.25:
        goldens.append(chance.choice(ODD_GOLDENS))
    if chance.random() < 0.1:
        goldens.append(chance.choice(BAD_GOLDENS))
    return [question(f"Player {n}", "figure", golden, 1) for n, golden in enumerate(goldens)]
