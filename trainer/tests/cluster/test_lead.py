"""Standing here for a run on a cluster: what its end leaves, whatever is lost then."""

import json

import pytest
from ray.exceptions import RayActorError

from cricket_lora.cluster import lead
from cricket_lora.cluster.files import EVENTS

STEP = b'{"type": "step", "step": 1}\n'
END = b'{"type": "finished", "reason": "recalled"}\n'


class Member:
    """Its cluster is gone as soon as something is asked of it."""

    def __init__(self, loss: Exception) -> None:
        self.loss = loss

    @property
    def end(self) -> "Member":
        return self

    def remote(self) -> None:
        raise self.loss


@pytest.mark.parametrize("loss", [ConnectionError("the head is gone"), RayActorError()])
def test_a_cluster_that_is_lost_once_all_is_home_has_finished_the_run(tmp_path, loss):
    (tmp_path / EVENTS).touch()
    standing = object.__new__(lead.Lead)
    standing.folder = tmp_path
    standing.home = lead.Home(tmp_path, lambda name, offset, most: END[offset : offset + most])
    standing.member = Member(loss)
    code = standing.finish({"started": True, "exit": lead.FINISHED, "files": {EVENTS: len(END)}})
    assert code == lead.FINISHED
    assert (tmp_path / EVENTS).read_bytes() == END
    assert json.loads((tmp_path / "status.json").read_text())["state"] == "finished"


@pytest.mark.parametrize(
    ("events", "is_over"),
    [
        (STEP + END, True),
        (STEP, False),
        (END + STEP, False),
        (b"", False),
        (STEP + b'{"type": "finished", "reason": "cancelled"}\n', False),
        (STEP + b'{"type": "failed", "code": "out-of-memory"}\n', False),
        (STEP + END[:-4], False),
    ],
)
def test_a_run_that_is_home_is_not_done_again(tmp_path, monkeypatch, events, is_over):
    def followed(*_arguments):
        raise RayActorError

    def nothing(_name):
        raise ValueError

    monkeypatch.setattr(lead, "connect", lambda _address: None)
    monkeypatch.setattr(lead, "Lead", followed)
    monkeypatch.setattr(lead.signal, "signal", lambda *_arguments: None)
    monkeypatch.setattr(lead.ray, "get_actor", nothing)
    (tmp_path / EVENTS).write_bytes(events)
    (tmp_path / "run.json").write_text("{}")
    assert lead.lead(tmp_path, "ray://nowhere", 0) == (lead.FINISHED if is_over else lead.LOST)
    state = json.loads((tmp_path / "status.json").read_text())["state"]
    assert state == ("finished" if is_over else "running")
