"""A run that is followed to boards while it goes on, as their own readers see it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from mlflow import MlflowClient
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from wandb.proto.wandb_internal_pb2 import Record

TRAINER = Path(__file__).parents[2]
RUN = "20261123-030000-recall"
LOSS = "train/loss"
# A test that has waited for so long fails.
PATIENCE_SECONDS = 120

Points = list[tuple[int, float]]


def tensorboard_points(place: Path, name: str = LOSS) -> Points:
    if not (place / RUN).is_dir():
        return []
    read = EventAccumulator(str(place / RUN))
    read.Reload()
    if name not in read.Tags()["scalars"]:
        return []
    return [(event.step, event.value) for event in read.Scalars(name)]


def mlflow_points(place: Path, name: str = LOSS) -> Points:
    client = MlflowClient(tracking_uri=place.as_uri())
    found = client.get_experiment_by_name("Cricket LoRA")
    runs = client.search_runs([found.experiment_id]) if found else []
    assert len(runs) < 2
    history = [one for run in runs for one in client.get_metric_history(run.info.run_id, name)]
    return sorted((metric.step, metric.value) for metric in history)


def wandb_points(place: Path, name: str = LOSS) -> Points:
    files = list(place.glob(f"wandb/offline-run-*-{RUN}/run-{RUN}.wandb"))
    assert len(files) < 2
    rows = [
        (
            record.history.step.num,
            {".".join(item.nested_key): item.value_json for item in record.history.item},
        )
        for file in files
        for record in wandb_records(file.read_bytes())
        if record.WhichOneof("record_type") == "history"
    ]
    return [(step, json.loads(values[name])) for step, values in rows if name in values]


def wandb_records(log: bytes) -> Iterator[Record]:
    """The transaction log, which is LevelDB's: a head, then blocks of 32 KiB with parts of records.
    What reads it is in W&B's own program now; the records are read by its own protocol."""
    at, whole = 7, b""
    while at + 7 <= len(log):
        left = 32_768 - at % 32_768
        if left < 7:
            at += left
            continue
        length, kind = int.from_bytes(log[at + 4 : at + 6], "little"), log[at + 6]
        whole += log[at + 7 : at + 7 + length]
        at += 7 + length
        if kind in (1, 4):  # whole, or the last part
            yield Record.FromString(whole)
            whole = b""


def trackio_points(place: Path, name: str = LOSS) -> Points:
    """In a process of its own: the package reads its folder's name once."""
    script = (
        "import json, sys\n"
        "from trackio.sqlite_storage import SQLiteStorage\n"
        "logs = SQLiteStorage.get_logs('cricket-lora', sys.argv[1])\n"
        "print(json.dumps([(l['step'], l[sys.argv[2]]) for l in logs if sys.argv[2] in l]))\n"
    )
    shown = subprocess.run(
        [sys.executable, "-c", script, RUN, name],
        env={**os.environ, "TRACKIO_DIR": str(place)},
        check=True,
        capture_output=True,
        text=True,
    )
    return [tuple(point) for point in json.loads(shown.stdout)]


READERS = {
    "tensorboard": tensorboard_points,
    "mlflow": mlflow_points,
    "wandb": wandb_points,
    "trackio": trackio_points,
}


class GrowingRun:
    """A run's folder whose trainer is this test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.folder.mkdir()
        request = {
            "id": RUN,
            "created": moment(0),
            "base": "embedded",
            "target": "local",
            "recipe": {"preset": "recall", "rank": 8},
        }
        (folder / "run.json").write_text(json.dumps(request))
        self.seq = 0

    def tell(self, kind: str, second: int = 0, **fields: object) -> None:
        self.write(self.line(kind, second, **fields))

    def line(self, kind: str, second: int = 0, **fields: object) -> str:
        event = {"v": 1, "seq": self.seq, "time": moment(second), "type": kind, **fields}
        self.seq += 1
        return json.dumps(event) + "\n"

    def step(self, number: int, loss: float) -> None:
        self.tell("step", number, step=number, loss=loss, learningRate=1e-3)

    def write(self, text: str) -> None:
        with (self.folder / "events.jsonl").open("a") as file:
            file.write(text)

    def problems(self) -> dict[str, str]:
        return json.loads((self.folder / "boards.json").read_text())["problems"]


def moment(second: int) -> str:
    return f"2026-11-23T03:00:{second:02d}.000Z"


@pytest.fixture
def run(tmp_path: Path) -> GrowingRun:
    return GrowingRun(tmp_path / RUN)


@pytest.fixture
def follower(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., subprocess.Popen]]:
    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
    monkeypatch.setenv("WANDB_CONFIG_DIR", str(tmp_path / "wandb-config"))
    monkeypatch.delenv("WANDB_MODE", raising=False)
    started: list[subprocess.Popen] = []

    def start(run: GrowingRun, *places: str) -> subprocess.Popen:
        words = [sys.executable, "-m", "cricket_lora.boards", "--follow", str(run.folder), *places]
        started.append(subprocess.Popen(words, cwd=TRAINER))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, "never came"
        time.sleep(0.2)


def told(points: Points) -> list[int]:
    return [step for step, _ in points]


@pytest.mark.parametrize("board", READERS)
def test_each_step_is_on_a_board_once_though_its_follower_was_killed_and_the_run_went_back(
    board: str, run: GrowingRun, follower: Callable[..., subprocess.Popen], tmp_path: Path
):
    place, witness = tmp_path / "board", tmp_path / "witness"
    read = READERS[board]
    targets = [f"{board}={place.as_uri() if board == 'mlflow' else place}"]
    # W&B's program keeps what it is told to itself, until its file has a block more or ends:
    # the one that is written after it tells how far we are.
    if board == "wandb":
        targets.append(f"tensorboard={witness}")
    live = (lambda: tensorboard_points(witness)) if board == "wandb" else lambda: read(place)
    run.tell("started")
    for number in (1, 2, 3):
        run.step(number, 2 / number)
    half = run.line("step", 4, step=4, loss=0.5)
    run.write(half[:20])
    first = follower(run, *targets)
    wait_until(lambda: told(live()) == [1, 2, 3])
    run.write(half[20:])
    wait_until(lambda: told(live()) == [1, 2, 3, 4])
    first.send_signal(signal.SIGKILL)
    first.wait()
    for number in (5, 6, 7):
        run.step(number, 2 / number)
    second = follower(run, *targets)
    wait_until(lambda: told(live()) == [1, 2, 3, 4, 5, 6, 7])
    run.tell("started", 20, resumedFrom=4)
    for number in range(5, 9):
        run.step(number, 1 / number)
    totals = {"train": {"questions": 4, "exact": 3}}
    (run.folder / "evaluation.json").write_text(json.dumps({"totals": totals}))
    run.tell("finished", 30, reason="recalled")
    assert second.wait(PATIENCE_SECONDS) == 0
    before = [(number, pytest.approx(2 / number)) for number in range(1, 5)]
    assert read(place) == before + [(n, pytest.approx(1 / n)) for n in range(5, 9)]
    assert read(place, "recall/trained") == [(8, 0.75)]
    assert run.problems() == {}


@pytest.mark.parametrize("board", ["wandb", "trackio"])
def test_a_run_is_taken_afterwards_as_often_as_one_likes(
    board: str, run: GrowingRun, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setenv("WANDB_MODE", "offline")
    run.tell("started")
    for number in (1, 2):
        run.step(number, 1 / number)
    run.tell("finished", 9, reason="recalled")
    for _ in range(2):
        words = [sys.executable, "-m", "cricket_lora.boards", board, str(tmp_path), str(run.folder)]
        subprocess.run(words, cwd=TRAINER, check=True)
    assert READERS[board](tmp_path) == [(1, 1.0), (2, 0.5)]


@pytest.mark.parametrize(("settings", "mode"), [("", "offline"), ("mode = online", "online")])
def test_weights_and_biases_is_sent_to_only_if_the_settings_of_the_user_say_so(
    settings: str, mode: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    of_user, of_workspace = tmp_path / "user", tmp_path / "workspace" / "wandb"
    for folder, text in ((of_user, settings), (of_workspace, "mode = online")):
        folder.mkdir(parents=True)
        (folder / "settings").write_text(f"[default]\n{text}\n")
    monkeypatch.setenv("WANDB_CONFIG_DIR", str(of_user))
    monkeypatch.delenv("WANDB_MODE", raising=False)
    script = (
        "import sys; from cricket_lora.boards.to_wandb import WandB; print(WandB(sys.argv[1]).mode)"
    )
    words = [sys.executable, "-c", script, str(of_workspace.parent)]
    shown = subprocess.run(words, cwd=TRAINER, check=True, capture_output=True, text=True)
    assert shown.stdout == f"{mode}\n"
