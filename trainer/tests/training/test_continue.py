"""A training that goes on from another run's adapter."""

import json
import shutil

from conftest import events_of, make_run, start


def test_a_training_from_another_runs_adapter_begins_where_that_ended(tmp_path, base_folder):
    first = make_run(tmp_path / "first", base_folder, epochs=200, checkpointEvery=0)
    assert start(first) == 0
    second = make_run(tmp_path / "second", base_folder, epochs=200, checkpointEvery=0)
    request = json.loads((second / "run.json").read_text("utf-8"))
    request["adapter"] = {"path": "start", "source": str(first / "adapter")}
    (second / "run.json").write_text(json.dumps(request), "utf-8")
    shutil.copytree(first / "adapter", second / "start")
    assert start(second) == 0
    assert events_of(second, "finished")[0]["reason"] == "recalled"
    assert events_of(second, "step")[-1]["epoch"] < events_of(first, "step")[-1]["epoch"]
    assert events_of(second, "step")[0]["loss"] < 0.5 * events_of(first, "step")[0]["loss"]
    assert (second / "adapter" / "adapter_model.safetensors").exists()
