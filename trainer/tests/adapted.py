"""Bases with an adapter, and the plainest way to their loss and gradient."""

import torch
from bases import load, render
from conftest import RECIPE

from cricket_lora.data.render import Rendered
from cricket_lora.fast.capability import make_fast
from cricket_lora.fast.pack import pack, room_for, shared_prefix
from cricket_lora.model.adapter import adapter_parameters, add_adapter
from cricket_lora.model.base import Base
from cricket_lora.model.path import answer_logits, gather_adapter
from cricket_lora.protocol.request import read_recipe
from cricket_lora.training.resolve_auto import resolve_recipe


def load_adapted(folder, *, fast: bool = True, **recipe) -> tuple[Base, list[Rendered]]:
    """A base with an adapter of which no weight is 0, and the sample questions.

    `fast`: on the fast path, where the base can be computed by it.
    """
    chosen = resolve_recipe(read_recipe({**RECIPE, **recipe}), 32)
    base = load(folder, **recipe)
    rendered = render(base)
    if fast:
        make_fast(base.model, longest=100)
    add_adapter(base, chosen)
    # An adapter's second half begins at 0, which would leave the first without a gradient.
    generator = torch.Generator().manual_seed(3)
    with torch.no_grad():
        for parameter in adapter_parameters(base.model):
            parameter.copy_(torch.randn(parameter.shape, generator=generator) * 0.05)
    return base, rendered


def separate_loss(model, rendered):
    """As transformers computes it: padded rows, a mask, labels on the answers."""
    width = max(len(row.prompt) + len(row.answer) for row in rendered)
    ids = torch.zeros(len(rendered), width, dtype=torch.long)
    mask, labels = torch.zeros_like(ids), torch.full_like(ids, -100)
    for number, row in enumerate(rendered):
        tokens = torch.tensor(row.prompt + row.answer)
        ids[number, : len(tokens)], mask[number, : len(tokens)] = tokens, 1
        labels[number, len(row.prompt) : len(tokens)] = torch.tensor(row.answer)
    return model(input_ids=ids, attention_mask=mask, labels=labels, use_cache=False).loss


def gradient_of(parameters, adapter):
    """Of PEFT's `parameters`, in their order, out of the tensor that they are views of."""
    start = adapter.weights.data_ptr()
    places = [(parameter.data_ptr() - start) // 4 for parameter in parameters]
    flat = adapter.weights.grad
    return torch.cat([flat[place:][: p.numel()] for place, p in zip(places, parameters)])


def difference(mine, theirs):
    """Relative to `theirs`."""
    return float((mine - theirs).norm() / theirs.norm())


def compare_with_separate_rows(base, rendered, prefix_lengths=(None,), *, filled_up=False):
    """`prefix_lengths`: how much of their prefix is shared, None all of it."""
    parameters = adapter_parameters(base.model)
    expected = separate_loss(base.model, rendered)
    theirs = torch.cat([g.flatten() for g in torch.autograd.grad(expected, parameters)])

    adapter = gather_adapter(base)
    for length in prefix_lengths:
        prefix = shared_prefix(rendered)[:length]
        room = room_for(rendered, prefix, len(rendered) + 3) if filled_up else None
        packed = pack(rendered, prefix, torch.device("cpu"), room)
        logits = answer_logits(base.model, packed)
        losses = torch.nn.functional.cross_entropy(logits, packed.targets, reduction="none")
        loss = (losses * packed.weights).sum() / packed.weights.sum()
        adapter.gradient.zero_()
        loss.backward()
        adapter.collect()

        assert abs(loss.item() - expected.item()) < 1e-5 * expected.item()
        assert difference(gradient_of(parameters, adapter), theirs) < 1e-5
