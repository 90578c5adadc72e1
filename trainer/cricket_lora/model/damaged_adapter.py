"""A damaged adapter must not hide checkpoints that can be read."""

import json
from pathlib import Path

from safetensors import safe_open

from cricket_lora.protocol.events import EventLog
from cricket_lora.protocol.warning import RunWarning


def set_aside_if_damaged(folder: Path, events: EventLog) -> None:
    """Rename `folder`, and say so, where a loss of power has left it without its content."""
    if not folder.is_dir():
        return
    problem = problem_of(folder)
    if problem is None:
        return
    number = 1
    while (aside := folder.with_name(f"{folder.name}.damaged-{number}")).exists():
        number += 1
    folder.rename(aside)
    events.warn(
        RunWarning(
            "adapter-damaged",
            "{folder} is damaged ({problem}); it was set aside as {aside}",
            folder=folder.name,
            problem=problem,
            aside=aside.name,
        )
    )


def problem_of(folder: Path) -> str | None:
    """What is wrong with an adapter in PEFT's format; None when it can be read."""
    try:
        config = json.loads((folder / "adapter_config.json").read_text(encoding="utf-8"))
        if not isinstance(config, dict):
            return "adapter_config.json holds no object"
        with safe_open(folder / "adapter_model.safetensors", framework="pt") as tensors:
            return None if tensors.keys() else "adapter_model.safetensors holds no tensor"
    except Exception as error:  # safetensors has an error of its own, and no base for it
        return f"{type(error).__name__}: {error}"
