"""Linear layers that read the same input, multiplied together with their adapters.

The A of a stack are one matrix. Each of its outputs is a site's, or that of several sites whose W
are one matrix as well: their B then stand along a diagonal, with 0 beside them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import torch
from peft.tuners.lora import LoraLayer
from torch import Tensor

from cricket_lora.fast.adapted_linear import AdaptedLinear, Factor, Output
from cricket_lora.fast.adapted_site import is_plain, rank_of

Sites = dict[str, LoraLayer]  # of one decoder layer, by their names in it
Outputs = tuple[tuple[str, ...], ...]  # the names of the sites of each output

# By the name of the function that a decoder layer calls for it.
SHARED: dict[str, Outputs] = {
    "self_attn.qkv": (("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"),),
    "mlp.gate_up": (("mlp.gate_proj",), ("mlp.up_proj",)),
}


@dataclass(frozen=True)
class Stack:
    """`function` as in SHARED, None for a site alone; `widths`: outputs of each site, in order."""

    function: str | None
    outputs: Outputs
    rank: int
    inputs: int
    widths: dict[str, int]

    @staticmethod
    def of(sites: Sites, outputs: Outputs, function: str | None = None) -> "Stack":
        first, *_ = names = list(chain(*outputs))
        widths = {name: sites[name].out_features for name in names}
        return Stack(function, outputs, rank_of(sites[first]), sites[first].in_features, widths)

    @property
    def shapes(self) -> list[tuple[int, int]]:
        """Of A, then of every output's B."""
        heights = [sum(self.widths[name] for name in names) for names in self.outputs]
        ranks = [self.rank * len(names) for names in self.outputs]
        return [(sum(ranks), self.inputs), *zip(heights, ranks)]

    def split(self, a: Factor, bs: Sequence[Factor]) -> Iterator[tuple[str, Factor, Factor]]:
        """Every site with its A and B out of the stack's, which are [layers, rows, columns]."""
        a_rows = _spans(self.rank for _ in self.widths)
        for b, names in zip(bs, self.outputs):
            b_rows = _spans(self.widths[name] for name in names)
            b_columns = _spans(self.rank for _ in names)
            for name in names:
                own = b.at(slice(None), next(b_rows), next(b_columns))
                yield name, a.at(slice(None), next(a_rows)), own

    def computation(
        self, sites: Sites, a: Factor, bs: Sequence[Factor], anchor: Tensor
    ) -> Callable[[Tensor], tuple[Tensor, ...]]:
        """What computes all outputs, with the factors of the layer whose `sites` these are."""
        columns = _spans(self.rank * len(names) for names in self.outputs)
        outputs = [
            Output(*_join([sites[name].base_layer for name in names]), b, own)
            for names, b, own in zip(self.outputs, bs, columns)
        ]
        return lambda x: AdaptedLinear.apply(x, anchor, a, *outputs)


def stacks_of(sites: Sites) -> list[Stack]:
    """Every site of a layer in a stack, of its own where it cannot share one."""
    shared = {
        function: outputs
        for function, outputs in SHARED.items()
        if set(chain(*outputs)) <= sites.keys() and _can_share([sites[n] for n in chain(*outputs)])
    }
    sharing = {name for outputs in shared.values() for name in chain(*outputs)}
    return [
        *(Stack.of(sites, outputs, function) for function, outputs in shared.items()),
        *(Stack.of(sites, ((name,),)) for name in sites if name not in sharing),
    ]


def _can_share(sites: Sequence[LoraLayer]) -> bool:
    return all(map(is_plain, sites)) and len(set(map(rank_of, sites))) == 1


def _join(layers: Sequence[torch.nn.Linear]) -> tuple[Tensor, Tensor | None]:
    """Weight and bias of all `layers` as one; those of each become views of it."""
    weight = _joined([layer.weight for layer in layers])
    return weight, None if layers[0].bias is None else _joined([layer.bias for layer in layers])


def _joined(parameters: Sequence[torch.nn.Parameter]) -> Tensor:
    if len(parameters) == 1:
        return parameters[0]
    whole = torch.cat([parameter.data for parameter in parameters])
    for parameter, part in zip(parameters, whole.split(list(map(len, parameters)))):
        parameter.data = part
    return whole


def _spans(sizes: Iterable[int]) -> Iterator[slice]:
    """Consecutive slices of these sizes."""
    end = 0
    for size in sizes:
        end += size
        yield slice(end - size, end)
