"""A run folder that came from elsewhere: what its links lead to stays as it is."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import make_run, read_events

from cricket_lora.__main__ import main
from cricket_lora.protocol.failure import Failure
from cricket_lora.protocol.lock import RunLock
from cricket_lora.protocol.plain_folder import open_in_run, require_plain_folder
from cricket_lora.training.checkpoint import save_checkpoint

LINKS = ("lock", "events.jsonl", ".reserve", ".adapter", "adapter", "checkpoints", "status.json")


@pytest.fixture
def treasure(tmp_path):
    folder = tmp_path / "treasure"
    (folder / "7").mkdir(parents=True)
    (folder / "7" / "kept").write_text("kept")
    (folder / "file").write_text("precious")
    return folder


@pytest.mark.parametrize("name", LINKS)
def test_what_a_link_leads_to_is_not_touched(tmp_path, base_folder, treasure, name, capsys):
    folder = make_run(tmp_path / "run", base_folder)
    is_folder = name in (".adapter", "adapter", "checkpoints")
    (folder / name).symlink_to(treasure if is_folder else treasure / "file")
    assert main([str(folder / "run.json")]) == 2
    assert str(folder / name) in capsys.readouterr().err
    assert (treasure / "file").read_text() == "precious"
    assert [path.name for path in sorted(treasure.rglob("*"))] == ["7", "kept", "file"]


def test_a_pipe_in_a_run_is_refused_without_blocking(tmp_path):
    os.mkfifo(tmp_path / "cancel")
    with pytest.raises(Failure, match="run-folder-refused"):
        require_plain_folder(tmp_path)
    with pytest.raises((Failure, OSError)):
        open_in_run(tmp_path / "cancel", os.O_RDWR)


def test_a_link_that_comes_later_is_not_followed(tmp_path, treasure):
    (tmp_path / "lock").symlink_to(treasure / "file")
    with pytest.raises(OSError):
        RunLock(tmp_path)
    (tmp_path / "checkpoints").mkdir()
    (tmp_path / "checkpoints" / ".3").symlink_to(treasure)
    save_checkpoint(tmp_path, 3, {"step": 3}, 1000)
    assert (treasure / "file").read_text() == "precious"
    assert (treasure / "7" / "kept").read_text() == "kept"


def test_python_files_beside_the_request_are_not_run(tmp_path, base_folder):
    folder = make_run(tmp_path / "run", base_folder, operation="predict")
    for name in ("random.py", "json.py", "cricket_lora.py"):
        (folder / name).write_text("raise SystemExit('a file of the run was run')")
    trainer = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(trainer), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "cricket_lora", str(folder / "run.json")]
    done = subprocess.run(command, cwd=trainer, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert read_events(folder)[-1]["type"] == "finished"


def test_a_folder_named_like_a_hub_id_is_not_the_base(tmp_path, base_folder, monkeypatch):
    folder = make_run(tmp_path / "run", "evil/base")
    (folder / "evil").mkdir()
    (folder / "evil" / "base").mkdir()
    for file in base_folder.iterdir():
        (folder / "evil" / "base" / file.name).write_bytes(file.read_bytes())
    monkeypatch.chdir(folder)
    assert main([str(folder / "run.json")]) == 2
    assert read_events(folder)[-1]["type"] == "failed"
