"""What is recalled with the weights as they stand, measured between passes."""

from collections.abc import Sequence

import torch
from torch import Tensor

from cricket_lora.predicting.recall import measure_recall
from cricket_lora.protocol.cancellation import Cancellation
from cricket_lora.protocol.failure import Failure
from cricket_lora.training.learner import Learner
from cricket_lora.training.schedule import is_little_left, waiting
from cricket_lora.training.training import Training


def measure_frozen(
    learner: Learner, places: Sequence[int], cancellation: Cancellation
) -> tuple[Tensor, Tensor]:
    """Of the questions `places`: recalled or not, and the probability of the answer; [places] each.

    Each peer measures its part, and all have the same result. Raises Cancelled, and `out-of-memory`
    where not even one question fits.
    """
    learner.model.eval()
    try:
        recalled, logprob = measure_recall(
            learner.model,
            [learner.rendered[i] for i in learner.peers.part_of(places)],
            learner.prefix,
            learner.recipe.prediction_batch_size,
            cancellation,
        )
    except torch.OutOfMemoryError:
        raise Failure("out-of-memory", phase="recalling", batchSize=1) from None
    learner.model.train()
    measured = torch.zeros(len(places), 2, device=learner.device)
    part = torch.stack([recalled.float(), logprob.exp().float()], dim=1)
    learner.peers.part_of(measured).copy_(part)
    learner.peers.sum(measured)
    return measured[:, 0] > 0, measured[:, 1]


def is_enough(recalled: Tensor, share: float) -> bool:
    """Whether of the questions `recalled` [questions] at least this share is; of none, always."""
    return int(recalled.sum()) >= share * len(recalled)


def measure_all_recalled(learner: Learner, places: Tensor, cancellation: Cancellation) -> bool:
    """Whether all of the questions `places` are recalled with the weights as they stand; `learner`
    has what was measured, so that what is no longer settled is asked again.

    The least confident come first, and where one of them is not recalled, the rest is not measured.
    """
    likely_missed_first = places[learner.confidence[places].argsort(stable=True)].tolist()
    first = learner.recipe.prediction_batch_size
    return all(
        bool(_measure(learner, part, cancellation).all())
        for part in (likely_missed_first[:first], likely_missed_first[first:])
        if part
    )


def has_outdated_recall(training: Training) -> bool:
    """Whether nearly all that the last pass asked was recalled, and what waited for its turn seems
    not to be: its last step was some passes ago."""
    recalled = training.learner.recalled[:-1]
    waited = _waited(training)
    if not waited or is_little_left(recalled):
        return False
    asked = torch.ones_like(recalled)
    asked[waited] = False
    return is_little_left(recalled[asked])


def refresh_recall(training: Training, cancellation: Cancellation) -> None:
    """Measure what waited in the last pass, so that it does not keep the rest from resting."""
    _measure(training.learner, _waited(training), cancellation)


def _measure(learner: Learner, places: Sequence[int], cancellation: Cancellation) -> Tensor:
    """Which of the questions `places` are recalled [places]; `learner` has it from now on."""
    recalled, confidence = measure_frozen(learner, places, cancellation)
    learner.recalled[places] = recalled
    # At most that of the least likely token, which a step would have noted.
    learner.confidence[places] = confidence
    return recalled


def _waited(training: Training) -> list[int]:
    passes = training.progress.passes
    return waiting(training.turns, passes - 1) if passes else []
