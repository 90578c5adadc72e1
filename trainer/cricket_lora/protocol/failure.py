"""Reasons a run ends without success."""

import errno
import shutil
from pathlib import Path

DISK_ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Failure(Exception):
    """A known failure: a code and parameters, from which the reader of events makes a message."""

    def __init__(self, code: str, **parameters: str | int | float) -> None:
        super().__init__(f"{code} {parameters}")
        self.code = code
        self.parameters = parameters


class Cancelled(Exception):
    """The run was asked to stop, and has saved what it had to."""


def failure_of(error: BaseException, folder: Path) -> Failure:
    """Turn whatever ended the run into the failure to report; `folder` is the run's."""
    if isinstance(error, Failure):
        return error
    if isinstance(error, OSError) and error.errno in DISK_ERRORS:
        return disk_full(Path(error.filename or folder), needed=0)
    # safetensors and torch write through their own layers and keep only the text of the error.
    if "No space left on device" in str(error) or "PytorchStreamWriter" in str(error):
        return disk_full(folder, needed=0)
    return Failure("unexpected", message=f"{type(error).__name__}: {error}")


def disk_full(path: Path, needed: int) -> Failure:
    """`needed` in bytes; 0 where it is not known."""
    directory = path if path.is_dir() else path.parent
    free = shutil.disk_usage(directory).free if directory.is_dir() else 0
    return Failure("disk-full", path=str(path), needed=needed, free=free)
