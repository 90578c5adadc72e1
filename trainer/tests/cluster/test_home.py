"""What comes home from a cluster, and what does not."""

import os

import pytest

from cricket_lora.cluster.files import LOG, results
from cricket_lora.cluster.home import Home

EVENT = b'{"v": 1}\n'


class There:
    """A folder elsewhere, whose files are given in pieces of a few bytes."""

    def __init__(self, contents):
        self.contents = contents
        self.reads = []

    @property
    def files(self):
        return {name: len(content) for name, content in self.contents.items()}

    def read(self, name, offset, most):
        self.reads.append(name)
        if name not in self.contents:
            raise FileNotFoundError(name)
        return self.contents[name][offset : offset + min(most, 7)]


def home_of(folder, contents):
    there = There(contents)
    return Home(folder, there.read), there


def test_events_come_once_in_their_order_whatever_is_here_already(tmp_path):
    home, there = home_of(tmp_path, {"events.jsonl": EVENT * 3})
    home.bring_events(there.files)
    there.contents["events.jsonl"] += EVENT * 2
    home.bring_events(there.files)
    again, _ = home_of(tmp_path, there.contents)
    again.bring_events(there.files)
    assert (tmp_path / "events.jsonl").read_bytes() == EVENT * 5


@pytest.mark.parametrize("end", ["finished", "failed"])
def test_the_end_comes_only_once_the_results_are_here(tmp_path, end):
    told = EVENT * 2 + b'{"v": 1, "type": "%s"}\n' % end.encode()
    home, there = home_of(tmp_path, {"events.jsonl": told + b'{"v"'})
    home.bring_events(there.files)
    assert (tmp_path / "events.jsonl").read_bytes() == EVENT * 2
    there.contents["events.jsonl"] = told
    home.bring_events(there.files, ended=True)
    assert (tmp_path / "events.jsonl").read_bytes() == told


def test_the_end_of_the_events_is_written_whole_however_little_fits_at_once(tmp_path, monkeypatch):
    told = EVENT * 2 + b'{"v": 1, "type": "finished"}\n'
    home, there = home_of(tmp_path, {"events.jsonl": told})
    write = os.write
    monkeypatch.setattr(os, "write", lambda to, content: write(to, content[:5]))
    home.bring_events(there.files, ended=True)
    assert (tmp_path / "events.jsonl").read_bytes() == told


def test_the_log_is_told_as_far_as_it_goes_though_it_was_longer(tmp_path, capfd):
    home, there = home_of(tmp_path, {LOG: b"Loading the base\n"})
    home.tell_log({LOG: 99})
    there.contents[LOG] += b"done\n"
    home.tell_log(there.files)
    assert capfd.readouterr().out == "Loading the base\ndone\n"


def test_a_checkpoint_comes_after_the_events_before_it_and_two_are_kept(tmp_path):
    home, there = home_of(tmp_path, {"events.jsonl": EVENT})
    for step in (2, 4, 6):
        there.contents[f"checkpoints/{step}/state.pt"] = b"weights of %d" % step
        there.contents[f"checkpoints/.{step + 1}/state.pt"] = b"half"
        home.bring_checkpoint(there.files)
    assert sorted(one.name for one in (tmp_path / "checkpoints").iterdir()) == ["4", "6"]
    assert (tmp_path / "checkpoints/6/state.pt").read_bytes() == b"weights of 6"
    assert there.reads.index("events.jsonl") < there.reads.index("checkpoints/2/state.pt")


def test_a_checkpoint_that_is_gone_by_now_leaves_nothing_half(tmp_path):
    home, _ = home_of(tmp_path, {"events.jsonl": EVENT})
    home.bring_checkpoint({"events.jsonl": 9, "checkpoints/8/state.pt": 100})
    assert list((tmp_path / "checkpoints").iterdir()) == []


@pytest.mark.parametrize(
    "name",
    [
        "../x",
        "/etc/x",
        "adapter/../../x",
        ".lock",
        "a/b/c/d/e",
        "a\nb",
        "run.json",
        "status.json",
        "process.json",
        "cancel",
        "start/x",
        "checkpoints/1/state.pt",
    ],
)
def test_only_results_with_plain_names_come_home(tmp_path, name):
    assert results({name: 1, "predictions.jsonl": 1, "adapter/x.safetensors": 1}) == {
        "predictions.jsonl": 1,
        "adapter/x.safetensors": 1,
    }


def test_results_replace_what_was_here_whole(tmp_path):
    (tmp_path / "predictions.jsonl").write_text("old")
    home, there = home_of(tmp_path, {"predictions.jsonl": b"new answers", "adapter/a": b"1"})
    home.bring_results(there.files)
    assert (tmp_path / "predictions.jsonl").read_bytes() == b"new answers"
    assert (tmp_path / "adapter/a").read_bytes() == b"1"


def test_half_a_line_is_cut_before_a_run_is_given_away_again(tmp_path):
    (tmp_path / "events.jsonl").write_bytes(EVENT + b'{"v"')
    home_of(tmp_path, {})[0].cut_events()
    assert (tmp_path / "events.jsonl").read_bytes() == EVENT
