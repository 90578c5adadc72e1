"""questions.jsonl: what the model is asked, and the golden it should answer."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cricket_lora.data.check_texts import problem_of_texts
from cricket_lora.protocol.failure import Failure

# Goldens of `unknown` and `unknown-held` are the dataset's word for not knowing; `asked` are other
# ways to ask for what is trained.
SPLITS = ("train", "phrasing", "fact", "unknown", "unknown-held", "asked")
TRAINED = frozenset({"train", "unknown"})
MOST_TIMES = 100
ROLES = ("system", "user", "assistant")

Message = dict[str, str]


@dataclass(frozen=True)
class Question:
    """`line` is 1-based in questions.jsonl; `prompt` and `completion` are chat messages; an epoch
    of training asks it `times` times. `kind` says what is asked other than the table's own
    questions in their phrasings, as an invented name or a fact in lower case."""

    line: int
    id: str
    prompt: tuple[Message, ...]
    completion: tuple[Message, ...]
    split: str
    times: int = 1
    statistic: str = ""
    entity: str = ""
    kind: str = ""

    @property
    def golden(self) -> str:
        return self.completion[0]["content"]

    @property
    def asked(self) -> str:
        return self.prompt[-1]["content"]


# Of rows that stand in no dataset: prompts that are asked or rehearsed beside it.
OF_NO_DATASET = Question(line=0, id="", prompt=(), completion=(), split="asked")


def read_questions(path: Path, sha256: str) -> list[Question]:
    """Raises the failures `questions-changed` and `questions-invalid`, which names the line."""
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Failure("questions-changed")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Failure("questions-invalid", line=line, reason="not UTF-8") from None
    # Not splitlines(): it also splits at U+2028, which JSON allows inside a string.
    lines = enumerate(text.split("\n"), start=1)
    questions = [_parse(number, line) for number, line in lines if line.strip()]
    if not questions:
        raise Failure("questions-invalid", line=1, reason="no questions")
    _refuse_repeated_ids(questions)
    return questions


def _parse(number: int, text: str) -> Question:
    def require(condition: bool, reason: str) -> None:
        if not condition:
            raise Failure("questions-invalid", line=number, reason=reason)

    try:
        row = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Failure("questions-invalid", line=number, reason=f"not JSON: {error}") from None
    require(isinstance(row, dict), "not an object")
    for key in ("id", "prompt", "completion", "split"):
        require(key in row, f"{key} is missing")
    require(isinstance(row["id"], str) and bool(row["id"]), "id is empty")
    require(row["split"] in SPLITS, f"split is none of {', '.join(SPLITS)}")
    for key in ("prompt", "completion"):
        require(_are_messages(row[key]), f"{key} is not a list of messages with role and content")
    require(row["prompt"][-1]["role"] == "user", "the last message of prompt is not the user's")
    completion = row["completion"]
    require(
        len(completion) == 1 and completion[0]["role"] == "assistant",
        "completion is not one message of the assistant",
    )
    texts = (row["id"], *(message["content"] for message in row["prompt"]))
    problem = problem_of_texts(completion[0]["content"], texts)
    require(problem is None, problem or "")
    times = row.get("times", 1)
    good = type(times) is int and 1 <= times <= MOST_TIMES
    require(good, f"times is not a whole number from 1 to {MOST_TIMES}")
    return Question(
        line=number,
        id=row["id"],
        prompt=tuple(row["prompt"]),
        completion=tuple(completion),
        split=row["split"],
        times=times,
        statistic=str(row.get("statistic", "")),
        entity=str(row.get("entity", "")),
        kind=str(row.get("kind", "")),
    )


def _are_messages(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) > 0
        and all(
            isinstance(message, dict)
            and message.get("role") in ROLES
            and isinstance(message.get("content"), str)
            for message in value
        )
    )


def _refuse_repeated_ids(questions: Iterable[Question]) -> None:
    first: dict[str, int] = {}
    for question in questions:
        if question.id in first:
            reason = f"id {question.id} is also on line {first[question.id]}"
            raise Failure("questions-invalid", line=question.line, reason=reason)
        first[question.id] = question.line
