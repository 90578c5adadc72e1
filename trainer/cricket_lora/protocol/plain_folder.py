"""A run's folder may have come with a repository: all in it has to lie in it."""

import os
import stat
from pathlib import Path

from cricket_lora.protocol.failure import Failure

# Windows has neither.
NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


def require_plain_folder(folder: Path) -> None:
    """Raise `run-folder-refused` for the first link, device or pipe, before anything is written:
    what a link leads to would be overwritten, and what is in it removed."""
    for parent, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(parent) / name
            try:
                mode = path.lstat().st_mode
            except FileNotFoundError:
                continue
            if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
                kind = "a link" if stat.S_ISLNK(mode) else "no ordinary file"
                raise Failure("run-folder-refused", path=str(path), kind=kind)


def open_in_run(path: Path, flags: int) -> int:
    """A descriptor of a file of the run, made where it is missing. Raises OSError for a link."""
    descriptor = os.open(path, flags | os.O_CREAT | NO_FOLLOW, 0o644)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise Failure("run-folder-refused", path=str(path), kind="no ordinary file")
    return descriptor
