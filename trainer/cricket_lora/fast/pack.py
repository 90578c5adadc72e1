"""Many questions as one sequence: the prefix they share once, then every question's own row.

A pack's tokens are `[prefix | row 0 | row 1 | …]`, each row padded at its end to the longest. All
linear layers see one sequence without a repeated token; attention sees a batch of rows, each of
which looks back at the prefix and at itself. Positions restart after the prefix in every row, so
a row computes what it would compute alone. Padding follows the answer, where nothing attends to it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from itertools import accumulate
from os.path import commonprefix
from typing import NamedTuple

import torch
from torch import Tensor
from transformers import PreTrainedModel

from cricket_lora.data.render import Rendered
from cricket_lora.fast.row_cache import RowCache


class Shape(NamedTuple):
    """Tokens of the prefix, number of rows, tokens of a row."""

    prefix: int
    rows: int
    row: int


@dataclass(frozen=True)
class Pack:
    """L = prefix + rows x row tokens, of which A predict a token of an answer."""

    shape: Shape
    input_ids: Tensor  # [1, L]
    position_ids: Tensor  # [1, L]
    answer_index: Tensor  # [A], where in the sequence the answers' tokens are predicted
    targets: Tensor  # [A], the answers' tokens
    row_of: Tensor  # [A], the row that each belongs to
    weights: Tensor  # [A], 1, or 0 for what only fills up the shape

    def tensors(self) -> list[Tensor]:
        return [getattr(self, field.name) for field in fields(self) if field.name != "shape"]

    def to(self, device: torch.device) -> "Pack":
        return Pack(self.shape, *(tensor.to(device) for tensor in self.tensors()))


def shared_prefix(rendered: Sequence[Rendered]) -> list[int]:
    """The longest common start of all prompts that leaves each of them a token of its own."""
    prompts = [row.prompt for row in rendered]
    shortest = min(map(len, prompts))
    return commonprefix([min(prompts), max(prompts)])[: shortest - 1]


class Room(NamedTuple):
    """The shape that a pack is filled up to, where shapes must repeat: rows, tokens, answers."""

    rows: int
    row: int
    answers: int

    def holds(self, other: "Room") -> bool:
        return all(mine >= wanted for mine, wanted in zip(self, other))


def room_for(rendered: Sequence[Rendered], prefix: Sequence[int], rows: int) -> Room:
    """A coarse room for `rendered`, so that few rooms serve all steps."""
    longest = max(len(row.prompt) + len(row.answer) for row in rendered) - 1 - len(prefix)
    answers = sum(len(row.answer) for row in rendered)
    return Room(rows, -(-longest // 8) * 8, -(-answers // 64) * 64)


def room_for_any(rendered: Sequence[Rendered], prefix: Sequence[int], rows: int) -> Room:
    """A room for whichever `rows` of `rendered` come together."""
    longest = max(rendered, key=lambda row: len(row.prompt) + len(row.answer))
    talkative = sorted(rendered, key=lambda row: len(row.answer))[-rows:]
    return Room(
        rows,
        room_for([longest], prefix, rows).row,
        room_for(talkative, prefix, rows).answers,
    )


def room_around(rooms: Iterable[Room]) -> Room:
    """The smallest that holds each of them."""
    return Room(*map(max, zip(*rooms)))


def few_rooms(rooms: Sequence[Room], most: int) -> set[Room]:
    """At most so many that hold all of `rooms`, one a pack, with the least padding in all."""
    ordered = sorted(rooms, key=lambda room: (room.row, room.rows))
    distinct = list(dict.fromkeys(ordered))
    until = [0, *accumulate(ordered.count(room) for room in distinct)]
    # By the number of distinct rooms held: the tokens of all their packs, and what holds them.
    best: list[tuple[int, set[Room]]] = [(0, set())]
    best += [
        (tokens_of(around := room_around(distinct[:end])) * until[end], {around})
        for end in range(1, len(until))
    ]
    for _ in range(most - 1):
        best = [
            min(
                (
                    (tokens + tokens_of(around) * (until[end] - until[start]), held | {around})
                    for start, (tokens, held) in enumerate(best[:end])
                    for around in [room_around(distinct[start:end])]
                ),
                default=(0, set()),
                key=lambda choice: choice[0],
            )
            for end in range(len(best))
        ]
    return best[-1][1]


def tokens_of(room: Room) -> int:
    """That a pack of it computes: those that it reads, and those that it predicts."""
    return room.rows * room.row + room.answers


def pack(
    rendered: Sequence[Rendered],
    prefix: Sequence[int],
    device: torch.device,
    room: Room | None = None,
) -> Pack:
    """Lay out `rendered`, whose prompts all begin with `prefix`; end tokens are not fed.

    With a `room` the pack is filled up to it; what fills has weight 0 and belongs to a row behind
    the last one (the row number `room.rows`).
    """
    start = len(prefix)
    rows = [row.prompt[start:] + row.answer[:-1] for row in rendered]
    width = room.row if room else max(map(len, rows))
    count = room.rows if room else len(rows)
    tokens = torch.zeros(start + count * width, dtype=torch.long)
    tokens[:start] = torch.tensor(prefix, dtype=torch.long)
    answer_index: list[int] = []
    for number, (row, ids) in enumerate(zip(rendered, rows)):
        first = start + number * width
        tokens[first : first + len(ids)] = torch.tensor(ids)
        end = first + len(ids)
        answer_index += range(end - len(row.answer), end)
    positions = torch.cat((torch.arange(start), torch.arange(start, start + width).repeat(count)))
    spare = room.answers - len(answer_index) if room else 0
    return Pack(
        shape=Shape(start, count, width),
        input_ids=tokens[None],
        position_ids=positions[None],
        answer_index=torch.tensor(answer_index + [0] * spare),
        targets=torch.tensor([t for row in rendered for t in row.answer] + [0] * spare),
        row_of=torch.tensor(
            [number for number, row in enumerate(rendered) for _ in row.answer] + [count] * spare
        ),
        weights=torch.tensor([1.0] * len(answer_index) + [0.0] * spare),
    ).to(device)


def packed_logits(
    model: PreTrainedModel, *packs: Pack, row_cache: RowCache | None = None
) -> Tensor:
    """Logits [A, vocabulary] in fp32 of every answer token, and of no other.

    `model` reads packs; those of several, which begin with one prefix, come in their order. With
    one pack `row_cache` keeps the rows' keys and values.
    """
    prefix = packs[0].shape.prefix
    starts = accumulate((pack.shape.rows * pack.shape.row for pack in packs), initial=0)
    output = model(
        input_ids=_in_a_row(prefix, [pack.input_ids for pack in packs]),
        position_ids=_in_a_row(prefix, [pack.position_ids for pack in packs]),
        attention_mask=_no_mask(model),  # the packs' shapes decide which tokens attend to which
        logits_to_keep=torch.cat([pack.answer_index + start for pack, start in zip(packs, starts)]),
        use_cache=False,
        pack_shapes=[pack.shape for pack in packs],
        row_cache=row_cache,
    )
    return output.logits[0].float()


def _in_a_row(prefix: int, sequences: Sequence[Tensor]) -> Tensor:
    """[1, L]: the first of `sequences` and the others without their prefix."""
    return torch.cat([sequences[0], *(one[:, prefix:] for one in sequences[1:])], dim=1)


def next_logits(model: PreTrainedModel, tokens: Tensor, row_cache: RowCache) -> Tensor:
    """Logits [rows, vocabulary] behind `tokens` [rows], the next of every row of `row_cache`."""
    output = model(
        input_ids=tokens[None],
        position_ids=row_cache.position[None],
        attention_mask=_no_mask(model),
        use_cache=False,
        row_cache=row_cache,
    )
    return output.logits[0]


def _no_mask(model: PreTrainedModel) -> Tensor | dict[str, None]:
    """What a model accepts as a finished mask, so that it makes none."""
    layer_types = getattr(model.config, "layer_types", None)
    if layer_types:
        return dict.fromkeys(layer_types)
    return torch.empty(1, 1, 1, 1, device=model.device)  # four-dimensional; never read
