"""A pack computes what its rows compute alone."""

import pytest
import torch
from adapted import compare_with_separate_rows, load_adapted
from conftest import RECIPE
from peft.tuners.lora import LoraLayer
from transformers import AutoModelForCausalLM

from cricket_lora.fast.flat_adapter import FlatAdapter
from cricket_lora.fast.fused_mlp import SwiGLU
from cricket_lora.fast.pack import Room, few_rooms, pack, shared_prefix
from cricket_lora.model.adapter import adapter_parameters, add_adapter
from cricket_lora.model.base import load_base
from cricket_lora.model.locate_base import LocatedBase
from cricket_lora.model.path import answer_logits
from cricket_lora.protocol.request import read_recipe
from cricket_lora.training.resolve_auto import resolve_recipe


# At rank 2 layers that read the same input are multiplied together, at rank 4 some of the adapters
# are folded into their layers, at rank 32 all.
@pytest.mark.parametrize("rank", [2, 4, 32])
@pytest.mark.parametrize("filled_up", [False, True])
def test_loss_and_gradients_equal_those_of_separate_rows(base_folder, filled_up, rank):
    base, rendered = load_adapted(base_folder, rank=rank)
    compare_with_separate_rows(base, rendered, [None, 5, 0], filled_up=filled_up)


@pytest.mark.parametrize(
    "targets", ["q_proj v_proj", "q_proj k_proj v_proj", "k_proj gate_proj up_proj", "down_proj"]
)
def test_some_of_the_layers_may_be_adapted(base_folder, targets):
    base, rendered = load_adapted(base_folder, rank=2, alpha=3, targetModules=targets.split())
    compare_with_separate_rows(base, rendered)


def test_rows_of_a_pack_do_not_see_each_other(base_folder):
    base, rendered = load_adapted(base_folder)
    prefix = shared_prefix(rendered)
    device = torch.device("cpu")
    alone = answer_logits(base.model, pack(rendered[:1], prefix, device))
    together = answer_logits(base.model, pack(rendered, prefix, device))
    torch.testing.assert_close(together[: len(alone)], alone, rtol=1e-4, atol=1e-4)


def test_the_shared_prefix_leaves_every_prompt_a_token_of_its_own(base_folder):
    _, rendered = load_adapted(base_folder)
    assert len(shared_prefix(rendered[:1])) == len(rendered[0].prompt) - 1
    prefix = shared_prefix(rendered)
    assert all(row.prompt[: len(prefix)] == prefix for row in rendered)


def test_a_model_that_reads_packs_still_reads_plain_tokens(base_folder):
    base, rendered = load_adapted(base_folder)
    ids = torch.tensor([rendered[0].prompt])
    plain = AutoModelForCausalLM.from_pretrained(base_folder)
    with torch.no_grad():
        for parameter in adapter_parameters(base.model):
            parameter.zero_()
        torch.testing.assert_close(base.model(input_ids=ids).logits, plain(input_ids=ids).logits)


def test_layers_multiplied_together_give_what_each_gives_alone(base_folder):
    base, _ = load_adapted(base_folder, rank=2)
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
def test_fused_swiglu_and_its_gradients_equal_silu_times_up(dtype):
    gate, up, gradient = torch.randn(3, 5, 64, device="cuda").to(dtype)
    gate, up = gate.requires_grad_(), up.requires_grad_()
    mine = torch.autograd.grad(SwiGLU.apply(gate, up), (gate, up), gradient)
    exact = torch.nn.functional.silu(gate.float()) * up.float()
    theirs = torch.autograd.grad(exact, (gate, up), gradient.float())
    torch.testing.assert_close(SwiGLU.apply(gate, up), exact.to(dtype))
    torch.testing.assert_close(mine, theirs)


def test_quantized_layers_get_the_same_adapter(base_folder):
    """PEFT gives a quantized layer a class of its own, over one that is no plain linear layer."""

    class Quantized(torch.nn.Linear):
        pass

    def gradient(base_class):
        recipe = resolve_recipe(read_recipe({**RECIPE, "dropout": 0}), 128)
        base = load_base(
            LocatedBase(str(base_folder), str(base_folder)), recipe, torch.device("cpu")
        )
        torch.manual_seed(1)
        model = add_adapter(base, recipe)
        sites = [module for module in model.modules() if isinstance(module, LoraLayer)]
        for site in sites:
            site.base_layer.__class__ = base_class
            site.__class__ = type("Linear4bit", (torch.nn.Module, LoraLayer), {})
        flat = FlatAdapter(model, torch.float32)
        site = next(site for site in sites if site.in_features == site.out_features)
        x = torch.linspace(-1, 1, 3 * site.in_features).view(1, 3, -1).requires_grad_()
        site(x).square().sum().backward()
        return flat.gradient, x.grad

    for plain, quantized in zip(gradient(torch.nn.Linear), gradient(Quantized)):
        assert plain.abs().sum() > 0
        assert torch.allclose(plain, quantized, atol=1e-5)


def test_few_rooms_hold_every_pack_with_the_least_padding():
    rooms = [Room(4, 8, 64)] * 9 + [Room(4, 16, 64)] * 5 + [Room(2, 64, 64), Room(1, 72, 64)]
    assert few_rooms(rooms, 1) == {Room(4, 72, 64)}
    assert few_rooms(rooms, 2) == {Room(4, 16, 64), Room(2, 72, 64)}
    assert few_rooms(rooms, 3) == {Room(4, 8, 64), Room(4, 16, 64), Room(2, 72, 64)}
    assert few_rooms(rooms, 9) == set(rooms)
    assert few_rooms(rooms[::-1], 2) == few_rooms(rooms, 2)
