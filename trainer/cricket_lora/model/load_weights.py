"""Weights and tokenizer of a base, whole or not at all."""

import torch
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    PretrainedConfig,
    PreTrainedModel,
    PreTrainedTokenizerBase,
)

from cricket_lora.model.base_files import check_settings_files, check_weight_files, folder_of
from cricket_lora.model.check_base import check_weights
from cricket_lora.model.not_loaded import not_loaded
from cricket_lora.protocol.failure import Failure


def load_weights(name: str, config: PretrainedConfig, **options: object) -> PreTrainedModel:
    """As `from_pretrained` does with `options`, but that nothing is left to chance.

    Raises Failure as `check_weight_files`, `not_loaded` and `check_weights` do.
    """
    try:
        model, loaded = AutoModelForCausalLM.from_pretrained(
            name,
            config=config,
            output_loading_info=True,
            ignore_mismatched_sizes=True,  # told by `check_weights`, with their names
            **options,
        )
    except torch.OutOfMemoryError:
        raise
    except Exception as error:
        check_weight_files(name)
        if isinstance(error, OSError):
            raise not_loaded(name, error) from error
        raise
    check_weight_files(name)  # what has only now been downloaded
    check_weights(name, model, loaded)
    return model


def load_tokenizer(name: str) -> PreTrainedTokenizerBase:
    """Raises Failure as `not_loaded` does, and `base-file-damaged`."""
    try:
        return AutoTokenizer.from_pretrained(name)
    except Exception as error:
        check_settings_files(name)
        if isinstance(error, OSError):
            raise not_loaded(name, error) from error
        folder = folder_of(name)
        file = str(folder / "tokenizer.json") if folder else "tokenizer.json"
        reason = f"{type(error).__name__}: {error}"[:200]
        raise Failure("base-file-damaged", base=name, file=file, reason=reason) from error
