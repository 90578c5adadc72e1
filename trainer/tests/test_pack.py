"""A pack computes what its rows compute alone."""

import pytest
import torch
from conftest import RECIPE, sample_questions
from transformers import AutoModelForCausalLM

from cricket_lora.data.questions import Question
from cricket_lora.data.render import Renderer
from cricket_lora.fast.capability import make_fast
from cricket_lora.fast.flat_adapter import FlatAdapter
from cricket_lora.fast.fused_mlp import SwiGLU
from cricket_lora.fast.pack import pack, room_for, shared_prefix
from cricket_lora.model.adapter import adapter_parameters, add_adapter
from cricket_lora.model.base import load_base
from cricket_lora.model.path import answer_logits, gather_adapter
from cricket_lora.protocol.request import read_recipe
from cricket_lora.training.resolve_auto import resolve_recipe


def load(base_folder, **recipe):
    chosen = resolve_recipe(read_recipe({**RECIPE, **recipe}), 32)
    base = load_base(str(base_folder), chosen, torch.device("cpu"))
    rows = [
        Question(n, row["id"], tuple(row["prompt"]), tuple(row["completion"]), row["split"])
        for n, row in enumerate(sample_questions(), 1)
    ]
    rendered = Renderer(base.tokenizer, base.end_ids, base.name).render(rows, 12)
    make_fast(base.model, longest=100)
    add_adapter(base, chosen)
    # An adapter's second half begins at 0, which would leave the first without a gradient.
    generator = torch.Generator().manual_seed(3)
    with torch.no_grad():
        for parameter in adapter_parameters(base.model):
            parameter.copy_(torch.randn(parameter.shape, generator=generator) * 0.05)
    return base, rendered


def separate_loss(model, rendered):
    """The plain way: padded rows, a mask, logits of everything, labels on the answers."""
    width = max(len(row.prompt) + len(row.answer) for row in rendered)
    ids = torch.zeros(len(rendered), width, dtype=torch.long)
    mask, labels = torch.zeros_like(ids), torch.full_like(ids, -100)
    for number, row in enumerate(rendered):
        tokens = torch.tensor(row.prompt + row.answer)
        ids[number, : len(tokens)], mask[number, : len(tokens)] = tokens, 1
        labels[number, len(row.prompt) : len(tokens)] = torch.tensor(row.answer)
    logits = model(input_ids=ids, attention_mask=mask, use_cache=False).logits[:, :-1]
    return torch.nn.functional.cross_entropy(logits.flatten(0, 1), labels[:, 1:].flatten())


def flat_gradients(model, flat):
    """Of PEFT's weights, in their order, out of the flat adapter that they are views of."""
    flat.collect()
    start = flat.weights.data_ptr()
    return torch.cat(
        [
            flat.weights.grad[(p.data_ptr() - start) // 4 :][: p.numel()]
            for p in adapter_parameters(model)
            if p is not flat.weights
        ]
    )


# At rank 2 layers that read the same input are multiplied together, at rank 4 some of the adapters
# are folded into their layers, at rank 32 all.
@pytest.mark.parametrize("rank", [2, 4, 32])
@pytest.mark.parametrize("prefix_length", [None, 5, 0])
@pytest.mark.parametrize("filled_up", [False, True])
def test_loss_and_gradients_equal_those_of_separate_rows(
    base_folder, filled_up, prefix_length, rank
):
    base, rendered = load(base_folder, rank=rank)
    compare_with_separate_rows(base, rendered, prefix_length, filled_up)


@pytest.mark.parametrize(
    "targets", ["q_proj v_proj", "q_proj k_proj v_proj", "k_proj gate_proj up_proj", "down_proj"]
)
def test_some_of_the_layers_may_be_adapted(base_folder, targets):
    base, rendered = load(base_folder, rank=2, alpha=3, targetModules=targets.split())
    compare_with_separate_rows(base, rendered)


def compare_with_separate_rows(base, rendered, prefix_length=None, filled_up=False):
    expected = separate_loss(base.model, rendered)
    parameters = adapter_parameters(base.model)
    theirs = torch.cat([g.flatten() for g in torch.autograd.grad(expected, parameters)])

    flat = gather_adapter(base)
    prefix = shared_prefix(rendered)[:prefix_length]
    room = room_for(rendered, prefix, len(rendered) + 3) if filled_up else None
    packed = pack(rendered, prefix, torch.device("cpu"), room)
    logits = answer_logits(base.model, packed)
    losses = torch.nn.functional.cross_entropy(logits, packed.targets, reduction="none")
    loss = (losses * packed.weights).sum() / packed.weights.sum()
    loss.backward()
    mine = flat_gradients(base.model, flat)

    assert abs(loss.item() - expected.item()) < 1e-5 * expected.item()
    assert (mine - theirs).norm() < 1e-5 * theirs.norm()


def test_rows_of_a_pack_do_not_see_each_other(base_folder):
    base, rendered = load(base_folder)
    prefix = shared_prefix(rendered)
    device = torch.device("cpu")
    alone = answer_logits(base.model, pack(rendered[:1], prefix, device))
    together = answer_logits(base.model, pack(rendered, prefix, device))
    torch.testing.assert_close(together[: len(alone)], alone, rtol=1e-4, atol=1e-4)


def test_prefix_leaves_every_prompt_a_token_of_its_own(base_folder):
    _, rendered = load(base_folder)
    assert len(shared_prefix(rendered[:1])) == len(rendered[0].prompt) - 1
    prefix = shared_prefix(rendered)
    assert all(row.prompt[: len(prefix)] == prefix for row in rendered)


def test_a_plain_model_reads_the_tokens_alike(base_folder):
    base, rendered = load(base_folder)
    ids = torch.tensor([rendered[0].prompt])
    plain = AutoModelForCausalLM.from_pretrained(base_folder)
    with torch.no_grad():
        for parameter in adapter_parameters(base.model):
            parameter.zero_()
        torch.testing.assert_close(base.model(input_ids=ids).logits, plain(input_ids=ids).logits)


def test_layers_multiplied_together_give_what_each_gives_alone(base_folder):
    base, _ = load(base_folder, rank=2)
    generator = torch.Generator().manual_seed(4)
    for name, parameter in base.model.named_parameters():
        if name.endswith("bias"):
            parameter.data.normal_(generator=generator)
    x = torch.randn(1, 7, base.model.config.hidden_size, generator=generator)
    attention, mlp = base.model.model.layers[1].self_attn, base.model.model.layers[1].mlp
    peft = [site(x) for site in (attention.q_proj, attention.k_proj, attention.v_proj)]
    peft += [mlp.gate_proj(x), mlp.up_proj(x)]
    FlatAdapter(base.model, torch.float32)
    alone = [site(x) for site in (attention.q_proj, attention.k_proj, attention.v_proj)]
    alone += [mlp.gate_proj(x), mlp.up_proj(x)]
    [qkv] = attention.qkv(x)
    together = [*qkv.split([part.shape[-1] for part in alone[:3]], dim=-1), *mlp.gate_up(x)]
    torch.testing.assert_close(alone, peft)
    torch.testing.assert_close(together, peft)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="its kernels are CUDA's")
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16])
def test_swiglu_and_its_gradients(dtype):
    gate, up, gradient = torch.randn(3, 5, 64, device="cuda").to(dtype)
    gate, up = gate.requires_grad_(), up.requires_grad_()
    mine = torch.autograd.grad(SwiGLU.apply(gate, up), (gate, up), gradient)
    exact = torch.nn.functional.silu(gate.float()) * up.float()
    theirs = torch.autograd.grad(exact, (gate, up), gradient.float())
    torch.testing.assert_close(SwiGLU.apply(gate, up), exact.to(dtype))
    torch.testing.assert_close(mine, theirs)
