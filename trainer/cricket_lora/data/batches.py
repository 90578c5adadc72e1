"""Which questions a step sees together."""

import random
from collections.abc import Iterable, Sequence

# Batches are cut from this many at a time, sorted by length: little padding, still well mixed.
BATCHES_SORTED_TOGETHER = 8


def make_batches(
    questions: Sequence[int], lengths: Sequence[int], batch_size: int, seed: str
) -> list[list[int]]:
    """Cut `questions` (indices into `lengths`, in tokens) into batches, the same for a `seed`."""
    generator = random.Random(seed)
    order = list(questions)
    generator.shuffle(order)
    batches: list[list[int]] = []
    span = batch_size * BATCHES_SORTED_TOGETHER
    for start in range(0, len(order), span):
        near = sorted(order[start : start + span], key=lambda i: lengths[i])
        batches += [near[i : i + batch_size] for i in range(0, len(near), batch_size)]
    generator.shuffle(batches)
    return batches


def make_rounds(
    rounds: Iterable[Sequence[int]], lengths: Sequence[int], batch_size: int, seed: str
) -> list[list[int]]:
    """The batches of one round after the other; of the first as if it were the only one."""
    return [
        batch
        for number, questions in enumerate(rounds)
        for batch in make_batches(
            questions, lengths, batch_size, f"{seed}/{number}" if number else seed
        )
    ]
