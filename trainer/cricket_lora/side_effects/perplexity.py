"""How well a model reads plain English that has nothing to do with any table."""

import math
from dataclasses import dataclass

import torch
from torch.nn.functional import cross_entropy
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from cricket_lora.data.own_files import text_of
from cricket_lora.model.base import Base
from cricket_lora.model.check_sizes import context_length

TEXT = "plain_english.txt"
# Tokens read at once; each window's first is only read.
WINDOW = 512
# Bits a byte below which a base counts as one that knows language. SmolLM2-135M, the smallest of
# the pretrained bases tried, needs 1.0; the embedded base, which has only ever read questions about
# tables, 12; a letter by its frequency alone takes about 4.
KNOWS_LANGUAGE = 2.0


@dataclass(frozen=True)
class Reading:
    """`nats` over `tokens` predicted tokens, which are `text_bytes` of UTF-8."""

    nats: float
    tokens: int
    text_bytes: int

    @property
    def perplexity(self) -> float:
        return math.exp(min(self.nats / self.tokens, 700.0))

    @property
    def bits_per_byte(self) -> float:
        """Comparable between tokenizers, as perplexity is not."""
        return self.nats / math.log(2) / self.text_bytes


@torch.inference_mode()
def read_plain_english(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, windows: int | None = None
) -> Reading:
    """Of the text that comes with the trainer, or its first `windows`, without a chat template."""
    ids = tokenizer(text_of(TEXT), add_special_tokens=False)["input_ids"]
    context = context_length(model.config.get_text_config(decoder=True)) or WINDOW
    size = min(WINDOW, context)
    ids = ids if windows is None else ids[: windows * size + 1]
    nats, tokens = 0.0, 0
    for start in range(0, len(ids) - 1, size):
        window = torch.tensor(ids[start : start + size + 1], device=model.device)
        logits = model(input_ids=window[None, :-1], use_cache=False).logits[0]
        nats += float(cross_entropy(logits.float(), window[1:], reduction="sum"))
        tokens += len(window) - 1
    return Reading(nats, tokens, len(tokenizer.decode(ids[1:]).encode()))


def obstacle_of_language(base: Base) -> str | None:
    """Why `base` has no answers worth keeping, in a few words; None where it knows language."""
    bits = read_plain_english(base.model, base.tokenizer, windows=1).bits_per_byte
    if bits < KNOWS_LANGUAGE:
        return None
    return f"the base knows no language: it needs {bits:.1f} bits a byte of plain English"
