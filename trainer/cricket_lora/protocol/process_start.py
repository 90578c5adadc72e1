"""Which process is which: a pid alone may have been given to another one since."""

import functools
import os
import subprocess
import sys
from pathlib import Path


def own_start() -> str:
    """When this process started, as `processesOf` of src/host/process/processIdentity.ts and
    `read_process` of cricket_lora_host read it of others: all three compare the same text.

    Field 22 of /proc/PID/stat (clock ticks since boot) on Linux, a file time on Windows,
    `ps -o lstart=` elsewhere, in the language and time zone that all three ask for.
    """
    return _start_of(os.getpid())


@functools.cache
def _start_of(pid: int) -> str:
    if sys.platform == "linux":
        # The command, field 2, is in brackets and may itself hold spaces and brackets.
        stat = Path(f"/proc/{pid}/stat").read_text()
        return stat[stat.rindex(")") + 2 :].split()[19]
    if sys.platform == "win32":
        ask = f"(Get-Process -Id {pid}).StartTime.ToFileTimeUtc()"
        command = ["powershell", "-NoProfile", "-NonInteractive", "-Command", ask]
    else:
        command = ["ps", "-o", "lstart=", "-p", str(pid)]
    folder = os.environ.get("SYSTEMROOT", "C:\\Windows") if sys.platform == "win32" else "/"
    environment = {**os.environ, "LC_ALL": "C", "TZ": "UTC"}
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, env=environment)
    return done.stdout.strip()
