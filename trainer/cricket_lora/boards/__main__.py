"""`python -m cricket_lora.boards tensorboard|mlflow TO RUN…`, or `inspect TO RUN ROWS`.

Takes runs to boards that others have made, from their events; nothing of a run is changed.
"""

import sys
from pathlib import Path

from cricket_lora.boards.curves import read_curves
from cricket_lora.boards.to_inspect import write_inspect
from cricket_lora.boards.to_mlflow import write_mlflow
from cricket_lora.boards.to_tensorboard import write_tensorboard

WRITERS = {"tensorboard": write_tensorboard, "mlflow": write_mlflow}
USAGE = 2


def main(arguments: list[str]) -> int:
    match arguments:
        case ["inspect", to, run, rows]:
            write_inspect(Path(run), Path(rows), to)
        case [("tensorboard" | "mlflow") as board, to, *runs] if runs:
            for run in runs:
                WRITERS[board](read_curves(Path(run)), to)
        case _:
            print(__doc__, file=sys.stderr)
            return USAGE
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
