"""Which answers a model with frozen weights would give, without generating them."""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy
from transformers import PreTrainedModel

from cricket_lora.data.render import Rendered
from cricket_lora.fast.pack import Pack, pack
from cricket_lora.model.path import answer_logits
from cricket_lora.predicting.within_memory import in_fitting_batches
from cricket_lora.protocol.cancellation import Cancellation


def rows_recalled(logits: Tensor, packed: Pack) -> Tensor:
    """[rows], true where every answer token is the most likely one.

    Greedy prediction then gives the golden: each of its tokens follows from the ones before.
    """
    missed = (logits.argmax(-1) != packed.targets).float()
    return _by_row(missed, packed) == 0


def rows_confidence(losses: Tensor, packed: Pack) -> Tensor:
    """[rows], the probability of each answer's least likely token; `losses` [A] in nats."""
    worst = losses.new_zeros(packed.shape.rows + 1)
    return (-worst.scatter_reduce(0, packed.row_of, losses, "amax"))[:-1].exp()


def _by_row(values: Tensor, packed: Pack) -> Tensor:
    # What fills up a pack belongs to a row behind the last one, which is dropped.
    return values.new_zeros(packed.shape.rows + 1).index_add(0, packed.row_of, values)[:-1]


@torch.inference_mode()
def measure_recall(
    model: PreTrainedModel,
    rendered: Sequence[Rendered],
    prefix: Sequence[int],
    batch_size: int,
    cancellation: Cancellation,
) -> tuple[Tensor, Tensor]:
    """Recalled or not, and natural-log probability of golden and end token: [questions] each.

    `batch_size` questions at once, fewer where memory is short. Raises torch.OutOfMemoryError when
    one does not fit.
    """
    order = sorted(range(len(rendered)), key=lambda i: len(rendered[i].prompt + rendered[i].answer))
    recalled = torch.zeros(len(rendered), dtype=torch.bool)
    logprob = torch.zeros(len(rendered), dtype=torch.float64)

    def measure(batch: Sequence[int], _rows: int) -> None:
        cancellation.check()
        packed = pack([rendered[i] for i in batch], prefix, model.device)
        logits = answer_logits(model, packed)
        losses = cross_entropy(logits, packed.targets, reduction="none")
        recalled[batch] = rows_recalled(logits, packed).cpu()
        # Apple's GPU has no 64 bits.
        logprob[batch] = -_by_row(losses.cpu().double(), packed.to(torch.device("cpu")))

    in_fitting_batches(order, batch_size, measure)
    return recalled, logprob
