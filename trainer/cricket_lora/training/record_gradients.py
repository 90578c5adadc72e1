"""Which gradients of a training are recorded as CUDA graphs, and in which shapes."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from cricket_lora.fast.cuda_graphs import Recorder
from cricket_lora.fast.recorded_gradients import RecordedGradients, Source
from cricket_lora.training.learner import Learner
from cricket_lora.training.schedule import steps_between_rehearsals
from cricket_lora.training.step import add_both_gradients, add_gradients

# Shapes in which questions are recorded, and what is rehearsed beside each of them: recording one
# takes as long as many steps.
SHAPES, SHAPES_SIDE_BY_SIDE = 5, 3


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
    """In a few shapes that hold `batches`, whichever other questions come later, at most `rows`
    at once, and each of `groups` to rehearse. Raises torch.OutOfMemoryError.
    """
    asked, rehearsed = Source(learner.rendered, rows), Source(learner.rehearsed, None)
    alike = {"prefix": learner.prefix, "device": learner.device}
    alone = RecordedGradients(partial(add_gradients, learner), asked, **alike)
    both = RecordedGradients(partial(add_both_gradients, learner), asked, rehearsed, **alike)
    batches, groups = (list(map(learner.peers.part_of, each)) for each in (batches, groups))
    rehearses = any(groups)
    always_both = rehearses and steps_between_rehearsals(learner.recipe) == 1
    if rehearses:
        both.record(
            recorder,
            both.few_rooms_of(asked, batches, SHAPES_SIDE_BY_SIDE),
            both.few_rooms_of(rehearsed, groups, SHAPES_SIDE_BY_SIDE),
        )
    if not always_both:
        alone.record(recorder, alone.few_rooms_of(asked, batches, SHAPES))
    return Recorded(None if always_both else alone, both if rehearses else None)
