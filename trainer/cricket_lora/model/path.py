"""The two ways to compute with a model: the fast path, and the plain one for all others.

The fast path reads packs and keeps its adapter in a layout of its own (fast/). The plain path
asks nothing of a model but its `forward` and `generate` (plain/). A model is on the fast path once
`make_fast` has taught it to read packs.
"""

import torch
from torch import Tensor
from transformers import PreTrainedModel

from cricket_lora.fast.flat_adapter import FlatAdapter
from cricket_lora.fast.pack import Pack, packed_logits
from cricket_lora.fast.pack_attention import reads_packs
from cricket_lora.model.base import DTYPES, Base
from cricket_lora.plain.autograd_adapter import AutogradAdapter
from cricket_lora.plain.rows import separate_logits

Adapter = FlatAdapter | AutogradAdapter


def gather_adapter(base: Base) -> Adapter:
    """All weights of the adapter that `base.model` carries, in one tensor."""
    if reads_packs(base.model):
        return FlatAdapter(base.model, DTYPES[base.dtype])
    return AutogradAdapter(base.model)


def answer_logits(model: PreTrainedModel, *packs: Pack) -> Tensor:
    """Logits [A, vocabulary] in fp32 of every answer token, of one pack after the other."""
    if reads_packs(model):
        return packed_logits(model, *packs)
    return torch.cat([separate_logits(model, pack) for pack in packs])
