"""Saved files answer by themselves, in plain transformers, as the run did."""

import json
import shutil
from pathlib import Path

import pytest
from bases import edit_json, edit_weights
from conftest import make_run, read_predictions, sample_questions
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM, AutoTokenizer, GenerationConfig

from cricket_lora import export, parity
from cricket_lora.__main__ import main
from cricket_lora.model.greedy import overridden_settings
from cricket_lora.predicting.plain_answers import plain_answers

SETTINGS = {
    "temperature without sampling": {"temperature": 0.7, "top_p": 0.8},
    "more tokens": {"min_new_tokens": 9},
    "suppressed": {"suppress_tokens": [20, 21, 22], "begin_suppress_tokens": [23]},
    "a penalty": {"repetition_penalty": 1.3},
    "beams": {"num_beams": 3, "length_penalty": 0.2},
    "ngrams": {"no_repeat_ngram_size": 1},
    "sampling": {"do_sample": True, "temperature": 5.0},
    "forced": {"forced_bos_token_id": 30, "forced_eos_token_id": 31},
    "short": {"max_length": 3, "max_new_tokens": 1},
}

RECALLS = {"epochs": 120, "learningRate": 0.01, "checkpointEvery": 0}


@pytest.fixture
def no_onnx(monkeypatch):
    """A graph takes seconds, and has a check of its own (src/host/onnx)."""
    monkeypatch.setattr(export, "export_to", lambda *_: None)


@pytest.fixture(scope="module")
def trained_once(tmp_path_factory, base_folder):
    folder = make_run(tmp_path_factory.mktemp("trained") / "run", base_folder, **RECALLS)
    assert main([str(folder / "run.json")]) == 0
    return folder


@pytest.fixture
def trained(tmp_path, trained_once):
    """A run of its own, which a test may damage."""
    return Path(shutil.copytree(trained_once, tmp_path / "run"))


def export_run(folder, capsys):
    capsys.readouterr()
    assert export.main([str(folder / "run.json"), "fp32"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return {line["model"]: line for line in lines if "model" in line}


def own_answers(folder):
    """Of the merged model by its own generation settings, and nothing of ours."""
    model = AutoModelForCausalLM.from_pretrained(folder / "merged")
    tokenizer = AutoTokenizer.from_pretrained(folder / "merged")
    said = {}
    for row in sample_questions():
        ids = tokenizer.apply_chat_template(
            row["prompt"], add_generation_prompt=True, return_tensors="pt", return_dict=True
        )
        new = model.generate(**ids, max_new_tokens=12)[0, ids["input_ids"].shape[1] :].tolist()
        said[row["id"]] = tokenizer.decode(new[: new.index(2)] if 2 in new else new)
    return said


@pytest.mark.parametrize("where", ["generation_config.json", "config.json"])
def test_settings_of_a_base_are_overridden_and_not_exported(
    tmp_path, own_base, no_onnx, capsys, where
):
    """They are overridden in training, and not carried into what is exported."""
    for settings in SETTINGS.values():
        edit_json(own_base / where, **settings)
    folder = make_run(tmp_path / "run", own_base, **RECALLS)
    assert main([str(folder / "run.json")]) == 0
    found = export_run(folder, capsys)
    assert {what: one["changed"] for what, one in found.items()} == {"adapter": 0, "merged": 0}
    saved = json.loads((folder / "merged" / "generation_config.json").read_text())
    ours = {"bos_token_id", "eos_token_id", "pad_token_id", "transformers_version"}
    told = {key for key, value in saved.items() if value is not None} - {"_from_model_config"}
    assert told - {"output_attentions", "output_hidden_states", "use_cache"} <= ours
    assert own_answers(folder) == {
        line["id"]: line["output"] for line in read_predictions(folder)[1]
    }


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
def test_every_overridden_setting_is_named(settings):
    assert overridden_settings(GenerationConfig(**settings)) == settings
    assert overridden_settings(GenerationConfig(eos_token_id=2, pad_token_id=0)) == {}


def test_changed_answers_are_counted_and_named(trained, no_onnx, capsys):
    assert export_run(trained, capsys)["merged"]["questions"] == 12

    def damage(tensors):
        tensors["model.norm.weight"] *= -1
        return tensors

    edit_weights(trained / "merged", damage)
    assert parity.main([str(trained / "run.json"), "merged"]) == 0
    found = json.loads((trained / "merged.parity.json").read_text())
    assert found["changed"] == len(found["changes"]) > 6
    first, said = found["changes"][0], {x["id"]: x["output"] for x in read_predictions(trained)[1]}
    assert first["adapter"] == said[first["id"]] != first["exported"]


def test_an_adapter_that_was_damaged_is_noticed(trained, no_onnx, capsys):
    path = trained / "adapter" / "adapter_model.safetensors"
    save_file({key: -t if "lora_B" in key else t for key, t in load_file(path).items()}, path)
    found = export_run(trained, capsys)
    assert found["adapter"]["changed"] > 0
    assert found["merged"]["changed"] > 0


def test_a_run_without_predictions_is_exported_unchecked(trained, no_onnx, capsys):
    (trained / "predictions.jsonl").unlink()
    assert export_run(trained, capsys) == {}
    assert not (trained / "merged.parity.json").exists()


def test_plain_answers_are_those_of_generate_one_by_one(base_folder):
    model = AutoModelForCausalLM.from_pretrained(base_folder)
    tokenizer = AutoTokenizer.from_pretrained(base_folder)
    prompts = [row["prompt"] for row in sample_questions()]
    together = plain_answers(model, tokenizer, prompts, 9, batch_size=4)
    assert together == plain_answers(model, tokenizer, prompts, 9, batch_size=1)
    assert len(set(together)) > 1
