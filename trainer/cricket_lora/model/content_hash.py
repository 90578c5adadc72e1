"""By which a base is known again: the SHA-256 of all its files that decide an answer.

It takes a second a gigabyte. A run therefore begins it before anything else, and has it by the time
that the weights are loaded.
"""

import hashlib
import re
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from cricket_lora.model.locate_base import locate_base

# Generation settings decide none: they are overridden.
HASHED = ("*.safetensors", "*.bin", "config.json", "tokenizer*", "vocab*", "*.jinja", "merges.txt")
# Between two pieces a thread waits for others that run Python: of a megabyte each, for longer than
# it reads.
PIECE = 1 << 26

_begun: dict[Path, Future[str]] = {}


def folder_hash(folder: Path) -> str:
    """By the files' names and contents; what was begun is waited for."""
    begun = _begun.pop(folder, None)
    return begun.result() if begun else _hash(folder)


def begin_hash(run: Path) -> None:
    """Of the base that the request in the folder `run` names, if it is a folder, in a thread.

    What is wrong with either is told where it is read.
    """
    try:
        base = Path(locate_base(run).at)
        if base.is_absolute() and base.is_dir():
            _begun[base] = ThreadPoolExecutor(1).submit(_hash, base)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        pass


def _hash(folder: Path) -> str:
    whole = hashlib.sha256()
    for path in sorted({path for pattern in HASHED for path in folder.glob(pattern)}):
        if path.is_file():
            whole.update(f"{path.name} {_digest(path)}\n".encode())
    return whole.hexdigest()


def _digest(path: Path) -> str:
    # The hub's cache names large files by their own SHA-256, and links to them.
    if re.fullmatch("[0-9a-f]{64}", path.resolve().name):
        return path.resolve().name
    digest = hashlib.sha256()
    buffer = memoryview(bytearray(min(PIECE, max(1, path.stat().st_size))))
    with path.open("rb") as file:
        while size := file.readinto(buffer):
            digest.update(buffer[:size])
    return digest.hexdigest()
