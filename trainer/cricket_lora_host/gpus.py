"""Which GPU a run gets: the one with most free memory, of those that no other run of ours has."""

import subprocess
from pathlib import Path

from cricket_lora_host.processes import SAFE_FOLDER, find_trainer, read_json
from cricket_lora_host.wire import refuse

FIELDS = ("index", "uuid", "name", "memory.free", "memory.total", "compute_cap", "driver_version")


def list_gpus() -> list[dict]:
    """As nvidia-smi tells them, memory in bytes; empty where there is none."""
    command = ["nvidia-smi", f"--query-gpu={','.join(FIELDS)}", "--format=csv,noheader,nounits"]
    quietly = {"capture_output": True, "text": True, "timeout": 30, "cwd": SAFE_FOLDER}
    try:
        done = subprocess.run(command, **quietly)
    except (OSError, subprocess.TimeoutExpired):
        return []
    rows = [[field.strip() for field in line.split(",")] for line in done.stdout.splitlines()]
    return [
        {
            "index": int(index),
            "uuid": uuid,
            "name": name,
            "freeBytes": mebibytes(free),
            "totalBytes": mebibytes(total),
            "capability": capability,
            "driver": driver,
        }
        for index, uuid, name, free, total, capability, driver in (
            row for row in rows if done.returncode == 0 and len(row) == len(FIELDS)
        )
    ]


def mebibytes(text: str) -> int:
    """Some GPUs do not tell their memory: `[N/A]`."""
    return int(text) << 20 if text.isdigit() else 0


def taken_gpus(folder: Path) -> dict[str, str]:
    """uuid → name of the live run of ours that has it."""
    taken = {}
    for path in (folder / "runs").glob("*/process.json"):
        uuid = read_json(path).get("gpu", {}).get("uuid")
        if uuid and find_trainer(path.parent):
            taken[uuid] = path.parent.name
    return taken


def choose_gpu(folder: Path, share: bool) -> dict | None:
    """None on a host without GPU. Raises `gpus-busy`; `share` lets several runs use one."""
    gpus = list_gpus()
    if not gpus:
        return None
    taken = {} if share else taken_gpus(folder)
    free = [gpu for gpu in gpus if gpu["uuid"] not in taken]
    if not free:
        refuse("gpus-busy", gpus=len(gpus), runs=", ".join(sorted(taken.values())))
    return max(free, key=lambda gpu: gpu["freeBytes"])
