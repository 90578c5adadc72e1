"""Two trainers never share a run folder."""

import json
import os
import threading
from pathlib import Path
from types import TracebackType

from filelock import FileLock, Timeout

from cricket_lora.protocol.failure import Failure
from cricket_lora.protocol.place import place_here
from cricket_lora.protocol.plain_folder import open_in_run
from cricket_lora.protocol.process_start import own_start

BEAT_SECONDS = 5.0
MOST_BYTES = 4096  # of what a holder tells of itself


class RunLock:
    """Held from creation to the end of the `with` block, or to the end of the process.

    The kernel's lock on `.lock` decides, so that a killed trainer leaves nothing to clean up; the
    text of `lock` tells others who holds it. In one file they would be unreadable on Windows, where
    a lock keeps readers out. Raises the failure `already-running`.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / "lock"
        self.kernel = FileLock(folder / ".lock", blocking=False, thread_local=False)
        try:
            self.kernel.acquire()
        except Timeout:
            raise Failure("already-running", pid=self._holder()) from None
        try:
            self._tell()
        except BaseException:
            self.kernel.release()
            raise
        self.released = threading.Event()
        threading.Thread(target=self._beat, daemon=True).start()

    def _tell(self) -> None:
        mine = {
            "pid": os.getpid(),
            "processStart": own_start(),
            "place": place_here(),
        }
        with os.fdopen(open_in_run(self.path, os.O_RDWR), "wb") as file:
            file.truncate()
            file.write(json.dumps(mine).encode())

    def _beat(self) -> None:
        """A sign of life for machines and containers that see this folder and not this process."""
        while not self.released.wait(BEAT_SECONDS):
            try:
                os.utime(self.path)
            except OSError:
                return

    def _holder(self) -> int:
        """0 where it has not told of itself yet."""
        try:
            with self.path.open("rb") as file:
                return int(json.loads(file.read(MOST_BYTES))["pid"])
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return 0

    def __enter__(self) -> "RunLock":
        return self

    def __exit__(
        self, kind: type | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.released.set()
        self.path.unlink(missing_ok=True)
        self.kernel.release()
