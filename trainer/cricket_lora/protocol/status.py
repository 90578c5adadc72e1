"""status.json: the life of the process behind a run."""

import json
import os
from pathlib import Path

from cricket_lora.protocol.atomic_files import write_atomically
from cricket_lora.protocol.failure import DISK_ERRORS
from cricket_lora.protocol.place import place_here
from cricket_lora.protocol.process_start import own_start


def write_status(folder: Path, state: str, exit_code: int | None = None) -> None:
    """`state`: running, finished, failed or cancelled; `exit_code` once it is known."""
    status = {
        "v": 1,
        "state": state,
        "pid": os.getpid(),
        "processStart": own_start(),
        "place": place_here(),
        "exit": exit_code,
    }
    path = folder / "status.json"
    text = json.dumps(status) + "\n"
    try:
        write_atomically(path, text)
    except OSError as error:
        if error.errno not in DISK_ERRORS or not path.exists():
            raise
        # A full disk takes no new file, but the old one's block is ours: better a write that
        # could be seen half done than a run that shows as running for ever.
        with path.open("r+", encoding="utf-8") as file:
            file.write(text)
            file.truncate()
