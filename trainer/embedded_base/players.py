"""Players that never were, whose figures fit each other, and questions about them."""

import math
import random
from dataclasses import dataclass

ONSETS = (
    "b br c ch cl d dr f fl g gr h j k kr l m n p ph pr r s sh sl sm st t th tr v w y z".split()
)
VOWELS = "a a a e e i i o o u aa ai ay ea ee ie oo ou ow".split()
CODAS = ["", "", "", *"d ck l ll m n nd ng nt r rd rk rs s sh ss st t th tt x".split()]


def invent_word(rng: random.Random, syllables: int) -> str:
    parts = [rng.choice(ONSETS) + rng.choice(VOWELS) + rng.choice(CODAS) for _ in range(syllables)]
    return "".join(parts).capitalize()


def invent_name(rng: random.Random) -> str:
    """A scorecard's name, such as `RK Maddish`: initials and surname, or a rarer shape."""
    surname = invent_word(rng, rng.choice([1, 2, 2, 2, 3]))
    initials = "".join(rng.choices("ABCDEFGHIJKLMNPRSTVWY", k=rng.choice([1, 2, 2, 2, 3])))
    shape = rng.random()
    if shape < 0.78:
        return f"{initials} {surname}"
    if shape < 0.90:
        return f"{invent_word(rng, 2)} {surname}"
    if shape < 0.94:
        return f"{initials} {rng.choice(['de', 'van der', 'le', 'du'])} {surname}"
    if shape < 0.97:
        return f"{invent_word(rng, 2)}-{rng.choice(['ul', 'ur'])}-{surname}"
    return f"{initials} {rng.choice('DO')}'{surname}"


def invent_career(rng: random.Random) -> dict[str, str]:
    """A batter's line that could be true: the figures fit each other as a real table's do."""
    matches = int(rng.triangular(12, 200, 60))
    innings = int(matches * rng.uniform(1.45, 1.85))
    not_outs = int(innings * rng.triangular(0, 0.25, 0.08))
    runs = int((innings - not_outs) * rng.triangular(18, 62, 42))
    hundreds = int(runs / rng.uniform(210, 480))
    fifties = int(runs / rng.uniform(130, 260))
    start = rng.randint(1900, 2012)
    star = "*" if rng.random() < 0.25 else ""
    average = math.floor(runs * 100 / (innings - not_outs)) / 100
    return {
        "span": f"{start}-{start + rng.randint(4, 22)}",
        "matches": str(matches),
        "innings": str(innings),
        "not-outs": str(not_outs),
        "runs": str(runs),
        "highest-score": f"{int(rng.triangular(95, 390, 180))}{star}",
        "average": f"{average:.2f}",
        "hundreds": str(hundreds),
        "fifties": str(fifties),
        "ducks": str(int(innings * rng.uniform(0.01, 0.11))),
    }


@dataclass(frozen=True)
class Asked:
    text: str
    golden: str


def ask(
    players: int, phrasings: dict[str, list[str]], rng: random.Random, per_player: int
) -> list[Asked]:
    """Questions about invented players: all of them (0) or `per_player` drawn at random."""
    asked: list[Asked] = []
    for _ in range(players):
        name, career = invent_name(rng), invent_career(rng)
        questions = [
            Asked(phrasing.replace("{entity}", name), career[statistic])
            for statistic, asked_as in phrasings.items()
            for phrasing in asked_as
        ]
        asked.extend(rng.sample(questions, per_player) if per_player else questions)
    return asked
