"""SwiGLU in one kernel forward and one backward, where the model's own code takes two and three.

The two functions of torch that compile them are private. The public ways, Triton and
torch.utils.cpp_extension, need a C compiler on the machine that trains."""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn.functional import silu

from cricket_lora.fast.structure import gated_mlps


def fuse_mlps(model: torch.nn.Module) -> None:
    """Let every MLP of `model` call `gate_up` for gate and up at once, and fuse what follows."""
    for mlp in gated_mlps(model):
        mlp.gate_up = _gate_up(mlp)
        mlp.forward = _forward(mlp)


def _gate_up(mlp: torch.nn.Module) -> Callable[[Tensor], tuple[Tensor, Tensor]]:
    return lambda states: (mlp.gate_proj(states), mlp.up_proj(states))


def _forward(mlp: torch.nn.Module) -> Callable[[Tensor], Tensor]:
    def forward(states: Tensor) -> Tensor:
        gate, up = mlp.gate_up(states)
        seen = SwiGLU.apply(gate, up) if gate.is_cuda else silu(gate) * up
        return mlp.down_proj(seen)

    return forward


class SwiGLU(torch.autograd.Function):
    """silu(gate) · up (arXiv 2002.05202, eq. 6), computed in fp32 and rounded once."""

    @staticmethod
    def forward(ctx, gate, up):  # noqa: ANN001, ANN205
        ctx.save_for_backward(gate, up)
        return _swiglu(gate, up)

    @staticmethod
    def backward(ctx, gradient):  # noqa: ANN001, ANN205
        return _swiglu_gradients(gradient, *ctx.saved_tensors)


# Compiled at the first call by NVRTC, which comes with torch's CUDA.
_swiglu = torch.cuda.jiterator._create_jit_fn(
    """
    template <typename T> T swiglu(T gate, T up) {
        float x = gate, y = up;
        return static_cast<T>(x / (1.0f + expf(-x)) * y);
    }
    """
)
_swiglu_gradients = torch.cuda.jiterator._create_multi_output_jit_fn(
    """
    template <typename T>
    void swiglu_gradients(T gradient, T gate, T up, T& d_gate, T& d_up) {
        float d = gradient, x = gate, y = up;
        float share = 1.0f / (1.0f + expf(-x));
        d_gate = static_cast<T>(d * y * share * (1.0f + x * (1.0f - share)));
        d_up = static_cast<T>(d * x * share);
    }
    """,
    num_outputs=2,
)
