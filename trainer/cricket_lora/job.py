"""What every part of a run needs."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from cricket_lora.base import Base
from cricket_lora.cancellation import Cancellation
from cricket_lora.events import EventLog
from cricket_lora.render import Rendered
from cricket_lora.request import Recipe, Request


@dataclass(frozen=True)
class Job:
    """`recipe` is resolved; `rendered` are all questions, of every split, in the file's order;
    `prefix` are the tokens with which all their prompts begin."""

    folder: Path
    request: Request
    recipe: Recipe
    base: Base
    rendered: list[Rendered]
    prefix: list[int]
    events: EventLog
    cancellation: Cancellation
    pid: int = field(default_factory=os.getpid)
