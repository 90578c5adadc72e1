"""The arithmetic of adapted linear layers: x Wᵀ + bias + (x Aᵀ) Bᵀ, and its gradients.

LoRA, arXiv 2106.09685, eq. 3; B carries the scale alpha / rank. x [..., in]; W [out, in];
A [rank, in]; B [out, rank]. Gradients of A and B are added to the tensors in their factors.
`anchor` only has to require a gradient, so that autograd calls `backward` even where x needs none.
"""

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import linear


class Factor(NamedTuple):
    """A or B, and where the loss's gradient of it is added up."""

    weights: Tensor
    gradient: Tensor

    def at(self, *index: slice | int) -> "Factor":
        return Factor(self.weights[index], self.gradient[index])


class Output(NamedTuple):
    """A layer, one of several that read the same x: its B multiplies `columns` of x Aᵀ."""

    weight: Tensor
    bias: Tensor | None
    b: Factor
    columns: slice


class AdaptedLinear(torch.autograd.Function):
    """All `outputs` of x, in a tuple; `a` holds the A of all of them, one below the other."""

    @staticmethod
    def forward(ctx, x, anchor, a, *outputs):  # noqa: ANN001, ANN002, ANN205
        rows = x.reshape(-1, x.shape[-1])
        inner = rows @ a.weights.t()
        ctx.save_for_backward(rows, inner)
        ctx.a, ctx.outputs = a, outputs
        return tuple(_adapted(rows, inner, out).view(*x.shape[:-1], -1) for out in outputs)

    @staticmethod
    def backward(ctx, *dys):  # noqa: ANN001, ANN002, ANN205
        rows, inner = ctx.saved_tensors
        a, outputs = ctx.a, ctx.outputs
        dy_rows = [dy.reshape(-1, dy.shape[-1]) for dy in dys]
        d_inner = torch.empty_like(inner)
        for dy, out in zip(dy_rows, outputs):
            torch.mm(dy, out.b.weights, out=d_inner[:, out.columns])
            out.b.gradient.addmm_(dy.t(), inner[:, out.columns])
        a.gradient.addmm_(d_inner.t(), rows)
        dx = None
        if ctx.needs_input_grad[0]:
            dx = d_inner @ a.weights
            for dy, out in zip(dy_rows, outputs):
                dx.addmm_(dy, out.weight)
            dx = dx.view(*dys[0].shape[:-1], -1)
        return dx, None, None, *(None for _ in outputs)


def _adapted(rows: Tensor, inner: Tensor, out: Output) -> Tensor:
    """The adapter's share first: it is the smaller one, and less is lost in rounding."""
    inner, b = inner[:, out.columns], out.b.weights.t()
    share = inner @ b if out.bias is None else torch.addmm(out.bias, inner, b)
    return share.addmm_(rows, out.weight.t())


class AdapterDelta(torch.autograd.Function):
    """y + (x Aᵀ) Bᵀ, of a y [..., out] that is changed in place."""

    @staticmethod
    def forward(ctx, y, x, anchor, a, b):  # noqa: ANN001, ANN205
        rows = x.reshape(-1, x.shape[-1])
        inner = rows @ a.weights.t()
        y.view(-1, y.shape[-1]).addmm_(inner, b.weights.t())
        ctx.save_for_backward(rows, inner)
        ctx.factors = a, b
        ctx.mark_dirty(y)
        return y

    @staticmethod
    def backward(ctx, dy):  # noqa: ANN001, ANN205
        rows, inner = ctx.saved_tensors
        a, b = ctx.factors
        dy_rows = dy.reshape(-1, dy.shape[-1])
        d_inner = dy_rows @ b.weights
        b.gradient.addmm_(dy_rows.t(), inner)
        a.gradient.addmm_(d_inner.t(), rows)
        dx = (d_inner @ a.weights).view(*dy.shape[:-1], -1) if ctx.needs_input_grad[1] else None
        return dy, dx, None, None, None


class FoldedAdapter(torch.autograd.Function):
    """x (W + B A)ᵀ + bias: the adapter and its layer multiplied as one matrix."""

    @staticmethod
    def forward(ctx, x, weight, bias, anchor, a, b):  # noqa: ANN001, ANN205
        folded = torch.addmm(weight, b.weights, a.weights)
        ctx.save_for_backward(x.reshape(-1, x.shape[-1]), folded)
        ctx.factors = a, b
        return linear(x, folded, bias)

    @staticmethod
    def backward(ctx, dy):  # noqa: ANN001, ANN205
        rows, folded = ctx.saved_tensors
        a, b = ctx.factors
        dy_rows = dy.reshape(-1, dy.shape[-1])
        d_folded = dy_rows.t() @ rows
        b.gradient.addmm_(d_folded, a.weights.t())
        a.gradient.addmm_(b.weights.t(), d_folded)
        dx = (dy_rows @ folded).view(*dy.shape[:-1], -1) if ctx.needs_input_grad[0] else None
        return dx, None, None, None, None, None
