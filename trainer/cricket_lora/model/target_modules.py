"""Which layers get an adapter: recipes use Llama's names of layers, as not every family does."""

from collections.abc import Iterable, Sequence

import torch
from transformers.pytorch_utils import Conv1D

from cricket_lora.protocol.failure import Failure

# Llama's layers with their counterparts elsewhere, most of which stand for several at once.
ROLES = {
    **dict.fromkeys(
        ("q_proj", "k_proj", "v_proj"), ("qkv_proj", "c_attn", "query_key_value", "Wqkv", "W_pack")
    ),
    "o_proj": ("out_proj", "c_proj", "dense"),
    **dict.fromkeys(
        ("gate_proj", "up_proj"), ("gate_up_proj", "c_fc", "fc1", "fc_in", "dense_h_to_4h")
    ),
    "down_proj": ("c_proj", "fc2", "fc_out", "dense_4h_to_h"),
}


def choose_targets(model: torch.nn.Module, wanted: Sequence[str]) -> list[str]:
    """Names of linear layers of `model`; all of them where all roles are wanted and some are not
    there by name. Raises `unknown-target-module`."""
    known = linear_layers(model)
    if set(wanted) == set(ROLES) and not set(wanted) <= known:
        return sorted(known)
    return list(dict.fromkeys(_in(known, name) for name in wanted))


def linear_layers(model: torch.nn.Module) -> set[str]:
    """The last parts of their names, without the output layer."""
    output = model.get_output_embeddings()
    return {
        name.rsplit(".", 1)[-1]
        for name, module in model.named_modules()
        if isinstance(module, (torch.nn.Linear, Conv1D)) and module is not output
    }


def is_transposed(model: torch.nn.Module, targets: Iterable[str]) -> bool:
    """Whether the weights of `targets` are [in, out], as GPT-2 keeps them."""
    return any(
        isinstance(module, Conv1D) and name.rsplit(".", 1)[-1] in targets
        for name, module in model.named_modules()
    )


def _in(known: set[str], name: str) -> str:
    candidates = (name, *ROLES.get(name, ()))
    found = next((candidate for candidate in candidates if candidate in known), None)
    if found is None:
        raise Failure("unknown-target-module", module=name, known=", ".join(sorted(known)))
    return found
