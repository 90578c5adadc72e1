"""Brings a diverging training back: to its last good weights, at a lower learning rate."""

from collections.abc import Mapping

import torch

from cricket_lora.protocol.events import EventLog
from cricket_lora.protocol.failure import Failure
from cricket_lora.protocol.warning import RunWarning
from cricket_lora.training.divergence import DivergenceDetector, answer_entropy
from cricket_lora.training.progress import Snapshot
from cricket_lora.training.training import Training

# Each time the learning rate is lowered to this share of what it was.
LOWERED_TO = 1 / 3
MOST_TRIES = 3


class Guard:
    """Watches the losses of `training`; keeps the last weights that were good.

    Good are those of the start, and of each epoch's end at which the loss is near its best and
    below the answers' entropy: by then facts are learned, not only the form of answers.
    `automatic`: the learning rate was not a person's choice.
    """

    def __init__(self, training: Training, events: EventLog, *, automatic: bool) -> None:
        self.training = training
        self.events = events
        learner = training.learner
        mode = learner.recipe.on_divergence
        self.lowers = mode == "lower" or (mode == "auto" and automatic)
        size = learner.recipe.batch_size
        self.steps_per_pass = sum(-(-len(asked) // size) for asked in training.rounds())
        self.detector = DivergenceDetector(answer_entropy(learner.rendered), self.steps_per_pass)
        self.good, self.good_best = training.snapshot(), self.detector.best
        self.tries = 0
        # Read once a window: reading a loss waits for the device.
        self.losses = torch.zeros(self.detector.window, device=learner.loss.device)
        self.unread = 0

    def watch(self, *, now: bool = False) -> str | None:
        """Take the step just done; say why the training diverges, or None.

        `now`: judge at once, since the loss is known not to be finite.
        """
        self.losses[self.unread] = self.training.learner.loss
        self.unread += 1
        progress = self.training.progress
        ends_pass = progress.done == len(progress.batches)
        if not now and self.unread < len(self.losses) and not ends_pass:
            return None
        reason = self.detector.add(self._read(), asks_everything=self._asks_everything())
        if reason != "non-finite" or self.training.attends_eagerly:
            return reason
        # The weights are still good: a step without finite gradients changes none.
        self.training.attend_eagerly()
        self.events.warn(
            RunWarning("attends-eagerly", "Loss is not finite: attention is computed eagerly")
        )
        return None

    def end_epoch(self) -> None:
        """Keep the weights if they are good; called with `progress` at the next epoch's start."""
        if self.detector.is_near_its_best and self.detector.knows_more_than_form:
            self.good, self.good_best = self.training.snapshot(), self.detector.best

    def recover(self, reason: str) -> None:
        """Go back and lower the rate, which the event `diverged` tells.

        Raises `non-finite-loss` or `diverged` where the rate is not to be lowered, or was lowered
        often enough.
        """
        training, loss = self.training, self.training.learner.loss
        step, epoch = training.progress.step, training.progress.epochs
        peak = training.learner.recipe.learning_rate * training.progress.rate_share
        if not self.lowers or self.tries == MOST_TRIES:
            raise Failure(
                "non-finite-loss" if reason == "non-finite" else "diverged",
                step=step,
                epoch=round(epoch, 2),
                learningRate=_rounded(peak),
                lower=_rounded(peak * LOWERED_TO),
                tries=self.tries,
            )
        self.tries += 1
        training.go_back(self.good, training.progress.rate_share * LOWERED_TO)
        self.detector.start_again(self.good_best)
        self.events.write(
            "diverged",
            step=step,
            epoch=round(epoch, 4),
            reason=reason,
            **({"loss": float(loss)} if bool(torch.isfinite(loss)) else {}),
            backTo=self.good.epoch,
            learningRate=_rounded(peak * LOWERED_TO),
            tries=self.tries,
            mostTries=MOST_TRIES,
        )

    def state(self) -> dict[str, object]:
        """What a resumed run needs to judge and to go back as this one would."""
        detector, progress = self.detector, self.training.progress
        good: Mapping[str, object] = vars(self.good)
        if progress.done == 0 and self.good.passes == progress.passes:
            # The weights that the checkpoint holds anyway.
            good = {"epoch": self.good.epoch, "passes": self.good.passes}
        return {
            "best": detector.best,
            "windows": detector.windows,
            "pending": detector.pending,
            "unread": self.losses[: self.unread].tolist(),
            "tries": self.tries,
            "good": dict(good),
            "goodBest": self.good_best,
        }

    def load_state(self, state: Mapping[str, object]) -> None:
        """After `training.load_state`."""
        device = self.losses.device
        self.detector.best = state["best"]
        self.detector.windows = list(state["windows"])
        self.detector.pending = list(state["pending"])
        self.tries = state["tries"]
        self.unread = len(state["unread"])
        self.losses[: self.unread] = torch.tensor(state["unread"], device=device)
        good, self.good_best = state["good"], state["goodBest"]
        if "weights" in good:
            tensors = ("weights", "recalled", "confidence")
            passes = good.get("passes", good["epoch"])
            self.good = Snapshot(
                good["epoch"], passes, *(good[name].to(device) for name in tensors)
            )
        else:
            self.good = self.training.snapshot()

    def state_bytes(self) -> int:
        """About what `state` adds to a checkpoint at most."""
        return self.good.weights.numel() * self.good.weights.element_size()

    def _read(self) -> list[float]:
        losses, self.unread = self.losses[: self.unread].tolist(), 0
        return losses

    def _asks_everything(self) -> bool:
        return len(self.training.progress.batches) >= self.steps_per_pass


def _rounded(rate: float) -> float:
    return float(f"{rate:.3g}")
