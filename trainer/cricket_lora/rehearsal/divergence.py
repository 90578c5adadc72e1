"""How far an adapter is from its base: the Kullback-Leibler divergence of their distributions."""

import torch
from torch import Tensor
from torch.autograd.function import FunctionCtx

# Tokens at once: a distribution over the vocabulary takes some 600 KB, and several are needed.
TOKENS_AT_ONCE = 64


def divergence(adapted: Tensor, base: Tensor, weights: Tensor) -> Tensor:
    """KL(base || adapted) in nats, summed over tokens that count as much as `weights` [A] say.

    `adapted` and `base` are logits [A, vocabulary] in fp32. Only `adapted` gets a gradient, and
    what `base` held is lost: the gradient takes its place.
    """
    return _Divergence.apply(adapted, base, weights)


class _Divergence(torch.autograd.Function):
    """By PyTorch's own operations it would hold six tensors as large as the logits, and not two.

    The gradient with respect to the adapted logits is softmax(adapted) - softmax(base).
    """

    @staticmethod
    def forward(ctx: FunctionCtx, adapted: Tensor, base: Tensor, weights: Tensor) -> Tensor:
        total = torch.zeros_like(weights[:1]).sum()
        for start in range(0, len(adapted), TOKENS_AT_ONCE):
            part = slice(start, start + TOKENS_AT_ONCE)
            theirs, ours = base[part].log_softmax(-1), adapted[part].log_softmax(-1)
            p = theirs.exp()
            total += (weights[part] * (p * theirs.sub_(ours)).sum(-1)).sum()
            torch.mul(ours.exp_().sub_(p), weights[part, None], out=base[part])
        ctx.gradient = base
        return total

    @staticmethod
    def backward(ctx: FunctionCtx, upstream: Tensor) -> tuple[Tensor, None, None]:
        return ctx.gradient.mul_(upstream), None, None
