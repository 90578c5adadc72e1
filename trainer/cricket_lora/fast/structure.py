"""The parts of a model that the fast path replaces, found by what its decoder layers consist of.

Names of parts and not of families: Qwen2, Llama, Mistral, Qwen3 and many others write the same
layer under classes of their own.
"""

import torch
from torch import Tensor
from torch.nn.functional import silu
from transformers import PreTrainedModel

PROJECTIONS = {"q_proj", "k_proj", "v_proj", "o_proj"}
NORMS = {"q_norm", "k_norm"}  # of each head, before it is rotated
MLP = {"gate_proj", "up_proj", "down_proj"}
LAYER_TYPES = {"full_attention", "sliding_attention"}


def decoder_layers(model: torch.nn.Module) -> list[torch.nn.Module]:
    return [module for module in model.modules() if "self_attn" in _children(module)]


def attentions(model: torch.nn.Module) -> list[torch.nn.Module]:
    return [layer.self_attn for layer in decoder_layers(model)]


def gated_mlps(model: torch.nn.Module) -> list[torch.nn.Module]:
    """Those that compute down(silu(gate) · up)."""
    return [m for m in model.modules() if _weighted(m) == MLP and _is_silu(m.act_fn)]


def unfit_part(model: PreTrainedModel) -> str | None:
    """What the fast path has no code for in `model`; None if nothing is seen."""
    config, layers = model.config, decoder_layers(model)
    if not layers or len(layers) != getattr(config, "num_hidden_layers", 0):
        return "not every layer has a self_attn"
    if not set(getattr(config, "layer_types", None) or ()) <= LAYER_TYPES:
        return "not every layer attends to what came before"
    for layer in layers:
        parts = _weighted(layer.self_attn)
        if parts not in (PROJECTIONS, PROJECTIONS | NORMS):
            return f"its attention consists of {', '.join(sorted(parts)) or 'other parts'}"
        query, key, value = (layer.self_attn.get_submodule(f"{part}_proj") for part in "qkv")
        if not (query.bias is None) == (key.bias is None) == (value.bias is None):
            return "some of its projections have a bias and some have none"
        if "mlp" not in _children(layer) or _weighted(layer.mlp) != MLP:
            return "its MLP is not of gate_proj, up_proj and down_proj"
    return None


def window_of(model: PreTrainedModel) -> int | None:
    """The attention window of some layer of `model`, in tokens; None where no layer has one."""
    config = model.config.get_text_config(decoder=True)
    types = getattr(config, "layer_types", None)
    if types and "sliding_attention" not in types:
        return None
    return getattr(config, "sliding_window", None)


def _children(module: torch.nn.Module) -> set[str]:
    return {name for name, _ in module.named_children()}


def _weighted(module: torch.nn.Module) -> set[str]:
    """Names of its parts that have weights, and of its own weights."""
    parts = {name for name, part in module.named_children() if any(True for _ in part.parameters())}
    return parts | {name for name, _ in module.named_parameters(recurse=False)}


def _is_silu(function: object) -> bool:
    x: Tensor = torch.linspace(-4, 4, 9)
    return torch.equal(function(x), silu(x))  # its class has several names
