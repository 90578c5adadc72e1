"""Prompts that a base makes up itself: it goes on where its chat template opens the user's turn."""

import re
from collections.abc import Callable, Iterable, Sequence

from transformers import PreTrainedTokenizerBase

from cricket_lora.data.chat_template import apply_template
from cricket_lora.data.questions import OF_NO_DATASET
from cricket_lora.data.render import Rendered
from cricket_lora.model.base import Base
from cricket_lora.rehearsal.speaker import continuations

# Left to itself a base begins most turns alike; a first word spreads them.
FIRST_WORDS = (
    "What How Why Who When Where Which Write Explain Translate List Give Name Tell Describe "
    "Calculate Convert Is Can Create Find Summarize Suggest If I Please The In Compare Define Solve"
).split()
TRIES = 2048
LIMIT = 40
SHORTEST, LONGEST = 8, 200  # characters
PLACE = "\u2043"  # stands where the user's text goes


def made_up_prompts(base: Base, on_batch: Callable[[int], None] = lambda done: None) -> list[str]:
    """Different from each other, in the order in which they were made."""
    opening, closing = turn_of_user(base.tokenizer)
    words = [FIRST_WORDS[i % len(FIRST_WORDS)] for i in range(TRIES)]
    ids = base.tokenizer([opening + word for word in words], add_special_tokens=False)["input_ids"]
    rows = [Rendered(OF_NO_DATASET, tokens, [min(base.end_ids)]) for tokens in ids]
    said = continuations(base, rows, LIMIT, samples=True, on_batch=on_batch)
    texts = (prompt_in(word, tokens, base, closing) for word, tokens in zip(words, said))
    return distinct(text for text in texts if text is not None)


def turn_of_user(tokenizer: PreTrainedTokenizerBase) -> tuple[str, str]:
    """What a template writes before a user's text, and the first word that it writes behind it."""
    text = apply_template(tokenizer, [{"role": "user", "content": PLACE}], answer_next=True)
    opening, _, behind = text.partition(PLACE)
    return opening, next(iter(behind.split()), "")


def prompt_in(word: str, tokens: Sequence[int], base: Base, closing: str) -> str | None:
    """The prompt that begins with `word`; None where it has no end, or is none."""
    ended = tokens[-1] in base.end_ids
    text = base.tokenizer.decode(tokens[:-1] if ended else tokens, skip_special_tokens=False)
    if closing and closing in text:
        text, ended = text.partition(closing)[0], True
    line, newline, _ = (word + text).partition("\n")
    is_text = not re.search(r"<[|/\w]|\[/?INST|\ufffd", line)
    fits = SHORTEST <= len(line.strip()) <= LONGEST
    return line.strip() if is_text and fits and (ended or newline) else None


def distinct(texts: Iterable[str]) -> list[str]:
    return list({text.casefold(): text for text in reversed(list(texts))}.values())[::-1]
