"""Standing here for a run on a cluster: what its end leaves, whatever is lost then."""

import json

import pytest
from ray.exceptions import RayActorError

from cricket_lora.cluster import lead
from cricket_lora.cluster.files import EVENTS

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
