"""The whole job as on Windows: our code, and its locks, without what only POSIX systems offer.

Not taken from the libraries for Linux that run here, which choose by `sys.platform`.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import make_run, read_predictions

TRAINER = Path(__file__).parents[2]
AS_ON_WINDOWS = """
import builtins, os, runpy, sys, types

modules = {"fcntl", "grp", "pwd", "resource", "termios"}
names = "O_DIRECTORY O_NOFOLLOW O_NONBLOCK fork getpgid getuid killpg mkfifo pread pwrite sysconf"
os_there = types.ModuleType("os")
vars(os_there).update({name: one for name, one in vars(os).items() if name not in names.split()})
real_import = builtins.__import__

def as_there(name, globals=None, *more, **others):
    importer = (globals or {}).get("__name__", "")
    if importer == "__main__":
        importer = (globals or {}).get("__package__") or ""
    if importer.split(".")[0] in ("cricket_lora", "filelock"):
        if name in modules:
            raise ModuleNotFoundError(f"No module named '{name}'", name=name)
        if name == "os" and importer.startswith("cricket_lora"):
            return os_there
    return real_import(name, globals, *more, **others)

builtins.__import__ = as_there
os.environ["PATH"] = ""
module, *words = sys.argv[1:]
sys.argv = [module, *words]
runpy.run_module(module, run_name="__main__")
"""


def run_as_on_windows(module, folder, *words, **options):
    command = [sys.executable, "-c", AS_ON_WINDOWS, module, str(folder / "run.json"), *words]
    environment = {**os.environ, "PYTHONPATH": str(TRAINER), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=TRAINER, env=environment, **options
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


@pytest.fixture(scope="module")
def trained(tmp_path_factory, base_folder):
    folder = make_run(tmp_path_factory.mktemp("trained") / "run", base_folder, epochs=1)
    run_as_on_windows("cricket_lora", folder)
    return folder


def test_it_trains_and_asks_every_question(trained):
    status = json.loads((trained / "status.json").read_text())
    assert status["state"] == "finished" and status["exit"] == 0
    _, predictions = read_predictions(trained)
    assert len(predictions) == len((trained / "questions.jsonl").read_text().splitlines())
    assert not (trained / "lock").exists()


def test_it_answers(trained):
    asked = json.dumps({"number": 1, "messages": [{"role": "user", "content": "Runs?"}]})
    ready, answer = run_as_on_windows("cricket_lora.ask", trained, input=f"{asked}\n")
    assert ready == {"ready": True} and answer["number"] == 1 and "output" in answer["adapter"]


def test_it_exports(trained):
    lines = run_as_on_windows("cricket_lora.export", trained, "merged", "gguf-f16")
    checked = {line["model"]: line["changed"] for line in lines if "model" in line}
    assert checked == {"adapter": 0, "merged": 0, "gguf-f16": 0}
