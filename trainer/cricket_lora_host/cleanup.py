"""What is kept on the host, how much it is, and how it goes."""

import os
import shutil
from pathlib import Path

from cricket_lora_host.places import inside, our_folder
from cricket_lora_host.processes import find_trainer
from cricket_lora_host.wire import Wire, refuse

SHARED = ("env", "blobs", "trainers", "bases")


def kept(request: dict, wire: Wire) -> dict:
    folder = our_folder(request)
    runs = folder / "runs"
    names = sorted(path.name for path in runs.iterdir()) if runs.is_dir() else []
    items = [
        {
            "path": f"runs/{name}",
            "bytes": size_of(runs / name),
            "live": find_trainer(runs / name) is not None,
        }
        for name in names
    ]
    items += [
        {"path": name, "bytes": size_of(folder / name), "live": False}
        for name in SHARED
        if (folder / name).exists()
    ]
    return {"folder": str(folder), "items": items}


def size_of(folder: Path) -> int:
    """Bytes on the disk, links not followed, a file under two names counted once."""
    seen: dict[tuple[int, int], int] = {}
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                state = (Path(parent) / name).lstat()
            except FileNotFoundError:
                continue
            seen[state.st_dev, state.st_ino] = state.st_blocks * 512
    return sum(seen.values())


def remove(request: dict, wire: Wire) -> dict:
    """Remove `paths` as `kept` lists them. Raises `still-running` for the folder of a live run."""
    folder = our_folder(request)
    for name in request["paths"]:
        path = inside(folder, name)
        is_run = name.startswith("runs/") and name.count("/") == 1
        if not is_run and name not in SHARED:
            refuse("bad-name", name=name)
        if is_run and (trainer := find_trainer(path)):
            refuse("still-running", run=path.name, pid=trainer["pid"])
        shutil.rmtree(path, ignore_errors=False)
    return {}
