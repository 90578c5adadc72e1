"""The gradients of a step as CUDA graphs: recorded for packs of a few shapes, then replayed."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import product

import torch
from torch import Tensor

from cricket_lora.data.render import Rendered
from cricket_lora.fast.cuda_graphs import Recorder
from cricket_lora.fast.pack import Pack, Room, few_rooms, pack, room_for, room_for_any, tokens_of


@dataclass(frozen=True)
class Source:
    """Where the rows of a pack come from: places in `rendered`, at most `rows` at once.

    `rows` is None where all packs are known when shapes are recorded: each has the rows it needs.
    """

    rendered: Sequence[Rendered]
    rows: int | None


class RecordedGradients:
    """Replays `add_gradients`, which takes a pack of each of `sources` and where its rows are from.

    Of each two arguments the first is a pack, whose prompts begin with `prefix`, and the second
    names its rows by their places in the source; rows that only fill up the pack have the place
    behind the last one.
    """

    def __init__(
        self,
        add_gradients: Callable[..., None],
        *sources: Source,
        prefix: Sequence[int],
        device: torch.device,
    ) -> None:
        self.add_gradients = add_gradients
        self.sources = sources
        self.prefix = prefix
        self.device = device
        self.graphs: dict[tuple[Room, ...], _Graph] = {}

    def record(self, recorder: Recorder, *rooms: Collection[Room]) -> None:
        """Record these shapes of each source, every one beside each of the others' shapes.

        Raises torch.OutOfMemoryError.
        """
        # The largest first: the others fit into the memory that its recording holds.
        wanted = sorted(product(*rooms), key=_tokens, reverse=True)
        graphs = [_Graph(self, own) for own in wanted]
        for graph, replay in zip(graphs, recorder.record(*(graph.run for graph in graphs))):
            graph.replay = replay
        self.graphs = {graph.rooms: graph for graph in graphs}

    def add(self, *places: Sequence[int]) -> None:
        """Add the gradients of these rows of each source, by the smallest graph that holds them."""
        wanted = list(map(self.room_of, self.sources, places))
        rooms = min(
            (
                rooms
                for rooms in self.graphs
                if all(room.holds(other) for room, other in zip(rooms, wanted))
            ),
            key=_tokens,
        )
        self.graphs[rooms].add(places)

    def room_of(self, source: Source, places: Sequence[int]) -> Room:
        """The shape of a pack of these rows of `source`."""
        rows = [source.rendered[i] for i in places]
        return room_for(rows, self.prefix, source.rows or len(rows))

    def few_rooms_of(self, source: Source, parts: Iterable[Sequence[int]], most: int) -> set[Room]:
        """At most so many shapes that hold packs of these rows, with little padding, and where not
        all packs are known, any other pack."""
        rooms = [self.room_of(source, part) for part in parts if part]
        if source.rows is not None:
            rooms.append(room_for_any(source.rendered, self.prefix, source.rows))
        return few_rooms(rooms, most)


class _Graph:
    """One recording: of packs that fit `rooms`, in tensors that stay where they are."""

    def __init__(self, owner: RecordedGradients, rooms: tuple[Room, ...]) -> None:
        self.owner = owner
        self.rooms = rooms
        self.inputs = [
            (packed.to(owner.device), places.to(owner.device))
            for packed, places in self._inputs([[] for _ in rooms])
        ]
        self.replay: Callable[[], None] = self.run  # until it is recorded

    def run(self) -> None:
        """What is recorded."""
        self.owner.add_gradients(*(each for pair in self.inputs for each in pair))

    def add(self, places: Sequence[Sequence[int]]) -> None:
        for (mine, at), (new, new_at) in zip(self.inputs, self._inputs(places)):
            for tensor, other in zip(mine.tensors(), new.tensors()):
                tensor.copy_(other, non_blocking=True)
            at.copy_(new_at, non_blocking=True)
        self.replay()

    def _inputs(self, places: Sequence[Sequence[int]]) -> list[tuple[Pack, Tensor]]:
        """On the CPU."""
        inputs = []
        for source, room, rows in zip(self.owner.sources, self.rooms, places):
            chosen = [source.rendered[i] for i in rows]
            packed = pack(chosen, self.owner.prefix, torch.device("cpu"), room)
            spare = [len(source.rendered)] * (room.rows - len(rows))
            inputs.append((packed, torch.tensor([*rows, *spare])))
        return inputs


def _tokens(rooms: Iterable[Room]) -> int:
    return sum(map(tokens_of, rooms))
