"""This process's place among those that `torchrun` started, known before torch is there."""

import os


def is_first() -> bool:
    """Whether this process is the one that writes the run's files."""
    return os.environ.get("RANK", "0") == "0"
