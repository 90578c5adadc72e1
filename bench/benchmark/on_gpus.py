"""Work that needs a GPU each, spread over those that are there."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue

import torch


def on_gpus(jobs: Sequence[Callable[[str], None]], parallel: int) -> None:
    """Call each with the number of a GPU, in order, as many at once as `parallel` a GPU."""
    gpus = SimpleQueue[str]()
    visible = os.environ.get("CUDA_VISIBLE_DEVICES")
    for gpu in visible.split(",") if visible else range(max(1, torch.cuda.device_count())):
        for _ in range(parallel):
            gpus.put(str(gpu))

    def run(job: Callable[[str], None]) -> None:
        gpu = gpus.get()
        try:
            job(gpu)
        finally:
            gpus.put(gpu)

    with ThreadPoolExecutor(gpus.qsize()) as pool:
        for done in [pool.submit(run, job) for job in jobs]:
            done.result()
