"""The adapter as PEFT computes it, in one tensor all the same."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from cricket_lora.model.adapter import adapter_parameters


class AutogradAdapter:
    """FlatAdapter's counterpart for a `model` of any layers.

    PEFT's weights are views of `weights` [P] fp32, their gradients of `gradient` [P], which
    autograd adds to.
    """

    def __init__(self, model: torch.nn.Module) -> None:
        parameters = adapter_parameters(model)
        self.weights = torch.nn.Parameter(
            torch.cat([parameter.data.float().flatten() for parameter in parameters])
        )
        self.gradient = torch.zeros_like(self.weights.data)
        start = 0
        for parameter in parameters:
            here, shape = slice(start, start + parameter.numel()), parameter.shape
            parameter.data = self.weights.data[here].view(shape)
            parameter.grad = self.gradient[here].view(shape)
            start = here.stop

    def refresh(self) -> None:
        """Nothing to do: PEFT multiplies with `weights` themselves."""

    @contextmanager
    def off(self) -> Iterator[None]:
        """Let layers compute what they would without an adapter, exactly."""
        kept = self.weights.data.clone()
        self.weights.data.zero_()
        try:
            yield
        finally:
            self.weights.data.copy_(kept)

    def collect(self) -> None:
        """Put the gradient of `weights` where the optimizer looks for it."""
        if self.weights.grad is None:
            self.weights.grad = torch.zeros_like(self.weights)
        self.weights.grad.copy_(self.gradient)
