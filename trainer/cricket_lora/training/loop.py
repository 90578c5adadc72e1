"""Trains until every question is recalled, or to the cap."""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cricket_lora.data.batches import make_rounds
from cricket_lora.data.questions import TRAINED
from cricket_lora.model.device import memory_in_use
from cricket_lora.model.job import Job
from cricket_lora.model.path import gather_adapter
from cricket_lora.protocol.cancellation import Cancellation
from cricket_lora.protocol.events import EventLog
from cricket_lora.protocol.warning import RunWarning
from cricket_lora.training.checkpoint_writer import CheckpointWriter
from cricket_lora.training.data_parallel import Peers
from cricket_lora.training.frozen_recall import (
    has_outdated_recall,
    is_enough,
    measure_all_recalled,
    refresh_recall,
)
from cricket_lora.training.guard import Guard
from cricket_lora.training.learner import make_learner
from cricket_lora.training.training import Training

SECONDS_BETWEEN_STEP_EVENTS = 0.25
SECONDS_BETWEEN_RECALL_EVENTS = 2.0
# Of the split unknown so much has to be recalled: what is not known is learned from many, and the
# last few of thousands, each time others, would go on for as many epochs as the facts took.
ENOUGH_UNKNOWN = 0.995


@dataclass(frozen=True)
class Outcome:
    """`reason` as in the `finished` event; `seconds` of training, over all starts of the run."""

    reason: str
    seconds: float


def make_training(job: Job) -> Training:
    """At its beginning, of the adapter that `job.base.model` carries."""
    base = job.base
    learner = make_learner(
        base.model,
        gather_adapter(base),
        [row for row in job.rendered if row.question.split in TRAINED],
        rehearsed=job.rehearsed,
        prefix=job.prefix,
        recipe=job.recipe,
        dtype=base.dtype,
        peers=Peers(base.device),
    )
    return Training(learner, records=job.can_record)


def make_guard(job: Job, training: Training) -> Guard:
    """Of a training at its beginning: its weights are the first that are good."""
    return Guard(training, job.events, automatic=job.request.recipe.learning_rate == "auto")


def train(
    training: Training, guard: Guard, folder: Path, events: EventLog, cancellation: Cancellation
) -> Outcome:
    """Go on from `training.progress`; writes checkpoints to `folder` and tells `events`.

    Raises what `guard` raises when the training diverges and is not to be brought back.
    """
    learner, progress = training.learner, training.progress
    recipe = learner.recipe
    lengths = [len(row.prompt) + len(row.answer) for row in learner.rendered]
    before, started = progress.seconds, time.monotonic()
    reports = Reports(training, events)

    def seconds() -> float:
        return before + time.monotonic() - started

    def save() -> None:
        progress.seconds = seconds()
        if learner.peers.rank == 0:
            state = {**training.state(), "guard": guard.state()}
            size = training.state_bytes() + guard.state_bytes()
            checkpoints.save(progress.step, state, size)

    events.phase("training")
    reason = "cap"
    with CheckpointWriter(folder, events) as checkpoints:
        if recipe.checkpoint_every and learner.peers.rank == 0:
            checkpoints.make_room(training.state())
        while progress.epoch < recipe.epochs:
            if not progress.batches:
                begin_pass(training, lengths, events, cancellation)
            if training.recorded is None:
                training.record(progress.batches)
            while progress.done < len(progress.batches):
                if is_cancelled(training, cancellation):
                    save()
                    return Outcome("cancelled", progress.seconds)
                batch = progress.batches[progress.done]
                training.step(batch)
                progress.done += 1
                checkpoints.tell()
                finite = reports.step(sum(lengths[i] for i in batch))
                if diverged := guard.watch(now=not finite):
                    guard.recover(diverged)
                    break
            else:
                ends_epoch = training.end_pass()
                if ends_epoch:
                    guard.end_epoch()
                reports.recall()
                if recipe.stop_at_recall and is_everything_recalled(training, events, cancellation):
                    reason = "recalled"
                    break
                every = recipe.checkpoint_every
                if ends_epoch and every and progress.epoch % every == 0:
                    save()
    return Outcome(reason, seconds())


def begin_pass(
    training: Training, lengths: Sequence[int], events: EventLog, cancellation: Cancellation
) -> None:
    """Choose what the next pass asks, by what is recalled; `lengths` are the questions' tokens."""
    recipe, progress = training.learner.recipe, training.progress
    if has_outdated_recall(training):
        events.phase("recalling")
        refresh_recall(training, cancellation)
        tell_recall(training, events)
        events.phase("training")
    seed = f"{recipe.seed}/{progress.passes}"
    training.begin_pass(make_rounds(training.rounds(), lengths, recipe.batch_size, seed))


def is_cancelled(training: Training, cancellation: Cancellation) -> bool:
    """Peers ask the first of them only now and then: an answer has to be waited for."""
    peers = training.learner.peers
    if peers.count == 1:
        return cancellation.requested
    return training.progress.step % 8 == 0 and peers.agree(cancellation.requested)


def is_everything_recalled(
    training: Training, events: EventLog, cancellation: Cancellation
) -> bool:
    """Measure the facts with frozen weights, once they and enough of what is unknown were recalled
    when they were last asked or measured."""
    learner = training.learner
    facts, unknown = learner.recalled_facts()
    if not (is_enough(facts, 1.0) and is_enough(unknown, ENOUGH_UNKNOWN)):
        return False
    events.phase("recalling")
    recalled = measure_all_recalled(learner, learner.facts.nonzero()[:, 0], cancellation)
    tell_recall(training, events)
    if not recalled:
        events.phase("training")
    return recalled


def tell_recall(training: Training, events: EventLog) -> None:
    """Of the questions that ask for facts; beside it the share of those of the split unknown."""
    learner, progress = training.learner, training.progress
    facts, unknown = learner.recalled_facts()
    events.write(
        "recall",
        step=progress.step,
        epoch=round(progress.epochs, 4),
        recalled=int(facts.sum()),
        questions=len(facts),
        **({"unknown": round(float(unknown.float().mean()), 6)} if len(unknown) else {}),
    )


class Reports:
    """Reports steps and the live recall, at most a few times a second and after each pass."""

    def __init__(self, training: Training, events: EventLog) -> None:
        self.training = training
        self.events = events
        self.rows_at_once = training.rows_at_once
        self.records = training.recorder is not None
        self.last_step = self.last_recall = self.since = time.monotonic()
        self.steps = self.tokens = 0

    def step(self, tokens: int) -> bool:
        """After a step that saw `tokens`; the last one of a pass is always reported.

        The device is waited for only then. Returns False, and reports nothing, when the loss is
        not finite.
        """
        self._note_less_memory()
        self.steps += 1
        self.tokens += tokens
        learner, progress, now = self.training.learner, self.training.progress, time.monotonic()
        ends_pass = progress.done == len(progress.batches)
        if ends_pass or now - self.last_step >= SECONDS_BETWEEN_STEP_EVENTS:
            self.last_step = now
            loss, rate = float(learner.loss), float(f"{float(learner.rate):.6g}")
            if not math.isfinite(loss):
                return False
            seconds = max(now - self.since, 1e-9)
            passes = (learner.recipe.epochs - progress.epochs) * progress.passes_of_epoch
            left = passes * len(progress.batches)
            self.events.write(
                "step",
                step=progress.step,
                epoch=round(progress.epochs, 4),
                loss=loss,
                **self._rehearsal_loss(),
                learningRate=rate,
                tokensPerSecond=round(self.tokens / seconds),
                secondsLeft=round(left * seconds / self.steps, 1),
                memoryBytes=memory_in_use(learner.device),
            )
        if now - self.last_recall >= SECONDS_BETWEEN_RECALL_EVENTS and not ends_pass:
            self.recall()
        return True

    def recall(self) -> None:
        """Of every question at its latest step, while the weights move on."""
        self.last_recall = time.monotonic()
        tell_recall(self.training, self.events)

    def _rehearsal_loss(self) -> dict[str, float]:
        learner = self.training.learner
        loss = float(learner.rehearsal_loss) if learner.rehearsed else math.nan
        return {"rehearsalLoss": round(loss, 6)} if math.isfinite(loss) else {}

    def _note_less_memory(self) -> None:
        records, rows = self.training.recorder is not None, self.training.rows_at_once
        if self.records and not records:
            self.events.warn(
                RunWarning(
                    "no-memory-for-graphs",
                    "Out of memory: steps are no longer recorded as CUDA graphs",
                )
            )
        if rows != self.rows_at_once:
            self.events.warn(
                RunWarning(
                    "no-memory-for-rows",
                    "Out of memory: steps are computed {rows} questions at a time",
                    rows=rows,
                )
            )
        self.records, self.rows_at_once = records, rows
