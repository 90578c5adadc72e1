"""Files by the hash of their content: what lies here already need not travel again."""

import hashlib
import os
import re
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

from cricket_lora_host.places import inside, make_our_folder, our_folder, require_space
from cricket_lora_host.wire import Wire, refuse

HASH = re.compile("[0-9a-f]{64}")
CHUNK = 1 << 18
WORTH_LOOKING_FOR = 1 << 18  # bytes


def blob_path(folder: Path, digest: str) -> Path:
    if not HASH.fullmatch(digest):
        refuse("bad-name", name=digest)
    return folder / "blobs" / digest


def missing_of(request: dict) -> list[dict]:
    """Which of the files `offered` (`sha256`, `size`) are not here, and from which byte on."""
    if not request.get("offered"):
        return []
    folder = make_our_folder(request)
    (folder / "blobs").mkdir(exist_ok=True)
    missing = []
    for file in request["offered"]:
        path = blob_path(folder, file["sha256"])
        if path.exists() or take_from_runs(folder, file, path):
            continue
        part = path.with_suffix(".part")
        offset = part.stat().st_size if part.exists() else 0
        missing.append({**file, "offset": min(offset, file["size"])})
    require_space(folder, sum(file["size"] - file["offset"] for file in missing))
    return missing


def accept(request: dict, wire: Wire) -> dict:
    """Nothing but to have the files that come with it."""
    return {}


def take_from_runs(folder: Path, file: dict, path: Path) -> bool:
    """An adapter that was made here, or brought here for another run, need not come again."""
    if file["size"] < WORTH_LOOKING_FOR:
        return False
    for found in folder.glob("runs/*/*/*"):
        state = found.lstat()
        if not stat.S_ISREG(state.st_mode) or state.st_size != file["size"]:
            continue
        if sha256_of(found) == file["sha256"]:
            part = path.with_suffix(f".{os.getpid()}")
            shutil.copyfile(found, part)
            part.replace(path)
            return True
    return False


def receive(request: dict, wire: Wire) -> None:
    """Take in the files `sent` (`sha256`, `size`, `offset`): their bytes follow each other.

    Cut off in the middle, what has come stays, for the next call to go on from. Two windows that
    send the same file write the same bytes to the same places.
    """
    folder = our_folder(request)
    for file in request["sent"]:
        path = blob_path(folder, file["sha256"])
        part = path.with_suffix(".part")
        left = file["size"] - file["offset"]
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.lseek(descriptor, file["offset"], os.SEEK_SET)
            while left > 0:
                data = wire.receive(min(left, CHUNK))
                if not data:
                    refuse("upload-cut")
                left -= len(data)
                while data:
                    data = data[os.write(descriptor, data) :]
        finally:
            os.close(descriptor)
        settle(part, path, file["sha256"])


def settle(part: Path, path: Path, digest: str) -> None:
    try:
        if sha256_of(part) == digest:
            part.replace(path)
            return
        part.unlink()
    except FileNotFoundError:
        if path.exists():  # the other window was first
            return
    refuse("upload-damaged")


def sha256_of(path: Path, on_chunk: Callable[[], None] = lambda: None) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while data := file.read(CHUNK):
            digest.update(data)
            on_chunk()
    return digest.hexdigest()


def lay_out(folder: Path, files: list[dict], destination: Path) -> None:
    """Make `destination` hold `files` (`path`, `sha256`); at once when it exists: it is named by
    what is in it. It appears whole or not at all."""
    if destination.is_dir():
        return
    new = destination.with_name(f"{destination.name}.new-{os.getpid()}")
    for file in files:
        place(folder, file, new)
    try:
        new.replace(destination)
    except OSError:
        shutil.rmtree(new)
        if not destination.is_dir():
            raise


def place(folder: Path, file: dict, destination: Path) -> None:
    """Copy one blob to its path below `destination`, whole or not at all."""
    destination.mkdir(parents=True, exist_ok=True)
    path = inside(destination, file["path"])
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.new")
    shutil.copyfile(blob_path(folder, file["sha256"]), temporary)
    temporary.replace(path)
