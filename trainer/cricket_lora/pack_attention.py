"""Attention that reads packs: every row sees the shared prefix and itself, and no other row.

With a `RowCache` it keeps what it saw, and reads on: one more token of every row.
"""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn.attention.bias import causal_lower_right
from torch.nn.functional import scaled_dot_product_attention
from transformers import PreTrainedModel
from transformers.models.qwen2.modeling_qwen2 import Qwen2Attention

from cricket_lora.pack import Shape
from cricket_lora.row_cache import RowCache


def use_pack_attention(model: PreTrainedModel) -> None:
    """Teach `model` to read packs; anything else it reads as before, through sdpa."""
    for module in model.modules():
        if isinstance(module, Qwen2Attention):
            module.forward = _forward(module, module.forward)


def use_eager_attention() -> None:
    """Leave only the unfused kernel for all attention of this process.

    It is slower and takes more memory, and keeps fp32 between its products, where fused kernels in
    16 bit may overflow.
    """
    torch.backends.cuda.enable_flash_sdp(False)
    torch.backends.cuda.enable_mem_efficient_sdp(False)
    torch.backends.cuda.enable_cudnn_sdp(False)


def _forward(attention: Qwen2Attention, plain: Callable) -> Callable:
    width, scale = attention.head_dim, attention.scaling
    groups = attention.num_key_value_groups

    def forward(
        hidden_states: Tensor,
        position_embeddings: tuple[Tensor, Tensor],
        pack_shape: Shape | None = None,
        row_cache: RowCache | None = None,
        **options: object,
    ) -> tuple[Tensor, None]:
        """Hidden states [1, L, hidden] in and out; L is a pack's, or a token of each cached row."""
        if pack_shape is None and row_cache is None:
            return plain(
                hidden_states=hidden_states, position_embeddings=position_embeddings, **options
            )
        length = hidden_states.shape[1]
        cos, sin = (part[0, :, None] for part in position_embeddings)  # [L, 1, width]

        def heads(projection: torch.nn.Module) -> Tensor:  # [L, heads, width]
            return projection(hidden_states).view(length, -1, width)

        query = Rotated.apply(heads(attention.q_proj), cos, sin)
        key = Rotated.apply(heads(attention.k_proj), cos, sin)
        value = heads(attention.v_proj)
        if pack_shape is None:
            output = row_cache.attend(attention.layer_idx, query, key, value, scale)
            return attention.o_proj(output.view(1, length, -1)), None
        prefix, rows, row = pack_shape
        parts = (prefix, rows * row)
        (query_prefix, query_rows), *shared_and_own = (
            states.split(parts) for states in (query, key, value)
        )

        def after_prefix(shared: Tensor, own: Tensor) -> Tensor:  # [rows, prefix + row, heads, …]
            repeated = shared.expand(rows, -1, -1, -1)
            return torch.cat((repeated, own.view(rows, row, *own.shape[1:])), dim=1)

        seen = [after_prefix(*states) for states in shared_and_own]
        if row_cache:
            row_cache.fill(attention.layer_idx, *seen)
        # A row's last token sees the whole prefix and the whole row, the one before it one less.
        sees = causal_lower_right(row, prefix + row)
        own = _attend(query_rows.view(rows, row, -1, width), *seen, groups, scale, attn_mask=sees)
        output = own.reshape(rows * row, -1)
        if prefix:
            states = [shared[None] for shared, _ in shared_and_own]
            shared = _attend(query_prefix[None], *states, groups, scale, is_causal=True)
            output = torch.cat((shared.reshape(prefix, -1), output))
        return attention.o_proj(output[None]), None

    return forward


def _attend(
    query: Tensor, key: Tensor, value: Tensor, groups: int, scale: float, **sight: object
) -> Tensor:
    """[batch, tokens, heads, width] in and out; `groups` query heads share a key's head."""
    # Flash attention shares heads by itself; the other kernels want every head written out.
    shares = query.is_cuda and torch.cuda.get_device_capability(query.device) >= (8, 0)
    if not shares and groups > 1:
        key, value = (states.repeat_interleave(groups, dim=2) for states in (key, value))
    output = scaled_dot_product_attention(
        query.transpose(1, 2),
        key.transpose(1, 2),
        value.transpose(1, 2),
        scale=scale,
        enable_gqa=shares and groups > 1,
        **sight,
    )
    return output.transpose(1, 2)


class Rotated(torch.autograd.Function):
    """Rotary positions (arXiv 2104.09864, eq. 34) in three kernels each way.

    states [L, heads, width]; cos and sin [L, 1, width], the second half of each repeating the
    first. The first half of the output is x1 cos - x2 sin, the second x2 cos + x1 sin.
    """

    @staticmethod
    def forward(ctx, states, cos, sin):  # noqa: ANN001, ANN205
        ctx.save_for_backward(cos, sin)
        return _rotate(states, cos, _first_half_negative(sin))

    @staticmethod
    def backward(ctx, gradient):  # noqa: ANN001, ANN205
        cos, sin = ctx.saved_tensors
        return _rotate(gradient, cos, -_first_half_negative(sin)), None, None


def _rotate(states: Tensor, cos: Tensor, signed_sin: Tensor) -> Tensor:
    turned = states.roll(states.shape[-1] // 2, dims=-1)
    return torch.addcmul(states * cos, turned, signed_sin)


def _first_half_negative(sin: Tensor) -> Tensor:
    half = sin.shape[-1] // 2
    return torch.cat((-sin[..., :half], sin[..., half:]), dim=-1)
