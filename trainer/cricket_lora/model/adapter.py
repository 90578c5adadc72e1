"""The adapter: what training makes, kept in PEFT's own format."""

import json
from pathlib import Path

import torch
from peft import LoraConfig, PeftModel, get_peft_model

from cricket_lora.model.base import Base
from cricket_lora.model.base_record import record_base, refuse_other_base
from cricket_lora.model.locate_base import means_embedded
from cricket_lora.model.target_modules import choose_targets, is_transposed
from cricket_lora.protocol.atomic_files import clear, replace_folder, require_disk
from cricket_lora.protocol.failure import Failure
from cricket_lora.protocol.request import Recipe


def add_adapter(base: Base, recipe: Recipe) -> PeftModel:
    """A fresh adapter in fp32 on every target module; `recipe` is resolved.

    Raises `unknown-target-module`.
    """
    targets = choose_targets(base.model, recipe.target_modules)
    config = LoraConfig(
        task_type="CAUSAL_LM",
        r=recipe.rank,
        lora_alpha=recipe.alpha,
        lora_dropout=recipe.dropout,
        target_modules=targets,
        fan_in_fan_out=is_transposed(base.model, targets),
    )
    torch.manual_seed(recipe.seed)
    return get_peft_model(base.model, config)


def load_adapter(base: Base, folder: Path, *, trainable: bool = False) -> PeftModel:
    """Raises `adapter-base-differs` and `base-replaced` where `folder` is of another base."""
    config = json.loads((folder / "adapter_config.json").read_text(encoding="utf-8"))
    trained_on = config["base_model_name_or_path"]
    if trained_on != base.name and not _are_embedded(trained_on, base.name):
        raise Failure("adapter-base-differs", base=base.name, adapterBase=trained_on)
    refuse_other_base(folder, base.name, base.sha256)
    return PeftModel.from_pretrained(base.model, folder, is_trainable=trainable)


def save_adapter(model: PeftModel, folder: Path, base: Base) -> None:
    """Write `folder` whole or not at all; raises `disk-full` before it begins."""
    require_disk(folder.parent, adapter_bytes(model))
    partial = folder.with_name(f".{folder.name}")
    clear(partial)
    model.save_pretrained(partial)
    if base.at != base.name:
        _name_base(partial, base)
    record_base(partial, base.name, base.sha256)
    replace_folder(partial, folder)


def _are_embedded(*names: str) -> bool:
    return all(means_embedded(name) for name in names)


def _name_base(folder: Path, base: Base) -> None:
    """PEFT names the base by where it was loaded from, in the settings and in the README."""
    for file in ("adapter_config.json", "README.md"):
        path = folder / file
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            for written in (json.dumps(base.at)[1:-1], base.at):
                text = text.replace(written, base.name)
            path.write_text(text, encoding="utf-8")


def adapter_parameters(model: torch.nn.Module) -> list[torch.nn.Parameter]:
    return [parameter for parameter in model.parameters() if parameter.requires_grad]


def adapter_bytes(model: torch.nn.Module) -> int:
    return sum(p.numel() * p.element_size() for p in adapter_parameters(model))
