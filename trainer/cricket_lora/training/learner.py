"""What a training changes: the adapter's weights, the optimizer's state, what is recalled."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from transformers import PreTrainedModel

from cricket_lora.data.render import Rendered
from cricket_lora.model.path import Adapter
from cricket_lora.protocol.request import Recipe
from cricket_lora.rehearsal.base_states import BaseStates, read_base_states
from cricket_lora.training.data_parallel import Peers

# fp16 gradients overflow at the usual start of 2^16 within the first steps.
FIRST_LOSS_SCALE = 2.0**11


@dataclass
class Learner:
    """What a step reads and changes. Its tensors stay in place: a recorded step reads them there.

    A question is named by its place in `rendered`, the questions to train; what is rehearsed by its
    place in `rehearsed`. The prompts of both begin with the tokens `prefix`. `recalled` and
    `confidence` have one place more than questions, for rows that only fill up a pack.
    """

    model: PreTrainedModel
    adapter: Adapter
    optimizer: torch.optim.AdamW
    scaler: torch.amp.GradScaler
    recipe: Recipe  # resolved
    rendered: Sequence[Rendered]
    rehearsed: Sequence[Rendered]
    base_states: BaseStates | None  # of `rehearsed`, where they can be kept
    facts: Tensor  # [questions], whether its answer is a fact and not the word for not knowing
    prefix: Sequence[int]
    peers: Peers
    peak: Tensor  # learning rate of the step, before the schedule `recall` lowers it
    rate: Tensor  # learning rate of the step, as the optimizer sees it
    share: Tensor  # of one answer token in the step's loss: one by their number
    rehearsal_share: Tensor  # of one token rehearsed: one by their number
    loss: Tensor  # of the last step: the mean of its answer tokens, in nats
    rehearsal_loss: Tensor  # of the last step that rehearsed: the mean divergence of a token, nats
    recalled: Tensor  # [questions + 1], whether its answer was the most likely one when last asked
    confidence: Tensor  # [questions + 1], probability then of the answer's least likely token

    @property
    def device(self) -> torch.device:
        return self.model.device

    def recalled_facts(self) -> tuple[Tensor, Tensor]:
        """`recalled` of the questions that ask for facts, and of those of the split unknown."""
        recalled = self.recalled[:-1]
        return recalled[self.facts], recalled[~self.facts]

    @property
    def moments(self) -> dict[str, Tensor]:
        """AdamW's state."""
        return self.optimizer.state[self.adapter.weights]


def make_learner(
    model: PreTrainedModel,
    adapter: Adapter,
    rendered: Sequence[Rendered],
    *,
    rehearsed: Sequence[Rendered] = (),
    prefix: Sequence[int],
    recipe: Recipe,
    dtype: str,
    peers: Peers,
) -> Learner:
    """At its beginning: `adapter` is that of `model`, whose `dtype` is a name in DTYPES."""
    device = model.device
    with adapter.off():
        base_states = read_base_states(model, rehearsed, prefix)
    rate = torch.zeros((), device=device)
    # In fp32 and bf16 the scale stays 1; a gradient that is not finite still skips its step.
    scaled = dtype == "fp16"
    return Learner(
        model=model,
        adapter=adapter,
        optimizer=torch.optim.AdamW(
            [adapter.weights],
            lr=rate if device.type == "cuda" else 0.0,
            weight_decay=recipe.weight_decay,
            fused=True,
            capturable=device.type == "cuda",
        ),
        scaler=torch.amp.GradScaler(
            device.type,
            init_scale=FIRST_LOSS_SCALE if scaled else 1.0,
            growth_interval=2000 if scaled else 2**31 - 1,
        ),
        recipe=recipe,
        rendered=rendered,
        rehearsed=rehearsed,
        base_states=base_states,
        facts=torch.tensor([row.question.split == "train" for row in rendered], device=device),
        prefix=prefix,
        peers=peers,
        peak=torch.zeros((), device=device),
        rate=rate,
        share=torch.zeros((), device=device),
        rehearsal_share=torch.zeros((), device=device),
        loss=torch.zeros((), device=device),
        rehearsal_loss=torch.zeros((), device=device),
        recalled=torch.zeros(len(rendered) + 1, dtype=torch.bool, device=device),
        confidence=torch.zeros(len(rendered) + 1, device=device),
    )
