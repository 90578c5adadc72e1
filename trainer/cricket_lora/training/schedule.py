"""What changes while a training goes on: the learning rate, and the questions that it asks."""

import math
import random
from collections.abc import Sequence

from torch import Tensor

from cricket_lora.data.render import Rendered
from cricket_lora.protocol.request import Recipe
from cricket_lora.training.progress import Progress

# Under the schedule `recall` the learning rate never falls below this share of its peak.
SMALLEST_RATE = 0.05
# Share of questions recalled from which those that are settled rest.
REST_FROM = 0.98
# Settled questions are asked again in every epoch of this number: what rests may be forgotten.
EPOCHS_OF_REST = 8


def scheduled_rate(recipe: Recipe, progress: Progress) -> float:
    """The learning rate of the next step: risen over the warm-up, then fallen by the schedule.

    The schedule `recall` falls by what is recalled, which only the device knows: see `recall_rate`.
    """
    share = min(1.0, progress.epochs / recipe.epochs)
    fall = {
        "constant": 1.0,
        "recall": 1.0,
        "linear": 1.0 - share,
        "cosine": 0.5 * (1.0 + math.cos(math.pi * share)),
    }[recipe.schedule]
    rise = min(1.0, (progress.step - progress.warm_up_from + 1) / (recipe.warmup_steps + 1))
    return recipe.learning_rate * progress.rate_share * rise * fall


def recall_rate(peak: Tensor, recalled: Tensor) -> Tensor:
    """Under the schedule `recall`: `peak` times the share of questions not yet `recalled`."""
    unrecalled = 1.0 - recalled.float().mean()
    return peak * unrecalled.clamp(min=SMALLEST_RATE)


def questions_to_ask(
    recalled: Tensor, confidence: Tensor, settled_at: float, epoch: int
) -> list[int]:
    """In `epoch`: all, or when few are left to be recalled, those that are not settled.

    `recalled` and `confidence` [questions] as their last steps showed. Resting earlier was faster
    still and found less through phrasings that were not trained.
    """
    few_left = float(recalled.float().mean()) >= REST_FROM
    asks_all = (epoch + 1) % EPOCHS_OF_REST == 0
    if settled_at >= 1 or not few_left or asks_all:
        return list(range(len(recalled)))
    settled = recalled & (confidence >= settled_at)
    asked = [i for i, rests in enumerate(settled.tolist()) if not rests]
    return asked or list(range(len(recalled)))


def rehearsed_rows(recipe: Recipe) -> int:
    """Rows that each step rehearses, so that they are the recipe's share of all its rows."""
    return max(1, round(recipe.batch_size * recipe.rehearsal / (1 - recipe.rehearsal)))


def rehearsal_groups(rehearsed: Sequence[Rendered], recipe: Recipe) -> list[list[int]]:
    """`rehearsed` by steps, in groups of about one length, so that little is padding."""
    if not rehearsed:
        return []
    rows = rehearsed_rows(recipe)
    lengths = [len(row.prompt) + len(row.answer) for row in rehearsed]
    order = sorted(range(len(rehearsed)), key=lengths.__getitem__)
    return [order[i : i + rows] for i in range(0, len(order), rows)]


def rehearsal_of(step: int, groups: Sequence[list[int]], seed: int) -> list[int]:
    """The group that a step rehearses: all of them in turn, shuffled anew after the last.

    From the step's number alone, so that a resumed run goes on as it would have.
    """
    if not groups:
        return []
    turn, place = divmod(step, len(groups))
    order = list(range(len(groups)))
    random.Random(f"{seed}/rehearsal/{turn}").shuffle(order)
    return groups[order[place]]


def rounds(asked: Sequence[int], rendered: Sequence[Rendered]) -> list[list[int]]:
    """Of an epoch: the questions `asked`, then those among them to ask a second time…

    Rounds of their own, so that no step sees a question twice.
    """
    times = [rendered[i].question.times for i in asked]
    return [[i for i, n in zip(asked, times) if n > done] for done in range(max(times))]
