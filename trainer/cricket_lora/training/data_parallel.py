"""Several processes that train one adapter together, each with a GPU: data parallel over packs.

Started by `torchrun`, which tells every process its place in the environment. Alone, a process is
its only peer and nothing is exchanged.
"""

import os
import traceback
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TypeVar

import torch
import torch.distributed as dist
from torch import Tensor

from cricket_lora.protocol.failure import Failure

Batch = TypeVar("Batch", Sequence[int], Tensor)


class Peers:
    """`rank` of `count` processes; the first one writes the run's files."""

    def __init__(self, device: torch.device) -> None:
        self.count = int(os.environ.get("WORLD_SIZE", "1"))
        self.rank = int(os.environ.get("RANK", "0"))
        self.device = device
        if self.count > 1:
            backend = "nccl" if device.type == "cuda" else "gloo"
            dist.init_process_group(backend, timeout=timedelta(minutes=10))

    def part_of(self, batch: Batch) -> Batch:
        """What of a step's `batch` is this process's."""
        return batch[self.rank :: self.count]

    def sum(self, tensor: Tensor) -> None:
        """Add up `tensor` over all peers, in place. Raises the failure `peer-lost`."""
        if self.count > 1:
            self._with_all(lambda: dist.all_reduce(tensor))

    def agree(self, answer: bool) -> bool:
        """The first peer's answer, for all: rounding must not let them part ways."""
        if self.count == 1:
            return answer
        said = torch.tensor([int(answer)], device=self.device)
        self._with_all(lambda: dist.broadcast(said, src=0))
        return bool(said.item())

    def _with_all(self, exchange: Callable[[], object]) -> None:
        try:
            exchange()
        except RuntimeError as error:  # of gloo, and of NCCL
            traceback.print_exc()
            raise Failure("peer-lost", processes=self.count) from error

    def leave(self) -> None:
        if self.count > 1:
            dist.destroy_process_group()
