"""Bringing a run's files home from wherever its trainer is, event by event."""

import json
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from cricket_lora.cluster.files import EVENTS, LOG, newest_step, of_step, results
from cricket_lora.protocol.atomic_files import clear, flush_folder, replace_folder
from cricket_lora.protocol.plain_folder import open_in_run

PIECE = 4 << 20
KEPT = 2

#: A piece of a file there: name, offset, most bytes.
Read = Callable[[str, int, int], bytes]


class Home:
    """The run's folder on this machine."""

    def __init__(self, folder: Path, read: Read) -> None:
        self.folder = folder
        self.read = read
        self.log_told = 0

    def cut_events(self) -> None:
        """Drop half a line, before anything is written elsewhere that goes on from here."""
        path = self.folder / EVENTS
        if path.is_file():
            os.truncate(path, path.read_bytes().rfind(b"\n") + 1)

    def bring_events(self, files: Mapping[str, int], *, ended: bool = False) -> None:
        """All there are by now: the file here is always the beginning of the one there.

        Until the run has `ended`, whole lines, and none that tells its end: were the cluster lost
        before the results are here, the run would be done again and end twice.
        """
        if EVENTS not in files:
            return
        descriptor = open_in_run(self.folder / EVENTS, os.O_WRONLY | os.O_APPEND)
        try:
            at = os.fstat(descriptor).st_size
            kept = b""
            while piece := self.read(EVENTS, at + len(kept), PIECE):
                kept += piece
                # The last line waits: whether it tells the end, is seen once it is whole.
                before = kept.rfind(b"\n", 0, kept.rfind(b"\n")) + 1
                written = os.write(descriptor, kept[:before])
                at, kept = at + written, kept[written:]
            write_all(descriptor, kept if ended else without_end(kept))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def tell_log(self, files: Mapping[str, int]) -> None:
        """What the trainer printed, on our stdout, which is the run's log here."""
        while self.log_told < files.get(LOG, 0):
            piece = self.read(LOG, self.log_told, PIECE)
            if not piece:
                return  # it is shorter than when its size was read
            self.log_told += len(piece)
            write_all(1, piece)

    def bring_checkpoint(self, files: Mapping[str, int]) -> None:
        """The newest that is not here yet; the events before it are brought first, so that none is
        missing if nothing comes after it."""
        step = newest_step(files)
        checkpoints = self.folder / "checkpoints"
        if step is None or (checkpoints / str(step)).is_dir():
            return
        self.bring_events(files)
        partial = checkpoints / f".{step}"
        clear(partial)
        partial.mkdir(parents=True)
        try:
            for name, size in of_step(files, step).items():
                self._bring(name, size, partial / Path(name).name)
        except FileNotFoundError:
            clear(partial)  # it has made place for a newer one
            return
        replace_folder(partial, checkpoints / str(step))
        here = sorted(int(one.name) for one in checkpoints.iterdir() if one.name.isdigit())
        for old in here[:-KEPT]:
            shutil.rmtree(checkpoints / str(old))

    def bring_results(self, files: Mapping[str, int]) -> None:
        """Everything that the trainer has left, each file whole or not at all."""
        for name, size in results(files).items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            partial = path.with_name(f".{path.name}.home")
            self._bring(name, size, partial)
            partial.replace(path)
            flush_folder(path.parent)

    def _bring(self, name: str, size: int, path: Path) -> None:
        clear(path)
        with path.open("xb") as file:
            while file.tell() < size:
                piece = self.read(name, file.tell(), min(PIECE, size - file.tell()))
                if not piece:
                    raise FileNotFoundError(name)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())


def write_all(descriptor: int, content: bytes) -> None:
    """What is written at once may be less: on a full disk the next write says so."""
    while content:
        content = content[os.write(descriptor, content) :]


def is_home(folder: Path) -> bool:
    """Whether all of a run has been brought, to the end that it came to by itself.

    Its results come before its end, so that they are here as well.
    """
    try:
        told = json.loads((folder / EVENTS).read_bytes().splitlines()[-1])
        return told["type"] == "finished" and told["reason"] != "cancelled"
    except (FileNotFoundError, ValueError, LookupError, TypeError):
        return False


def without_end(piece: bytes) -> bytes:
    """Its whole lines but the last that tells that a run is over."""
    lines = piece[: piece.rfind(b"\n") + 1].splitlines(keepends=True)
    if lines and tells_end(lines[-1]):
        lines.pop()
    return b"".join(lines)


def tells_end(line: bytes) -> bool:
    try:
        return json.loads(line)["type"] in ("finished", "failed")
    except (ValueError, LookupError, TypeError):
        return False
