"""Which gradients of a training are recorded as CUDA graphs, and in which shapes."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from cricket_lora.fast.cuda_graphs import Recorder
from cricket_lora.fast.pack import few_rooms
from cricket_lora.fast.recorded_gradients import RecordedGradients, Source
from cricket_lora.training.learner import Learner
from cricket_lora.training.schedule import steps_between_rehearsals
from cricket_lora.training.step import add_both_gradients, add_gradients

# Shapes of what is rehearsed, and as many of the questions beside each of them: recording one
# takes as long as many steps.
SHAPES_SIDE_BY_SIDE = 3


@dataclass(frozen=True)
class Recorded:
    """`alone`: of steps that do not rehearse; `both`: of those that do. None where there are no
    such steps."""

    alone: RecordedGradients | None
    both: RecordedGradients | None


def record_gradients(
    learner: Learner,
    recorder: Recorder,
    batches: Sequence[Sequence[int]],
    groups: Sequence[Sequence[int]],
    rows: int,
) -> Recorded:
    """In the shapes that `batches` of at most `rows` questions and `groups` to rehearse take, and
    one that holds whichever questions come later. Raises torch.OutOfMemoryError.
    """
    asked, rehearsed = Source(learner.rendered, rows), Source(learner.rehearsed, None)
    alike = {"prefix": learner.prefix, "device": learner.device}
    alone = RecordedGradients(partial(add_gradients, learner), asked, **alike)
    both = RecordedGradients(partial(add_both_gradients, learner), asked, rehearsed, **alike)
    part_of = learner.peers.part_of
    asked_rooms = [alone.room_of(asked, part) for part in map(part_of, batches) if part]
    rehearsed_rooms = [both.room_of(rehearsed, part) for part in map(part_of, groups) if part]
    # The larger ones first: the others fit into the memory that their recordings hold.
    if rehearsed_rooms:
        rooms = (few_rooms(each, SHAPES_SIDE_BY_SIDE) for each in (asked_rooms, rehearsed_rooms))
        both.record(recorder, *rooms)
    always_both = rehearsed_rooms and steps_between_rehearsals(learner.recipe) == 1
    if not always_both:
        alone.record(recorder, set(asked_rooms))
    return Recorded(None if always_both else alone, both if rehearsed_rooms else None)
