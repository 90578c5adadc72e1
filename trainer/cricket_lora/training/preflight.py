"""A few steps and one batch of predictions, to know before a run what it takes."""

import time
from collections.abc import Sequence

import torch

from cricket_lora.model.adapter import add_adapter
from cricket_lora.model.device import memory_free, memory_in_use
from cricket_lora.model.job import Job
from cricket_lora.predicting.predictor import even_batches
from cricket_lora.predicting.within_memory import in_fitting_batches
from cricket_lora.predicting.write_predictions import make_predictor
from cricket_lora.protocol.failure import Failure
from cricket_lora.training.loop import make_guard, make_training
from cricket_lora.training.training import Training

STEPS = 3


def preflight(job: Job) -> None:
    """Write the event `preflight`: what the recipe takes here, measured, and what to lower.

    The steps see the longest questions, so that no step of the run takes more. Raises
    `out-of-memory` where not even one question fits, and Cancelled.
    """
    device, recipe = job.base.device, job.recipe
    free = memory_free(device)
    add_adapter(job.base, recipe)
    training = make_training(job)
    _guard = make_guard(job, training)  # its copy of the weights takes memory, too
    learner = training.learner
    job.events.phase("measuring")
    lengths = [len(row.prompt) + len(row.answer) for row in learner.rendered]
    longest = sorted(range(len(lengths)), key=lengths.__getitem__)[-recipe.batch_size :]
    seconds_per_step = measure_steps(training, longest, job)
    seconds_per_batch, batches = measure_predictions(job)
    steps = recipe.epochs * sum(-(-len(asked) // recipe.batch_size) for asked in training.rounds())
    job.events.write(
        "preflight",
        capability=describe_capability(device),
        reason=reason_of_dtype(job),
        freeBytes=free,
        peakBytes=memory_in_use(device),
        recorded=training.recorded is not None,
        # Of a whole step, which fewer questions than that do not fill.
        questionsAtOnce=min(recipe.batch_size, training.rows_at_once * learner.peers.count),
        secondsPerStep=round(seconds_per_step, 5),
        stepsToCap=steps,
        secondsToCap=round(steps * seconds_per_step, 1),
        secondsPredicting=round(batches * seconds_per_batch, 1),
    )


def measure_steps(training: Training, batch: Sequence[int], job: Job) -> float:
    """Seconds of a step, after the first: that one sets up what all later ones use."""
    training.record([batch])
    float(training.step(batch))
    started = time.monotonic()
    for _ in range(STEPS):
        job.cancellation.check()
        loss = training.step(batch)
    float(loss)  # waits for the device
    return (time.monotonic() - started) / STEPS


def measure_predictions(job: Job) -> tuple[float, int]:
    """Seconds of a batch of the longest questions, and how many batches there are."""
    job.base.model.eval()
    rows = even_batches(len(job.rendered), job.recipe.prediction_batch_size)
    longest = sorted(job.rendered, key=lambda row: len(row.prompt))[-rows:]
    limit = job.recipe.max_answer_tokens
    measured: list[tuple[float, int]] = []  # of each batch: seconds, and its rows

    def measure(batch: Sequence[int], rows: int) -> None:
        predictor = make_predictor(job, job.rendered, job.prefix, limit, rows)
        predictor.answer([longest[i] for i in batch])
        started = time.monotonic()
        predictor.answer([longest[i] for i in batch])
        measured.append((time.monotonic() - started, rows))

    try:
        in_fitting_batches(range(len(longest)), len(longest), measure)
    except torch.OutOfMemoryError:
        size = job.recipe.prediction_batch_size
        raise Failure("out-of-memory", phase="predicting", batchSize=size) from None
    seconds, rows = measured[0]
    return seconds, -(-len(job.rendered) // rows)


def describe_capability(device: torch.device) -> str:
    if device.type != "cuda":
        return ""
    return ".".join(map(str, torch.cuda.get_device_capability(device)))


def reason_of_dtype(job: Job) -> str:
    """Why the base is held in its type, in a few words."""
    if job.recipe.precision != "auto":
        return "asked for by the recipe"
    if job.base.device.type == "cpu":
        return "a processor is fastest in it"
    if job.base.device.type == "mps":
        return f"Apple's GPU {'has' if job.base.dtype == 'bf16' else 'lacks'} bf16"
    if job.base.dtype == "bf16":
        return "the GPU multiplies it natively, from capability 8.0"
    return "the GPU has no native bf16, below capability 8.0"
