"""All weights of an adapter in one tensor, and what its layers multiply with.

PEFT makes, names and saves the adapter; its weights become views of one fp32 tensor. That leaves
one tensor to clip and to step, where an adapter of all linear layers has hundreds: at this size
a GPU waits for the launches of small kernels. For the same reason the factors are laid out by
stacks, and refreshed for all layers of the model at once.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import torch
from peft.tuners.lora import LoraLayer
from torch import Tensor

from cricket_lora.fast.adapted_linear import Factor
from cricket_lora.fast.adapted_site import forward_of, parameters_of, scaling_of
from cricket_lora.fast.stacks import Sites, Stack, stacks_of
from cricket_lora.fast.structure import decoder_layers

# Views begin at multiples of this many elements, so that matrix products may load 16 bytes at once.
ALIGNMENT = 16

Shape = tuple[int, int]


class FlatAdapter:
    """The adapter of `model`, whose decoder layers are adapted all alike.

    `weights` [P] fp32 is the truth: PEFT's weights in PEFT's order, padding between. `compute` [C]
    is what layers multiply with, stack by stack: in the compute type, B scaled by alpha / rank.
    `gradient` [C] is the loss's gradient of it, meaningless where `compute` stays 0.
    """

    def __init__(self, model: torch.nn.Module, dtype: torch.dtype) -> None:
        layers = decoder_layers(model)
        sites = [_sites(layer) for layer in layers]
        stacks = stacks_of(sites[0])
        stacked = [shape for stack in stacks for shape in stack.shapes]
        parameters = [p for site in sites[0].values() for p in parameters_of(site)]
        device = parameters[0].device
        self.layers = len(layers)
        self.shapes = [tuple(parameter.shape) for parameter in parameters]
        self.scales = [
            torch.tensor([scale], device=device)
            for site in sites[0].values()
            for scale in (1.0, scaling_of(site))
        ]
        self.weights = torch.nn.Parameter(torch.zeros(self._size(self.shapes), device=device))
        self.compute = torch.zeros(self._size(stacked), device=device, dtype=dtype)
        self.gradient = torch.zeros_like(self.compute)
        views = (self._views(flat, stacked) for flat in (self.compute, self.gradient))
        factors = map(Factor, *views)  # [layers, rows, columns], as all that follow
        parts: dict[str, tuple[Factor, Factor]] = {}
        for stack in stacks:
            a, *bs = (next(factors) for _ in stack.shapes)
            parts.update((name, own) for name, *own in stack.split(a, bs))
            if stack.function:
                self._use(stack, layers, sites, a, bs)
        self.parts = [part for name in sites[0] for part in parts[name]]
        self._adopt(sites, parts)
        self.refresh()

    def _use(
        self,
        stack: Stack,
        layers: Sequence[torch.nn.Module],
        sites: Sequence[Sites],
        a: Factor,
        bs: Sequence[Factor],
    ) -> None:
        """Let each of `layers` compute `stack` in one product."""
        owner, name = stack.function.rsplit(".", 1)
        for number, layer in enumerate(layers):
            own = a.at(number), [b.at(number) for b in bs]
            compute = stack.computation(sites[number], *own, self.weights)
            setattr(layer.get_submodule(owner), name, compute)

    def _adopt(self, sites: Sequence[Sites], parts: Mapping[str, tuple[Factor, Factor]]) -> None:
        """Make PEFT's weights views of `weights`, and let every site compute with its `parts`."""
        views = list(self._views(self.weights.data, self.shapes))
        for number, here in enumerate(sites):
            parameters = (p for site in here.values() for p in parameters_of(site))
            for parameter, view in zip(parameters, views):
                view[number] = parameter.data
                parameter.data = view[number]
            for name, site in here.items():
                a, b = (part.at(number) for part in parts[name])
                site.forward = forward_of(site, a, b, self.weights)

    def refresh(self) -> None:
        """Bring `compute` up to date after `weights` changed."""
        views = self._views(self.weights.data, self.shapes)
        for view, scale, part in zip(views, self.scales, self.parts):
            torch.mul(view, scale, out=part.weights)

    @contextmanager
    def off(self) -> Iterator[None]:
        """Let layers compute what they would without an adapter, exactly."""
        self.compute.zero_()
        try:
            yield
        finally:
            self.refresh()

    def collect(self) -> None:
        """Put the gradient of `weights` where the optimizer looks for it, in fp32."""
        if self.weights.grad is None:
            self.weights.grad = torch.zeros_like(self.weights)
        views = self._views(self.weights.grad, self.shapes)
        for view, scale, part in zip(views, self.scales, self.parts):
            torch.mul(part.gradient, scale, out=view)

    def _size(self, shapes: Sequence[Shape]) -> int:
        return self.layers * sum(_aligned(shape) for shape in shapes)

    def _views(self, flat: Tensor, shapes: Sequence[Shape]) -> Iterator[Tensor]:
        """[layers, *shape] of every shape: layer by layer, all of them lie there in turn."""
        layers, start = flat.view(self.layers, -1), 0
        for rows, columns in shapes:
            yield layers[:, start : start + rows * columns].view(-1, rows, columns)
            start += _aligned((rows, columns))


def _sites(layer: torch.nn.Module) -> Sites:
    return {name: m for name, m in layer.named_modules() if isinstance(m, LoraLayer)}


def _aligned(shape: Shape) -> int:
    rows, columns = shape
    return -(-rows * columns // ALIGNMENT) * ALIGNMENT
