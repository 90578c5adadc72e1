"""What a question and its golden may hold, whatever the base; check_tokens.py goes on from here.

src/core/dataset/checkTexts.ts has the same rules.
"""

import re
from collections.abc import Iterable

# What JavaScript's trim() removes, by which evaluation trims outputs; Python's strip() differs.
BLANKS = "\t\n\v\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(
    map(chr, range(0x2000, 0x200B))
)
LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def problem_of_texts(golden: str, others: Iterable[str]) -> str | None:
    """Why texts cannot be used with any base; `others`: prompt and id."""
    if golden.strip(BLANKS) == "":
        return "the answer is empty"
    if golden != golden.strip(BLANKS):
        return "the answer has blanks around it, which evaluation does not count: remove them"
    if any(LONE_SURROGATE.search(text) for text in (golden, *others)):
        return "it has half a character (a lone surrogate), which no tokenizer can read"
    return None
