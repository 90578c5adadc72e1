"""Which process is which: a pid alone may have been given to another one since."""

import subprocess
import sys
from pathlib import Path


def process_start(pid: int) -> str | None:
    """When `pid` started, as its system tells it; None when no such process lives.

    Field 22 of /proc/PID/stat (clock ticks since boot) on Linux, `ps -o lstart=` elsewhere.
    A zombie counts as gone.
    """
    if sys.platform == "linux":
        try:
            stat = Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            return None
        # The command, field 2, is in brackets and may itself hold spaces and brackets.
        fields = stat[stat.rindex(")") + 2 :].split()
        return None if fields[0] in "ZX" else fields[19]
    listed = subprocess.run(
        ["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return listed.stdout.strip() or None
