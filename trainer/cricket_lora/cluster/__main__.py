"""Trains on a Ray cluster, for a process of this machine that is started like a trainer.

`python -m cricket_lora.cluster ADDRESS GPUS … RUN/run.json` exits as the trainer does, 4 where the
cluster has lost it; `python -m cricket_lora.cluster ADDRESS` prints what the cluster has.
"""

import os
import sys
from pathlib import Path

from cricket_lora.__main__ import FAILED
from cricket_lora.protocol.failure import Failure
from cricket_lora.protocol.lock import RunLock
from cricket_lora.protocol.plain_folder import require_plain_folder


def main(arguments: list[str]) -> int:
    from cricket_lora.cluster.lead import capacity, lead

    address, *rest = arguments
    if not rest:
        print(capacity(address))
        return 0
    folder = Path(rest[-1]).resolve().parent
    try:
        require_plain_folder(folder)
        lock = RunLock(folder)
    except Failure as failure:
        print(f"cricket_lora: {failure}", file=sys.stderr)
        return FAILED
    with lock:
        return lead(folder, address, float(rest[0]))


if __name__ == "__main__":
    status = main(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
