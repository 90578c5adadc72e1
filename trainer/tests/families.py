"""Tiny random models of the families that people fine-tune at this size, each with its quirks."""

import torch
import transformers

VOCABULARY = 259  # of conftest's tokenizer
ABSENT = object()
SMALL = {
    "vocab_size": VOCABULARY,
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 256,
    "bos_token_id": 1,
    "eos_token_id": 2,
    "pad_token_id": 0,
    "initializer_range": 0.2,
}
LLAMA3_ROPE = {
    "rope_type": "llama3",
    "rope_theta": 500000.0,
    "factor": 32.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "original_max_position_embeddings": 64,
}
# By name: the family's class of configuration and what differs from SMALL.
FAST = {
    "qwen2": ("Qwen2", {"tie_word_embeddings": True}),
    "smollm2": ("Llama", {"tie_word_embeddings": True}),
    "tinyllama": ("Llama", {"num_key_value_heads": 1}),
    "llama-3.2": ("Llama", {"tie_word_embeddings": True, "rope_parameters": LLAMA3_ROPE}),
    "llama with biases": ("Llama", {"attention_bias": True, "mlp_bias": True}),
    "mistral": ("Mistral", {"head_dim": 16, "sliding_window": 4096}),
    "mistral without a window": ("Mistral", {"num_key_value_heads": 4, "sliding_window": None}),
    "granite": ("Granite", {"residual_multiplier": 0.5, "attention_multiplier": 0.3}),
    "qwen3": ("Qwen3", {"head_dim": 16, "tie_word_embeddings": True}),
}
PLAIN = {
    "gemma": ("Gemma", {"head_dim": 16}),
    "gemma-2": ("Gemma2", {"head_dim": 16, "sliding_window": 16, "query_pre_attn_scalar": 16}),
    "gemma-3": ("Gemma3Text", {"head_dim": 16, "sliding_window": 16, "query_pre_attn_scalar": 16}),
    "phi-3": ("Phi3", {"sliding_window": 32}),
    "mistral in its window": ("Mistral", {"sliding_window": 16}),
    "qwen2 in its window": (
        "Qwen2",
        {"use_sliding_window": True, "sliding_window": 16, "max_window_layers": 1},
    ),
    "gpt-2": ("GPT2", {"n_positions": 256, "num_key_value_heads": ABSENT}),
    "qwen3.5": (
        "Qwen3_5Text",
        {
            "head_dim": 16,
            "num_hidden_layers": 4,
            "linear_key_head_dim": 8,
            "linear_value_head_dim": 8,
            "linear_num_key_heads": 2,
            "linear_num_value_heads": 4,
        },
    ),
}


def make_model(name: str) -> transformers.PreTrainedModel:
    """With every weight random: norms and biases begin at constants, which would hide mistakes."""
    family, changes = {**FAST, **PLAIN}[name]
    sizes = {name: size for name, size in {**SMALL, **changes}.items() if size is not ABSENT}
    config = getattr(transformers, f"{family}Config")(**sizes)
    torch.manual_seed(7)
    model = transformers.AutoModelForCausalLM.from_config(config)
    with torch.no_grad():
        for weight in model.parameters():
            if weight.dim() == 1:
                weight.add_(torch.randn(weight.shape) * 0.2)
    return model
