"""How a chat template is rendered: alike for training, prediction and single questions."""

from collections.abc import Sequence
from datetime import datetime

from jinja2.exceptions import TemplateError
from transformers import PreTrainedTokenizerBase

from cricket_lora.data.bounded_templates import SECONDS, within
from cricket_lora.protocol.failure import Failure

# Llama 3.2 and SmolLM3 write today's date into the prompt: tomorrow's would be another one. This
# day is the one that Llama's template writes where it cannot know the date.
DAY = datetime(2024, 7, 26)

OPTIONS = {
    # Templates with a thinking mode are told not to use it; the others ignore the argument.
    "enable_thinking": False,
    "strftime_now": DAY.strftime,
}


def apply_template(
    tokenizer: PreTrainedTokenizerBase, messages: Sequence[dict[str, str]], *, answer_next: bool
) -> str:
    """The text of a conversation, with all special tokens that belong to it.

    Raises `template-refuses`, as Gemma's does where a conversation begins with a system message,
    and `template-endless`.
    """
    try:
        return within(
            SECONDS,
            lambda: tokenizer.apply_chat_template(
                list(messages), add_generation_prompt=answer_next, tokenize=False, **OPTIONS
            ),
        )
    except TimeoutError:
        raise Failure("template-endless", base=tokenizer.name_or_path, seconds=SECONDS) from None
    except TemplateError as error:
        raise Failure("template-refuses", message=str(error)) from None
