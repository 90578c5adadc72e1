"""Trains every weight of a small model on questions, and tells what it knows."""

import math
import time
from collections.abc import Callable

import torch
from torch import Tensor
from transformers import Qwen2ForCausalLM


def forward(model: Qwen2ForCausalLM, rows: Tensor) -> Tensor:
    """Logits [rows, longest - 1, vocabulary] for the tokens after the first."""
    return model(input_ids=rows, use_cache=False).logits[:, :-1]


def answer_loss(model: Qwen2ForCausalLM, rows: Tensor, labels: Tensor) -> Tensor:
    """Mean cross-entropy an answer token. Padding is on the right: causality is mask enough."""
    logits = forward(model, rows)
    return torch.nn.functional.cross_entropy(logits.flatten(0, 1).float(), labels[:, 1:].flatten())


@torch.no_grad()
def exact_share(model: Qwen2ForCausalLM, rows: Tensor, labels: Tensor) -> float:
    """Share of rows whose every answer token is the argmax: what greedy answers get right."""
    right = 0
    for start in range(0, len(rows), 512):
        r, wanted = rows[start : start + 512], labels[start : start + 512, 1:]
        said = forward(model, r).argmax(-1)
        right += ((said == wanted) | (wanted == -100)).all(1).sum().item()
    return right / len(rows)


def learning_rate_at(step: int, steps: int, peak: float) -> float:
    """Linear warm-up over 2 % of the steps, then a cosine to a tenth."""
    warmup = max(1, steps // 50)
    if step < warmup:
        return peak * (step + 1) / warmup
    done = (step - warmup) / max(1, steps - warmup)
    return peak * (0.1 + 0.45 * (1 + math.cos(math.pi * done)))


def train(
    model: Qwen2ForCausalLM,
    known: tuple[Tensor, Tensor],
    passing: tuple[Tensor, Tensor],
    *,
    steps: int,
    batch: int,
    known_share: float,
    peak: float,
) -> None:
    """Memorise `known` and learn the form from `passing`: rows and labels on the device.

    On CUDA the whole step is one captured graph: at this size a GPU waits for kernel launches.
    """
    device = model.device
    from_known = round(batch * known_share)
    rate = torch.tensor(0.0, device=device)
    optimizer = torch.optim.AdamW(
        model.parameters(),
        lr=rate,
        betas=(0.9, 0.98),
        weight_decay=0.01,
        fused=True,
        capturable=device.type == "cuda",
    )
    rows = torch.cat([known[0][:from_known], passing[0][: batch - from_known]]).clone()
    labels = torch.cat([known[1][:from_known], passing[1][: batch - from_known]]).clone()
    left_out = torch.zeros((), device=device)  # steps

    def update() -> Tensor:
        loss = answer_loss(model, rows, labels)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0, foreach=True)
        # One step without finite gradients would spoil every weight: the optimizer leaves it out.
        optimizer.grad_scale, optimizer.found_inf = None, 1.0 - norm.isfinite().float()
        left_out.add_(optimizer.found_inf)
        optimizer.step()
        optimizer.zero_grad(set_to_none=False)
        return loss.detach()

    run = capture(update) if device.type == "cuda" else update
    left_out.zero_()
    began = time.monotonic()
    for step in range(steps):
        rate.fill_(learning_rate_at(step, steps, peak))
        a = torch.randint(len(known[0]), (from_known,), device=device)
        b = torch.randint(len(passing[0]), (batch - from_known,), device=device)
        torch.cat([known[0][a], passing[0][b]], out=rows)
        torch.cat([known[1][a], passing[1][b]], out=labels)
        loss = run()
        if step % 500 == 499 or step == steps - 1:
            share = exact_share(model, known[0][:4000], known[1][:4000])
            left = (time.monotonic() - began) / (step + 1) * (steps - step - 1)
            print(
                f"step {step + 1}/{steps}  loss {loss.item():.3f}"
                f"  invented players known {share:.1%}  {left_out.item():.0f} steps left out"
                f"  {left:.0f} s left",
                flush=True,
            )


def capture(update: Callable[[], Tensor]) -> Callable[[], Tensor]:
    """Warm `update` up on a side stream, then record it as one CUDA graph."""
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(3):
            update()
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        loss = update()

    def replay() -> Tensor:
        graph.replay()
        return loss

    return replay
