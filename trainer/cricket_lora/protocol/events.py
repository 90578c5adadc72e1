"""events.jsonl: what the run tells, one JSON object a line, numbered without gaps."""

import json
import os
from collections.abc import Mapping
from datetime import datetime, timezone
from pathlib import Path
from types import TracebackType

RESERVE_BYTES = 16_384


class EventLog:
    """Appends events. Goes on numbering where an earlier trainer of the same run stopped.

    A few blocks of disk are held in reserve, so that the news of a full disk still fits.
    """

    def __init__(self, path: Path) -> None:
        self.file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        self.reserve = path.with_name(".reserve")
        self.reserve.write_bytes(b"\0" * RESERVE_BYTES)
        self.end, self.seq = self._continue_after(path.read_bytes())

    def _continue_after(self, written: bytes) -> tuple[int, int]:
        """Drop a last line that was cut off; return the file's length and the next number."""
        end = written.rfind(b"\n") + 1
        os.ftruncate(self.file, end)
        lines = written[:end].splitlines()
        return end, json.loads(lines[-1])["seq"] + 1 if lines else 0

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

    def phase(self, phase: str) -> None:
        self.write("phase", phase=phase)

    def log(self, level: str, message: str) -> None:
        self.write("log", level=level, message=message)

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


class SilentLog(EventLog):
    """For a process that is not the run's first: another one tells what happens."""

    def __init__(self) -> None:
        pass

    def write(self, kind: str, **fields: object) -> None:
        """Tell nobody."""
