"""Which models are causal language models, by their configuration."""

from transformers import MODEL_FOR_CAUSAL_LM_MAPPING, PretrainedConfig

from cricket_lora.protocol.failure import Failure

# The last is what models that read pictures as well are called, and encoders with a decoder.
ENDINGS = ("ForCausalLM", "LMHeadModel", "ForConditionalGeneration")


def refuse_other_models(name: str, config: PretrainedConfig) -> None:
    """Raises `base-not-causal` and `base-unsupported`."""
    for architecture in config.architectures or []:
        if not architecture.endswith(ENDINGS) or config.is_encoder_decoder:
            raise Failure("base-not-causal", base=name, architecture=architecture)
    if config.is_encoder_decoder or type(config) not in MODEL_FOR_CAUSAL_LM_MAPPING:
        raise Failure("base-unsupported", base=name, modelType=config.model_type)
