"""Writes checkpoints while training goes on: all that training waits for is a copy of its state."""

import traceback
from collections.abc import Mapping
from concurrent import futures
from pathlib import Path
from types import TracebackType

import torch
from torch import Tensor

from cricket_lora.protocol.events import EventLog
from cricket_lora.training.checkpoint import save_checkpoint


class CheckpointWriter:
    """Writes to the run in `folder`, in a thread of its own, one checkpoint at a time.

    `events` is told by the thread that trains alone: what the write came to, the event `checkpoint`
    or an exception, comes out of the first `tell`, `save` or `wait` after it. Leaving the context
    waits, so that a run which has told its end has written what it began.
    """

    def __init__(self, folder: Path, events: EventLog) -> None:
        self.folder = folder
        self.events = events
        self.thread = futures.ThreadPoolExecutor(1, thread_name_prefix="checkpoint")
        self.writing: tuple[int, futures.Future[str]] | None = None
        # What a state is copied to, by the names in it. Kept from one to the next: to touch memory
        # for the first time takes ten times as long as the copy (pinned memory longer still).
        self.rooms: dict[str, Tensor] = {}
        self.making: list[futures.Future[None]] = []

    def make_room(self, state: Mapping[str, object]) -> None:
        """Ahead of the first `save` of the like of `state`, while training goes on."""
        self.making.append(self.thread.submit(_touch, state, self.rooms))

    def save(self, step: int, state: Mapping[str, object], size: int) -> None:
        """Begin to write `state` as it is now, once the write before it has ended.

        `size` as in save_checkpoint. Where memory does not hold a copy, `state` itself is written,
        and waited for.
        """
        self.wait()
        futures.wait(self.making)
        copied = self._copy(state)
        arguments = self.folder, step, copied or state, size
        self.writing = step, self.thread.submit(save_checkpoint, *arguments)
        if copied is None:
            self.wait()

    def tell(self) -> None:
        """What a write came to that has ended; does not wait."""
        if self.writing and self.writing[1].done():
            self.wait()

    def wait(self) -> None:
        """For the write under way, if there is one; tells what it came to."""
        if self.writing:
            (step, written), self.writing = self.writing, None
            self.events.write("checkpoint", step=step, path=written.result())

    def _copy(self, state: Mapping[str, object]) -> dict[str, object] | None:
        """None where memory does not hold it; any other error comes again when `state` is
        written."""
        try:
            return {name: _copied(part, name, self.rooms) for name, part in state.items()}
        except (MemoryError, RuntimeError):  # the latter is torch's, of a processor's memory too
            self.rooms.clear()
            return None

    def __enter__(self) -> "CheckpointWriter":
        return self

    def __exit__(
        self, kind: type | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.wait()
        except Exception:
            if error is None:
                raise
            traceback.print_exc()  # the run ends with what ended the training
        finally:
            self.thread.shutdown()


def _copied(value: object, name: str, rooms: dict[str, Tensor]) -> object:
    """In this machine's memory, with nothing in it that a later step changes."""
    match value:
        case Tensor():
            return _room_of(value, name, rooms).copy_(value.detach())
        case Mapping():
            return {key: _copied(part, f"{name}/{key}", rooms) for key, part in value.items()}
        case list():
            return [_copied(part, f"{name}/{place}", rooms) for place, part in enumerate(value)]
    return value


def _room_of(tensor: Tensor, name: str, rooms: dict[str, Tensor]) -> Tensor:
    if name not in rooms:
        rooms[name] = torch.empty(tensor.shape, dtype=tensor.dtype)
    return rooms[name]


def _touch(value: object, rooms: dict[str, Tensor], name: str = "") -> None:
    match value:
        case Tensor():
            _room_of(value, name, rooms).zero_()
        case Mapping():
            for key, part in value.items():
                _touch(part, rooms, f"{name}/{key}" if name else key)
