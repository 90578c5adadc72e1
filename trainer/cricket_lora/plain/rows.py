"""A pack read as a batch of separate rows, by the model's own forward and nothing else.

Every row is the prefix and its own tokens, padded at its end. A causal model attends to nothing
behind a row's answer, so that it needs neither a mask nor positions.
"""

import inspect

import torch
from torch import Tensor
from transformers import PreTrainedModel

from cricket_lora.fast.pack import Pack


def separate_logits(model: PreTrainedModel, pack: Pack) -> Tensor:
    """Logits [A, vocabulary] in fp32 of every answer token."""
    prefix, rows, row = pack.shape
    shared, own = pack.input_ids[0].split((prefix, rows * row))
    ids = torch.cat((shared.expand(rows, -1), own.view(rows, row)), dim=1)
    place = (pack.answer_index - prefix).clamp(min=0)  # what fills up the pack points anywhere
    numbers, columns = place // row, prefix + place % row
    if "logits_to_keep" not in inspect.signature(model.forward).parameters:
        logits = model(input_ids=ids, use_cache=False).logits
        return logits[numbers, columns].float()
    # Of all rows at once: the answers stand close together, and a vocabulary is wide.
    kept, columns = columns.unique(return_inverse=True)
    logits = model(input_ids=ids, use_cache=False, logits_to_keep=kept).logits
    return logits[numbers, columns].float()
