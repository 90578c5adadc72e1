"""Trains on a Ray cluster, for a process of this machine that is started like a trainer.

`python -m cricket_lora.cluster ADDRESS GPUS … RUN/run.json` exits as the trainer does, 4 where the
cluster has lost it; `python -m cricket_lora.cluster ADDRESS` prints what the cluster has.
"""

import os
import sys
from pathlib import Path

from cricket_lora.__main__ import FAILED
from cricket_lora.protocol.lock import lock_or_tell


def main(arguments: list[str]) -> int:
    from cricket_lora.cluster.lead import capacity, lead

    address, *rest = arguments
    if not rest:
        print(capacity(address))
        return 0
    folder = Path(rest[-1]).resolve().parent
    lock = lock_or_tell(folder)
    if lock is None:
        return FAILED
    with lock:
        return lead(folder, address, float(rest[0]))


if __name__ == "__main__":
    status = main(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
