"""What a question and its golden may hold by a base's tokenizer; src/host/base has the same rules.

A golden that the tokenizer does not give back as it is can be trained to the end and will never be
counted as recalled.
"""

from collections.abc import Sequence
from unicodedata import normalize

from transformers import PreTrainedTokenizerBase

from cricket_lora.data.check_texts import BLANKS
from cricket_lora.data.questions import Question
from cricket_lora.protocol.warning import RunWarning


def problem_of_golden(
    golden: str,
    answer: Sequence[int],
    tokenizer: PreTrainedTokenizerBase,
    end_ids: frozenset[int],
) -> str | None:
    """Why `golden` cannot be recalled from this base; `answer` are its tokens, the end last."""
    said = answer[:-1]
    if answer[-1] not in end_ids:
        return "the base's tokenizer does not read the end of an answer as one token"
    end = next((token for token in said if token in end_ids), None)
    if end is not None:
        text = tokenizer.convert_ids_to_tokens(end)
        return f"the answer holds {text!r}, at which the base stops: what follows is never said"
    back = tokenizer.decode(said, skip_special_tokens=False, clean_up_tokenization_spaces=False)
    # As evaluation compares them: a template may put white space before an answer.
    if back.strip(BLANKS) != golden:
        # Letters with their accents apart look like those in one.
        show = ascii if normalize("NFC", golden) == normalize("NFC", back) else repr
        return (
            f"the base's tokenizer gives the answer {show(golden)} back as {show(back)}, "
            f"so that it can never be recalled: write it as it comes back"
        )
    return None


def special_token_warnings(
    questions: Sequence[Question], tokenizer: PreTrainedTokenizerBase
) -> list[RunWarning]:
    """A sentence for each special token that some text holds: in a question it can forge a turn."""
    warnings = []
    added = tokenizer.added_tokens_decoder.values()
    for special in sorted({token.content for token in added if token.special}):
        lines = [q.line for q in questions if any(special in text for text in _texts(q))]
        if lines:
            warnings.append(special_token_warning(repr(special), lines))
    return warnings


def special_token_warning(token: str, lines: list[int]) -> RunWarning:
    if len(lines) == 1:
        return RunWarning(
            "special-token",
            "Line {line} of questions.jsonl: the base reads {token} as a token of its own, such as "
            "the beginning or end of a turn, and not as text",
            line=lines[0],
            token=token,
        )
    return RunWarning(
        "special-token-in-lines",
        "Line {line} and {more} more of questions.jsonl: the base reads {token} as a token of its "
        "own, such as the beginning or end of a turn, and not as text",
        line=lines[0],
        more=len(lines) - 1,
        token=token,
    )


def _texts(question: Question) -> list[str]:
    return [message["content"] for message in (*question.prompt, *question.completion)]
