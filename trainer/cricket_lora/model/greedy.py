"""Settings for greedy answers, and what of a base's own they override."""

from transformers import GenerationConfig, PreTrainedModel

from cricket_lora.model.check_base import end_ids_of

# Not about which tokens come, or overridden in name only.
HARMLESS = {
    *("bos_token_id", "eos_token_id", "pad_token_id", "transformers_version", "use_cache"),
    *("_from_model_config", "return_dict_in_generate", "output_attentions", "output_logits"),
    *("output_hidden_states", "output_scores", "cache_implementation"),
}
GREEDY = {"do_sample": False, "repetition_penalty": 1.0, "num_beams": 1}


def greedy_config(model: PreTrainedModel) -> GenerationConfig:
    """Greedy until an end token of `model`: token ids and no other settings."""
    ends = sorted(end_ids_of(model))
    of_base = model.generation_config
    pad = of_base.pad_token_id if of_base else None
    return GenerationConfig(
        bos_token_id=of_base.bos_token_id if of_base else None,
        eos_token_id=ends[0] if len(ends) == 1 else ends,
        pad_token_id=pad if pad is not None else (ends or [0])[0],
    )


def overridden_settings(config: GenerationConfig) -> dict[str, object]:
    """What generation_config.json asks for and greedy prediction does not do."""
    return {
        name: value
        for name, value in config.to_diff_dict().items()
        if name not in HARMLESS and value is not None and value != GREEDY.get(name)
    }
