"""The state of a training, and one step of it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy
from transformers import PreTrainedModel

from cricket_lora.adapter import adapter_bytes, adapter_parameters
from cricket_lora.failure import Failure
from cricket_lora.pack import answer_logits, pack
from cricket_lora.recall import rows_confidence, rows_recalled
from cricket_lora.render import Rendered
from cricket_lora.request import Recipe

# fp16 gradients overflow at the usual start of 2^16 within the first steps.
FIRST_LOSS_SCALE = 2.0**11
# Share of the learning rate that the schedule `recall` leaves when everything is recalled.
LOWEST_RATE = 0.05


@dataclass
class Progress:
    """Where a training stands: `done` of the `batches` of the epoch under way."""

    step: int
    epoch: int
    batches: list[list[int]]
    done: int
    seconds: float

    @property
    def epochs(self) -> float:
        """Epochs done, with fraction."""
        return self.epoch + (self.done / len(self.batches) if self.batches else 0.0)


class Training:
    """Model, optimizer and progress; `recipe` is resolved, `rendered` the questions to train.

    `recalled` and `confidence` [questions] hold what each question's last step showed: whether
    its answer was the most likely one, and the probability of the answer's least likely token.
    """

    def __init__(
        self,
        model: PreTrainedModel,
        rendered: Sequence[Rendered],
        prefix: Sequence[int],
        recipe: Recipe,
        dtype: str,
    ) -> None:
        self.model = model
        self.rendered = rendered
        self.prefix = prefix
        self.recipe = recipe
        self.parameters = adapter_parameters(model)
        self.optimizer = torch.optim.AdamW(
            self.parameters, lr=recipe.learning_rate, weight_decay=recipe.weight_decay, fused=True
        )
        self.scaler = torch.amp.GradScaler(
            model.device.type, init_scale=FIRST_LOSS_SCALE, enabled=dtype == "fp16"
        )
        self.progress = Progress(step=0, epoch=0, batches=[], done=0, seconds=0.0)
        self.recalled = torch.zeros(len(rendered), dtype=torch.bool)
        self.confidence = torch.zeros(len(rendered))
        self.rows_at_once = recipe.batch_size

    def step(self, batch: Sequence[int]) -> float:
        """Learn the questions at the indices `batch`; return the mean loss of a token, in nats.

        Raises `non-finite-loss` before the weights are touched, and `out-of-memory` when not even
        one question fits. When several do not fit at once, they are taken in smaller parts.
        """
        rate = self.learning_rate()
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        while True:
            try:
                loss = self._accumulate(batch)
                break
            except torch.OutOfMemoryError:
                if self.rows_at_once == 1:
                    raise Failure("out-of-memory", phase="training", batchSize=1) from None
            self.rows_at_once = max(1, self.rows_at_once // 2)
            torch.cuda.empty_cache()
        if not math.isfinite(loss):
            raise Failure("non-finite-loss", step=self.progress.step + 1, learningRate=rate)
        self.scaler.unscale_(self.optimizer)
        if self.recipe.max_grad_norm > 0:
            torch.nn.utils.clip_grad_norm_(self.parameters, self.recipe.max_grad_norm)
        self.scaler.step(self.optimizer)
        self.scaler.update()
        self.progress.step += 1
        return loss

    def _accumulate(self, batch: Sequence[int]) -> float:
        """Gradients of the mean loss over all answer tokens of `batch`; returns that loss."""
        self.optimizer.zero_grad()
        tokens = sum(len(self.rendered[i].answer) for i in batch)
        total = 0.0
        for start in range(0, len(batch), self.rows_at_once):
            part = list(batch[start : start + self.rows_at_once])
            packed = pack([self.rendered[i] for i in part], self.prefix, self.model.device)
            logits = answer_logits(self.model, packed)
            losses = cross_entropy(logits, packed.targets, reduction="none")
            loss = losses.sum() / tokens
            self.scaler.scale(loss).backward()
            total += float(loss.detach())
            self.recalled[part] = rows_recalled(logits, packed).cpu()
            self.confidence[part] = rows_confidence(losses.detach(), packed).cpu()
        return total

    def learning_rate(self) -> float:
        """Of the next step: risen over the warm-up, then fallen by the schedule.

        `recall` follows what is still to be learned: a rate that learns fast at first keeps
        pushing recalled answers out again later, and one that does not takes many more epochs.
        """
        recipe = self.recipe
        share = min(1.0, self.progress.epochs / recipe.epochs)
        fall = {
            "constant": 1.0,
            "linear": 1.0 - share,
            "cosine": 0.5 * (1.0 + math.cos(math.pi * share)),
            "recall": max(LOWEST_RATE, 1.0 - float(self.recalled.float().mean())),
        }[recipe.schedule]
        rise = min(1.0, (self.progress.step + 1) / (recipe.warmup_steps + 1))
        return recipe.learning_rate * rise * fall

    def state(self) -> dict[str, object]:
        """Everything that later steps depend on."""
        return {
            "adapter": [parameter.detach() for parameter in self.parameters],
            "optimizer": self.optimizer.state_dict(),
            "scaler": self.scaler.state_dict(),
            "random": torch.get_rng_state(),
            "cudaRandom": _cuda_random_state(self.model.device),
            "progress": vars(self.progress),
            "recalled": self.recalled,
            "confidence": self.confidence,
        }

    def load_state(self, state: dict[str, object]) -> None:
        with torch.no_grad():
            for parameter, saved in zip(self.parameters, state["adapter"]):
                parameter.copy_(saved)
        self.optimizer.load_state_dict(state["optimizer"])
        self.scaler.load_state_dict(state["scaler"])
        torch.set_rng_state(state["random"])
        if state["cudaRandom"] is not None and self.model.device.type == "cuda":
            torch.cuda.set_rng_state(state["cudaRandom"])
        self.progress = Progress(**state["progress"])
        self.recalled = state["recalled"]
        self.confidence = state["confidence"]

    def state_bytes(self) -> int:
        """About what a checkpoint takes: the adapter and AdamW's two moments of it."""
        return 3 * adapter_bytes(self.model) + (1 << 20)


def _cuda_random_state(device: torch.device) -> Tensor | None:
    return torch.cuda.get_rng_state() if device.type == "cuda" else None
