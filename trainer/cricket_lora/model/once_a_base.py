"""What is made once a base, and kept for later runs.

It lies in the user's cache folder, under the hash of the base's files.
"""

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from cricket_lora.model.base import Base
from cricket_lora.protocol.atomic_files import write_atomically
from cricket_lora.protocol.events import EventLog
from cricket_lora.protocol.lock import NO_LOCKS, kernel_lock
from cricket_lora.protocol.warning import RunWarning

Line = dict[str, object]


def kept_or_made(
    base: Base,
    events: EventLog,
    *,
    what: str,
    version: str,
    make: Callable[[], list[Line]],
    is_sound: Callable[[Line], bool],
) -> list[Line]:
    """In the folder `what` of the cache, in a file for each `version` of how it is made.

    What is damaged, or has a line that is not sound, is made again. Of several processes that want
    the same at once, one makes it and the others wait: where files can be locked, or each does.
    """
    path = cache_folder() / what / f"{base.sha256[:32]}-{version}.jsonl"
    lines = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _locked(path.with_suffix(".lock")):
            lines = read_lines(path, base, is_sound)
            if lines is None:
                lines = make()
                write_atomically(path, as_text(lines, base))
    except OSError as error:
        events.warn(
            RunWarning(
                "answers-not-kept",
                "What the base answers cannot be kept for later runs: {problem}",
                problem=str(error.strerror),
            )
        )
    return make() if lines is None else lines


def _locked(path: Path) -> AbstractContextManager:
    try:
        return kernel_lock(path).acquire()
    except OSError as error:
        if error.errno not in NO_LOCKS:
            raise
        return nullcontext()


def as_text(lines: Sequence[Line], base: Base) -> str:
    body = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    head = {"v": 1, "baseSha256": base.sha256, "rows": len(lines), "sha256": sha256(body)}
    return json.dumps(head) + "\n" + body


def read_lines(path: Path, base: Base, is_sound: Callable[[Line], bool]) -> list[Line] | None:
    """None where there is no file, or one that is damaged or of another base."""
    try:
        head, _, body = path.read_bytes().decode("utf-8").partition("\n")
        facts = json.loads(head)
        if (facts["baseSha256"], facts["sha256"]) != (base.sha256, sha256(body)):
            return None
        lines = [json.loads(line) for line in body.split("\n")[:-1]]
        return lines if all(isinstance(one, dict) and is_sound(one) for one in lines) else None
    except (FileNotFoundError, ValueError, KeyError, TypeError, RecursionError):
        return None


def version_of(*ways: object) -> str:
    """Another one where any of `ways` changes, by which something is made."""
    return sha256(repr(ways))[:12]


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def cache_folder() -> Path:
    """The user's, for what can be made again."""
    own = os.environ.get("CRICKET_LORA_CACHE")
    if own:
        return Path(own)
    if os.name == "nt" and (local := os.environ.get("LOCALAPPDATA")):
        return Path(local) / "cricket-lora" / "cache"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "cricket-lora"
