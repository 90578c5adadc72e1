"""The model before training, and what this machine can do with it."""

import importlib.util
from dataclasses import dataclass
from pathlib import Path

import torch
from huggingface_hub.errors import HFValidationError
from transformers import (
    AutoConfig,
    BitsAndBytesConfig,
    PretrainedConfig,
    PreTrainedModel,
    PreTrainedTokenizerBase,
)

from cricket_lora.model.base_files import (
    check_settings_files,
    check_weight_files,
    content_hash,
    folder_of,
)
from cricket_lora.model.causal import refuse_other_models
from cricket_lora.model.check_base import end_ids_of, refuse_quantized
from cricket_lora.model.device import multiplies_bf16
from cricket_lora.model.load_weights import load_tokenizer, load_weights
from cricket_lora.model.locate_base import LocatedBase
from cricket_lora.model.not_loaded import not_loaded
from cricket_lora.protocol.failure import Failure
from cricket_lora.protocol.request import Recipe

DTYPES = {"bf16": torch.bfloat16, "fp16": torch.float16, "fp32": torch.float32}


@dataclass(frozen=True)
class Base:
    """`name` is what files call it, `at` what it is loaded from; `dtype` is the name in `DTYPES`;
    `end_ids` the tokens at which this model stops; `sha256` that of its files."""

    name: str
    at: str
    model: PreTrainedModel
    tokenizer: PreTrainedTokenizerBase
    device: torch.device
    dtype: str
    end_ids: frozenset[int]
    sha256: str


def load_base(located: LocatedBase, recipe: Recipe, device: torch.device) -> Base:
    """Load `located`, frozen, on `device`.

    Raises `base-not-found`, `base-not-causal`, `base-unsupported`, `quantization-unavailable`, and
    what `not_loaded`, base_files.py and check_base.py raise.
    """
    name = located.at
    config = load_config(name)
    quantization = recipe.quantization if can_quantize(device) else "none"
    if quantization != "none" and not importlib.util.find_spec("bitsandbytes"):
        raise Failure("quantization-unavailable", quantization=quantization)
    dtype = choose_dtype(recipe.precision, device)
    tokenizer = load_tokenizer(name)
    model = load_weights(
        name,
        config,
        dtype=DTYPES[dtype],
        quantization_config=_quantization(quantization, dtype),
        device_map={"": device} if device.type != "cpu" else None,
    )
    model.requires_grad_(False)
    sha256 = content_hash(name)
    return Base(located.name, name, model, tokenizer, device, dtype, end_ids_of(model), sha256)


def load_config(name: str) -> PretrainedConfig:
    """The base's configuration, once it is known that something can be trained on it."""
    if Path(name).is_absolute() and not (Path(name) / "config.json").is_file():
        raise Failure("base-not-found", base=name)
    check_settings_files(name)
    try:
        config = AutoConfig.from_pretrained(name)
    except (OSError, HFValidationError) as error:
        raise not_loaded(name, error) from error
    except ValueError:  # a model_type that transformers does not know
        if folder_of(name) is None:  # nothing was there to be read
            raise Failure("hub-file-missing", base=name, file="config.json") from None
        raise Failure("base-unsupported", base=name, modelType="unknown") from None
    refuse_quantized(name, config)
    refuse_other_models(name, config)
    check_weight_files(name)
    return config


def choose_dtype(precision: str, device: torch.device) -> str:
    """By compute capability: `torch.cuda.is_bf16_supported()` says yes to slow emulation."""
    if precision != "auto":
        return precision
    if device.type == "cpu":
        return "fp32"
    if device.type == "mps":
        return "bf16" if multiplies_bf16(device) else "fp32"
    return "bf16" if torch.cuda.get_device_capability(device) >= (8, 0) else "fp16"


def can_quantize(device: torch.device) -> bool:
    return device.type == "cuda"


def _quantization(kind: str, dtype: str) -> BitsAndBytesConfig | None:
    if kind == "none":
        return None
    if kind == "int8":
        return BitsAndBytesConfig(load_in_8bit=True)
    return BitsAndBytesConfig(
        load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_compute_dtype=DTYPES[dtype]
    )
