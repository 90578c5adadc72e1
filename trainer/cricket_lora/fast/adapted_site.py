"""A linear layer that PEFT has adapted, and the ways to compute it."""

from collections.abc import Callable

import torch
from peft.tuners.lora import LoraLayer
from torch import Tensor
from torch.nn.functional import dropout

from cricket_lora.fast.adapted_linear import (
    AdaptedLinear,
    AdapterDelta,
    Factor,
    FoldedAdapter,
    Output,
)


def rank_of(site: LoraLayer) -> int:
    return site.r[site.active_adapters[0]]


def scaling_of(site: LoraLayer) -> float:
    """Alpha / rank."""
    return site.scaling[site.active_adapters[0]]


def parameters_of(site: LoraLayer) -> tuple[torch.nn.Parameter, torch.nn.Parameter]:
    """A [rank, in] and B [out, rank]."""
    (name,) = site.active_adapters
    return site.lora_A[name].weight, site.lora_B[name].weight


def is_plain(site: LoraLayer) -> bool:
    """Whether it is computed as the formula has it, by AdaptedLinear."""
    plain = type(site.base_layer) is torch.nn.Linear
    return plain and not _dropout_of(site) and not _is_cheaper_folded(site)


def forward_of(site: LoraLayer, a: Factor, b: Factor, anchor: Tensor) -> Callable[[Tensor], Tensor]:
    """The site's forward with what `a` and `b` hold; `anchor` as in adapted_linear.py."""
    base, chance = site.base_layer, _dropout_of(site)
    if is_plain(site):
        output = Output(base.weight, base.bias, b, slice(None))
        return lambda x: AdaptedLinear.apply(x, anchor, a, output)[0]
    if not chance and _is_cheaper_folded(site):
        return lambda x: FoldedAdapter.apply(x, base.weight, base.bias, anchor, a, b)

    # A quantized layer may hand out a view, which must not be changed in place.
    plain = base if type(base) is torch.nn.Linear else lambda x: base(x).clone()

    def forward(x: Tensor) -> Tensor:
        seen = dropout(x, chance, site.training) if chance else x
        return AdapterDelta.apply(plain(x), seen, anchor, a, b)

    return forward


def _dropout_of(site: LoraLayer) -> float:
    (name,) = site.active_adapters
    return getattr(site.lora_dropout[name], "p", 0.0)


def _is_cheaper_folded(site: LoraLayer) -> bool:
    """Count multiplications a token of a training step, for m inputs, n outputs and rank r.

    Apart, W is used forward and for x's gradient, A and B for their own as well: 2mn + 3r(m + n).
    Folded, W + BA is used for all three: 3mn. Narrow layers with wide adapters gain, as in the
    embedded base; the layers of large models do not. 16-bit weights would round the adapter away.
    """
    if site.base_layer.weight.dtype != torch.float32:
        return False
    inputs, outputs = site.in_features, site.out_features
    return inputs * outputs < 3 * rank_of(site) * (inputs + outputs)
