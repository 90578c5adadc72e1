"""Answers as text, from their tokens."""

from collections.abc import Sequence
from dataclasses import dataclass

from transformers import PreTrainedTokenizerBase

from cricket_lora.data.render import Rendered


@dataclass(frozen=True)
class Answer:
    """`stopped`: the model ended its answer itself; `logprob`: of all its tokens and that end."""

    output: str
    stopped: bool
    logprob: float


def read_answer(
    tokens: Sequence[int],
    asked: Rendered,
    tokenizer: PreTrainedTokenizerBase,
    end_ids: frozenset[int],
    logprob: float,
) -> Answer:
    """Special tokens inside an answer stay visible: they are part of what the model said."""
    end = next((place for place, token in enumerate(tokens) if token in end_ids), None)
    text = tokenizer.decode(
        tokens[:end], skip_special_tokens=False, clean_up_tokenization_spaces=False
    )
    return Answer(text.removeprefix(asked.space), stopped=end is not None, logprob=logprob)
