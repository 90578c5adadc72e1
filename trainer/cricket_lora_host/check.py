"""What the host has: the facts; the window judges them."""

import json
import os
import platform
import shutil
import subprocess
import sys

from cricket_lora_host.environment import find_uv, python_of
from cricket_lora_host.gpus import list_gpus
from cricket_lora_host.places import make_our_folder
from cricket_lora_host.processes import SAFE_FOLDER
from cricket_lora_host.wire import Wire

PROBE = """
import json
from importlib import metadata
found = {}
for name in ("torch", "transformers", "peft", "safetensors"):
    try: found[name] = metadata.version(name)
    except metadata.PackageNotFoundError: found[name] = None
facts = {"packages": found, "cuda": None, "available": False, "device": None}
try:
    import torch
    facts.update(cuda=torch.version.cuda, available=torch.cuda.is_available())
    if facts["available"]: facts["device"] = torch.cuda.get_device_name()
except Exception as error:
    facts["error"] = str(error)[:300]
print("\\n" + json.dumps(facts))
"""


def check(request: dict, wire: Wire) -> dict:
    folder = make_our_folder(request)
    python = python_of(folder, request["python"])
    return {
        "folder": str(folder),
        "system": platform.system(),
        "machine": platform.machine(),
        "python": {"path": sys.executable, "version": platform.python_version()},
        "diskFreeBytes": shutil.disk_usage(folder).free,
        "memoryBytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "hasNvidiaSmi": shutil.which("nvidia-smi") is not None,
        "gpus": list_gpus(),
        "uv": find_uv(),
        "hasWheels": (folder / "wheels").is_dir(),
        "trainer": probe(python),
    }


def probe(python: str) -> dict:
    """What the interpreter that would train has; `path` only, when it cannot be run."""
    quietly = {"capture_output": True, "text": True, "timeout": 120, "cwd": SAFE_FOLDER}
    try:
        done = subprocess.run([python, "-c", PROBE], **quietly)
        return {"path": python, **json.loads(done.stdout.rsplit("\n", 2)[-2])}
    except (OSError, ValueError, IndexError, subprocess.TimeoutExpired):
        return {"path": python}
