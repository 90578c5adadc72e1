"""Checkpoints: everything that the next step depends on, so that a resumed run repeats it."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import torch

from cricket_lora.protocol.atomic_files import (
    clear,
    flush_folder,
    replace_folder,
    require_disk,
)

KEPT = 2


def save_checkpoint(run_folder: Path, step: int, state: Mapping[str, object], size: int) -> str:
    """Write `checkpoints/STEP` whole or not at all and return that path, relative to the run.

    `size` is about the bytes it takes; raises `disk-full` before it begins.
    """
    checkpoints = run_folder / "checkpoints"
    if not checkpoints.is_dir():
        checkpoints.mkdir()
        flush_folder(run_folder)
    require_disk(checkpoints, size)
    partial = checkpoints / f".{step}"
    clear(partial)
    partial.mkdir()
    torch.save(dict(state), partial / "state.pt")
    folder = checkpoints / str(step)
    replace_folder(partial, folder)
    for old in _steps(checkpoints)[:-KEPT]:
        shutil.rmtree(checkpoints / str(old))
    return f"checkpoints/{step}"


def latest_checkpoint(run_folder: Path) -> Path | None:
    """The folder of the last whole checkpoint, None when there is none."""
    steps = _steps(run_folder / "checkpoints")
    return run_folder / "checkpoints" / str(steps[-1]) if steps else None


def load_checkpoint(folder: Path) -> dict[str, object]:
    """The state as it was saved, on the CPU; never runs code from the file."""
    return torch.load(folder / "state.pt", map_location="cpu", weights_only=True)


def _steps(checkpoints: Path) -> list[int]:
    if not checkpoints.is_dir():
        return []
    return sorted(int(entry.name) for entry in checkpoints.iterdir() if entry.name.isdigit())
