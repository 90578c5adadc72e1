"""What an adapter did to an answer of its base that has nothing to do with the table."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cricket_lora.predicting.answer import Answer

# As goldens of tables are: digits, and what stands between and around them.
FIGURE = re.compile(r"[-+\u2212\u2013£$€]?\d[\d\s.,:;*%/+\u2212\u2013-]*", re.ASCII)
# An answer that is merely longer than the base's may still come to an end.
ENDLESS = 2


@dataclass(frozen=True)
class Verdict:
    """`name` is same, changed or broken; `good`: as good as the base's answer, or, where that is
    the same, whether both hold an accepted one. None where a probe accepts no answers."""

    name: str
    good: bool | None


def judge(base: Answer, adapted: Answer, accepted: Sequence[str], word: str = "unknown") -> Verdict:
    """Compare `adapted` with `base`; `accepted` are patterns, `word` the one for not knowing.

    Same: the same characters but for case, white space and the last punctuation. Broken: see
    `is_broken`. As good: it holds an accepted answer, or the base's holds none either; what is
    broken never is.
    """
    if normalized(base.output) == normalized(adapted.output):
        return Verdict("same", good=holds(adapted.output, accepted) if accepted else None)
    if is_broken(base, adapted, accepted, word):
        return Verdict("broken", good=False if accepted else None)
    if not accepted:
        return Verdict("changed", good=None)
    good = holds(adapted.output, accepted) or not holds(base.output, accepted)
    return Verdict("changed", good)


def is_broken(base: Answer, adapted: Answer, accepted: Sequence[str], word: str) -> bool:
    """Whether `adapted` is no answer at all where `base` is one.

    It is empty; it goes on without end when it is already twice as long as the base's; it is the
    word for not knowing; or it is a figure and nothing else, which the base's is not, and not one
    that is accepted.
    """
    mine, theirs = normalized(adapted.output), normalized(base.output)
    if not theirs:
        return False
    is_endless = not adapted.stopped and len(mine) >= ENDLESS * len(theirs)
    if not mine or (base.stopped and is_endless):
        return True
    if mine == normalized(word):
        return True
    is_figure = FIGURE.fullmatch(mine) is not None and FIGURE.fullmatch(theirs) is None
    return is_figure and not holds(mine, accepted)


def holds(text: str, accepted: Sequence[str]) -> bool:
    """Whether some pattern of `accepted` is found in `text`, in any case."""
    return any(re.search(pattern, text, re.IGNORECASE) for pattern in accepted)


def normalized(text: str) -> str:
    return " ".join(text.split()).casefold().rstrip(".!?…")
