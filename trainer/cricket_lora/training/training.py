"""A training: a learner and how far it has come, its steps within memory, its state on disk."""

from collections.abc import Callable, Sequence
from functools import partial

import torch
from torch import Tensor

from cricket_lora.fast.cuda_graphs import Recorder
from cricket_lora.fast.pack import few_rooms
from cricket_lora.fast.pack_attention import use_eager_attention
from cricket_lora.fast.recorded_gradients import RecordedGradients
from cricket_lora.protocol.failure import Failure
from cricket_lora.training.learner import Learner
from cricket_lora.training.progress import Progress, Snapshot
from cricket_lora.training.schedule import (
    questions_to_ask,
    rehearsal_groups,
    rehearsal_of,
    rounds,
    scheduled_rate,
    turns_among,
)
from cricket_lora.training.step import (
    add_gradients,
    add_gradients_of,
    add_rehearsal_gradients,
    add_rehearsal_gradients_of,
    clear_gradients,
    train_step,
    update_weights,
)

# Shapes in which what is rehearsed is recorded: recording one takes as long as many steps.
REHEARSED_SHAPES = 4


class Training:
    """`learner` at its beginning; `records` says whether steps become CUDA graphs.

    `rows_at_once`: how many questions are computed together. `recorded` holds the graphs, None
    before there are any; `recorder` is None where there will be none.
    """

    def __init__(self, learner: Learner, *, records: bool = False) -> None:
        self.learner = learner
        self.progress = Progress(step=0, epoch=0, batches=[], done=0, seconds=0.0)
        self.rows_at_once = -(-learner.recipe.batch_size // learner.peers.count)
        self.attends_eagerly = False
        self.recorder = Recorder() if records else None
        self.recorded: RecordedGradients | None = None
        self.recorded_rehearsal: RecordedGradients | None = None
        self.groups = rehearsal_groups(learner.rehearsed, learner.recipe)
        self.turns = turns_among(row.question for row in learner.rendered)
        self.update: Callable[[Learner], None] = update_weights
        self._prime()

    def rounds(self) -> list[list[int]]:
        """Of the next epoch: the questions to ask, then those to ask a second time…"""
        learner = self.learner
        asked = questions_to_ask(
            learner.recalled[:-1],
            learner.confidence[:-1],
            learner.recipe.settled_at,
            self.progress.epoch,
            self.turns,
        )
        return rounds(asked, learner.rendered)

    def step(self, batch: Sequence[int]) -> Tensor:
        """Learn the questions `batch`; return the mean loss of a token, in nats.

        Raises `out-of-memory` when not even one question fits.
        """
        recipe, step = self.learner.recipe, self.progress.step
        loss = train_step(
            self.learner,
            batch,
            scheduled_rate(recipe, self.progress),
            rehearsal_of(step, self.groups, recipe),
            self._gradients_within_memory,
            self.update,
        )
        self.progress.step += 1
        return loss

    def record(self, batches: Sequence[Sequence[int]]) -> None:
        """Record the shapes of step that `batches` take, and one that holds whatever comes later.

        Where memory does not suffice for that, steps run unrecorded.
        """
        if self.recorder is None:
            return
        learner, rows = self.learner, self.rows_at_once
        recorded = RecordedGradients(
            partial(add_gradients, learner),
            learner.rendered,
            learner.prefix,
            rows=rows,
            device=learner.device,
        )
        parts = [part for batch in batches if (part := learner.peers.part_of(batch))]
        try:
            recorded.record(self.recorder, recorded.rooms_of(parts))
            self.recorded_rehearsal = self._record_rehearsal(self.recorder)
        except torch.OutOfMemoryError:
            self._stop_recording()
            return
        self.recorded = recorded

    def _record_rehearsal(self, recorder: Recorder) -> RecordedGradients | None:
        learner = self.learner
        groups = [part for group in self.groups if (part := learner.peers.part_of(group))]
        if not groups:
            return None
        recorded = RecordedGradients(
            partial(add_rehearsal_gradients, learner),
            learner.rehearsed,
            learner.prefix,
            rows=None,
            device=learner.device,
        )
        rooms = [recorded.room_of(group) for group in groups]
        recorded.record(recorder, few_rooms(rooms, REHEARSED_SHAPES))
        return recorded

    def attend_eagerly(self) -> None:
        """Compute attention from now on as the formula has it, in fp32 between its products."""
        use_eager_attention()
        self.attends_eagerly = True
        self.recorded = self.recorded_rehearsal = None  # their graphs replay the fused kernels

    def snapshot(self) -> Snapshot:
        """A copy of what `go_back` needs; it stays on the device."""
        learner = self.learner
        return Snapshot(
            self.progress.epoch,
            learner.adapter.weights.detach().clone(),
            learner.recalled.clone(),
            learner.confidence.clone(),
        )

    def go_back(self, to: Snapshot, rate_share: float) -> None:
        """Take `to`'s weights again, forget AdamW's moments and warm up to a lower rate."""
        learner = self.learner
        with torch.no_grad():
            learner.adapter.weights.copy_(to.weights)
            learner.recalled.copy_(to.recalled)
            learner.confidence.copy_(to.confidence)
            for tensor in learner.moments.values():
                tensor.zero_()
        learner.adapter.refresh()
        progress = self.progress
        progress.epoch, progress.batches, progress.done = to.epoch, [], 0
        progress.rate_share, progress.warm_up_from = rate_share, progress.step

    def state(self) -> dict[str, object]:
        """Everything that later steps depend on."""
        learner = self.learner
        return {
            "adapter": learner.adapter.weights.detach(),
            "optimizer": learner.moments,
            "scaler": learner.scaler.state_dict(),
            "random": torch.get_rng_state(),
            "cudaRandom": _cuda_random_state(learner.device),
            "progress": vars(self.progress),
            "recalled": learner.recalled,
            "confidence": learner.confidence,
        }

    def load_state(self, state: dict[str, object]) -> None:
        """In place: a recorded step goes on reading from where it was recorded."""
        learner = self.learner
        with torch.no_grad():
            learner.adapter.weights.copy_(state["adapter"])
            for name, tensor in learner.moments.items():
                tensor.copy_(state["optimizer"][name])
            learner.recalled.copy_(state["recalled"])
            learner.confidence.copy_(state["confidence"])
        learner.adapter.refresh()
        learner.scaler.load_state_dict(state["scaler"])
        torch.set_rng_state(state["random"])
        if state["cudaRandom"] is not None and learner.device.type == "cuda":
            torch.cuda.set_rng_state(state["cudaRandom"])
        self.progress = Progress(**state["progress"])

    def state_bytes(self) -> int:
        """About what a checkpoint takes: the adapter and AdamW's two moments of it."""
        return 3 * 4 * self.learner.adapter.weights.numel() + (1 << 20)

    def _gradients_within_memory(
        self, learner: Learner, questions: Sequence[int], rehearsal: Sequence[int]
    ) -> None:
        """When not all fit at once, stop recording first, then compute fewer at a time."""
        while True:
            try:
                self._gradients_in_parts(learner, questions, rehearsal)
                return
            except torch.OutOfMemoryError:
                if self.rows_at_once == 1:
                    raise Failure("out-of-memory", phase="training", batchSize=1) from None
            # What recordings hold is worth more than half the rows.
            if self.recorded is None:
                self.rows_at_once = max(1, self.rows_at_once // 2)
            self._stop_recording()

    def _gradients_in_parts(
        self, learner: Learner, questions: Sequence[int], rehearsal: Sequence[int]
    ) -> None:
        add = partial(add_gradients_of, learner)
        rehearse = partial(add_rehearsal_gradients_of, learner)
        if self.recorded:
            add = self.recorded.add
        if self.recorded_rehearsal:
            rehearse = self.recorded_rehearsal.add
        clear_gradients(learner)
        for rows, compute in ((questions, add), (rehearsal, rehearse)):
            for start in range(0, len(rows), self.rows_at_once):
                compute(rows[start : start + self.rows_at_once])

    def _stop_recording(self) -> None:
        self.recorder = self.recorded = self.recorded_rehearsal = None
        torch.cuda.empty_cache()

    def _prime(self) -> None:
        """Let the optimizer make its state, so that it stays in place; record the update."""
        learner = self.learner
        weights = learner.adapter.weights
        before = weights.detach().clone()
        learner.scaler.scale(learner.loss)
        learner.adapter.collect()
        update_weights(learner)
        if self.recorder:
            [replay] = self.recorder.record(partial(update_weights, learner))
            self.update = lambda _learner: replay()
        with torch.no_grad():
            weights.copy_(before)
            for tensor in learner.moments.values():
                tensor.zero_()
        learner.adapter.refresh()


def _cuda_random_state(device: torch.device) -> Tensor | None:
    return torch.cuda.get_rng_state() if device.type == "cuda" else None
