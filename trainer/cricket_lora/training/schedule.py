"""What changes while a training goes on: the learning rate, and the questions that it asks."""

import math
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from cricket_lora.data.questions import Question
from cricket_lora.data.render import Rendered
from cricket_lora.protocol.request import Recipe
from cricket_lora.training.progress import Progress

# Under the schedule `recall` the learning rate never falls below this share of its peak.
SMALLEST_RATE = 0.05
# Share of questions recalled from which those that are settled rest.
REST_FROM = 0.98
# Settled questions are asked again in every epoch of this number: what rests may be forgotten.
# Before a run counts as recalled, all facts are measured: most runs end before.
EPOCHS_OF_REST = 32
# An epoch in which they rest passes so many times over what is left: a few steps each.
PASSES_OF_REST = 4


class Turns(NamedTuple):
    """A pass asks `asked` of every `of` questions, others the next time."""

    asked: int
    of: int


# Many different questions teach what is not known, and in which spellings and words facts may be
# asked; none of them has to be learned by heart. Facts that are also asked in those are asked often
# enough with a third of their phrasings waiting.
UNKNOWN, OTHER_WAYS, PHRASINGS = Turns(1, 5), Turns(1, 2), Turns(2, 3)
# About so many rows are rehearsed together, in each step or every second, third…: fewer take
# almost as long.
REHEARSED_TOGETHER = 8
# Tokens of an answer with which so many fit, on average.
REHEARSED_TOKENS = 32


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


def at_rest(recalled: Tensor, confidence: Tensor, settled_at: float, epoch: int) -> Tensor:
    """Which questions rest in `epoch` [questions]: those that are settled, when few are left to be
    recalled; none when nothing else would be asked.

    `recalled` and `confidence` [questions] as their last steps showed. Resting earlier was faster
    still and found less through phrasings that were not trained.
    """
    settled = recalled & (confidence >= settled_at)
    asks_all = (epoch + 1) % EPOCHS_OF_REST == 0
    if settled_at >= 1 or asks_all or not is_little_left(recalled) or settled.all():
        return torch.zeros_like(settled)
    return settled


def questions_to_ask(
    recalled: Tensor, resting: Tensor, passes: int, turns: Mapping[Turns, Sequence[int]]
) -> list[int]:
    """In the pass after so many `passes`: all but those `resting` [questions]. Of those in `turns`
    the ones whose turn it is, and once each has had one, those not `recalled` [questions] as well.

    `turns` as `turns_among` has it. Where all whose turn it is rest, those of other turns that do
    not are asked.
    """
    known = recalled.tolist()
    not_due = {
        i
        for turn, places in turns.items()
        for i in _not_in_turn(places, turn, passes)
        if passes < turn.of or known[i]
    }
    awake = [i for i, rests in enumerate(resting.tolist()) if not rests]
    return [i for i in awake if i not in not_due] or awake


def is_little_left(recalled: Tensor) -> bool:
    """Whether so many of the questions `recalled` are that those settled may rest."""
    return len(recalled) > 0 and float(recalled.float().mean()) >= REST_FROM


def turns_among(questions: Sequence[Question]) -> dict[Turns, list[int]]:
    """The places among `questions` of those that wait for their turn."""
    in_other_ways = any(question.split != "unknown" and question.kind for question in questions)
    turns = defaultdict(list)
    for place, question in enumerate(questions):
        if question.split == "unknown":
            turns[UNKNOWN].append(place)
        elif question.kind:
            turns[OTHER_WAYS].append(place)
        elif in_other_ways:
            turns[PHRASINGS].append(place)
    return dict(turns)


def waiting(turns: Mapping[Turns, Sequence[int]], passes: int) -> list[int]:
    """Those in `turns` whose turn is not in the pass after so many `passes`."""
    return [i for turn, places in turns.items() for i in _not_in_turn(places, turn, passes)]


def _not_in_turn(places: Sequence[int], turn: Turns, passes: int) -> list[int]:
    # As many are asked in every pass, so that all have the same number of steps.
    each = -(-len(places) // turn.of)
    asked = {
        places[((passes * turn.asked + k) % turn.of + i * turn.of) % len(places)]
        for k in range(turn.asked)
        for i in range(each)
    }
    return [i for i in places if i not in asked]


def asked_in_epoch(trained: Sequence[Question]) -> int:
    """Of the questions `trained`, before any of them rest."""
    return len(trained) - len(waiting(turns_among(trained), passes=0))


def steps_between_rehearsals(recipe: Recipe) -> int:
    return max(1, round(REHEARSED_TOGETHER / _rehearsed_per_step(recipe)))


def rehearsed_rows(recipe: Recipe) -> int:
    """Rows that a step rehearses which does, so that they are the recipe's share of all rows."""
    return max(1, round(_rehearsed_per_step(recipe) * steps_between_rehearsals(recipe)))


def _rehearsed_per_step(recipe: Recipe) -> float:
    return recipe.batch_size * recipe.rehearsal / (1 - recipe.rehearsal)


def rehearsal_groups(rehearsed: Sequence[Rendered], recipe: Recipe) -> list[list[int]]:
    """`rehearsed` by steps, in groups of rows of about one length, so that little is padding.

    Long answers are fewer in a group: a distribution over the vocabulary for each of its tokens
    has to fit into memory.
    """
    if not rehearsed:
        return []
    rows = rehearsed_rows(recipe)
    order = sorted(
        range(len(rehearsed)),
        key=lambda i: (
            len(rehearsed[i].prompt) + len(rehearsed[i].answer),
            len(rehearsed[i].answer),
        ),
    )
    groups: list[list[int]] = [[]]
    left = rows * REHEARSED_TOKENS
    for i in order:
        tokens = len(rehearsed[i].answer)
        if groups[-1] and (len(groups[-1]) == rows or tokens > left):
            groups.append([])
            left = rows * REHEARSED_TOKENS
        groups[-1].append(i)
        left -= tokens
    return groups


def rehearsal_of(step: int, groups: Sequence[list[int]], recipe: Recipe) -> list[int]:
    """The group that a step rehearses: all of them in turn, shuffled anew after the last.

    From the step's number alone, so that a resumed run goes on as it would have.
    """
    if not groups:
        return []
    rehearsals, between = divmod(step, steps_between_rehearsals(recipe))
    if between:
        return []
    turn, place = divmod(rehearsals, len(groups))
    order = list(range(len(groups)))
    random.Random(f"{recipe.seed}/rehearsal/{turn}").shuffle(order)
    return groups[order[place]]


def rounds(asked: Sequence[int], rendered: Sequence[Rendered]) -> list[list[int]]:
    """Of a pass: the questions `asked`, then those among them to ask a second time…

    Rounds of their own, so that no step sees a question twice.
    """
    times = [rendered[i].question.times for i in asked]
    return [[i for i, n in zip(asked, times) if n > done] for done in range(max(times))]
