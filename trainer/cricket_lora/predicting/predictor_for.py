"""Which way of answering a base takes."""

from collections.abc import Sequence

import torch
from torch import Tensor

from cricket_lora.data.render import Rendered
from cricket_lora.fast.pack_attention import reads_packs
from cricket_lora.model.base import Base
from cricket_lora.plain.generator import Generator
from cricket_lora.predicting.predictor import Predictor, most_likely


def predictor_for(
    base: Base,
    rendered: Sequence[Rendered],
    prefix: Sequence[int],
    limit: int,
    *,
    rows: int,
    records: bool = False,
    samples: bool = False,
) -> Predictor | Generator:
    """For `rendered`, whose prompts all begin with `prefix`, `rows` of them at once.

    `limit` and `records` as in Predictor; `samples`: from the base's own distribution, at
    temperature 1, instead of the most likely tokens.
    """
    if not reads_packs(base.model):
        return Generator(
            base.model, base.tokenizer, base.end_ids, rows=rows, limit=limit, samples=samples
        )
    return Predictor(
        base.model,
        base.tokenizer,
        base.end_ids,
        prefix,
        rows=rows,
        longest_prompt=max(len(row.prompt) for row in rendered),
        limit=limit,
        records=records,
        choose=_sampled if samples else most_likely,
    )


def _sampled(logits: Tensor) -> Tensor:
    return torch.multinomial(logits.float().softmax(-1), 1)[:, 0]
