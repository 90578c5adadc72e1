"""Which answers count as recalled, and how sure the model is of them."""

import math
from itertools import chain

import pytest
import torch
from torch.nn.functional import cross_entropy

from cricket_lora.data.questions import OF_NO_DATASET
from cricket_lora.data.render import Rendered
from cricket_lora.fast.pack import Room, pack
from cricket_lora.predicting.recall import rows_confidence, rows_recalled

ANSWERS = ([4, 2], [3, 2], [4, 2], [2])
# Of the answers' tokens; all else is the probability of token 0.
PROBABILITIES = ([0.9, 0.6], [0.3, 0.8], [0.7, 0.2], [0.95])


@pytest.mark.parametrize("room", [None, Room(6, 8, 12)], ids=["as it is", "filled up"])
def test_an_answer_is_recalled_as_a_whole_and_as_sure_as_its_least_likely_token(room):
    rows = [Rendered(OF_NO_DATASET, [1, 1], answer) for answer in ANSWERS]
    packed = pack(rows, [], torch.device("cpu"), room)
    logits = torch.full((len(packed.targets), 5), -50.0)
    logits[:, 1] = 0  # what fills up is sure of something wrong
    for place, probability in enumerate(chain(*PROBABILITIES)):
        logits[place, 1] = -50
        logits[place, 0] = math.log(1 - probability)
        logits[place, packed.targets[place]] = math.log(probability)
    losses = cross_entropy(logits, packed.targets, reduction="none")
    assert rows_recalled(logits, packed)[:4].tolist() == [True, False, False, True]
    sure = rows_confidence(losses, packed)
    assert len(sure) == packed.shape.rows
    torch.testing.assert_close(sure[:4], torch.tensor([0.6, 0.3, 0.2, 0.95]))
