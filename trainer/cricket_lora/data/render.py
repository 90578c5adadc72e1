"""The one place where a question becomes tokens: for training, recall and prediction alike."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from transformers import PreTrainedTokenizerBase

from cricket_lora.data.chat_template import apply_template
from cricket_lora.data.check_tokens import problem_of_golden
from cricket_lora.data.questions import OF_NO_DATASET, Question
from cricket_lora.protocol.failure import Failure


@dataclass(frozen=True)
class Rendered:
    """A question as token ids: the conversation up to the answer, and golden with end token.

    `space` is what the template puts between the two, which the answer begins with.
    """

    question: Question
    prompt: list[int]
    answer: list[int]
    space: str = ""


class Renderer:
    """Renders with the model's own chat template.

    Prompt and answer are tokenised apart, because prediction only ever sees the prompt: a token
    that spans both could not come out of it.
    """

    def __init__(
        self, tokenizer: PreTrainedTokenizerBase, end_ids: frozenset[int], base: str
    ) -> None:
        """`end_ids`: the tokens at which this model ends an answer."""
        if not tokenizer.chat_template:
            raise Failure("no-chat-template", base=base)
        if not end_ids:
            raise Failure("no-end-token", base=base)
        self.tokenizer = tokenizer
        self.end_ids = end_ids
        self.base = base

    def render(self, questions: Sequence[Question], limit: int) -> list[Rendered]:
        """In the order of `questions`; `limit` is the most tokens of an answer, end included.

        Raises `no-end-token`, `template-end-differs`, `template-changes-answer`,
        `text-before-answer`, `text-after-answer`, `answer-too-long`, `conflicting-goldens` and
        `questions-invalid`.
        """
        prompts = [self._template(question.prompt, answer_next=True) for question in questions]
        answers = [self._answer(question, prompt) for question, prompt in zip(questions, prompts)]
        prompt_ids = self._tokenize(prompts)
        _refuse_conflicts(questions, prompt_ids)
        answer_ids = self._tokenize([space + said for space, said in answers])
        rendered = [
            Rendered(question, prompt, answer, space)
            for question, prompt, answer, (space, _) in zip(
                questions, prompt_ids, answer_ids, answers
            )
        ]
        for row in rendered:
            if len(row.answer) > limit:
                raise Failure(
                    "answer-too-long", id=row.question.id, tokens=len(row.answer), limit=limit
                )
            golden = row.question.golden
            refuse(row, problem_of_golden(golden, row.answer, self.tokenizer, self.end_ids))
        return rendered

    def render_prompts(self, asked: Sequence[str]) -> list[Rendered]:
        """What a user asks in a new conversation, and no golden: `answer` is an end token."""
        prompts = [({"role": "user", "content": text},) for text in asked]
        ids = self._tokenize([self._template(prompt, answer_next=True) for prompt in prompts])
        return [
            Rendered(replace(OF_NO_DATASET, prompt=prompt), tokens, [min(self.end_ids)])
            for prompt, tokens in zip(prompts, ids)
        ]

    def _template(self, messages: Sequence[dict[str, str]], *, answer_next: bool) -> str:
        return apply_template(self.tokenizer, messages, answer_next=answer_next)

    def _answer(self, question: Question, prompt: str) -> tuple[str, str]:
        """As the template writes them after `prompt`: white space; golden and end token."""
        full = self._template((*question.prompt, *question.completion), answer_next=False)
        if not full.startswith(prompt):
            raise Failure("text-before-answer", id=question.id, text=full[:200])
        said = full.removeprefix(prompt)
        golden, before, after = question.golden, *said.partition(question.golden)[::2]
        if golden not in said:
            raise Failure("template-changes-answer", line=question.line, text=said[:200])
        if before.strip():
            raise Failure("text-before-answer", id=question.id, text=before)
        end = next((text for text in self._end_texts() if after.startswith(text)), None)
        if end is None:
            ends = ", ".join(sorted(self._end_texts()))
            raise Failure("template-end-differs", base=self.base, text=after[:40], ends=ends)
        rest = after.removeprefix(end)
        for text in self._end_texts():  # Phi-3 ends the answer, then the whole conversation
            rest = rest.replace(text, "")
        if rest.strip():
            raise Failure("text-after-answer", id=question.id, text=after.removeprefix(end))
        return before, golden + end

    def _end_texts(self) -> list[str]:
        return [self.tokenizer.convert_ids_to_tokens(end) for end in self.end_ids]

    def _tokenize(self, texts: list[str]) -> list[list[int]]:
        return self.tokenizer(texts, add_special_tokens=False)["input_ids"]


def refuse(row: Rendered, problem: str | None) -> None:
    """Raise `questions-invalid` where there is a `problem`, with the question's line."""
    if problem is not None:
        raise Failure("questions-invalid", line=row.question.line, reason=problem)


def _refuse_conflicts(questions: Sequence[Question], prompts: Sequence[list[int]]) -> None:
    """By tokens: texts that differ may be the same to the base."""
    first: dict[tuple[int, ...], Question] = {}
    for question, prompt in zip(questions, prompts):
        other = first.setdefault(tuple(prompt), question)
        if other.golden != question.golden:
            raise Failure(
                "conflicting-goldens",
                line=question.line,
                otherLine=other.line,
                question=question.asked,
            )
