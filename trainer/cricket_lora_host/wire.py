"""How this side talks with the window: JSON lines, each followed by the bytes it announces."""

import json
import sys
from typing import NoReturn

LONGEST_LINE = 16_000  # characters; the window refuses lines without end


class HostFailure(Exception):
    """A failure that the window words; `parameters` fill its sentence."""

    def __init__(self, code: str, **parameters: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = parameters


class Wire:
    """Goes on without a listener: work that was begun is finished though the connection is cut."""

    def __init__(self) -> None:
        self.hung_up = False

    def send(self, header: dict[str, object], data: bytes = b"") -> None:
        if self.hung_up:
            return
        if data:
            header = {**header, "bytes": len(data)}
        try:
            sys.stdout.buffer.write(json.dumps(header).encode() + b"\n" + data)
            sys.stdout.buffer.flush()
        except (BrokenPipeError, ConnectionResetError):
            self.hung_up = True

    def line(self, text: str) -> None:
        """A line for the log that the person can read."""
        self.send({"line": text[:LONGEST_LINE]})

    def receive(self, count: int) -> bytes:
        """Up to `count` bytes of what the window sends; empty when it has hung up."""
        return sys.stdin.buffer.read1(count)


def refuse(code: str, **parameters: str | int) -> NoReturn:
    raise HostFailure(code, **parameters)
