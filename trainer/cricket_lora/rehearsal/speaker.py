"""A base that goes on with what it has read, for prompts and for their answers."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import torch
from torch import Tensor

from cricket_lora.data.render import Rendered
from cricket_lora.fast.pack import shared_prefix
from cricket_lora.fast.pack_attention import reads_packs
from cricket_lora.model.base import Base
from cricket_lora.plain.generator import Generator
from cricket_lora.predicting.predictor import Predictor, even_batches, most_likely

MOST_ROWS = 256


def continuations(
    base: Base,
    rendered: Sequence[Rendered],
    limit: int,
    *,
    samples: bool = False,
    on_batch: Callable[[int], None] = lambda done: None,
) -> list[list[int]]:
    """At most `limit` tokens that follow each prompt, the end token included where there is one.

    `samples`: at temperature 1; otherwise the most likely. `on_batch` gets the number done.
    """
    order = sorted(range(len(rendered)), key=lambda i: len(rendered[i].prompt))
    speaker = _speaker(base, rendered, limit, samples=samples)
    said: dict[int, list[int]] = {}
    with _seeded(base.device):
        for start in range(0, len(order), speaker.rows):
            batch = order[start : start + speaker.rows]
            said.update(zip(batch, speaker.say([rendered[i] for i in batch])))
            on_batch(len(said))
    return [until_end(said[i], base.end_ids) for i in range(len(rendered))]


def until_end(tokens: list[int], end_ids: frozenset[int]) -> list[int]:
    end = next((place for place, token in enumerate(tokens) if token in end_ids), None)
    return tokens if end is None else tokens[: end + 1]


def _speaker(
    base: Base, rendered: Sequence[Rendered], limit: int, *, samples: bool
) -> Predictor | Generator:
    rows = even_batches(len(rendered), MOST_ROWS)
    if not reads_packs(base.model):
        return Generator(
            base.model, base.tokenizer, base.end_ids, rows=rows, limit=limit, samples=samples
        )
    return Predictor(
        base.model,
        base.tokenizer,
        base.end_ids,
        shared_prefix(rendered),
        rows=rows,
        longest_prompt=max(len(row.prompt) for row in rendered),
        limit=limit,
        choose=_sampled if samples else most_likely,
    )


def _sampled(logits: Tensor) -> Tensor:
    return torch.multinomial(logits.float().softmax(-1), 1)[:, 0]


@contextmanager
def _seeded(device: torch.device) -> Iterator[None]:
    """The same samples each time, and nobody else's random numbers changed."""
    with torch.random.fork_rng([device] if device.type == "cuda" else []):
        torch.manual_seed(0)
        yield
