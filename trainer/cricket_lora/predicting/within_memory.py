"""As many rows together as the device's memory holds."""

from collections.abc import Callable, Sequence

import torch


def in_fitting_batches(
    order: Sequence[int],
    rows: int,
    compute: Callable[[Sequence[int], int], None],
    on_fewer: Callable[[int], None] = lambda rows: None,
) -> None:
    """Hand `order` to `compute` in batches of `rows`, of half as many each time memory is short.

    `compute` gets a batch and how many rows a batch has by now; `on_fewer` lets go of what it keeps
    for larger ones. Raises torch.OutOfMemoryError when a single row does not fit.
    """
    start = 0
    while start < len(order):
        batch = order[start : start + rows]
        try:
            compute(batch, rows)
        except torch.OutOfMemoryError:
            if rows == 1:
                raise
        else:
            start += len(batch)
            continue
        # Out here: while an exception is handled, it keeps what was computed so far alive.
        rows //= 2
        on_fewer(rows)
        torch.cuda.empty_cache()
