"""Where a pid means something: this machine, this boot, this numbering of processes."""

import functools
import socket
import subprocess
import sys
from pathlib import Path


@functools.cache
def place_here() -> str:
    """The same text as `placeHere` of src/host/process/place.ts makes."""
    return f"{socket.gethostname()} {_boot_and_namespace()}"


def is_same_kernel(place: str) -> bool:
    """Whether what the kernel knows here, such as locks on files, holds for `place`, too."""
    there, here = place.split(" "), place_here().split(" ")
    return there[1:2] == here[1:2] if here[1:2] != [""] else there[:1] == here[:1]


def _boot_and_namespace() -> str:
    try:
        if sys.platform == "linux":
            boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
            return f"{boot} {Path('/proc/self/ns/pid').readlink()}"
        if sys.platform == "darwin":
            command = ["sysctl", "-n", "kern.bootsessionuuid"]
            return subprocess.run(command, capture_output=True, text=True, cwd="/").stdout.strip()
    except OSError:
        pass  # the system does not say: its name has to suffice
    return ""
