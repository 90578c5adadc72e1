"""What the base says to what is rehearsed, read once: it does not change while an adapter does."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import accumulate

import torch
from torch import Tensor
from transformers import PreTrainedModel

from cricket_lora.data.render import Rendered
from cricket_lora.fast.capability import are_close
from cricket_lora.fast.pack import Pack, pack, packed_logits
from cricket_lora.fast.pack_attention import reads_packs

# Of rows, together: their distributions are not computed, all else takes some 60 KB each at 1.5 B.
TOKENS_AT_ONCE = 4096
# Rows by which the head's product is compared with the model's logits.
COMPARED = 4
# Above the relative error of a product in bf16; a soft cap or a scale differs by more.
TOLERANCE = 1e-2


@dataclass(frozen=True)
class BaseStates:
    """What the base's head multiplies to predict each token of the answers, in the rows' order.

    A distribution over the vocabulary would be a hundred times as large, and is one product away.
    """

    head: torch.nn.Module
    states: Tensor  # [tokens, hidden size]
    first: Tensor  # [rows + 1], the place of each row's first token, and one for rows that fill up

    def logits(self, packed: Pack, rows: Tensor) -> Tensor:
        """Of the base, [A, vocabulary] in fp32, for `packed`, whose rows are these [rows].

        Whatever stands at a token that only fills up.
        """
        row_of = packed.row_of
        within = torch.arange(len(row_of), device=row_of.device) - torch.searchsorted(
            row_of, row_of
        )
        first = self.first[rows[row_of.clamp(max=len(rows) - 1)]]
        return self.head(self.states[(first + within).clamp(max=len(self.states) - 1)]).float()


@torch.no_grad()
def read_base_states(
    model: PreTrainedModel, rows: Sequence[Rendered], prefix: Sequence[int]
) -> BaseStates | None:
    """Of `model` with its adapter off, for `rows`, whose prompts begin with the tokens `prefix`.

    None where they cannot be kept: a model that does not read packs, one that does more to its
    logits than its head does, or too little memory.
    """
    if not rows or not reads_packs(model):
        return None
    head = model.get_output_embeddings()
    kept: dict[int, Tensor] = {}
    try:
        some = pack(rows[:COMPARED], prefix, model.device)
        states = _read_by(head, model, some)
        if not are_close(head(states).float(), packed_logits(model, some), TOLERANCE):
            return None
        for places in _batches(rows):
            states = _read_by(head, model, pack([rows[i] for i in places], prefix, model.device))
            kept.update(zip(places, states.split([len(rows[i].answer) for i in places])))
        ends = list(accumulate((len(row.answer) for row in rows), initial=0))
        return BaseStates(
            head=head,
            states=torch.cat([kept[i] for i in range(len(rows))]),
            first=torch.tensor(ends, device=model.device),
        )
    except torch.OutOfMemoryError:
        return None


def _read_by(head: torch.nn.Module, model: PreTrainedModel, packed: Pack) -> Tensor:
    """What `head` is given for `packed` [A, hidden size]: of the answers' tokens alone."""
    seen: list[Tensor] = []

    def see(_head: torch.nn.Module, inputs: tuple[Tensor]) -> None:
        seen.append(inputs[0][0])
        raise _Seen

    hook = head.register_forward_pre_hook(see)
    try:
        with suppress(_Seen):
            packed_logits(model, packed)
    finally:
        hook.remove()
    return seen[0]


class _Seen(Exception):
    """Ends a forward before its largest product."""


def _batches(rows: Sequence[Rendered]) -> Iterator[list[int]]:
    """All places in `rows`, those about alike in length together, so that little is padding."""
    lengths = [len(row.prompt) + len(row.answer) for row in rows]
    batch: list[int] = []
    for i in sorted(range(len(rows)), key=lambda i: lengths[i]):
        if batch and lengths[i] * (len(batch) + 1) > TOKENS_AT_ONCE:
            yield batch
            batch = []
        batch.append(i)
    yield batch
