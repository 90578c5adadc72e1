"""A base that is unusual is carried out or refused when it is loaded, and never ignored."""

import json

import pytest
import torch
from bases import edit_json, edit_weights, load, refusal, render
from conftest import make_base, make_run, question, sample_questions
from families import make_model
from transformers import AutoModelForCausalLM

from cricket_lora.__main__ import main
from cricket_lora.fast.capability import make_fast
from cricket_lora.fast.pack import pack, shared_prefix
from cricket_lora.model.base import load_config
from cricket_lora.model.base_files import unquantized
from cricket_lora.model.check_sizes import context_length
from cricket_lora.model.path import answer_logits
from cricket_lora.parity import check_parity


def windowed(folder, window, first_layer=1):
    edit_json(
        folder / "config.json",
        use_sliding_window=True,
        sliding_window=window,
        max_window_layers=first_layer,
        layer_types=None,
    )
    return folder


def error_against_transformers(folder, base):
    """The largest error of any answer token's logits, on the path that a run would take."""
    rendered = render(base)
    longest = max(len(row.prompt) for row in rendered) + 12
    prefix = [] if make_fast(base.model, longest) else shared_prefix(rendered)
    ours = answer_logits(base.model, pack(rendered, prefix, base.device))
    plain = AutoModelForCausalLM.from_pretrained(folder)
    theirs = []
    for row in rendered:
        tokens = torch.tensor([row.prompt + row.answer[:-1]])
        theirs.append(plain(tokens).logits[0, len(row.prompt) - 1 :])
    return float((ours - torch.cat(theirs)).abs().max())


@pytest.mark.parametrize(("window", "first_layer"), [(8, 1), (8, 0), (64, 1), (128, 0), (128, 2)])
def test_a_sliding_window_is_computed_as_transformers_does(own_base, window, first_layer):
    """By the model's own forward, where rows are longer than it."""
    base = load(windowed(own_base, window, first_layer))
    with torch.inference_mode():
        assert error_against_transformers(own_base, base) < 1e-4


def test_a_run_on_a_windowed_base_answers_as_transformers_does(tmp_path, own_base):
    folder = make_run(tmp_path / "run", windowed(own_base, 8), epochs=2)
    assert main([str(folder / "run.json")]) == 0
    check_parity(folder, "adapter", folder / "adapter")
    assert json.loads((folder / "adapter.parity.json").read_text())["changed"] == 0


@pytest.mark.parametrize(
    "rope",
    [
        {"rope_type": "linear", "factor": 4.0},
        {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 64},
        {"rope_type": "dynamic", "factor": 2.0},
        {
            "rope_type": "llama3",
            "factor": 8.0,
            "low_freq_factor": 1.0,
            "high_freq_factor": 4.0,
            "original_max_position_embeddings": 64,
        },
    ],
    ids=lambda rope: rope["rope_type"],
)
def test_scaled_rotary_positions_are_computed_as_transformers_does(own_base, rope):
    edit_json(own_base / "config.json", rope_parameters={"rope_theta": 10000.0, **rope})
    with torch.inference_mode():
        assert error_against_transformers(own_base, load(own_base)) < 1e-4


def test_dynamic_rotary_positions_limit_the_context(own_base):
    rope = {"rope_type": "dynamic", "rope_theta": 1e4, "factor": 2.0}
    edit_json(
        own_base / "config.json", rope_parameters={**rope, "original_max_position_embeddings": 32}
    )
    base = load(own_base)
    assert context_length(base.model.config) == 32
    assert "the base's context is 32" in refusal(render, base)[1]["reason"]


def prefixed(tensors):
    return {f"_orig_mod.{key}": tensor for key, tensor in tensors.items()}


def without_layer(tensors):
    return {key: tensor for key, tensor in tensors.items() if ".layers.1." not in key}


def with_a_layer_more(tensors):
    more = {key.replace("s.1.", "s.2."): t.clone() for key, t in tensors.items() if "s.1." in key}
    return {**tensors, **more}


def renamed(tensors):
    return {key.replace("q_proj", "query"): tensor for key, tensor in tensors.items()}


def without_embedding(tensors):
    return {key: tensor for key, tensor in tensors.items() if "embed" not in key}


@pytest.mark.parametrize(
    ("change", "kind", "named"),
    [
        (prefixed, "missing", "model.embed_tokens.weight"),
        (prefixed, "unexpected", "_orig_mod.model"),
        (without_layer, "missing", "model.layers.1.input_layernorm.weight"),
        (with_a_layer_more, "unexpected", "model.layers.2.input_layernorm.weight"),
        (renamed, "missing", "q_proj"),
        (without_embedding, "missing", "embed_tokens"),
    ],
)
def test_weights_that_are_not_the_configs_are_named(own_base, change, kind, named):
    edit_weights(own_base, change)
    code, told = refusal(load, own_base)
    assert code == "base-weights-differ"
    assert named in told[kind]


@pytest.mark.parametrize(
    "changes", [{"intermediate_size": 48}, {"vocab_size": 300}, {"num_key_value_heads": 1}]
)
def test_weights_of_another_shape_are_named(own_base, changes):
    edit_json(own_base / "config.json", **changes)
    code, told = refusal(load, own_base)
    assert code == "base-weights-differ"
    assert "config.json" in told["misshapen"]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_weights_that_are_no_numbers_are_named(own_base, value):
    def spoil(tensors):
        tensors["model.layers.1.mlp.up_proj.weight"][3, 5] = value
        return tensors

    edit_weights(own_base, spoil)
    code, told = refusal(load, own_base)
    assert (code, told["key"]) == ("base-weights-not-finite", "model.layers.1.mlp.up_proj.weight")


def test_weights_too_large_for_the_precision_are_named(own_base):
    def grow(tensors):
        tensors["model.norm.weight"][0] = 1e6
        return tensors

    edit_weights(own_base, grow)
    assert load(own_base).dtype == "fp32"
    code, told = refusal(load, own_base, precision="fp16")
    assert (code, told["dtype"]) == ("base-weights-not-finite", "torch.float16")


def test_a_head_of_its_own_where_the_config_ties_it_is_refused(own_base):
    def untie(tensors):
        return {**tensors, "lm_head.weight": tensors["model.embed_tokens.weight"] + 1}

    edit_weights(own_base, untie)
    assert refusal(load, own_base) == ("base-head-untied", {"base": str(own_base)})
    edit_json(own_base / "config.json", tie_word_embeddings=False)
    assert load(own_base).model.get_output_embeddings() is not None


@pytest.mark.parametrize(
    ("quantization", "method"),
    [
        ({"quant_method": "awq", "bits": 4, "group_size": 128, "version": "gemm"}, "awq"),
        ({"quant_method": "gptq", "bits": 4, "group_size": 128, "desc_act": False}, "gptq"),
        ({"quant_method": "bitsandbytes", "load_in_4bit": True}, "bitsandbytes"),
        ({"quant_method": "fp8", "activation_scheme": "dynamic"}, "fp8"),
        ({"quant_method": "compressed-tensors", "format": "int-quantized"}, "compressed-tensors"),
        ({"load_in_8bit": True}, "unknown"),
    ],
)
def test_quantized_bases_are_refused_by_their_config(own_base, quantization, method):
    (own_base / "model.safetensors").unlink()  # nothing is downloaded before
    edit_json(own_base / "config.json", quantization_config=quantization)
    code, told = refusal(load_config, str(own_base))
    assert (code, told["method"]) == ("base-quantized", method)


def test_quantized_weights_without_a_word_in_the_config_are_refused(own_base):
    def quantize(tensors):
        return {**tensors, "model.norm.weight": tensors["model.norm.weight"].to(torch.int8)}

    edit_weights(own_base, quantize)
    assert refusal(load, own_base)[1]["method"] == "I8"


@pytest.mark.parametrize(
    ("name", "instead"),
    [
        ("Qwen/Qwen2.5-1.5B-Instruct-AWQ", "Qwen/Qwen2.5-1.5B-Instruct"),
        ("Qwen/Qwen2.5-1.5B-Instruct-GPTQ-Int4", "Qwen/Qwen2.5-1.5B-Instruct"),
        ("unsloth/Qwen2.5-0.5B-Instruct-unsloth-bnb-4bit", "unsloth/Qwen2.5-0.5B-Instruct"),
        ("someone/model-w4a16-g128", "someone/model"),
        ("someone/model", ""),
    ],
)
def test_the_unquantized_base_is_suggested_by_name(name, instead):
    assert unquantized(name) == instead


@pytest.mark.parametrize(
    ("ends", "stops"), [(0, {0}), ([0, 2], {0, 2}), ([2, 9999], {2}), (-1, set()), (None, {2})]
)
def test_end_tokens_are_those_of_the_settings_within_the_vocabulary(own_base, ends, stops):
    edit_json(own_base / "generation_config.json", eos_token_id=ends)
    assert load(own_base).end_ids == stops


def test_base_without_any_end_token_is_refused(own_base):
    edit_json(own_base / "generation_config.json", eos_token_id=None)
    edit_json(own_base / "config.json", eos_token_id=None)
    assert refusal(render, load(own_base))[0] == "no-end-token"


@pytest.mark.parametrize(("context", "line"), [(16, 1), (80, 4)])
def test_questions_beyond_the_context_are_named(own_base, context, line):
    edit_json(own_base / "config.json", max_position_embeddings=context)
    code, told = refusal(render, load(own_base))
    assert (code, told["line"]) == ("questions-invalid", line)
    assert f"the base's context is {context}" in told["reason"]


def test_one_long_question_among_others_is_named(own_base):
    edit_json(own_base / "config.json", max_position_embeddings=128)
    base = load(own_base)
    assert len(render(base)) == 12
    long = question("BC Lara" * 20, "runs", "1", 1)
    code, told = refusal(render, base, [*sample_questions(), long])
    assert (code, told["line"]) == ("questions-invalid", 13)
    assert "the base's context is 128" in told["reason"]


def test_the_context_of_learned_positions_is_their_number(tmp_path):
    base = load(make_base(tmp_path / "base", make_model("gpt-2")))
    assert len(render(base)) == 12
    code, told = refusal(render, base, [question("BC Lara" * 40, "runs", "1", 1)])
    assert (code, told["line"]) == ("questions-invalid", 1)
    assert "the base's context is 256" in told["reason"]


@pytest.mark.parametrize(
    ("token", "line"),
    [
        ("Lara", 1),  # of a question
        ("10927", 7),  # of a golden
        ("assistant", 1),  # of the template
    ],
)
def test_tokens_beyond_the_embedding_are_named(own_base, token, line):
    base = load(own_base)
    base.tokenizer.add_tokens([token])
    code, told = refusal(render, base)
    assert (code, told["line"]) == ("questions-invalid", line)
    assert "the base's embedding only 259 rows" in told["reason"]


def test_a_loaded_base_is_fp32_on_a_cpu_and_frozen(base_folder):
    base = load(base_folder)
    assert base.dtype == "fp32"
    assert not any(parameter.requires_grad for parameter in base.model.parameters())
