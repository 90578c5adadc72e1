"""A base is checked once, when it is loaded: what is unusual is carried out or refused.

Whatever is neither would be trained against here and be another model to every other tool. How a
model computes is no matter of this file: the fast path looks at that by itself (capability.py),
and whatever it does not do, the model's own forward does.
"""

from collections.abc import Collection, Sequence

from transformers import GenerationConfig, PretrainedConfig, PreTrainedModel

from cricket_lora.model.base_files import unquantized
from cricket_lora.model.check_sizes import embedding_rows
from cricket_lora.protocol.failure import Failure

KEYS_NAMED = 3


def refuse_quantized(name: str, config: PretrainedConfig) -> None:
    """By config.json alone, before weights are downloaded. Raises `base-quantized`."""
    quantization = getattr(config, "quantization_config", None)
    if quantization:
        found = quantization if isinstance(quantization, dict) else quantization.to_dict()
        method = str(found.get("quant_method") or "unknown")
        raise Failure("base-quantized", base=name, method=method, instead=unquantized(name))


def check_weights(name: str, model: PreTrainedModel, loaded: dict[str, Collection]) -> None:
    """`loaded` as `from_pretrained` tells it.

    Raises `base-weights-differ`, `base-weights-not-finite` and `base-head-untied`.
    """
    missing, unexpected = sorted(loaded["missing_keys"]), sorted(loaded["unexpected_keys"])
    misshapen = [
        f"{key} {list(found)} (config.json: {list(wanted)})"
        for key, found, wanted in sorted(loaded["mismatched_keys"])
    ]
    if missing or unexpected or misshapen:
        raise Failure(
            "base-weights-differ",
            base=name,
            missing=_list(missing),
            unexpected=_list(unexpected),
            misshapen=_list(misshapen),
        )
    embedding, head = model.get_input_embeddings(), model.get_output_embeddings()
    is_tied = model.config.get_text_config(decoder=True).tie_word_embeddings
    if is_tied and head is not None and head.weight is not embedding.weight:
        # One release of transformers ties them all the same, another does not.
        raise Failure("base-head-untied", base=name)
    for key, parameter in model.named_parameters():
        if parameter.is_floating_point() and not bool(parameter.isfinite().all()):
            raise Failure("base-weights-not-finite", base=name, key=key, dtype=str(parameter.dtype))


def end_ids_of(model: PreTrainedModel) -> frozenset[int]:
    """The tokens at which `model` stops, by its own settings; 0 is a token like others."""
    generation: GenerationConfig | None = model.generation_config
    ends = generation.eos_token_id if generation else None
    if ends is None:
        ends = model.config.get_text_config(decoder=True).eos_token_id
    every = [] if ends is None else [ends] if isinstance(ends, int) else ends
    return frozenset(end for end in every if 0 <= end < embedding_rows(model))


def _list(keys: Sequence[str]) -> str:
    more = len(keys) - KEYS_NAMED
    return ", ".join(keys[:KEYS_NAMED]) + (f" and {more} more" if more > 0 else "")
