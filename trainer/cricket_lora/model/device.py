"""The device that a run uses."""

import os
import platform
import sys

import peft
import psutil
import safetensors
import torch
import transformers


def choose_device() -> torch.device:
    """Under `torchrun` every process of a host has a GPU of its own."""
    if torch.backends.mps.is_available():
        return torch.device("mps")
    if not torch.cuda.is_available():
        return torch.device("cpu")
    device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0")))
    torch.cuda.set_device(device)
    return device


def multiplies_bf16(device: torch.device) -> bool:
    """Whether Apple's `device` does; macOS before 14 has no such type for it."""
    try:
        ones = torch.ones(2, 2, device=device, dtype=torch.bfloat16)
        return float((ones @ ones).sum()) == 8.0
    except (RuntimeError, TypeError):
        return False


def describe_device(device: torch.device) -> dict[str, str | int]:
    """Type, name and memory in bytes, as the `started` event tells them."""
    if device.type == "cuda":
        properties = torch.cuda.get_device_properties(device)
        return {"type": "cuda", "name": properties.name, "memoryBytes": properties.total_memory}
    if device.type == "mps":
        # Of the memory that it shares with the processor, as much as the system lets it have.
        memory = torch.mps.recommended_max_memory()
        return {"type": "mps", "name": f"Apple {platform.machine()}", "memoryBytes": memory}
    memory = psutil.virtual_memory().total
    threads = torch.get_num_threads()
    name = "1 core" if threads == 1 else f"{threads} cores"
    return {"type": "cpu", "name": name, "memoryBytes": memory}


def memory_free(device: torch.device) -> int:
    """Free bytes of the device's own memory, else of the machine's."""
    if device.type == "cuda":
        return torch.cuda.mem_get_info(device)[0]
    if device.type == "mps":
        return torch.mps.recommended_max_memory() - torch.mps.driver_allocated_memory()
    return psutil.virtual_memory().available


def memory_in_use(device: torch.device) -> int:
    """Peak bytes so far: of the device where it has memory of its own, else of this process."""
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated(device)
    if device.type == "mps":
        # It records no peak, but does not return memory by itself either.
        return torch.mps.driver_allocated_memory()
    return _peak_of_process()


def _peak_of_process() -> int:
    try:
        import resource
    except ImportError:  # as on Windows
        memory = psutil.Process().memory_info()
        return getattr(memory, "peak_wset", memory.rss)
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
