"""A base whose files were replaced under the same name: told before it answers for the old one."""

import io
import json
import shutil

import pytest
from bases import edit_weights
from conftest import events_of, make_run, read_predictions

from cricket_lora import ask
from cricket_lora.__main__ import main
from cricket_lora.export import main as export
from cricket_lora.model.base_files import content_hash
from cricket_lora.training import loop


@pytest.fixture
def trained(tmp_path, own_base):
    folder = make_run(tmp_path / "run", own_base, epochs=1)
    assert main([str(folder / "run.json")]) == 0
    return folder


def replace(base):
    def change(tensors):
        tensors["model.norm.weight"] *= 1.01
        return tensors

    edit_weights(base, change)


def replace_template(base):
    path = base / "chat_template.jinja"
    path.write_text(path.read_text().replace("Know cricket.", "Know it."))


def last_failure(folder):
    assert main([str(folder / "run.json")]) == 2
    return events_of(folder, "failed")[-1]["code"]


def test_what_a_run_was_made_with_is_recorded(trained, own_base):
    sha256 = content_hash(str(own_base))
    expected = {"v": 1, "name": str(own_base), "sha256": sha256}
    assert json.loads((trained / "base.json").read_text()) == expected
    assert json.loads((trained / "adapter" / "base.json").read_text()) == expected
    assert events_of(trained, "started")[0]["baseSha256"] == sha256
    assert read_predictions(trained)[0]["baseSha256"] == sha256


@pytest.mark.parametrize("how", [replace, replace_template])
def test_predicting_with_a_replaced_base_fails(trained, own_base, how):
    how(own_base)
    assert last_failure(trained) == "base-replaced"


def test_an_adapter_without_its_run_knows_its_base(trained, own_base):
    """As of an adapter that came from another machine."""
    (trained / "base.json").unlink()
    replace(own_base)
    assert last_failure(trained) == "base-replaced"


def test_asking_with_a_replaced_base_fails(trained, own_base, capsys):
    replace(own_base)
    assert ask.main([str(trained / "run.json")], io.StringIO()) == 2
    assert json.loads(capsys.readouterr().out)["failed"] == "base-replaced"


def test_exporting_with_a_replaced_base_fails(trained, own_base, capsys):
    replace(own_base)
    assert export([str(trained / "run.json"), "fp32"]) == 2
    assert json.loads(capsys.readouterr().out)["failed"] == "base-replaced"
    assert not (trained / "merged").exists()


def test_resuming_with_a_replaced_base_fails(tmp_path, own_base, monkeypatch):
    folder = make_run(tmp_path / "run", own_base)
    step = loop.Reports.step

    def cancel(reports, tokens):
        step(reports, tokens)
        (folder / "cancel").touch()

    monkeypatch.setattr(loop.Reports, "step", cancel)
    assert main([str(folder / "run.json")]) == 3
    replace(own_base)
    assert last_failure(folder) == "base-replaced"


def test_continuing_from_an_adapter_of_a_replaced_base_fails(tmp_path, trained, own_base):
    second = make_run(tmp_path / "second", own_base)
    request = json.loads((second / "run.json").read_text("utf-8"))
    request["adapter"] = {"path": "start", "source": str(trained / "adapter")}
    (second / "run.json").write_text(json.dumps(request), "utf-8")
    shutil.copytree(trained / "adapter", second / "start")
    replace(own_base)
    assert last_failure(second) == "base-replaced"


def test_a_run_without_a_recorded_base_still_predicts(trained):
    for file in ("base.json", "adapter/base.json"):
        (trained / file).unlink()
    assert main([str(trained / "run.json")]) == 0
