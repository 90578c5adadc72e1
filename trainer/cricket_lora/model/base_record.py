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
    """Raises `base-replaced` where `folder` records another content; old folders record none.

    An adapter's folder has a record, a run's also a request, which names the embedded base's hash.
    """
    for file, key in ((FILE, "sha256"), ("run.json", "baseSha256")):
        path = folder / file
        recorded = json.loads(path.read_text("utf-8")).get(key) if path.is_file() else None
        if recorded not in (None, sha256):
            hashes = {"wanted": recorded, "found": sha256}
            raise Failure("base-replaced", base=name, recorded=str(path), **hashes)
