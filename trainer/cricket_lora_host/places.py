"""Where things lie on the host. Names that come over the wire never lead out of our folder."""

import re
import shutil
from pathlib import Path

from cricket_lora_host.wire import HostFailure, refuse

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,200}")


def our_folder(request: dict) -> Path:
    """The folder that the person chose, `~` resolved, whether it is there or not. Raises
    HostFailure where it names a user whom this host does not have."""
    folder = expanded(request["folder"])
    if str(folder).startswith("~"):
        refuse("folder-refused", folder=str(folder), reason="there is no such user")
    return folder if folder.is_absolute() else Path.home() / folder


def expanded(path: str) -> Path:
    """`~` resolved; left as it is where it names a user whom this host does not have."""
    try:
        return Path(path).expanduser()
    except RuntimeError:
        return Path(path)


def make_our_folder(request: dict) -> Path:
    """The same, made where it is missing. Raises HostFailure where that is refused."""
    folder = our_folder(request)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise HostFailure(
            "folder-refused", folder=str(folder), reason=error.strerror or ""
        ) from None
    return folder


def run_folder(request: dict) -> Path:
    name = request["run"]
    if not NAME.fullmatch(name):
        refuse("bad-name", name=name)
    return our_folder(request) / "runs" / name


def inside(folder: Path, relative: str) -> Path:
    """`folder`/`relative`. Raises HostFailure when that would lie elsewhere."""
    parts = relative.split("/")
    if "\0" in relative or "\\" in relative or any(part in ("", ".", "..") for part in parts):
        refuse("bad-name", name=relative)
    path = folder.joinpath(*parts)
    if not path.resolve().is_relative_to(folder.resolve()):
        refuse("bad-name", name=relative)
    return path


def require_space(folder: Path, needed: int) -> None:
    """Raise `disk-full` rather than begin what cannot end; `needed` in bytes."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        refuse("disk-full", path=str(folder), needed=needed, free=free)
