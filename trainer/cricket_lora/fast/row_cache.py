"""Keys and values of many rows whose answers grow a token at a time, in tensors kept in place."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import scaled_dot_product_attention
from transformers import PretrainedConfig

# Masks begin at multiples of this many elements, or attention falls back to a slow kernel.
ALIGNMENT = 16


@dataclass(frozen=True)
class RowCache:
    """`keys` and `values` [layers, rows, room, key heads, width]; `position` [rows], each row's
    next free place. Nothing attends to what lies there or behind, so that rows of several lengths
    share a batch."""

    keys: Tensor
    values: Tensor
    position: Tensor

    @staticmethod
    def empty(
        config: PretrainedConfig, rows: int, room: int, device: torch.device, dtype: torch.dtype
    ) -> "RowCache":
        """For `rows` rows of at most `room` tokens, prompt and answer together."""
        heads = config.num_key_value_heads
        width = getattr(config, "head_dim", None)
        width = width or config.hidden_size // config.num_attention_heads
        room = -(-room // ALIGNMENT) * ALIGNMENT
        shape = (config.num_hidden_layers, rows, room, heads, width)
        return RowCache(
            keys=torch.zeros(shape, device=device, dtype=dtype),
            values=torch.zeros(shape, device=device, dtype=dtype),
            position=torch.zeros(rows, device=device, dtype=torch.long),
        )

    def fill(self, layer: int, keys: Tensor, values: Tensor) -> None:
        """Every row's first tokens, of which what lies behind `position` only fills up.

        keys and values [rows, tokens, key heads, width].
        """
        self.keys[layer, :, : keys.shape[1]] = keys
        self.values[layer, :, : values.shape[1]] = values

    def attend(self, layer: int, query: Tensor, key: Tensor, value: Tensor, scale: float) -> Tensor:
        """Add one token a row at `position`, and let it see its row up to itself.

        query [rows, heads, width]; key and value [rows, key heads, width]; returns query's shape.
        """
        rows, heads, width = query.shape
        every = torch.arange(rows, device=query.device)
        self.keys[layer].index_put_((every, self.position), key)
        self.values[layer].index_put_((every, self.position), value)
        sees = torch.arange(self.keys.shape[2], device=query.device) <= self.position[:, None]
        # The query heads that share a key head stand where a prompt's tokens would.
        output = scaled_dot_product_attention(
            query.view(rows, key.shape[1], -1, width),
            self.keys[layer].transpose(1, 2),
            self.values[layer].transpose(1, 2),
            attn_mask=sees[:, None, None],
            scale=scale,
        )
        return output.reshape(rows, heads, width)
