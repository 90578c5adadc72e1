"""The two ways to ask a trainer to save and stop: a file named `cancel`, and SIGTERM."""

import signal
from pathlib import Path
from types import FrameType

from cricket_lora.protocol.failure import Cancelled


class Cancellation:
    """Looked at between steps; nothing is interrupted in the middle."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "cancel"
        self.signalled = False

    def listen(self) -> None:
        signal.signal(signal.SIGTERM, self._on_signal)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.signalled = True

    @property
    def requested(self) -> bool:
        return self.signalled or self.path.exists()

    @property
    def is_by_signal_alone(self) -> bool:
        return self.signalled and not self.path.exists()

    def check(self) -> None:
        """Raise Cancelled when asked to stop: for places where nothing needs saving."""
        if self.requested:
            raise Cancelled

    def clear(self) -> None:
        """The request is answered: the next start of this run shall not find it."""
        self.path.unlink(missing_ok=True)
