"""The gradients of a step as CUDA graphs: recorded for packs of a few shapes, then replayed."""

from collections.abc import Callable, Collection, Iterable, Sequence

import torch
from torch import Tensor

from cricket_lora.data.render import Rendered
from cricket_lora.fast.cuda_graphs import Recorder
from cricket_lora.fast.pack import Pack, Room, pack, room_for, room_for_any

AddGradients = Callable[[Pack, Tensor], None]


class RecordedGradients:
    """Replays `add_gradients` for questions of `rendered`, at most `rows` at once.

    `rows` is None where all packs are known when shapes are recorded: each has the rows it needs.
    Of its two arguments the first is a pack, whose prompts begin with `prefix`, and the second
    names the question of each row by its place in `rendered`; rows that only fill up the pack have
    the place behind the last one.
    """

    def __init__(
        self,
        add_gradients: AddGradients,
        rendered: Sequence[Rendered],
        prefix: Sequence[int],
        *,
        rows: int | None,
        device: torch.device,
    ) -> None:
        self.add_gradients = add_gradients
        self.rendered = rendered
        self.prefix = prefix
        self.rows = rows
        self.device = device
        self.graphs: dict[Room, _Graph] = {}

    def rooms_of(self, parts: Iterable[Sequence[int]]) -> set[Room]:
        """The shapes of `parts`, each the questions of one pack."""
        return {self.room_of(part) for part in parts}

    def record(self, recorder: Recorder, rooms: Collection[Room]) -> None:
        """Record these shapes, and with `rows` one that holds any questions.

        Raises torch.OutOfMemoryError.
        """
        wanted = set(rooms)
        if self.rows is not None:
            wanted.add(room_for_any(self.rendered, self.prefix, self.rows))
        graphs = [_Graph(self, room) for room in sorted(wanted, reverse=True)]
        for graph, replay in zip(graphs, recorder.record(*(graph.run for graph in graphs))):
            graph.replay = replay
        self.graphs = {graph.room: graph for graph in graphs}

    def add(self, questions: Sequence[int]) -> None:
        """Add the gradients of `questions`, by replaying the smallest graph that holds them."""
        wanted = self.room_of(questions)
        room = min(room for room in self.graphs if room.holds(wanted))
        self.graphs[room].add(questions)

    def room_of(self, questions: Sequence[int]) -> Room:
        rows = len(questions) if self.rows is None else self.rows
        return room_for([self.rendered[i] for i in questions], self.prefix, rows)


class _Graph:
    """One recording: of packs that fit `room`, in tensors that stay where they are."""

    def __init__(self, owner: RecordedGradients, room: Room) -> None:
        self.owner = owner
        self.room = room
        self.pack = pack([], owner.prefix, owner.device, room)
        self.questions = self._places([]).to(owner.device)
        self.replay: Callable[[], None] = self.run  # until it is recorded

    def run(self) -> None:
        """What is recorded."""
        self.owner.add_gradients(self.pack, self.questions)

    def add(self, questions: Sequence[int]) -> None:
        rendered = [self.owner.rendered[i] for i in questions]
        packed = pack(rendered, self.owner.prefix, torch.device("cpu"), self.room)
        for mine, new in zip(self.pack.tensors(), packed.tensors()):
            mine.copy_(new, non_blocking=True)
        self.questions.copy_(self._places(questions), non_blocking=True)
        self.replay()

    def _places(self, questions: Sequence[int]) -> Tensor:
        spare = [len(self.owner.rendered)] * (self.room.rows - len(questions))
        return torch.tensor([*questions, *spare])
