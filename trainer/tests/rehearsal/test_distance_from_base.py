"""The divergence of an adapter from its base, against PyTorch's own operations."""

import pytest
import torch
from torch.nn.functional import kl_div

from cricket_lora.rehearsal import divergence as module
from cricket_lora.rehearsal.divergence import divergence


def logits(seed: int, spread: float) -> torch.Tensor:
    return torch.randn(150, 97, generator=torch.Generator().manual_seed(seed)) * spread


@pytest.mark.parametrize("spread", [1e-3, 1.0, 60.0])
def test_value_and_gradient_are_those_of_the_written_out_formula(spread):
    base, weights = logits(1, spread), torch.linspace(0, 2, 150)
    adapted = logits(2, spread).requires_grad_()
    theirs = kl_div(
        adapted.log_softmax(-1), base.log_softmax(-1), reduction="none", log_target=True
    )
    expected = (theirs.sum(-1) * weights).sum() * 3
    [gradient] = torch.autograd.grad(expected, adapted)
    mine = divergence(adapted, base.clone(), weights) * 3
    torch.testing.assert_close(mine, expected)
    torch.testing.assert_close(torch.autograd.grad(mine, adapted)[0], gradient)


def test_how_many_tokens_are_taken_at_once_makes_no_difference(monkeypatch):
    results = []
    for at_once in (1, 64, 1000):
        monkeypatch.setattr(module, "TOKENS_AT_ONCE", at_once)
        adapted = logits(4, 3).requires_grad_()
        value = divergence(adapted, logits(3, 3), torch.ones(150))
        results.append((value.detach(), torch.autograd.grad(value, adapted)[0]))
    for value, gradient in results[1:]:
        torch.testing.assert_close(value, results[0][0])
        torch.testing.assert_close(gradient, results[0][1])


def test_a_base_like_the_adapter_diverges_nowhere():
    adapted = logits(5, 1).requires_grad_()
    value = divergence(adapted, adapted.detach().clone(), torch.ones(150))
    assert float(value) == 0
    assert float(torch.autograd.grad(value, adapted)[0].abs().max()) == 0
