"""Notices that a training diverges, from its losses alone.

The limits were read off curves of real pretrained bases, healthy and diverging
(trainer/tests/fixtures/loss_curves.json holds them).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from cricket_lora.data.render import Rendered

# Losses are judged in windows of a quarter of an epoch, and of at least this many steps.
SMALLEST_WINDOW = 20
# A window is a spike when its mean is above BASE + FACTOR x the best mean so far, in nats a token.
SPIKE_FACTOR, SPIKE_BASE = 1.5, 0.25
# Below this share of the answers' entropy no spike counts: the questions are nearly recalled.
SPIKE_FLOOR = 0.8
# Weights may be kept as good when the latest window is within these of the best.
NEAR_FACTOR, NEAR_BASE = 1.25, 0.05
# An epoch teaches nothing when its mean is above this share of the half epoch before it...
STANDSTILL = 0.97
# ...and above this multiple of the answers' entropy...
ABOVE_ENTROPY = 1.05
# ...and either erratic, a single step's loss above this multiple of the mean...
ERRATIC = 1.75
# ...or worse than before: the mean above this multiple of the best so far.
WORSE = 1.1


@dataclass
class DivergenceDetector:
    """Takes the losses of every step; says when they can only be those of a diverging training.

    `entropy`: of the answers, in nats a token (`answer_entropy`): the loss of a model that knows
    how answers look and no fact. `steps_per_epoch`: when every question is asked.
    """

    entropy: float
    steps_per_epoch: int
    best: float = math.inf
    windows: list[list[float]] = field(default_factory=list)  # [mean, largest] each
    pending: list[float] = field(default_factory=list)

    @property
    def window(self) -> int:
        """Steps of a window."""
        return max(SMALLEST_WINDOW, self.steps_per_epoch // 4)

    def add(self, losses: Sequence[float], *, asks_everything: bool) -> str | None:
        """Take the `losses` of the next steps; return `non-finite`, `spike`, `standstill` or None.

        While settled questions rest, steps see only the hardest ones: their losses are not judged.
        """
        if not all(map(math.isfinite, losses)):
            return "non-finite"
        if not asks_everything:
            return None
        for loss in losses:
            # Nothing is learned before the first step: its loss is the base's own.
            self.best = loss if self.best == math.inf else self.best
            self.pending.append(loss)
            if len(self.pending) == self.window:
                reason = self._judge(self.pending)
                self.pending = []
                if reason:
                    return reason
        return None

    def _judge(self, losses: Sequence[float]) -> str | None:
        mean = sum(losses) / len(losses)
        limit = max(SPIKE_BASE + SPIKE_FACTOR * self.best, SPIKE_FLOOR * self.entropy)
        if mean > limit:
            return "spike"
        self.best = min(self.best, mean)
        self.windows.append([mean, max(losses)])
        return "standstill" if self._stands_still() else None

    def _stands_still(self) -> bool:
        """Whether the epoch that the last window ends taught nothing; asked once an epoch."""
        epoch = max(1, round(self.steps_per_epoch / self.window))
        half = max(1, epoch // 2)
        if len(self.windows) < 2 * epoch or len(self.windows) % epoch:
            return False
        latest, before = self.windows[-epoch:], self.windows[-epoch - half : -epoch]
        mean = sum(mean for mean, _ in latest) / epoch
        return (
            mean > ABOVE_ENTROPY * self.entropy
            and mean > STANDSTILL * sum(mean for mean, _ in before) / half
            and (max(largest for _, largest in latest) > ERRATIC * mean or mean > WORSE * self.best)
        )

    @property
    def is_near_its_best(self) -> bool:
        """Whether the last window's loss is about as low as any before."""
        return bool(self.windows) and self.windows[-1][0] <= NEAR_BASE + NEAR_FACTOR * self.best

    @property
    def knows_more_than_form(self) -> bool:
        """Whether the last window's loss is below that of knowing the answers' form alone."""
        return bool(self.windows) and self.windows[-1][0] < self.entropy

    def start_again(self, best: float) -> None:
        """Forget the losses of weights that are given up; `best` as it was before them."""
        self.best, self.windows, self.pending = best, [], []


def answer_entropy(rendered: Sequence[Rendered]) -> float:
    """Nats a token of the answers, each token given its statistic and its place in the answer.

    Shannon's conditional entropy over the trained questions: the lowest mean loss that a model
    reaches without telling one entity from another.
    """
    places: dict[tuple[str, int], Counter[int]] = defaultdict(Counter)
    for row in rendered:
        for place, token in enumerate(row.answer):
            places[row.question.statistic, place][token] += 1
    tokens = sum(counts.total() for counts in places.values())
    nats = -sum(
        count * math.log(count / counts.total())
        for counts in places.values()
        for count in counts.values()
    )
    return nats / tokens
