"""Token counts of the questions, as the trainer renders them."""

import hashlib
import sys
from pathlib import Path
from statistics import mean

from transformers import AutoTokenizer

from benchmark.paths import TRAINER

sys.path.insert(0, str(TRAINER))

from cricket_lora.data.questions import read_questions
from cricket_lora.data.render import Renderer
from cricket_lora.fast.pack import shared_prefix


def count_tokens(base: Path, questions: Path) -> dict[str, float]:
    """`questions`, `train`, tokens of the `prefix` all share, mean `row` and `answer` (end
    included), longest `longest_answer`."""
    tokenizer = AutoTokenizer.from_pretrained(base)
    ends = frozenset([tokenizer.eos_token_id])
    sha256 = hashlib.sha256(questions.read_bytes()).hexdigest()
    rendered = Renderer(tokenizer, ends, str(base)).render(read_questions(questions, sha256), 512)
    prefix = len(shared_prefix(rendered))
    return {
        "questions": len(rendered),
        "train": sum(row.question.split == "train" for row in rendered),
        "prefix": prefix,
        "row": round(mean(len(row.prompt) - prefix + len(row.answer) for row in rendered), 2),
        "answer": round(mean(len(row.answer) for row in rendered), 2),
        "longest_answer": max(len(row.answer) for row in rendered),
    }
