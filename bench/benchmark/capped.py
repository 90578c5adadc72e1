"""`capped.py GIB RUN/run.json`: the trainer in a process that gets GIB of the GPU's memory."""

import sys

import torch
from cricket_lora.__main__ import main

if __name__ == "__main__":
    gib, request = sys.argv[1:]
    _, total = torch.cuda.mem_get_info()
    torch.cuda.set_per_process_memory_fraction(float(gib) * 2**30 / total)
    sys.exit(main([request]))
