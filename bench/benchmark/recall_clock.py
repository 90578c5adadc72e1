"""Times transformers' Trainer until every trained question is answered by greedy generation."""

from collections.abc import Sequence

import torch
from transformers import (
    PreTrainedModel,
    PreTrainedTokenizerBase,
    TrainerCallback,
    TrainerControl,
    TrainerState,
    TrainingArguments,
)

from benchmark.job import Job, Measurement
from benchmark.step_clock import now, peak_bytes

# Answers are asked for at once, in batches of this many; the longest of the table has 10 tokens.
BATCH, MOST_TOKENS = 256, 16


class RecallClock(TrainerCallback):
    """Sums up the seconds of the epochs; asking every question after each does not count."""

    def __init__(self, job: Job, tokenizer: PreTrainedTokenizerBase) -> None:
        self.rows = job.train_rows()
        self.tokenizer = tokenizer
        self.made = self.began = now()
        self.warmup = 0.0
        self.seconds = 0.0
        self.shares: list[float] = []

    def on_epoch_begin(self, *_: object, **__: object) -> None:
        self.began = now()
        self.warmup = self.warmup or self.began - self.made

    def on_epoch_end(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        model: PreTrainedModel,
        **_: object,
    ) -> None:
        self.seconds += now() - self.began
        self.shares.append(recalled_share(model, self.tokenizer, self.rows))
        print(f"epoch {len(self.shares)}: {self.seconds:.1f} s, {self.shares[-1]:.4f}", flush=True)
        if self.shares[-1] == 1.0:
            control.should_training_stop = True

    def measurement(self, note: str) -> Measurement:
        reached = self.shares[-1] == 1.0
        end = "all recalled" if reached else f"{100 * self.shares[-1]:.2f} % recalled"
        return Measurement(
            questions=len(self.rows) if reached else 0,
            seconds=self.seconds,
            warmup_seconds=self.warmup,
            peak_bytes=peak_bytes(),
            note=f"{end} after {len(self.shares)} epochs; {note}",
        )


@torch.inference_mode()
def recalled_share(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, rows: Sequence[dict]
) -> float:
    """Share of `rows` whose greedy answer is the golden, character for character.

    The model stays in training mode, as nothing is dropped out: Unsloth's own `generate` leaves it
    and returns to it, and would not return if the mode had been changed before.
    """
    right = 0
    for start in range(0, len(rows), BATCH):
        part = rows[start : start + BATCH]
        prompts = tokenizer.apply_chat_template(
            [row["prompt"] for row in part], add_generation_prompt=True, tokenize=False
        )
        inputs = tokenizer(
            prompts,
            add_special_tokens=False,
            padding=True,
            padding_side="left",  # said each time: Unsloth's generate sets the tokenizer's to right
            return_tensors="pt",
        ).to(model.device)
        output = model.generate(
            **inputs, do_sample=False, repetition_penalty=1.0, max_new_tokens=MOST_TOKENS
        )
        answers = tokenizer.batch_decode(
            output[:, inputs["input_ids"].shape[1] :], skip_special_tokens=True
        )
        goldens = [row["completion"][0]["content"] for row in part]
        right += sum(answer.strip() == golden for answer, golden in zip(answers, goldens))
    return right / len(rows)
