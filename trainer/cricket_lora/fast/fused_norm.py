"""One kernel for a normalisation that is six in the model's own code."""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn.functional import rms_norm


def fuse_norms(model: torch.nn.Module) -> None:
    """Let every RMSNorm of `model` compute in one kernel forward and few backward.

    The same arithmetic in fp32 inside; in 16 bit the result is rounded once, not twice.
    """
    for module in model.modules():
        if type(module).__name__.endswith("RMSNorm"):
            module.forward = _forward(module)


def _forward(norm: torch.nn.Module) -> Callable[[Tensor], Tensor]:
    return lambda states: rms_norm(states, norm.weight.shape, norm.weight, norm.variance_epsilon)
