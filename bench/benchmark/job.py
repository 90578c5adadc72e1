"""What a contender is asked to do, and what it answers: JSON between two processes."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Job:
    """`questions` and `base` are paths; the first `warmup_steps` steps do not count."""

    contender: str
    base: str
    questions: str
    folder: str
    warmup_steps: int
    steps: int
    batch_size: int = 32
    options: Mapping[str, object] = field(default_factory=dict)

    def train_rows(self) -> list[dict[str, object]]:
        """The questions of the split `train`, each with `prompt` and `completion` only."""
        return self.rows("train")

    def rows(self, *splits: str) -> list[dict[str, object]]:
        lines = Path(self.questions).read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines]
        return [
            {"prompt": row["prompt"], "completion": row["completion"]}
            for row in rows
            if not splits or row["split"] in splits
        ]

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")


@dataclass(frozen=True)
class Measurement:
    """`questions` took `seconds` after `warmup_seconds` of loading, compiling and first steps."""

    questions: int
    seconds: float
    warmup_seconds: float
    peak_bytes: int
    note: str = ""


def read_job(path: Path) -> Job:
    return Job(**json.loads(path.read_text(encoding="utf-8")))
