"""Curves for Weights & Biases: a run in its project “cricket-lora”.

Written to a file beside the others, offline, which `wandb sync` sends when asked; sent at once
only where the user's own `WANDB_MODE` or settings of wandb say `online`.
"""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from cricket_lora.boards.board import PROJECT, by_step
from cricket_lora.boards.curves import FINISHED, RUNNING, Curves, Row

# W&B is told what the run told, and nothing of this process, its packages or its machine.
OWN_SETTINGS = {
    "console": "off",
    "silent": True,
    "use_dot_wandb": False,
    "disable_git": True,
    "disable_code": True,
    "x_disable_meta": True,
    "x_disable_stats": True,
    "x_save_requirements": False,
}


class WandB:
    """Offline, a run that is begun again is written anew. Online it is gone on with, and W&B keeps
    what a step said first."""

    def __init__(self, to: str) -> None:
        os.environ.setdefault("WANDB_ERROR_REPORTING", "false")
        import wandb

        self.wandb = wandb
        self.to = Path(to)
        self.mode = os.environ.get("WANDB_MODE") or mode_in_settings(wandb)
        self.is_offline = self.mode in ("offline", "dryrun")
        self.run = None

    def begin(self, told: Curves) -> None:
        self._finish(told)
        self.to.mkdir(parents=True, exist_ok=True)
        if self.is_offline:
            for earlier in self.to.glob(f"wandb/offline-run-*-{told.run}"):
                shutil.rmtree(earlier)
        self.run = self.wandb.init(
            project=PROJECT,
            id=told.run,
            name=told.run,
            dir=str(self.to),
            mode=self.mode,
            resume=None if self.is_offline else "allow",
            config=told.recipe,
            settings=self.wandb.Settings(**OWN_SETTINGS),
        )
        self.add([row for row in by_step(told.rows) if row.step >= self.run.step])

    def add(self, rows: Sequence[Row]) -> None:
        for row in by_step(rows):
            self.run.log({**row.values, "_timestamp": row.time}, step=row.step)

    def end(self, told: Curves) -> None:
        self._finish(told)

    def _finish(self, told: Curves) -> None:
        if self.run:
            self.run.finish(exit_code=0 if told.status in (RUNNING, FINISHED) else 1)
            self.run = None


def mode_in_settings(wandb: object) -> str:
    """Of `wandb online` and `wandb offline`: W&B's own default would be to send."""
    return wandb.setup().settings.read_system_settings().all().get("mode", "offline")
