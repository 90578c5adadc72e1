"""Writing files whole or not at all."""

import os
import shutil
from pathlib import Path

from cricket_lora.protocol.failure import disk_full

SPARE_BYTES = 1 << 20


def write_atomically(path: Path, text: str) -> None:
    """Readers see the old file or the new one, never a part."""
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with partial.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise


def require_disk(folder: Path, needed: int) -> None:
    """Raise the failure `disk-full` unless `needed` bytes and a little more are free."""
    if shutil.disk_usage(folder).free < needed + SPARE_BYTES:
        raise disk_full(folder, needed + SPARE_BYTES)
