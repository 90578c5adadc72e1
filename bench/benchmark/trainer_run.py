"""Runs the trainer as the extension does: a run folder, a process, and events to read."""

import contextlib
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from benchmark.paths import CACHE, TRAINER

Event = dict[str, object]

ALL_LINEAR = "q_proj k_proj v_proj o_proj gate_proj up_proj down_proj".split()
# What every contender trains: rank 16 on all linear layers, steps of 32 questions.
SAME_FOR_ALL = {
    "rank": 16,
    "alpha": 32,
    "targetModules": ALL_LINEAR,
    "dropout": 0,
    "learningRate": 1e-4,
    "schedule": "constant",
    "warmupSteps": 0,
    "stopAtRecall": False,
    "settledAt": 1,
    "batchSize": 32,
    "quantization": "none",
    "precision": "auto",
    "checkpointEvery": 0,
    "rehearsal": "off",
}
TRAINER_COMMAND = (sys.executable, "-m", "cricket_lora")


class RunFailed(Exception):
    """Its message says why, in a line."""


def same_recipe(presets: Path, **other: object) -> dict[str, object]:
    """The preset `recall` with what is the same for all contenders, and `other` on top."""
    recall = json.loads(presets.read_text(encoding="utf-8"))["recall"]
    return {**recall, **SAME_FOR_ALL, **other}


def write_run(
    folder: Path,
    *,
    base: Path,
    questions: Path,
    recipe: Mapping[str, object],
    operation: str = "train",
    probes: str = "off",
) -> Path:
    """A fresh run folder that asks for `operation` on `base`, which is made absolute.

    `probes`: whether side effects are measured, as in run.json.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    content = questions.read_bytes()
    (folder / "questions.jsonl").write_bytes(content)
    request = {
        "v": 1,
        "id": folder.name,
        "created": "2000-01-01T00:00:00.000Z",
        "operation": operation,
        "base": str(base.resolve()),
        "questions": {
            "path": "questions.jsonl",
            "sha256": hashlib.sha256(content).hexdigest(),
            "source": str(questions),
        },
        "recipe": dict(recipe),
        "probes": probes,
        "target": "local",
        "versions": {},
    }
    (folder / "run.json").write_text(json.dumps(request), encoding="utf-8")
    return folder


def run_trainer(
    folder: Path,
    *,
    timeout: float,
    until: Callable[[Event], bool] | None = None,
    environment: Mapping[str, str] | None = None,
    command: Sequence[str] = TRAINER_COMMAND,
) -> list[Event]:
    """Run the trainer on `folder` to its end, or ask it to stop at the first event `until` likes.

    Returns all events. Raises RunFailed when the run fails or takes more than `timeout` seconds.
    """
    paths = [str(TRAINER), *filter(None, [os.environ.get("PYTHONPATH")])]
    inherited = {
        **os.environ,
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": os.pathsep.join(paths),
        # As in an environment of the extension's own: one that cannot be written compiles all of
        # PyTorch again in every run.
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(CACHE / "bytecode"),
    }
    with (folder / "trainer.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, str(folder / "run.json")],
            cwd=folder,
            env={**inherited, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        deadline = time.monotonic() + timeout
        asked_to_stop = False
        try:
            while process.poll() is None:
                if time.monotonic() > deadline:
                    raise RunFailed(f"took more than {timeout:.0f} s")
                if until and not asked_to_stop and any(map(until, read_events(folder))):
                    asked_to_stop = True
                    (folder / "cancel").touch()
                time.sleep(0.2)
        finally:
            end_group(process)
    events = read_events(folder)
    if failure := next((event for event in events if event["type"] == "failed"), None):
        raise RunFailed(f"{failure['code']} {json.dumps(failure['parameters'])[:300]}")
    # By its events and not its exit status: torchrun turns a cancelled run's 3 into a 1.
    if not any(event["type"] == "finished" for event in events):
        raise RunFailed(f"exit code {process.returncode}: {last_words(folder / 'trainer.log')}")
    return events


def end_group(process: subprocess.Popen[bytes]) -> None:
    """End what `process` started in its own session: politely first, torchrun then ends its own."""
    with contextlib.suppress(ProcessLookupError, subprocess.TimeoutExpired):
        if process.poll() is None:
            process.terminate()
            process.wait(10)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def read_events(folder: Path) -> list[Event]:
    path = folder / "events.jsonl"
    if not path.is_file():
        return []
    text = path.read_text(encoding="utf-8")
    return [json.loads(line) for line in text[: text.rfind("\n") + 1].splitlines()]


def seconds_of(event: Event) -> float:
    """When it happened, in seconds since 1970."""
    return datetime.fromisoformat(str(event["time"]).replace("Z", "+00:00")).timestamp()


def epoch_ends(events: Sequence[Event]) -> list[float]:
    """When training began and when each epoch's last step was told, in seconds since 1970."""
    began = next(e for e in events if e["type"] == "phase" and e["phase"] == "training")
    ends = [e for e in events if e["type"] == "step" and float(e["epoch"]).is_integer()]
    return [seconds_of(began), *map(seconds_of, ends)]


def last_words(path: Path, characters: int = 300) -> str:
    """What a log says of the error, or its end, in one line."""
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    error = re.compile(r"^[\w.]*(Error|Exception)\b.*: .|^cricket_lora: ")
    errors = [line for line in lines if error.search(line)]
    return (errors[-1] if errors else " / ".join(lines))[-characters:]
