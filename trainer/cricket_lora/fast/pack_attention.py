"""Attention over packs: every row attends to the shared prefix and to itself, and to no other row.

With a `RowCache` it stores keys and values, and continues with one more token of every row.
"""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor
from torch.nn.attention.bias import causal_lower_right
from torch.nn.functional import scaled_dot_product_attention
from transformers import PreTrainedModel

from cricket_lora.fast.pack import Shape
from cricket_lora.fast.row_cache import RowCache
from cricket_lora.fast.structure import attentions


def use_pack_attention(model: PreTrainedModel) -> None:
    """Make `model` read packs; any other input goes through its own forward, with sdpa."""
    for attention in attentions(model):
        attention.qkv = _qkv(attention)
        attention.forward = _forward(attention, attention.forward)
    model.reads_packs = True


def reads_packs(model: PreTrainedModel) -> bool:
    return getattr(model, "reads_packs", False)


def use_eager_attention() -> None:
    """Leave only the unfused kernel for all attention of this process.

    It is slower and takes more memory, and keeps fp32 between its products, where fused kernels in
    16 bit may overflow.
    """
    torch.backends.cuda.enable_flash_sdp(False)
    torch.backends.cuda.enable_mem_efficient_sdp(False)
    torch.backends.cuda.enable_cudnn_sdp(False)


def _qkv(attention: torch.nn.Module) -> Callable[[Tensor], tuple[Tensor]]:
    def qkv(states: Tensor) -> tuple[Tensor]:
        """Queries, keys and values of all heads side by side."""
        projections = (attention.q_proj, attention.k_proj, attention.v_proj)
        return (torch.cat([projection(states) for projection in projections], dim=-1),)

    return qkv


def _forward(attention: torch.nn.Module, plain: Callable) -> Callable:
    width, scale = attention.head_dim, attention.scaling
    groups = attention.num_key_value_groups
    pairs = attention.config.num_key_value_heads  # of key and value
    queries = pairs * groups
    normalised = "q_norm" in dict(attention.named_children())

    def forward(
        hidden_states: Tensor,
        position_embeddings: tuple[Tensor, Tensor],
        pack_shapes: Sequence[Shape] = (),
        row_cache: RowCache | None = None,
        **options: object,
    ) -> tuple[Tensor, None]:
        """Hidden states [1, L, hidden] in and out; L is that of packs, or a token of each cached
        row."""
        if not pack_shapes and row_cache is None:
            return plain(
                hidden_states=hidden_states, position_embeddings=position_embeddings, **options
            )
        length = hidden_states.shape[1]
        cos, sin = (part[0, :, None] for part in position_embeddings)  # [L, 1, width]
        [states] = attention.qkv(hidden_states)
        states = states.view(length, -1, width)
        if normalised:
            query, key, value = states.split((queries, pairs, pairs), dim=1)
            states = torch.cat((attention.q_norm(query), attention.k_norm(key), value), dim=1)
        states = Rotated.apply(states, cos, sin, queries + pairs)
        if not pack_shapes:
            query, key, value = states.split((queries, pairs, pairs), dim=1)
            output = row_cache.attend(attention.layer_idx, query, key, value, scale)
            return attention.o_proj(output.view(1, length, -1)), None
        prefix = pack_shapes[0].prefix
        shared, *others = states.split([prefix, *(rows * row for _, rows, row in pack_shapes)])
        query_shared, seen_shared = shared.split((queries, 2 * pairs), dim=1)
        outputs = []
        if prefix:
            key, value = seen_shared[None].split(pairs, dim=2)
            outputs.append(_attend(query_shared[None], key, value, groups, scale, is_causal=True))
        for own, (_, rows, row) in zip(others, pack_shapes):
            query_own, seen_own = own.view(rows, row, -1, width).split((queries, 2 * pairs), dim=2)
            seen = torch.cat((seen_shared.expand(rows, -1, -1, -1), seen_own), dim=1)
            key, value = seen.split(pairs, dim=2)  # [rows, prefix + row, heads, width]
            if row_cache:
                row_cache.fill(attention.layer_idx, key, value)
            # A row's last token sees all of the prefix and of the row, the one before it one less.
            sees = causal_lower_right(row, prefix + row)
            outputs.append(_attend(query_own, key, value, groups, scale, attn_mask=sees))
        output = torch.cat([part.reshape(-1, queries * width) for part in outputs])
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
    """Rotary positions (arXiv 2104.09864, eq. 34) of the first `turning` heads, in few kernels.

    states [L, heads, width]; cos and sin [L, 1, width], the second half of each repeating the
    first. The first half of the output is x1 cos - x2 sin, the second x2 cos + x1 sin.
    """

    @staticmethod
    def forward(ctx, states, cos, sin, turning):  # noqa: ANN001, ANN205
        ctx.save_for_backward(cos, sin)
        ctx.turning = turning
        return _rotate(states, cos, sin, turning, 1)

    @staticmethod
    def backward(ctx, gradient):  # noqa: ANN001, ANN205
        return _rotate(gradient, *ctx.saved_tensors, ctx.turning, -1), None, None, None


def _rotate(states: Tensor, cos: Tensor, sin: Tensor, turning: int, direction: int) -> Tensor:
    half = states.shape[-1] // 2
    output = torch.empty_like(states)
    before, turned = states[:, :turning], output[:, :turning]
    torch.mul(before, cos, out=turned)
    turned[..., :half].addcmul_(before[..., half:], sin[..., half:], value=-direction)
    turned[..., half:].addcmul_(before[..., :half], sin[..., :half], value=direction)
    output[:, turning:] = states[:, turning:]
    return output
