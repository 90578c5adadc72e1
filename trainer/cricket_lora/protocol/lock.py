"""Two trainers never share a run folder."""

import errno
import json
import os
import sys
import tempfile
import threading
from pathlib import Path
from types import TracebackType

from filelock import FileLock, Timeout

from cricket_lora.protocol.failure import Failure
from cricket_lora.protocol.place import is_same_kernel, place_here
from cricket_lora.protocol.plain_folder import open_in_run, require_plain_folder
from cricket_lora.protocol.process_start import own_start

BEAT_SECONDS = 5.0
SILENT_SECONDS = 60.0  # as for the reader of a run, in src/host/run/heartbeat.ts
# Of files on other machines; the last is Lustre's, mounted without them.
NO_LOCKS = (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS)
MOST_BYTES = 4096  # of what a holder tells of itself


def lock_or_tell(folder: Path) -> "RunLock | None":
    """None where `folder` cannot be ours, which our stderr tells: its events and status belong to
    the trainer that runs."""
    try:
        require_plain_folder(folder)
        return RunLock(folder)
    except Failure as failure:
        print(f"cricket_lora: {failure}", file=sys.stderr)
        return None


def kernel_lock(path: Path, **options: bool) -> FileLock:
    """The kernel's and no other: a lock that is a file would outlive a holder that was killed on
    another machine. Acquiring it raises OSError with one of NO_LOCKS where files have none."""
    return FileLock(path, fallback_to_soft=False, **options)


class RunLock:
    """Held from creation to the end of the `with` block, or to the end of the process.

    The kernel's lock on `.lock` decides, so that a killed trainer leaves nothing to clean up; the
    text of `lock` tells others who holds it. In one file they would be unreadable on Windows, where
    a lock keeps readers out. A shared folder may have no locks, or only those of each machine:
    there, a holder lives as long as it touches `lock`. Raises the failure `already-running`.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / "lock"
        self.kernel = kernel_lock(folder / ".lock", blocking=False, thread_local=False)
        is_locked = self._acquire()
        try:
            self._refuse_living(is_locked)
            self._tell()
        except BaseException:
            self.kernel.release()
            raise
        self.released = threading.Event()
        threading.Thread(target=self._beat, daemon=True).start()

    def _acquire(self) -> bool:
        """Whether the kernel has given us its lock; it may have none for this file."""
        try:
            self.kernel.acquire()
        except Timeout:
            raise Failure("already-running", pid=self._holder()[0]) from None
        except OSError as error:
            if error.errno not in NO_LOCKS:
                raise
            return False
        return True

    def _refuse_living(self, is_locked: bool) -> None:
        """A holder that our lock, if we have one, does not keep out."""
        pid, place = self._holder()
        if place == "" or (is_locked and is_same_kernel(place)):
            return
        with tempfile.TemporaryFile(dir=self.path.parent) as now:
            now.write(b".")
            now.flush()
            # By the clock of the disk; a time that is far ahead is a clock that is wrong.
            age = os.fstat(now.fileno()).st_mtime - self.path.stat().st_mtime
        if abs(age) < SILENT_SECONDS:
            raise Failure("already-running", pid=pid)

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

    def _holder(self) -> tuple[int, str]:
        """Its pid and place; 0 and empty where it has not told of itself yet."""
        try:
            with self.path.open("rb") as file:
                told = json.loads(file.read(MOST_BYTES))
            return int(told["pid"]), str(told.get("place", place_here()))
        except (
            *(OSError, ValueError, KeyError, TypeError, AttributeError),
            *(RecursionError, OverflowError),
        ):
            return 0, ""

    def __enter__(self) -> "RunLock":
        return self

    def __exit__(
        self, kind: type | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.released.set()
        self.path.unlink(missing_ok=True)
        self.kernel.release()
