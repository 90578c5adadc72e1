"""A training: a learner and how far it has come, its steps within memory, its state on disk."""

from collections.abc import Callable, Sequence
from functools import partial

import torch
from torch import Tensor

from cricket_lora.fast.cuda_graphs import Recorder
from cricket_lora.fast.pack_attention import reads_packs, use_eager_attention
from cricket_lora.protocol.failure import Failure
from cricket_lora.training.learner import Learner
from cricket_lora.training.progress import Progress, Snapshot
from cricket_lora.training.record_gradients import Recorded, record_gradients
from cricket_lora.training.schedule import (
    PASSES_OF_REST,
    at_rest,
    questions_to_ask,
    rehearsal_groups,
    rehearsal_of,
    rounds,
    scheduled_rate,
    turns_among,
)
from cricket_lora.training.step import (
    add_both_gradients_of,
    add_gradients_of,
    add_rehearsal_gradients_of,
    clear_gradients,
    train_step,
    update_weights,
)


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
        self.recorded: Recorded | None = None
        self.groups = rehearsal_groups(learner.rehearsed, learner.recipe)
        self.turns = turns_among([row.question for row in learner.rendered])
        self.update: Callable[[Learner], None] = update_weights
        self._prime()

    def rounds(self) -> list[list[int]]:
        """Of the next pass: the questions to ask, then those to ask a second time…"""
        recalled, passes = self.learner.recalled[:-1], self.progress.passes
        asked = questions_to_ask(recalled, self._at_rest(), passes, self.turns)
        return rounds(asked, self.learner.rendered)

    def begin_pass(self, batches: list[list[int]]) -> None:
        """Of an epoch the only one, or where questions rest the first of several."""
        progress = self.progress
        progress.batches = batches
        if progress.passes_done == 0:
            progress.passes_of_epoch = PASSES_OF_REST if self._at_rest().any() else 1

    def end_pass(self) -> bool:
        """Whether the epoch ends, too: after its last pass, or if nothing would rest in another."""
        self.progress.end_pass(ends_epoch=not self._at_rest().any())
        return self.progress.passes_done == 0

    def _at_rest(self) -> Tensor:
        learner = self.learner
        return at_rest(
            learner.recalled[:-1],
            learner.confidence[:-1],
            learner.recipe.settled_at,
            self.progress.epoch,
        )

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
        try:
            self.recorded = record_gradients(
                self.learner, self.recorder, batches, self.groups, self.rows_at_once
            )
        except torch.OutOfMemoryError:
            self._stop_recording()

    def attend_eagerly(self) -> None:
        """Compute attention from now on as the formula has it, in fp32 between its products."""
        use_eager_attention()
        self.attends_eagerly = True
        self.recorded = None  # its graphs replay the fused kernels

    def snapshot(self) -> Snapshot:
        """A copy of what `go_back` needs; it stays on the device."""
        learner = self.learner
        return Snapshot(
            self.progress.epoch,
            self.progress.passes,
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
        progress.passes, progress.passes_done, progress.passes_of_epoch = to.passes, 0, 1
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
        progress = state["progress"]
        # Earlier checkpoints took every epoch for one pass.
        self.progress = Progress(**{"passes": progress["epoch"], **progress})

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
        rows = self.rows_at_once
        clear_gradients(learner)
        whole = max(len(questions), len(rehearsal)) <= rows
        if questions and rehearsal and whole and reads_packs(learner.model):
            self._both(questions, rehearsal)
            return
        rehearse = partial(add_rehearsal_gradients_of, learner)
        for places, compute in ((questions, self._alone), (rehearsal, rehearse)):
            for start in range(0, len(places), rows):
                compute(places[start : start + rows])

    def _alone(self, questions: Sequence[int]) -> None:
        if self.recorded and self.recorded.alone:
            self.recorded.alone.add(questions)
        else:
            add_gradients_of(self.learner, questions)

    def _both(self, questions: Sequence[int], rehearsal: Sequence[int]) -> None:
        if self.recorded and self.recorded.both:
            self.recorded.both.add(questions, rehearsal)
        else:
            add_both_gradients_of(self.learner, questions, rehearsal)

    def _stop_recording(self) -> None:
        self.recorder = self.recorded = None
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
