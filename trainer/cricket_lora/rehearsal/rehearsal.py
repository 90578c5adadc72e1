"""What a training rehearses: prompts that are none of the table's, with the base's own answers.

Made once a base, and kept.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from cricket_lora.data.own_files import lines_of, text_of
from cricket_lora.data.questions import OF_NO_DATASET, Question
from cricket_lora.data.render import Rendered, Renderer
from cricket_lora.model import once_a_base
from cricket_lora.model.base import Base
from cricket_lora.model.check_sizes import embedding_rows, problem_of_size
from cricket_lora.protocol.cancellation import Cancellation
from cricket_lora.protocol.events import EventLog
from cricket_lora.rehearsal import own_prompts
from cricket_lora.rehearsal.speaker import continuations

OWN_PROMPTS, OWN_FORMS = "rehearsal_prompts.jsonl", "rehearsal_forms.jsonl"
# Most tokens of an answer; a longer one is rehearsed as far as that.
LIMIT = 32
# Of one answer in so many, so that long ones go on as the base's do.
LONG_EVERY, LONG_LIMIT = 3, 128
# Most tokens of a row: prompts are short, and templates that write a system message as well.
LONGEST_ROW = 256
# So many answers that begin with the same tokens are rehearsed: small bases refuse half of what
# they make up in the same words, and more of these would teach to refuse.
MOST_ALIKE, ALIKE_TOKENS = 12, 5
# Letters that a word of a name must have for a prompt that holds it to count as the table's.
NAME_LETTERS = 4


@dataclass(frozen=True)
class Rehearsed:
    """A prompt, its tokens in the base's template, and the base's own answer to it."""

    text: str
    prompt: list[int]
    answer: list[int]


def rehearsal_for(
    base: Base, questions: Sequence[Question], events: EventLog, cancellation: Cancellation
) -> list[Rendered]:
    """Rows to rehearse beside `questions`: none of those that name an entity of theirs."""
    rows = without_names(
        kept_or_made(base, events, cancellation), (question.entity for question in questions)
    )
    return [Rendered(OF_NO_DATASET, row.prompt, row.answer) for row in rows]


def without_names(rows: Iterable[Rehearsed], names: Iterable[str]) -> list[Rehearsed]:
    """What the table says of an entity, its adapter is to say instead of the base."""
    words = {
        word
        for name in names
        for word in re.findall(r"[^\W\d_]+", name.casefold())
        if len(word) >= NAME_LETTERS
    }
    return [row for row in rows if not words & set(re.findall(r"[^\W\d_]+", row.text.casefold()))]


def kept_or_made(base: Base, events: EventLog, cancellation: Cancellation) -> list[Rehearsed]:
    vocabulary = embedding_rows(base.model)
    lines = once_a_base.kept_or_made(
        base,
        events,
        what="rehearsal",
        version=version(),
        make=lambda: [vars(row) for row in make_rows(base, events, cancellation)],
        is_sound=lambda line: is_sound(line, vocabulary),
    )
    return [Rehearsed(**line) for line in lines]


def make_rows(base: Base, events: EventLog, cancellation: Cancellation) -> list[Rehearsed]:
    def teller(what: str, of: int) -> Callable[[int], None]:
        def tell(done: int) -> None:
            cancellation.check()
            events.write("rehearsal", what=what, done=done, of=of)

        return tell

    events.log("info", "What the base says of other things is written down, once a base")
    made_up = own_prompts.made_up_prompts(base, teller("prompts", own_prompts.TRIES))
    texts = own_prompts.distinct([*our_prompts(), *made_up])
    rendered = Renderer(base.tokenizer, base.end_ids, base.name).render_prompts(texts)
    limits = [LIMIT if at % LONG_EVERY else LONG_LIMIT for at in range(len(texts))]
    prompts = [
        (text, row, limit)
        for text, row, limit in zip(texts, rendered, limits)
        if fits(row, limit, base)
    ]
    said: dict[str, list[int]] = {}
    tell = teller("answers", len(prompts))
    for limit in (LONG_LIMIT, LIMIT):
        some = {text: row for text, row, own in prompts if own == limit}
        before = len(said)
        if some:
            answers = continuations(
                base, list(some.values()), limit, on_batch=lambda done, n=before: tell(n + done)
            )
            said.update(zip(some, answers))
    return without_repetition(Rehearsed(text, row.prompt, said[text]) for text, row, _ in prompts)


def fits(row: Rendered, limit: int, base: Base) -> bool:
    """Whether an answer of so many tokens does."""
    return (
        len(row.prompt) + limit <= LONGEST_ROW
        and problem_of_size(row.prompt + [0] * limit, base.model) is None
    )


def our_prompts() -> list[str]:
    """Those written out, and each form with each of its things."""
    filled = [
        line["form"].replace("{}", thing)
        for line in lines_of(OWN_FORMS)
        for thing in line["things"]
    ]
    return [line["prompt"] for line in lines_of(OWN_PROMPTS)] + filled


def without_repetition(rows: Iterable[Rehearsed]) -> list[Rehearsed]:
    alike = Counter[tuple[int, ...]]()
    kept = []
    for row in rows:
        beginning = tuple(row.answer[:ALIKE_TOKENS])
        alike[beginning] += 1
        if alike[beginning] <= MOST_ALIKE:
            kept.append(row)
    return kept


def is_sound(line: once_a_base.Line, vocabulary: int) -> bool:
    """Whether it is a row that a base of so many tokens can read."""
    return (
        line.keys() == {"text", "prompt", "answer"}
        and isinstance(line["text"], str)
        and all(
            isinstance(ids, list)
            and ids
            and all(type(t) is int and 0 <= t < vocabulary for t in ids)
            for ids in (line["prompt"], line["answer"])
        )
    )


def version() -> str:
    """Another one where anything changes by which the rows are made."""
    ours = (text_of(OWN_PROMPTS), text_of(OWN_FORMS))
    made_up = (own_prompts.FIRST_WORDS, own_prompts.TRIES, own_prompts.LIMIT)
    answers = (LIMIT, LONG_EVERY, LONG_LIMIT, LONGEST_ROW, MOST_ALIKE, ALIKE_TOKENS)
    return once_a_base.version_of(*ours, *made_up, *answers)
