"""The device that a run uses."""

import os
import platform
import resource
import sys

import peft
import safetensors
import torch
import transformers


def choose_device() -> torch.device:
    """Under `torchrun` every process of a host has a GPU of its own."""
    if not torch.cuda.is_available():
        return torch.device("cpu")
    device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0")))
    torch.cuda.set_device(device)
    return device


def describe_device(device: torch.device) -> dict[str, str | int]:
    """Type, name and memory in bytes, as the `started` event tells them."""
    if device.type == "cuda":
        properties = torch.cuda.get_device_properties(device)
        return {"type": "cuda", "name": properties.name, "memoryBytes": properties.total_memory}
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {"type": "cpu", "name": f"{torch.get_num_threads()} cores", "memoryBytes": memory}


def memory_free(device: torch.device) -> int:
    """Bytes that nobody uses: of the device where it has memory of its own, else of the machine."""
    if device.type == "cuda":
        return torch.cuda.mem_get_info(device)[0]
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_AVPHYS_PAGES")


def memory_in_use(device: torch.device) -> int:
    """Peak bytes so far: of the device where it has memory of its own, else of this process."""
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated(device)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def versions() -> dict[str, str]:
    return {
        "python": platform.python_version(),
        "torch": torch.__version__,
        "transformers": transformers.__version__,
        "peft": peft.__version__,
        "safetensors": safetensors.__version__,
    }
