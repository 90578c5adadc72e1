"""`python -m cricket_lora.boards BOARD TO RUN…`, or `inspect TO RUN ROWS`: runs as they are now.
`python -m cricket_lora.boards --follow RUN BOARD=TO…`: a run while it goes on.

BOARD is tensorboard, mlflow, wandb or trackio. Takes runs to boards that others have made, from
their events; nothing of a run is changed.
"""

import os
import sys
from pathlib import Path

from cricket_lora.boards.curves import read_curves
from cricket_lora.boards.follow import follow
from cricket_lora.boards.to_inspect import write_inspect
from cricket_lora.boards.to_mlflow import MLflow
from cricket_lora.boards.to_tensorboard import TensorBoard
from cricket_lora.boards.to_trackio import Trackio
from cricket_lora.boards.to_wandb import WandB

BOARDS = {"tensorboard": TensorBoard, "mlflow": MLflow, "wandb": WandB, "trackio": Trackio}
FAILED = 1
USAGE = 2
# Training comes first.
YIELDING = 10


def main(arguments: list[str]) -> int:
    match arguments:
        case ["inspect", to, run, rows]:
            write_inspect(Path(run), Path(rows), to)
        case ["--follow", run, *boards] if boards:
            places = dict(board.split("=", 1) for board in boards)
            if not places.keys() <= BOARDS.keys():
                return misused()
            if os.name != "nt":
                os.nice(YIELDING)
            return 0 if follow(Path(run), places, BOARDS) else FAILED
        case [board, to, *runs] if board in BOARDS and runs:
            for run in runs:
                told = read_curves(Path(run))
                writer = BOARDS[board](to)
                writer.begin(told)
                writer.end(told)
        case _:
            return misused()
    return 0


def misused() -> int:
    print(__doc__, file=sys.stderr)
    return USAGE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
