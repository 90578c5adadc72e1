"""events.jsonl: the run's progress, one JSON object per line, numbered without gaps."""

import json
import os
from collections.abc import Mapping
from datetime import datetime, timezone
from pathlib import Path
from types import TracebackType

from cricket_lora.protocol.plain_folder import open_in_run
from cricket_lora.protocol.warning import RunWarning

RESERVE_BYTES = 16_384
# What is promised by these survives a loss of power; the steps between them may be repeated.
FLUSHED = frozenset({"started", "checkpoint", "saved", "finished", "failed"})


class EventLog:
    """Appends events. Goes on numbering where an earlier trainer of the same run stopped.

    A few blocks of disk are held in reserve, so that the report of a full disk still fits.
    """

    def __init__(self, path: Path) -> None:
        self.file = open_in_run(path, os.O_RDWR | os.O_APPEND)
        self.reserve = path.with_name(".reserve")
        self.reserve.unlink(missing_ok=True)
        with self.reserve.open("xb") as reserve:
            reserve.write(b"\0" * RESERVE_BYTES)
        self.end, self.seq, damaged = self._continue_after(path.read_bytes())
        if damaged:
            self.warn(
                RunWarning(
                    "events-damaged",
                    "{bytes} damaged bytes at the end of {file} were cut off",
                    bytes=damaged,
                    file=path.name,
                )
            )

    def _continue_after(self, written: bytes) -> tuple[int, int, int]:
        """Drop a last line that was cut off, and last lines that a loss of power left without
        content; return the file's length, the next number, and how many bytes of lines went."""
        whole = end = written.rfind(b"\n") + 1
        seq = None
        while end > 0 and seq is None:
            start = written.rfind(b"\n", 0, end - 1) + 1
            seq = seq_of(written[start:end])
            if seq is None:
                end = start
        os.ftruncate(self.file, end)
        return end, 0 if seq is None else seq + 1, whole - end

    def write(self, kind: str, **fields: object) -> None:
        """Append one event of type `kind`; it is in the file when this returns."""
        now = datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        event = {"v": 1, "seq": self.seq, "time": now, "type": kind, **fields}
        line = (json.dumps(event, ensure_ascii=False, allow_nan=False) + "\n").encode()
        written = 0
        try:
            while written < len(line):
                written += os.write(self.file, line[written:])
        except OSError:
            os.ftruncate(self.file, self.end)  # never leave half a line
            raise
        self.end += len(line)
        self.seq += 1
        if kind in FLUSHED:
            os.fsync(self.file)

    def phase(self, phase: str) -> None:
        self.write("phase", phase=phase)

    def log(self, level: str, message: str) -> None:
        self.write("log", level=level, message=message)

    def warn(self, warning: RunWarning) -> None:
        told = {"message": warning.message, "code": warning.code, "parameters": warning.parameters}
        self.write("log", level="warning", **told)

    def failed(self, code: str, parameters: Mapping[str, str | int | float]) -> None:
        self.reserve.unlink(missing_ok=True)
        self.write("failed", code=code, parameters=dict(parameters))

    def __enter__(self) -> "EventLog":
        return self

    def __exit__(
        self, kind: type | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.reserve.unlink(missing_ok=True)
        os.close(self.file)


def seq_of(line: bytes) -> int | None:
    """The number of an event; None for what is none."""
    try:
        seq = json.loads(line)["seq"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return seq if type(seq) is int and seq >= 0 else None


class SilentLog(EventLog):
    """For processes other than the run's first, which reports for all."""

    def __init__(self) -> None:
        pass

    def write(self, kind: str, **fields: object) -> None:
        """Ignored."""
