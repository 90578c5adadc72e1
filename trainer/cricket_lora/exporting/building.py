"""What exports are made in, and said of."""

import json
import shutil
import time
from collections.abc import Iterable
from pathlib import Path

from transformers import PreTrainedModel

from cricket_lora.protocol.atomic_files import clear, replace_folder


class Timed:
    """Says of files that were made since: name, bytes and seconds, in a line of JSON."""

    def __init__(self) -> None:
        self.started = time.monotonic()

    def report(self, path: Path, files: Iterable[Path]) -> None:
        size = sum(file.stat().st_size for file in files if file.is_file())
        seconds = round(time.monotonic() - self.started, 2)
        print(json.dumps({"file": path.name, "bytes": size, "seconds": seconds}), flush=True)


class Building:
    """A folder that comes to be whole or not at all, and says how large it is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.partial = folder.with_name(f".{folder.name}")

    def __enter__(self) -> Path:
        self.timed = Timed()
        clear(self.partial)
        self.partial.mkdir()
        return self.partial

    def __exit__(self, failed: object, *_: object) -> None:
        if failed:
            shutil.rmtree(self.partial, ignore_errors=True)
            return
        replace_folder(self.partial, self.folder)
        self.timed.report(self.folder, self.folder.rglob("*"))


def bytes_of(model: PreTrainedModel) -> int:
    return sum(p.numel() * p.element_size() for p in model.parameters())
