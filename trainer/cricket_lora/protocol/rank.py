"""This process's place among those that `torchrun` started, known before torch is there."""

import os
import threading
import time


def is_alone() -> bool:
    return os.environ.get("WORLD_SIZE", "1") == "1"


def end_with_launcher() -> None:
    """`torchrun` gives each process a session of its own: killed, it would leave them behind."""
    launcher = os.getppid()

    def watch() -> None:
        while os.getppid() == launcher:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def is_first() -> bool:
    """Whether this process is the one that writes the run's files."""
    return os.environ.get("RANK", "0") == "0"
