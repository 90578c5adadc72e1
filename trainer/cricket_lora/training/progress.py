"""How far a training has come, and the points that it can go back to."""

from dataclasses import dataclass

from torch import Tensor


@dataclass
class Progress:
    """Where a training stands: `done` of the `batches` of the epoch under way.

    `step` counts every step that was taken; after a divergence the weights and `epoch` go back to
    an earlier point, the learning rate to `rate_share` of the recipe's, warmed up anew from
    `warm_up_from`.
    """

    step: int
    epoch: int
    batches: list[list[int]]
    done: int
    seconds: float
    rate_share: float = 1.0
    warm_up_from: int = 0

    @property
    def epochs(self) -> float:
        """Epochs done, with fraction."""
        return self.epoch + (self.done / len(self.batches) if self.batches else 0.0)


@dataclass(frozen=True)
class Snapshot:
    """Weights that were good at the beginning of `epoch`, and what was known of the questions."""

    epoch: int
    weights: Tensor
    recalled: Tensor
    confidence: Tensor
