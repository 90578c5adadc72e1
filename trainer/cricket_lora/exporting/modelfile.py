"""A Modelfile for Ollama: the chat template in Go's form, greedy settings, where to stop.

Ollama does not read a model's Jinja template. Known forms are tried: one is taken only where it
writes, of several conversations, exactly what the base's own template writes.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from transformers import PreTrainedTokenizerBase

from cricket_lora.data.chat_template import apply_template
from cricket_lora.protocol.failure import Failure

Message = dict[str, str]
USER, ANSWER = {"role": "user", "content": "Ask?"}, {"role": "assistant", "content": "It is 5."}
SYSTEM = {"role": "system", "content": "Be brief."}
CONVERSATIONS = (
    [USER],
    [SYSTEM, USER],
    [USER, ANSWER, USER],
    [SYSTEM, USER, ANSWER, USER, ANSWER, USER],
)


@dataclass(frozen=True)
class TurnForm:
    """`before` a conversation, then each turn: `opens` with the role in it, `closes`; what the
    model goes on from is an opened turn and `thought`."""

    name: str
    before: str
    opens: str
    closes: str
    thought: str = ""

    def turn(self, role: str, content: str) -> str:
        return self.opens.replace("ROLE", role) + content + self.closes

    def render(self, messages: Iterable[Message], system: str) -> str:
        """As Ollama does by `go`: a system message of its own comes first where there is none."""
        turns = list(messages)
        if system and turns[0]["role"] != "system":
            turns = [{"role": "system", "content": system}, *turns]
        said = "".join(self.turn(turn["role"], turn["content"]) for turn in turns)
        return f"{self.before}{said}{self.opens.replace('ROLE', 'assistant')}{self.thought}"

    def go(self) -> str:
        opens = self.opens.replace("ROLE", "{{ .Role }}")
        answer = self.opens.replace("ROLE", "assistant") + self.thought
        turn = f"{opens}{{{{ .Content }}}}{self.closes}"
        return f"{self.before}{{{{ range .Messages }}}}{turn}{{{{ end }}}}{answer}"

    def system_in(self, rendered: str) -> str:
        """The system message that the template adds to a lone question, if it does."""
        opening = self.before + self.opens.replace("ROLE", "system")
        rest = rendered[len(opening) :] if rendered.startswith(opening) else ""
        return rest.split(self.closes, 1)[0]


CHATML = ("<|im_start|>ROLE\n", "<|im_end|>\n")
FORMS = (
    TurnForm("ChatML", "", *CHATML),
    TurnForm("ChatML with an empty thought", "", *CHATML, "<think>\n\n</think>\n\n"),
    TurnForm(
        "Llama 3",
        "<|begin_of_text|>",
        "<|start_header_id|>ROLE<|end_header_id|>\n\n",
        "<|eot_id|>",
    ),
    TurnForm("Zephyr", "", "<|ROLE|>\n", "</s>\n"),
    TurnForm("Phi-3", "", "<|ROLE|>\n", "<|end|>\n"),
)


def modelfile(
    tokenizer: PreTrainedTokenizerBase, gguf: str, ends: Iterable[int], most_tokens: int
) -> str:
    """`ends` are the tokens at which the model stops; `most_tokens` an answer may have.

    Raises `modelfile-unsupported`.
    """
    form, system = form_of(tokenizer)
    stops = [tokenizer.convert_ids_to_tokens(end) for end in ends]
    settings = [
        "temperature 0",
        "repeat_penalty 1",
        f"num_predict {most_tokens}",
        *(f"stop {json.dumps(stop, ensure_ascii=False)}" for stop in stops),
    ]
    lines = [
        f"FROM ./{gguf}",
        f"TEMPLATE {_quoted(form.go())}",
        *([f"SYSTEM {_quoted(system)}"] if system else []),
        *(f"PARAMETER {setting}" for setting in settings),
    ]
    return "\n".join(lines) + "\n"


def form_of(tokenizer: PreTrainedTokenizerBase) -> tuple[TurnForm, str]:
    """The form that `tokenizer`'s template has, and the system message that it adds."""
    try:
        rendered = [apply_template(tokenizer, it, answer_next=True) for it in CONVERSATIONS]
    except Exception as error:
        raise _unsupported(f"it refuses a conversation: {error}") from error
    for form in FORMS:
        system = form.system_in(rendered[0])
        if all(form.render(it, system) == text for it, text in zip(CONVERSATIONS, rendered)):
            return form, system
    known = ", ".join(form.name for form in FORMS)
    raise _unsupported(f"its chat template writes none of the known forms ({known})")


def _quoted(text: str) -> str:
    if '"""' in text:
        raise _unsupported('its chat template writes """, which ends a text in a Modelfile')
    return f'"""{text}"""'


def _unsupported(reason: str) -> Failure:
    return Failure("modelfile-unsupported", reason=reason[:400])
