"""Times the steps of transformers' Trainer."""

import time

import torch
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from benchmark.job import Job, Measurement


class StepClock(TrainerCallback):
    """Counts from the end of the last warm-up step to the end of the last step."""

    def __init__(self, job: Job) -> None:
        self.warmup_steps, self.batch_size = job.warmup_steps, job.batch_size
        self.made = time.monotonic()
        self.began = self.ended = 0.0
        self.steps = 0

    def on_step_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: object
    ) -> None:
        if state.global_step == self.warmup_steps:
            self.began = now()
        elif state.global_step == state.max_steps:
            self.ended = now()
            self.steps = state.global_step - self.warmup_steps

    def measurement(self, note: str = "") -> Measurement:
        return Measurement(
            questions=self.steps * self.batch_size,
            seconds=self.ended - self.began,
            warmup_seconds=self.began - self.made,
            peak_bytes=peak_bytes(),
            note=note,
        )


def now() -> float:
    """Seconds, once the GPU has done what it was given."""
    if torch.cuda.is_available():
        torch.cuda.synchronize()
    return time.monotonic()


def peak_bytes() -> int:
    return torch.cuda.max_memory_allocated() if torch.cuda.is_available() else 0
