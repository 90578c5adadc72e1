"""A base that goes on with what it has read, for prompts and for their answers."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import torch

from cricket_lora.data.render import Rendered
from cricket_lora.fast.pack import shared_prefix
from cricket_lora.model.base import Base
from cricket_lora.predicting.predictor import even_batches
from cricket_lora.predicting.predictor_for import predictor_for

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
    rows = even_batches(len(rendered), MOST_ROWS)
    speaker = predictor_for(
        base, rendered, shared_prefix(rendered), limit, rows=rows, samples=samples
    )
    said: dict[int, list[int]] = {}
    with _seeded(base.device):
        for start in range(0, len(order), rows):
            batch = order[start : start + rows]
            said.update(zip(batch, speaker.say([rendered[i] for i in batch])))
            on_batch(len(said))
    return [until_end(said[i], base.end_ids) for i in range(len(rendered))]


def until_end(tokens: list[int], end_ids: frozenset[int]) -> list[int]:
    end = next((place for place, token in enumerate(tokens) if token in end_ids), None)
    return tokens if end is None else tokens[: end + 1]


@contextmanager
def _seeded(device: torch.device) -> Iterator[None]:
    """The same samples each time, without changing the random numbers of other code."""
    with torch.random.fork_rng([device] if device.type == "cuda" else []):
        torch.manual_seed(0)
        yield
