"""Writing files whole or not at all, whatever happens to the power."""

import errno
import os
import shutil
from pathlib import Path

from cricket_lora.protocol.failure import disk_full

SPARE_BYTES = 1 << 20


def write_atomically(path: Path, text: str) -> None:
    """Readers see the old file or the new one, never a part."""
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.unlink(missing_ok=True)
    try:
        # Created anew: what a link of this name leads to would be overwritten.
        with partial.open("x", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
        flush_folder(path.parent)
    except OSError:
        partial.unlink(missing_ok=True)
        raise


def clear(path: Path) -> None:
    """Remove what has this name, even a link; what a link leads to stays."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    else:
        shutil.rmtree(path, ignore_errors=True)


def replace_folder(partial: Path, folder: Path) -> None:
    """Rename the finished `partial` to `folder`, once all in it has reached the disk: a name that
    survives a loss of power promises its content. An older `folder` is removed only then."""
    flush_tree(partial)
    old = folder.with_name(f".{folder.name}.old")
    clear(old)
    if folder.exists():
        folder.rename(old)
    partial.rename(folder)
    flush_folder(folder.parent)
    clear(old)


def flush_tree(folder: Path) -> None:
    """Flush every file below `folder`, and every name in it, to the disk."""
    for path in folder.rglob("*"):
        if path.is_dir():
            flush_folder(path)
        else:
            # Windows flushes only what is open for writing.
            descriptor = os.open(path, os.O_RDWR)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
    flush_folder(folder)


def flush_folder(folder: Path) -> None:
    """Flush the names in `folder` to the disk. Windows cannot, and keeps a journal of them."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # a file system that cannot
            raise
    finally:
        os.close(descriptor)


def require_disk(folder: Path, needed: int) -> None:
    """Raise the failure `disk-full` unless `needed` bytes and a little more are free."""
    if shutil.disk_usage(folder).free < needed + SPARE_BYTES:
        raise disk_full(folder, needed + SPARE_BYTES)
