"""Checkpoints: everything that the next step depends on, so that a resumed run repeats it."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from pickle import UnpicklingError
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError

import torch

from cricket_lora.protocol.atomic_files import (
    clear,
    flush_folder,
    replace_folder,
    require_disk,
)
from cricket_lora.protocol.events import EventLog
from cricket_lora.protocol.rank import is_first
from cricket_lora.protocol.warning import RunWarning

KEPT = 2
# Of zlib, though nothing is compressed: the damage may be where it says so.
UNREADABLE = (
    *(OSError, EOFError, RuntimeError, ValueError),
    *(UnpicklingError, BadZipFile, ZlibError),
)


def save_checkpoint(run_folder: Path, step: int, state: Mapping[str, object], size: int) -> str:
    """Write `checkpoints/STEP` whole or not at all and return that path, relative to the run.

    `size` is about the bytes it takes; raises `disk-full` before it begins. What an earlier trainer
    left half-written is removed.
    """
    checkpoints = run_folder / "checkpoints"
    if not checkpoints.is_dir():
        checkpoints.mkdir()
        flush_folder(run_folder)
    for partial in checkpoints.glob(".[0-9]*"):
        clear(partial)
    require_disk(checkpoints, size)
    partial = checkpoints / f".{step}"
    partial.mkdir()
    torch.save(dict(state), partial / "state.pt")
    folder = checkpoints / str(step)
    replace_folder(partial, folder)
    for old in _steps(checkpoints)[:-KEPT]:
        shutil.rmtree(checkpoints / str(old))
    return f"checkpoints/{step}"


def load_newest_checkpoint(run_folder: Path, events: EventLog) -> dict[str, object] | None:
    """The state of the newest checkpoint that can be read, on the CPU; None when there is none.

    A damaged one is set aside, and `events` tell of it. Never runs code from a file.
    """
    checkpoints = run_folder / "checkpoints"
    steps = _steps(checkpoints)
    while steps:
        folder = checkpoints / str(steps.pop())
        try:
            return _load(folder / "state.pt")
        except UNREADABLE as error:
            events.warn(damaged(folder.name, type(error).__name__, steps))
            if is_first():
                aside = folder.with_name(f"{folder.name}.damaged")
                clear(aside)
                folder.rename(aside)
    return None


def damaged(step: str, problem: str, earlier: list[int]) -> RunWarning:
    if earlier:
        return RunWarning(
            "checkpoint-damaged",
            "The checkpoint checkpoints/{step} is damaged ({problem}) and set aside as "
            "{step}.damaged: training goes on from step {earlier}",
            step=step,
            problem=problem,
            earlier=earlier[-1],
        )
    return RunWarning(
        "only-checkpoint-damaged",
        "The checkpoint checkpoints/{step} is damaged ({problem}) and set aside as "
        "{step}.damaged: training goes on from the beginning",
        step=step,
        problem=problem,
    )


def _load(path: Path) -> dict[str, object]:
    # torch.load does not look at the sums that torch.save has written beside every tensor.
    with ZipFile(path) as archive:
        if archive.testzip() is not None:
            raise BadZipFile
    return torch.load(path, map_location="cpu", weights_only=True)


def _steps(checkpoints: Path) -> list[int]:
    if not checkpoints.is_dir():
        return []
    return sorted(int(entry.name) for entry in checkpoints.iterdir() if entry.name.isdigit())
