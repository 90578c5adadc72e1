"""All weights of an adapter in one tensor, and the adapter's own arithmetic.

PEFT makes, names and saves the adapter; its weights become views of one fp32 tensor. That leaves
one tensor to copy to the compute type, to clip and to step, where an adapter of all linear layers
has hundreds: small kernels are what a GPU waits for at this size.
"""

from collections.abc import Callable

import torch
from peft.tuners.lora import LoraLayer
from torch import Tensor
from torch.nn.functional import dropout, linear

# Views begin at multiples of this many elements, so that matrix products may load 16 bytes at once.
ALIGNMENT = 16


class FlatAdapter:
    """The adapter of `model`, P weights in all (padding between them included).

    `weights` [P] fp32 is the truth; `compute` [P] what layers multiply with: in the compute type,
    B already scaled by alpha / rank. `gradient` [P] is the loss's gradient of `compute`.
    """

    def __init__(self, model: torch.nn.Module, dtype: torch.dtype) -> None:
        sites = [module for module in model.modules() if isinstance(module, LoraLayer)]
        parts = [part for site in sites for part in _parts(site)]
        starts, total = [], 0
        for weight, _ in parts:
            starts.append(total)
            total += -(-weight.numel() // ALIGNMENT) * ALIGNMENT
        device = parts[0][0].device
        self.weights = torch.nn.Parameter(torch.zeros(total, device=device))
        self.scale = torch.ones(total, device=device)
        self.compute = torch.zeros(total, device=device, dtype=dtype)
        self.gradient = torch.zeros(total, device=device, dtype=dtype)
        views = []
        for (weight, scaling), start in zip(parts, starts):
            place, shape = slice(start, start + weight.numel()), weight.shape
            self.weights.data[place] = weight.data.flatten()
            weight.data = self.weights.data[place].view(shape)
            self.scale[place] = scaling
            views.append((self.compute[place].view(shape), self.gradient[place].view(shape)))
        for site, a, b in zip(sites, views[::2], views[1::2]):
            site.forward = _forward(site, a, b, self.weights)
        self.refresh()

    def refresh(self) -> None:
        """Bring `compute` up to date after `weights` changed."""
        torch.mul(self.weights.detach(), self.scale, out=self.compute)

    def collect(self) -> None:
        """Put the gradient of `weights` where the optimizer looks for it, in fp32."""
        if self.weights.grad is None:
            self.weights.grad = torch.zeros_like(self.weights)
        torch.mul(self.gradient, self.scale, out=self.weights.grad)


def _parts(site: LoraLayer) -> list[tuple[torch.nn.Parameter, float]]:
    """A [rank, in] and B [out, rank] of one layer, each with the factor that belongs to it."""
    (name,) = site.active_adapters
    return [(site.lora_A[name].weight, 1.0), (site.lora_B[name].weight, site.scaling[name])]


def _forward(
    site: LoraLayer, a: tuple[Tensor, Tensor], b: tuple[Tensor, Tensor], anchor: Tensor
) -> Callable[[Tensor], Tensor]:
    """The layer's forward: the frozen base's output, changed in place by the adapter."""
    (name,) = site.active_adapters
    chance = getattr(site.lora_dropout[name], "p", 0.0)
    base = site.base_layer

    if not chance and _is_cheaper_folded(site):
        return lambda x: FoldedAdapter.apply(x, base.weight, base.bias, anchor, *a, *b)
    if not chance and type(base) is torch.nn.Linear:
        return lambda x: AdaptedLinear.apply(x, base.weight, base.bias, anchor, *a, *b)

    # A quantized layer may hand out a view, which must not be changed in place.
    plain = base if type(base) is torch.nn.Linear else lambda x: base(x).clone()

    def forward(x: Tensor) -> Tensor:
        seen = dropout(x, chance, site.training) if chance else x
        return AdapterDelta.apply(plain(x), seen, anchor, *a, *b)

    return forward


def _is_cheaper_folded(site: LoraLayer) -> bool:
    """Count multiplications a token of a training step, for m inputs, n outputs and rank r.

    Apart, W is used forward and for x's gradient, A and B for their own as well: 2mn + 3r(m + n).
    Folded, W + BA is used for all three: 3mn. Narrow layers with wide adapters gain, as in the
    embedded base; the layers of large models do not. 16-bit weights would round the adapter away.
    """
    if site.base_layer.weight.dtype != torch.float32:
        return False
    rank = site.r[site.active_adapters[0]]
    inputs, outputs = site.in_features, site.out_features
    return inputs * outputs < 3 * rank * (inputs + outputs)


class AdapterDelta(torch.autograd.Function):
    """y + (x Aᵀ) Bᵀ (LoRA, arXiv 2106.09685, eq. 3; B carries the scale alpha / rank).

    y [..., out] is changed in place; x [..., in]; A [rank, in]; B [out, rank]. The gradients of A
    and B are added to `a_gradient` and `b_gradient`. `anchor` only has to require a gradient, so
    that autograd comes by even where x does not.
    """

    @staticmethod
    def forward(ctx, y, x, anchor, a, a_gradient, b, b_gradient):  # noqa: ANN001, ANN205
        rows = x.reshape(-1, x.shape[-1])
        inner = rows @ a.t()
        y.view(-1, y.shape[-1]).addmm_(inner, b.t())
        ctx.save_for_backward(rows, inner)
        ctx.weights = a, a_gradient, b, b_gradient
        ctx.mark_dirty(y)
        return y

    @staticmethod
    def backward(ctx, dy):  # noqa: ANN001, ANN205
        rows, inner = ctx.saved_tensors
        a, a_gradient, b, b_gradient = ctx.weights
        dy_rows = dy.reshape(-1, dy.shape[-1])
        d_inner = dy_rows @ b
        b_gradient.addmm_(dy_rows.t(), inner)
        a_gradient.addmm_(d_inner.t(), rows)
        dx = (d_inner @ a).view(*dy.shape[:-1], a.shape[1]) if ctx.needs_input_grad[1] else None
        return dy, dx, None, None, None, None, None


class AdaptedLinear(torch.autograd.Function):
    """x Wᵀ + bias + (x Aᵀ) Bᵀ: AdapterDelta and a plain linear layer below it, in one."""

    @staticmethod
    def forward(ctx, x, weight, bias, anchor, a, a_gradient, b, b_gradient):  # noqa: ANN001, ANN205
        rows = x.reshape(-1, x.shape[-1])
        inner = rows @ a.t()
        ctx.save_for_backward(rows, inner)
        ctx.weights = weight, a, a_gradient, b, b_gradient
        return linear(rows, weight, bias).addmm_(inner, b.t()).view(*x.shape[:-1], -1)

    @staticmethod
    def backward(ctx, dy):  # noqa: ANN001, ANN205
        rows, inner = ctx.saved_tensors
        weight, a, a_gradient, b, b_gradient = ctx.weights
        dy_rows = dy.reshape(-1, dy.shape[-1])
        d_inner = dy_rows @ b
        b_gradient.addmm_(dy_rows.t(), inner)
        a_gradient.addmm_(d_inner.t(), rows)
        dx = None
        if ctx.needs_input_grad[0]:
            dx = (dy_rows @ weight).addmm_(d_inner, a).view(*dy.shape[:-1], -1)
        return dx, None, None, None, None, None, None, None


class FoldedAdapter(torch.autograd.Function):
    """x (W + B A)ᵀ + bias: what AdapterDelta adds to its layer, multiplied as one matrix."""

    @staticmethod
    def forward(ctx, x, weight, bias, anchor, a, a_gradient, b, b_gradient):  # noqa: ANN001, ANN205
        folded = torch.addmm(weight, b, a)
        ctx.save_for_backward(x.reshape(-1, x.shape[-1]), folded)
        ctx.weights = a, a_gradient, b, b_gradient
        return linear(x, folded, bias)

    @staticmethod
    def backward(ctx, dy):  # noqa: ANN001, ANN205
        rows, folded = ctx.saved_tensors
        a, a_gradient, b, b_gradient = ctx.weights
        dy_rows = dy.reshape(-1, dy.shape[-1])
        d_folded = dy_rows.t() @ rows
        b_gradient.addmm_(d_folded, a.t())
        a_gradient.addmm_(b.t(), d_folded)
        dx = (dy_rows @ folded).view(*dy.shape[:-1], -1) if ctx.needs_input_grad[0] else None
        return dx, None, None, None, None, None, None, None
