"""Which base a run used, by content: other weights may appear under the same name."""

import json
from pathlib import Path

from cricket_lora.protocol.atomic_files import write_atomically
from cricket_lora.protocol.failure import Failure

FILE = "base.json"


def record_base(folder: Path, name: str, sha256: str) -> None:
    """In a run's folder or an adapter's; what is recorded there already stays."""
    path = folder / FILE
    if not path.exists():
        write_atomically(path, json.dumps({"v": 1, "name": name, "sha256": sha256}) + "\n")


def refuse_other_base(folder: Path, name: str, sha256: str) -> None:
    """Raises `base-replaced` where `folder` records another content; old folders record none."""
    path = folder / FILE
    if path.is_file() and json.loads(path.read_text("utf-8"))["sha256"] != sha256:
        raise Failure("base-replaced", base=name, recorded=str(path))
