"""CUDA graphs: a step recorded once and replayed without waiting for kernel launches."""

from collections.abc import Callable

import torch

# Runs before the first recording: the first sets up libraries, the second does as it will then.
WARM_UPS = 2


class Recorder:
    """Records functions over tensors that stay where they are; all share one pool of memory."""

    def __init__(self) -> None:
        self.pool = torch.cuda.graph_pool_handle()

    def record(self, *functions: Callable[[], None]) -> list[Callable[[], None]]:
        """Run each function, record it, and return what replays each.

        The first runs set up memory and libraries, which is not allowed while recording; what a
        function changes is therefore changed by them. Pass the largest first: the others then fit
        into the memory that its recording holds, and each needs one run for the libraries alone.
        """
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for function in functions[:1]:
                for _ in range(WARM_UPS - 1):
                    function()
            for function in functions:
                function()
        torch.cuda.current_stream().wait_stream(side)
        torch.cuda.empty_cache()  # what the first runs held; the pool needs as much
        return [self._record(function) for function in functions]

    def _record(self, function: Callable[[], None]) -> Callable[[], None]:
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph, pool=self.pool):
            function()
        return graph.replay
