"""`python -m cricket_lora.cluster.guarded RUN/run.json`: a trainer that ends with its starter.

A node of a cluster ends the process that it knows of by force, and would give the GPU to another
run while a child of that process still used it.
"""

import os
import sys
import threading

from cricket_lora.__main__ import FAILED, main


def end_with_starter() -> None:
    """Our stdin ends when the process that holds its other end does."""
    while sys.stdin.buffer.raw.read(1 << 16):
        pass
    os._exit(FAILED)


if __name__ == "__main__":
    threading.Thread(target=end_with_starter, daemon=True).start()
    status = main(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
