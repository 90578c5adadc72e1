"""Every family computes, learns and answers what plain transformers and PEFT do with it."""

import numpy as np
import pytest
import torch
from adapted import compare_with_separate_rows, load_adapted
from answers import generate, predicted
from conftest import events_of, make_base, make_run, sample_questions
from families import FAST, PLAIN, make_model
from peft import PeftModel
from transformers import AutoModelForCausalLM

from cricket_lora import export
from cricket_lora.__main__ import main
from cricket_lora.fast.pack_attention import reads_packs
from cricket_lora.model.onnx_graph import Graph, trace
from cricket_lora.model.target_modules import choose_targets
from cricket_lora.protocol.failure import Failure
from cricket_lora.training import loop

pytestmark = pytest.mark.usefixtures("every_step_is_told")

EVERY = [*FAST, *PLAIN]
SHORT = {
    "epochs": 6,
    "stopAtRecall": False,
    "rank": 2,
    "maxAnswerTokens": 7,
    "checkpointEvery": 0,
}


@pytest.fixture(scope="session")
def folders(tmp_path_factory):
    """Of every family's tiny base, made when it is first asked for."""
    made = {}

    def folder(name):
        if name not in made:
            made[name] = make_base(tmp_path_factory.mktemp("family"), make_model(name))
        return made[name]

    return folder


@pytest.mark.parametrize("name", EVERY)
def test_loss_and_gradients_equal_those_of_separate_rows(folders, name):
    base, rendered = load_adapted(folders(name), rank=2)
    assert reads_packs(base.model) == (name in FAST)
    compare_with_separate_rows(base, rendered, prefix_lengths=[None, 0])


@pytest.mark.parametrize("name", ["smollm2", "llama-3.2", "mistral", "qwen3", *PLAIN])
def test_adapter_answers_alike_in_peft_with_generate(tmp_path, folders, monkeypatch, name):
    base = folders(name)
    questions = sample_questions()[:3]
    folder = make_run(tmp_path / "run", base, questions=questions, **SHORT)
    assert main([str(folder / "run.json")]) == 0
    assert events_of(folder, "log")[0]["message"].startswith("Fast" if name in FAST else "Plain")
    plain = AutoModelForCausalLM.from_pretrained(base)
    adapted = PeftModel.from_pretrained(plain, folder / "adapter")
    answers = predicted(folder)[1]
    assert answers == generate(adapted, base, SHORT["maxAnswerTokens"], questions)
    monkeypatch.setattr(export, "export_to", lambda *anything: None)
    export.export_run(folder, ["fp32"])
    merged = AutoModelForCausalLM.from_pretrained(folder / "merged")
    assert answers == generate(merged, base, SHORT["maxAnswerTokens"], questions)
    losses = [event["loss"] for event in events_of(folder, "step")]
    assert losses[-1] < 0.8 * losses[0]


def test_plain_path_goes_on_where_it_was_stopped(tmp_path, folders, monkeypatch):
    options = {**SHORT, "dropout": 0.1, "batchSize": 2}
    whole = make_run(tmp_path / "whole", folders("gpt-2"), **options)
    assert main([str(whole / "run.json")]) == 0
    broken = make_run(tmp_path / "broken", folders("gpt-2"), **options)
    step = loop.Reports.step

    def cancel_in_the_middle_of_an_epoch(reports, tokens):
        step(reports, tokens)
        if reports.training.progress.step == 7:
            (broken / "cancel").touch()

    monkeypatch.setattr(loop.Reports, "step", cancel_in_the_middle_of_an_epoch)
    assert main([str(broken / "run.json")]) == 3
    assert main([str(broken / "run.json")]) == 0
    assert events_of(broken, "started")[-1]["resumedFrom"] == 7
    name = "adapter/adapter_model.safetensors"
    assert (broken / name).read_bytes() == (whole / name).read_bytes()


def test_plain_path_recalls_everything_and_stops(tmp_path, folders):
    folder = make_run(tmp_path / "run", folders("phi-3"), epochs=200, checkpointEvery=0)
    assert main([str(folder / "run.json")]) == 0
    assert events_of(folder, "finished")[0]["reason"] == "recalled"
    goldens = {row["id"]: row["completion"][0]["content"] for row in sample_questions()[::2]}
    said = {id: output for id, (output, _) in predicted(folder)[1].items() if id in goldens}
    assert said == goldens


def test_plain_path_is_measured_before_a_run(tmp_path, folders):
    folder = make_run(tmp_path / "run", folders("gpt-2"), operation="preflight")
    assert main([str(folder / "run.json")]) == 0
    (measured,) = events_of(folder, "preflight")
    assert not measured["recorded"]
    (started,) = events_of(folder, "started")
    assert started["resolved"]["targetModules"] == ["c_attn", "c_fc", "c_proj"]


@pytest.mark.parametrize(
    ("name", "wanted", "chosen"),
    [
        ("smollm2", "q_proj v_proj", "q_proj v_proj"),
        ("phi-3", "q_proj v_proj", "qkv_proj"),
        ("phi-3", "o_proj gate_proj down_proj", "o_proj gate_up_proj down_proj"),
        ("gpt-2", "q_proj up_proj", "c_attn c_fc"),
    ],
)
def test_layers_stand_in_for_those_that_a_family_lacks(name, wanted, chosen):
    assert choose_targets(make_model(name), wanted.split()) == chosen.split()


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in EVERY if name != "qwen3.5"])
def test_onnx_graph_computes_the_same(tmp_path, name):
    """A prompt at once, longer than any window, then a token at a time with the cache."""
    import onnxruntime

    model = make_model(name).eval()
    Graph().save(model, tmp_path / "model.onnx")
    session = onnxruntime.InferenceSession(str(tmp_path / "model.onnx"))
    inputs, outputs = session.get_inputs(), [output.name for output in session.get_outputs()]
    shapes = {put.name: put.shape for put in inputs if put.name.startswith("past")}
    past = {n: np.zeros((1, s[1], 0, s[3]), np.float32) for n, s in shapes.items()}
    ids, said = torch.arange(3, 43)[None], []
    for start, end in ((0, 30), *((place, place + 1) for place in range(30, 40))):
        fed = {
            "input_ids": ids[:, start:end],
            "attention_mask": torch.ones(1, end, dtype=torch.long),
            "position_ids": torch.arange(start, end)[None],
        }
        known = {put.name for put in inputs}
        fed = {name: tensor.numpy() for name, tensor in fed.items() if name in known}
        logits, *cache = session.run(None, {**fed, **past})
        past = dict(zip((n.replace("present", "past_key_values") for n in outputs[1:]), cache))
        said.append(torch.tensor(logits[0, -1]))
    with torch.no_grad():
        expected = model(input_ids=ids).logits[0, 29:]
    torch.testing.assert_close(torch.stack(said), expected, rtol=1e-4, atol=1e-4)


def test_a_model_that_torch_cannot_export_fails_by_its_type(monkeypatch):
    def refuse(*anything, **options):
        raise torch.onnx.OnnxExporterError("Failed to export") from ValueError("no such thing")

    monkeypatch.setattr(torch.onnx, "export", refuse)
    with pytest.raises(Failure) as caught:
        trace(make_model("smollm2"))
    assert caught.value.code == "export-unsupported"
    assert caught.value.parameters == {"modelType": "llama", "message": "no such thing"}
