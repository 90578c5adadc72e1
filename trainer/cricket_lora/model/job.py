"""What every part of a run needs."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from cricket_lora.data.render import Rendered
from cricket_lora.fast.pack_attention import reads_packs
from cricket_lora.model.base import Base
from cricket_lora.protocol.cancellation import Cancellation
from cricket_lora.protocol.events import EventLog
from cricket_lora.protocol.request import Recipe, Request


@dataclass(frozen=True)
class Job:
    """`recipe` is resolved; `rendered` are all questions, of every split, in the file's order;
    `rehearsed` are prompts of another kind and the base's answers; `prefix` are the tokens with
    which the prompts of both begin."""

    folder: Path
    request: Request
    recipe: Recipe
    base: Base
    rendered: list[Rendered]
    rehearsed: list[Rendered]
    prefix: list[int]
    probes: bool  # whether side effects are measured once a training is done
    events: EventLog
    cancellation: Cancellation
    pid: int = field(default_factory=os.getpid)

    @property
    def can_record(self) -> bool:
        """Whether steps can be CUDA graphs: no kernel may wait or allocate by itself.

        CRICKET_LORA_EAGER launches every kernel from Python instead: the fast path without its
        recordings, by which the benchmark measures what they are worth.
        """
        if "CRICKET_LORA_EAGER" in os.environ:
            return False
        on_fast_path = self.base.device.type == "cuda" and reads_packs(self.base.model)
        return on_fast_path and self.recipe.quantization == "none"
