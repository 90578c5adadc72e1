"""Two trainers never share a run folder."""

import json
import os
import threading
from pathlib import Path
from types import TracebackType

from cricket_lora.protocol.failure import Failure
from cricket_lora.protocol.place import place_here
from cricket_lora.protocol.plain_folder import open_in_run
from cricket_lora.protocol.process_start import process_start

try:
    import fcntl
except ImportError:  # Windows: the pid in the file has to do
    fcntl = None


BEAT_SECONDS = 5.0


class RunLock:
    """Held from creation to the end of the `with` block, or to the end of the process.

    The kernel's lock on the file decides, so that a killed trainer leaves nothing to clean up;
    the file's text tells others who holds it. Raises the failure `already-running`.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / "lock"
        self.file = open_in_run(self.path, os.O_RDWR)
        self._refuse_if_held()
        mine = {
            "pid": os.getpid(),
            "processStart": process_start(os.getpid()),
            "place": place_here(),
        }
        os.ftruncate(self.file, 0)
        os.pwrite(self.file, json.dumps(mine).encode(), 0)
        self.released = threading.Event()
        threading.Thread(target=self._beat, daemon=True).start()

    def _beat(self) -> None:
        """A sign of life for machines and containers that see this folder and not this process."""
        while not self.released.wait(BEAT_SECONDS):
            try:
                os.utime(self.path)
            except OSError:
                return

    def _refuse_if_held(self) -> None:
        try:
            known = json.loads(os.pread(self.file, 4096, 0))
            holder = {"pid": int(known["pid"]), "processStart": known["processStart"]}
        except (ValueError, KeyError, TypeError, RecursionError):
            holder = {"pid": 0, "processStart": ""}
        if fcntl is None:
            if process_start(holder["pid"]) == holder["processStart"]:
                raise Failure("already-running", pid=holder["pid"])
            return
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Failure("already-running", pid=holder["pid"]) from None
        # The holder before may have removed the file between our open and our lock.
        if not self.path.exists() or self.path.stat().st_ino != os.fstat(self.file).st_ino:
            raise Failure("already-running", pid=holder["pid"])

    def __enter__(self) -> "RunLock":
        return self

    def __exit__(
        self, kind: type | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.released.set()
        self.path.unlink(missing_ok=True)
        os.close(self.file)
