"""GGUF files hold the merged model, and are refused where llama.cpp would read something else."""

import json
import shutil
import stat
import sys
from pathlib import Path

import pytest
import torch
from bases import edit_json
from conftest import make_base, make_run
from gguf import GGUFReader, TokenType
from tokenizers import Tokenizer, pre_tokenizers
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    GPT2Config,
    GPT2LMHeadModel,
    LlamaConfig,
    LlamaForCausalLM,
    Qwen3Config,
    Qwen3ForCausalLM,
)

from cricket_lora import export
from cricket_lora.__main__ import main
from cricket_lora.exporting import gguf_model
from cricket_lora.exporting.gguf_model import refuse_gguf, write_gguf
from cricket_lora.exporting.gguf_vocabulary import SPLITS
from cricket_lora.protocol.failure import Failure

SHAPE = {
    "vocab_size": 259,
    "hidden_size": 64,
    "intermediate_size": 96,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 256,
    "eos_token_id": 2,
    "pad_token_id": 0,
    "initializer_range": 0.2,
}
PACKAGES = ("gguf", "onnx", "onnxscript", "onnxruntime")
WORDS = {"vocab": {"?": 3}, "unk_token": "?"}
FAMILIES = {
    "llama": lambda: LlamaForCausalLM(LlamaConfig(**SHAPE, tie_word_embeddings=False)),
    "llama with biases": lambda: LlamaForCausalLM(LlamaConfig(**SHAPE, attention_bias=True)),
    "qwen3": lambda: Qwen3ForCausalLM(Qwen3Config(**SHAPE, head_dim=32)),
}


@pytest.fixture(scope="module")
def trained_once(tmp_path_factory, base_folder):
    folder = make_run(
        tmp_path_factory.mktemp("trained") / "run",
        base_folder,
        epochs=120,
        learningRate=0.01,
        checkpointEvery=0,
    )
    assert main([str(folder / "run.json")]) == 0
    return folder


@pytest.fixture
def trained(tmp_path, trained_once):
    return Path(shutil.copytree(trained_once, tmp_path / "run"))


def lines_of(folder, capsys, *wanted, exit=0):
    capsys.readouterr()
    assert export.main([str(folder / "run.json"), *wanted]) == exit
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def model_and_tokenizer(folder):
    return export.load_model(str(folder)), AutoTokenizer.from_pretrained(folder)


def reason(model, tokenizer):
    with pytest.raises(Failure) as failed:
        refuse_gguf(model, tokenizer)
    assert failed.value.code == "gguf-unsupported"
    return failed.value.parameters["reason"]


def test_every_file_is_asked_every_question(trained, capsys):
    lines = lines_of(trained, capsys, "gguf-f16", "gguf-q8_0")
    checks = {line["model"]: line for line in lines if "model" in line}
    assert {name: found["changed"] for name, found in checks.items()} == {
        "adapter": 0,
        "merged": 0,
        "gguf-f16": 0,
        "gguf-q8_0": 0,
    }
    assert all(found["questions"] > 0 for found in checks.values())
    files = {path.name for path in (trained / "gguf").iterdir()}
    assert files == {"model-f16.gguf", "model-q8_0.gguf", "Modelfile"}
    assert (trained / "gguf-f16.parity.json").is_file()
    assert not (trained / "onnx").exists()
    written = {line["file"]: line["bytes"] for line in lines if "file" in line}
    assert written["model-q8_0.gguf"] == (trained / "gguf" / "model-q8_0.gguf").stat().st_size


def test_another_answer_is_counted(trained, capsys):
    path = trained / "predictions.jsonl"
    head, first, *others = path.read_text().splitlines()
    changed = json.dumps({**json.loads(first), "output": "other"})
    path.write_text("\n".join([head, changed, *others]) + "\n")
    lines = lines_of(trained, capsys, "gguf-f16")
    assert [line["changed"] for line in lines if line.get("model") == "gguf-f16"] == [1]


def test_merged_alone_writes_nothing_else_and_needs_no_packages(trained, capsys, monkeypatch):
    for module in [name for name in sys.modules if name.split(".")[0] in PACKAGES]:
        monkeypatch.delitem(sys.modules, module)
    for package in PACKAGES:
        monkeypatch.setitem(sys.modules, package, None)
    for module in ("gguf_folder", "gguf_model", "gguf_vocabulary"):
        monkeypatch.delitem(sys.modules, f"cricket_lora.exporting.{module}", raising=False)
    lines = lines_of(trained, capsys, "merged")
    assert [line["changed"] for line in lines if "model" in line] == [0, 0]
    assert (trained / "merged" / "model.safetensors").is_file()
    assert not (trained / "onnx").exists() and not (trained / "gguf").exists()


def test_the_vocabulary_is_that_of_the_tokenizer(trained, capsys):
    lines_of(trained, capsys, "gguf-f16")
    fields = GGUFReader(trained / "gguf" / "model-f16.gguf").fields
    tokens, types = fields["tokenizer.ggml.tokens"], fields["tokenizer.ggml.token_type"]
    assert tokens.contents(1) == "<|im_start|>" and types.contents(1) == TokenType.CONTROL
    assert tokens.contents(200) == AutoTokenizer.from_pretrained(
        trained / "merged"
    ).convert_ids_to_tokens(200)
    assert fields["tokenizer.ggml.pre"].contents() == "qwen2"
    assert fields["tokenizer.ggml.eos_token_id"].contents() == 2
    assert fields["tokenizer.ggml.add_bos_token"].contents() is False
    assert "Know cricket." in fields["tokenizer.chat_template"].contents()


@pytest.mark.parametrize("family", FAMILIES)
def test_families_come_back_as_they_were(tmp_path, family):
    torch.manual_seed(3)
    model, tokenizer = model_and_tokenizer(make_base(tmp_path / "base", FAMILIES[family]()))
    write_gguf(model, tokenizer, tmp_path / "model.gguf", "f16", "a model")
    settings = {"gguf_file": "model.gguf", "dtype": torch.float32, "config": model.config}
    read = AutoModelForCausalLM.from_pretrained(tmp_path, **settings)
    tokens = torch.arange(3, 40)[None]
    with torch.inference_mode():
        wanted, found = model(tokens).logits, read.eval()(tokens).logits
    assert (wanted - found).abs().max() < 0.02 * wanted.abs().max()


def test_other_families_are_refused(tmp_path):
    model = GPT2LMHeadModel(GPT2Config(vocab_size=259, n_embd=32, n_layer=1, n_head=2))
    model.generation_config.eos_token_id = 2
    assert "its family is gpt2" in reason(*model_and_tokenizer(make_base(tmp_path / "base", model)))


def test_scaled_positions_are_refused(own_base):
    scaled = {"rope_type": "linear", "factor": 2.0, "rope_theta": 10000.0}
    edit_json(own_base / "config.json", rope_parameters=scaled)
    assert "scales positions (linear)" in reason(*model_and_tokenizer(own_base))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda spec: spec.update(model={"type": "WordLevel", **WORDS}), "WordLevel"),
        (lambda spec: spec.update(normalizer={"type": "Lowercase"}), "Lowercase"),
        (lambda spec: spec.update(pre_tokenizer={"type": "Whitespace"}), "not byte-level BPE"),
        (lambda spec: split_by(spec, r"\d+|\D+"), "splits text"),
        # The expression is Llama 3's, which takes whole words first.
        (lambda spec: split_by(spec, list(SPLITS)[1]), "splits text"),
    ],
)
def test_other_tokenizers_are_refused(own_base, change, expected):
    model, tokenizer = model_and_tokenizer(own_base)
    spec = json.loads(tokenizer.backend_tokenizer.to_str())
    change(spec)
    tokenizer._tokenizer = Tokenizer.from_str(json.dumps(spec))
    assert expected in reason(model, tokenizer)


@pytest.mark.parametrize("is_special", [True, False])
def test_tokens_that_the_embedding_lacks_are_refused(own_base, is_special):
    model, tokenizer = model_and_tokenizer(own_base)
    rows = model.config.vocab_size
    tokenizer.add_tokens(
        [f"<new {number}>" for number in range(rows + 1 - len(tokenizer))], is_special
    )
    assert f"the token {rows}, and its embedding only {rows} rows" in reason(model, tokenizer)


def split_by(spec, expression):
    split = {
        "type": "Split",
        "pattern": {"Regex": expression},
        "behavior": "Isolated",
        "invert": False,
    }
    level = spec["pre_tokenizer"]["pretokenizers"][-1]
    spec["pre_tokenizer"] = {"type": "Sequence", "pretokenizers": [split, level]}


def test_digits_one_by_one_are_told_to_llama_cpp(own_base):
    model, tokenizer = model_and_tokenizer(own_base)
    tokenizer.backend_tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    write_gguf(model, tokenizer, own_base / "model.gguf", "f16", "a model")
    fields = GGUFReader(own_base / "model.gguf").fields
    assert fields["tokenizer.ggml.pre"].contents() == "smollm"


def test_fewer_bits_need_the_quantizer(trained, capsys, monkeypatch):
    monkeypatch.setenv("PATH", "")
    (line,) = lines_of(trained, capsys, "gguf-q4_k_m", exit=2)
    assert line == {"failed": "gguf-no-quantizer", "kind": "q4_k_m"}
    assert not (trained / "merged").exists()


@pytest.mark.parametrize("works", [True, False])
def test_the_quantizer_makes_fewer_bits_of_f16(trained, capsys, monkeypatch, tmp_path, works):
    """A stand-in that copies: what it writes is checked as any other file."""
    quantizer = tmp_path / "bin" / gguf_model.QUANTIZER
    quantizer.parent.mkdir()
    body = 'test "$3" = q4_k_m && cp "$1" "$2"' if works else "echo no such tensor >&2; exit 3"
    quantizer.write_text(f"#!/bin/sh\n{body}\n")
    quantizer.chmod(quantizer.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setenv("PATH", str(quantizer.parent), prepend=":")
    lines = lines_of(trained, capsys, "gguf-q4_k_m", exit=0 if works else 2)
    if works:
        assert [line["changed"] for line in lines if line.get("model") == "gguf-q4_k_m"] == [0]
        names = {path.name for path in (trained / "gguf").iterdir()}
        assert names == {"model-q4_k_m.gguf", "Modelfile"}
    else:
        assert lines[-1]["failed"] == "gguf-quantizer-failed"
        assert lines[-1]["reason"] == "no such tensor"
        assert not (trained / "gguf").exists()
