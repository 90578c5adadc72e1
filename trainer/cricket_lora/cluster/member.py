"""A run on a node of a Ray cluster: its folder there, and its trainer."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TypedDict

MOST_DEPTH = 3
#: A run that is over keeps its GPU until its files have been fetched, and no longer than this.
KEPT_SECONDS = 12 * 3600


class Look(TypedDict):
    """What there is now. `exit`: None while the trainer runs, and before it was started."""

    started: bool
    exit: int | None
    files: dict[str, int]


class Member:
    """An actor, one for each run. Only its caller's files are in its folder."""

    def __init__(self) -> None:
        self.top = Path(tempfile.mkdtemp(prefix="cricket-lora-"))
        self.run = self.top / "run"
        self.trainer: subprocess.Popen | None = None
        self.asked = time.monotonic()
        threading.Thread(target=self._leave_when_forgotten, daemon=True).start()

    def _leave_when_forgotten(self) -> None:
        while True:
            time.sleep(60)
            is_over = self.trainer is None or self.trainer.poll() is not None
            if is_over and time.monotonic() - self.asked > KEPT_SECONDS:
                self.clear()
                os._exit(0)

    def top_folder(self) -> str:
        return str(self.top)

    def write(self, name: str, offset: int, content: bytes) -> None:
        """A piece of a file below `top`; the first one makes it anew."""
        path = self.top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb" if offset == 0 else "ab") as file:
            file.write(content)

    def start(self) -> None:
        """Start the trainer, once."""
        if self.trainer is not None:
            return
        package = Path(__file__).parents[1]
        with (self.run / "trainer.log").open("ab") as log:
            self.trainer = subprocess.Popen(
                [sys.executable, "-m", "cricket_lora.cluster.guarded", str(self.run / "run.json")],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=package,
                env={**os.environ, "PYTHONPATH": str(package.parent)},
            )

    def look(self) -> Look:
        self.asked = time.monotonic()
        code = None if self.trainer is None else self.trainer.poll()
        return {"started": self.trainer is not None, "exit": code, "files": self._files()}

    def _files(self) -> dict[str, int]:
        """Sizes of all plain files, by their path in the run's folder."""
        found = {}
        for parent, folders, names in os.walk(self.run):
            at = Path(parent).relative_to(self.run)
            if len(at.parts) >= MOST_DEPTH:
                folders.clear()
            for name in names:
                try:
                    found[(at / name).as_posix()] = (Path(parent) / name).stat().st_size
                except FileNotFoundError:
                    continue
        return found

    def read(self, name: str, offset: int, most: int) -> bytes:
        with (self.run / name).open("rb") as file:
            file.seek(offset)
            return file.read(most)

    def cancel(self) -> None:
        (self.run / "cancel").touch()

    def end(self) -> None:
        """End the trainer at once, for a person who has waited long enough."""
        if self.trainer is not None and self.trainer.poll() is None:
            self.trainer.send_signal(signal.SIGKILL)
            self.trainer.wait()

    def clear(self) -> None:
        shutil.rmtree(self.top, ignore_errors=True)
