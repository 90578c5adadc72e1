"""One step of training in eager PyTorch: the specification of what a training computes.

It runs as it stands where a model takes the plain path. On the fast path fast/ computes the same in
less time: `make_fast` replaces forwards of the model's and of PEFT's layers, and on a GPU
`add_gradients` and `update_weights` are replayed as CUDA graphs. Tests compare the two.
"""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy
from torch.nn.utils import clip_grad_norm_

from cricket_lora.data.render import Rendered
from cricket_lora.fast.pack import Pack, pack
from cricket_lora.model.path import answer_logits
from cricket_lora.predicting.recall import rows_confidence, rows_recalled
from cricket_lora.rehearsal.divergence import divergence
from cricket_lora.training.learner import Learner
from cricket_lora.training.schedule import recall_rate, steps_between_rehearsals


def add_gradients(learner: Learner, packed: Pack, questions: Tensor) -> None:
    """Of the answers in `packed`, whose rows ask `questions` [rows]; note what they show."""
    logits = answer_logits(learner.model, packed)
    loss = _answers_loss(learner, logits, packed, questions)
    learner.scaler.scale(loss).backward()


def _answers_loss(learner: Learner, logits: Tensor, packed: Pack, questions: Tensor) -> Tensor:
    losses = cross_entropy(logits, packed.targets, reduction="none") * packed.weights
    loss = losses.sum() * learner.share
    with torch.no_grad():
        learner.loss += loss.detach()
        learner.recalled[questions] = rows_recalled(logits, packed)
        learner.confidence[questions] = rows_confidence(losses.detach(), packed)
    return loss


def add_gradients_of(learner: Learner, questions: Sequence[int]) -> None:
    """Of the answers to `questions`, all in one pack."""
    add_gradients(learner, *_packed(learner, learner.rendered, questions))


def _packed(
    learner: Learner, rendered: Sequence[Rendered], places: Sequence[int]
) -> tuple[Pack, Tensor]:
    rows = [rendered[i] for i in places]
    return (
        pack(rows, learner.prefix, learner.device),
        torch.tensor(places, device=learner.device),
    )


def add_rehearsal_gradients(learner: Learner, packed: Pack, rows: Tensor) -> None:
    """Of what `packed` rehearses: the divergence KL(base || adapted) at its answers' tokens.

    Its rows are these of `learner.rehearsed` [rows]. The base's distribution is that of the same
    forward with the adapter off. A step that rehearses does so for those that do not.
    """
    base = _base_logits(learner, packed, rows)
    loss = _rehearsal_loss(learner, answer_logits(learner.model, packed), base, packed)
    learner.scaler.scale(loss).backward()


@torch.no_grad()
def _base_logits(learner: Learner, packed: Pack, rows: Tensor) -> Tensor:
    if learner.base_states:
        return learner.base_states.logits(packed, rows)
    with learner.adapter.off():
        return answer_logits(learner.model, packed)


def _rehearsal_loss(learner: Learner, adapted: Tensor, base: Tensor, packed: Pack) -> Tensor:
    loss = divergence(adapted, base, packed.weights) * learner.rehearsal_share
    with torch.no_grad():
        learner.rehearsal_loss += loss.detach()
    return loss * steps_between_rehearsals(learner.recipe)


def add_both_gradients(
    learner: Learner, packed: Pack, questions: Tensor, rehearsed: Pack, rows: Tensor
) -> None:
    """Those of `add_gradients` and of `add_rehearsal_gradients` by one forward and one backward:
    two small ones would take almost twice as long."""
    base = _base_logits(learner, rehearsed, rows)
    logits = answer_logits(learner.model, packed, rehearsed)
    answers, adapted = logits.split((len(packed.targets), len(rehearsed.targets)))
    loss = _answers_loss(learner, answers, packed, questions)
    loss = loss + _rehearsal_loss(learner, adapted, base, rehearsed)
    learner.scaler.scale(loss).backward()


def add_rehearsal_gradients_of(learner: Learner, rehearsal: Sequence[int]) -> None:
    """Of these rows of `learner.rehearsed`, all in one pack."""
    add_rehearsal_gradients(learner, *_packed(learner, learner.rehearsed, rehearsal))


def add_both_gradients_of(
    learner: Learner, questions: Sequence[int], rehearsal: Sequence[int]
) -> None:
    """Of the answers to `questions` and of these rows of `learner.rehearsed`, side by side."""
    add_both_gradients(
        learner,
        *_packed(learner, learner.rendered, questions),
        *_packed(learner, learner.rehearsed, rehearsal),
    )


def clear_gradients(learner: Learner) -> None:
    learner.adapter.gradient.zero_()
    learner.loss.zero_()


def compute_gradients(learner: Learner, questions: Sequence[int], rehearsal: Sequence[int]) -> None:
    """Of the answers to `questions` and of what is rehearsed, and of nothing else."""
    clear_gradients(learner)
    if questions:
        add_gradients_of(learner, questions)
    if rehearsal:
        add_rehearsal_gradients_of(learner, rehearsal)


def update_weights(learner: Learner) -> None:
    """One step of AdamW; none where a gradient is not finite."""
    learner.scaler.unscale_(learner.optimizer)
    if learner.recipe.max_grad_norm > 0:
        clip_grad_norm_([learner.adapter.weights], learner.recipe.max_grad_norm)
    rate = learner.peak
    if learner.recipe.schedule == "recall":
        rate = recall_rate(learner.peak, learner.recalled[:-1])
    learner.rate.copy_(rate)
    if learner.device.type != "cuda":
        learner.optimizer.param_groups[0]["lr"] = float(learner.rate)
    learner.scaler.step(learner.optimizer)
    learner.scaler.update()
    learner.adapter.refresh()


def train_step(
    learner: Learner,
    batch: Sequence[int],
    peak: float,
    rehearsal: Sequence[int] = (),
    gradients: Callable[[Learner, Sequence[int], Sequence[int]], None] = compute_gradients,
    update: Callable[[Learner], None] = update_weights,
) -> Tensor:
    """Learn the questions `batch` at the learning rate `peak`; return the mean loss of a token.

    In nats, over all answer tokens of the batch, each process taking its part of the questions.
    The mean divergence of the rows `rehearsal` is added to what is lowered, and is not returned.
    `gradients` and `update`: other ways to compute the step's two halves.
    """
    learner.peak.fill_(peak)
    learner.share.fill_(1.0 / sum(len(learner.rendered[i].answer) for i in batch))
    if rehearsal:
        learner.rehearsal_loss.zero_()
        tokens = sum(len(learner.rehearsed[i].answer) for i in rehearsal)
        learner.rehearsal_share.fill_(1.0 / tokens)
    peers = learner.peers
    gradients(learner, peers.part_of(batch), peers.part_of(rehearsal))
    learner.adapter.collect()
    if learner.peers.count > 1:
        _exchange(learner, batch, rehearsed=bool(rehearsal))
    update(learner)
    return learner.loss


def _exchange(learner: Learner, batch: Sequence[int], *, rehearsed: bool) -> None:
    """Add up gradients and loss of all peers; learn what the others saw of their questions."""
    peers = learner.peers
    peers.sum(learner.adapter.weights.grad)
    peers.sum(learner.loss)
    if rehearsed:
        peers.sum(learner.rehearsal_loss)
    questions = torch.tensor(batch, device=learner.device)
    mine = peers.part_of(questions)
    seen = torch.zeros(2, len(batch), device=learner.device)
    peers.part_of(seen[0])[:] = learner.recalled[mine].float()
    peers.part_of(seen[1])[:] = learner.confidence[mine]
    peers.sum(seen)
    learner.recalled[questions] = seen[0] > 0
    learner.confidence[questions] = seen[1]
