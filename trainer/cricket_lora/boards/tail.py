"""What was appended to a file since the last look."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cricket_lora.protocol.plain_folder import NO_FOLLOW

# An event has some hundred bytes.
LONGEST_LINE = 4 << 20


class Tail:
    """Reads whole lines as they come; a last one that is half written waits."""

    def __init__(self, path: Path) -> None:
        self.path = path
        # Where the next line begins, and the one before it.
        self.offset = 0
        self.last = b""

    def read(self) -> tuple[list[dict], bool]:
        """The objects of new lines, and whether the file is another now, read from its start."""
        try:
            descriptor = os.open(self.path, os.O_RDONLY | NO_FOLLOW | getattr(os, "O_BINARY", 0))
        except FileNotFoundError:
            return [], False
        with os.fdopen(descriptor, "rb") as file:
            is_other = not self._holds_last(file)
            if is_other:
                self.offset, self.last = 0, b""
            return list(self._objects(file)), is_other

    def _holds_last(self, file: BinaryIO) -> bool:
        file.seek(self.offset - len(self.last))
        return file.read(len(self.last)) == self.last

    def _objects(self, file: BinaryIO) -> Iterator[dict]:
        file.seek(self.offset)
        while line := file.readline(LONGEST_LINE):
            if not line.endswith(b"\n") and len(line) < LONGEST_LINE:
                return
            self.offset += len(line)
            self.last = line
            try:
                value = json.loads(line)
            except (ValueError, RecursionError):
                continue
            if isinstance(value, dict):
                yield value
