"""Runs that cannot be: each ends as a `failed` event with a code, before anything is trained."""

import json
import os
import resource

import pytest
from conftest import events_of, make_run, read_status, sample_questions, write_request

from cricket_lora.__main__ import main
from cricket_lora.data import chat_template


def failure(folder):
    """Start the run, expect it to fail, and return the code and its parameters."""
    assert main([str(folder / "run.json")]) == 2
    (failed,) = events_of(folder, "failed")
    assert read_status(folder)["state"] == "failed"
    assert read_status(folder)["exit"] == 2
    assert not (folder / "lock").exists()
    assert not (folder / ".reserve").exists()
    assert not (folder / "adapter").exists()
    return failed["code"], failed["parameters"]


def edit_config(base, **changes):
    path = base / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def test_a_base_folder_that_is_missing_fails_as_not_found(tmp_path):
    folder = make_run(tmp_path / "run", "/nowhere")
    assert failure(folder) == ("base-not-found", {"base": "/nowhere"})


def test_a_base_folder_without_weights_fails_by_the_missing_file(tmp_path, own_base):
    (own_base / "model.safetensors").unlink()
    code, parameters = failure(make_run(tmp_path / "run", own_base))
    assert code == "base-file-damaged"
    assert parameters["file"] == str(own_base / "model.safetensors")


def test_a_name_that_is_no_hub_id_fails_as_not_found(tmp_path):
    folder = make_run(tmp_path / "run", "not a/hub id")
    assert failure(folder) == ("base-not-found", {"base": "not a/hub id"})


def test_a_hub_id_without_a_network_fails_as_offline(tmp_path, monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    monkeypatch.setattr("transformers.utils.hub.is_offline_mode", lambda: True)
    name = "cricket-lora-tests/never-downloaded"
    assert failure(make_run(tmp_path / "run", name)) == ("hub-offline", {"base": name})


def test_a_chat_template_without_end_fails_by_its_base(tmp_path, own_base, monkeypatch):
    endless = "{% for a in range(99999) %}" * 3 + "{% endfor %}" * 3
    (own_base / "chat_template.jinja").write_text(endless)
    monkeypatch.setattr(chat_template, "SECONDS", 0.5)
    folder = make_run(tmp_path / "run", own_base)
    assert failure(folder) == ("template-endless", {"base": str(own_base), "seconds": 0.5})


def test_a_base_that_is_no_causal_model_fails_by_its_architecture(tmp_path, own_base):
    edit_config(own_base, architectures=["Qwen2ForSequenceClassification"])
    assert failure(make_run(tmp_path / "run", own_base)) == (
        "base-not-causal",
        {"base": str(own_base), "architecture": "Qwen2ForSequenceClassification"},
    )


@pytest.mark.parametrize(("kind", "told"), [("vit", "vit"), ("unheard-of", "unknown")])
def test_a_base_of_an_unsupported_type_fails_by_its_type(tmp_path, own_base, kind, told):
    edit_config(own_base, model_type=kind, architectures=["GPT2LMHeadModel"])
    assert failure(make_run(tmp_path / "run", own_base)) == (
        "base-unsupported",
        {"base": str(own_base), "modelType": told},
    )


def test_an_unknown_target_module_fails_with_the_known_ones(tmp_path, base_folder):
    folder = make_run(tmp_path / "run", base_folder, targetModules=["q_proj", "c_attn"])
    known = "down_proj, gate_proj, k_proj, o_proj, q_proj, up_proj, v_proj"
    assert failure(folder) == ("unknown-target-module", {"module": "c_attn", "known": known})


def test_questions_edited_after_the_request_fail(tmp_path, base_folder):
    folder = make_run(tmp_path / "run", base_folder)
    with (folder / "questions.jsonl").open("a") as file:
        file.write("\n")
    assert failure(folder) == ("questions-changed", {})


def test_quantization_without_bitsandbytes_fails(tmp_path, base_folder, monkeypatch):
    monkeypatch.setattr("cricket_lora.model.base.can_quantize", lambda device: True)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    code, parameters = failure(make_run(tmp_path / "run", base_folder, quantization="nf4"))
    assert (code, parameters) == ("quantization-unavailable", {"quantization": "nf4"})


def test_questions_without_any_to_train_fail(tmp_path, base_folder):
    held = [row for row in sample_questions() if row["split"] != "train"]
    code, parameters = failure(make_run(tmp_path / "run", base_folder, questions=held))
    assert (code, parameters["line"]) == ("questions-invalid", 1)


def test_a_loss_that_is_no_number_fails_with_the_rate(tmp_path, base_folder):
    folder = make_run(tmp_path / "run", base_folder, learningRate=1e30, maxGradNorm=0)
    code, parameters = failure(folder)
    assert code == "non-finite-loss"
    assert parameters["learningRate"] == 1e30


def test_an_adapter_of_another_base_is_refused(tmp_path, base_folder, own_base):
    folder = make_run(tmp_path / "run", base_folder, epochs=1)
    assert main([str(folder / "run.json")]) == 0
    write_request(folder, own_base, operation="predict")
    assert main([str(folder / "run.json")]) == 2
    failed = events_of(folder, "failed")[-1]
    assert failed["code"] == "adapter-base-differs"
    assert failed["parameters"] == {"base": str(own_base), "adapterBase": str(base_folder)}


def test_a_bug_fails_as_unexpected_with_its_traceback_in_the_log(tmp_path, base_folder, capsys):
    folder = make_run(tmp_path / "run", base_folder, schedule="steep")
    assert failure(folder) == ("unexpected", {"message": "KeyError: 'steep'"})
    assert "Traceback" in capsys.readouterr().err


def test_a_disk_too_full_for_a_checkpoint_fails_before_writing(tmp_path, base_folder, monkeypatch):
    usage = type("Usage", (), {"free": 100_000})
    monkeypatch.setattr("shutil.disk_usage", lambda path: usage)
    code, parameters = failure(make_run(tmp_path / "run", base_folder))
    assert code == "disk-full"
    assert parameters["free"] == 100_000
    assert parameters["needed"] > 100_000


def test_a_disk_that_fills_up_leaves_whole_events_and_a_failed_status(tmp_path, base_folder):
    """A file-size limit stands for the full disk: the same error, at a place of our choosing."""
    folder = make_run(tmp_path / "run", base_folder, epochs=50, stopAtRecall=False)
    child = os.fork()
    if child == 0:  # a limit on file sizes would otherwise hold for all tests
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
        os._exit(main([str(folder / "run.json")]))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 2
    assert read_status(folder)["state"] == "failed"
    lines = (folder / "events.jsonl").read_text().splitlines()
    assert [json.loads(line)["seq"] for line in lines] == list(range(len(lines)))
