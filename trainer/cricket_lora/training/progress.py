"""How far a training has come, and the points that it can go back to."""

from dataclasses import dataclass

from torch import Tensor


@dataclass
class Progress:
    """Where a training stands: `done` of the `batches` of the pass under way.

    An epoch is one pass over the questions, or `passes_of_epoch` over the few that are left.
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
    passes: int = 0  # done, of all epochs
    passes_done: int = 0  # of the epoch under way
    passes_of_epoch: int = 1  # at most

    @property
    def epochs(self) -> float:
        """Epochs done, with fraction."""
        of_pass = self.done / len(self.batches) if self.batches else 0.0
        return self.epoch + (self.passes_done + of_pass) / self.passes_of_epoch

    def end_pass(self, *, ends_epoch: bool) -> None:
        """Go on with the next pass, or epoch: after its last pass, or as `ends_epoch` says."""
        self.passes, self.passes_done = self.passes + 1, self.passes_done + 1
        self.batches, self.done = [], 0
        if ends_epoch or self.passes_done == self.passes_of_epoch:
            self.epoch, self.passes_done, self.passes_of_epoch = self.epoch + 1, 0, 1


@dataclass(frozen=True)
class Snapshot:
    """Weights that were good at the beginning of `epoch`, and what was known of the questions."""

    epoch: int
    passes: int
    weights: Tensor
    recalled: Tensor
    confidence: Tensor
