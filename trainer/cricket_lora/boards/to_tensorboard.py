"""Curves for TensorBoard: a folder for each run, in its log directory."""

import json
from pathlib import Path

from cricket_lora.boards.curves import Curves

SUFFIX = ".cricket-lora"


def write_tensorboard(told: Curves, to: str) -> None:
    """Written anew each time: what was written before is replaced."""
    from torch.utils.tensorboard import SummaryWriter

    folder = Path(to) / told.run
    for earlier in folder.glob(f"*{SUFFIX}"):
        earlier.unlink()
    with SummaryWriter(str(folder), filename_suffix=SUFFIX) as writer:
        writer.add_text("recipe", f"```json\n{json.dumps(told.recipe, indent=2)}\n```")
        for name, points in told.curves.items():
            for point in points:
                writer.add_scalar(name, point.value, point.step, walltime=point.time)
