"""Which files of a run travel to a cluster and back."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from cricket_lora.model.locate_base import EMBEDDED, FOLDER

EVENTS = "events.jsonl"
LOG = "trainer.log"
RUN, BASE = "run", "base"
# What describes the process on one machine, or was given.
STAYS = {"run.json", "questions.jsonl", "status.json", "lock", "cancel", "process.json"}
PLAIN = re.compile(r"(\w[\w.=-]*/){0,3}\w[\w.=-]*", re.ASCII)
STEP = re.compile(r"checkpoints/(\d{1,15})/[^/]+", re.ASCII)


def given(folder: Path) -> Iterator[tuple[str, Path]]:
    """What a trainer elsewhere starts or goes on from: names there, with files here."""
    request = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    if request["base"] == EMBEDDED:
        for path in sorted(FOLDER.iterdir()):
            yield f"{BASE}/{path.name}", path
    yield f"{RUN}/questions.jsonl", folder / "questions.jsonl"
    for name in (EVENTS, "base.json"):
        if (folder / name).is_file():
            yield f"{RUN}/{name}", folder / name
    for inner in ("start", "adapter", "checkpoints"):
        for path in sorted((folder / inner).rglob("*")):
            name = path.relative_to(folder).as_posix()
            if path.is_file() and PLAIN.fullmatch(name):
                yield f"{RUN}/{name}", path


def request_there(folder: Path, top: str) -> bytes:
    """run.json as a machine needs it to which the embedded base was given."""
    request = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    if request["base"] == EMBEDDED:
        request["baseAt"] = f"{top}/{BASE}"
    return json.dumps(request).encode()


def newest_step(files: Mapping[str, int]) -> int | None:
    steps = [int(found[1]) for name in files if (found := STEP.fullmatch(name))]
    return max(steps, default=None)


def of_step(files: Mapping[str, int], step: int) -> dict[str, int]:
    start = f"checkpoints/{step}/"
    return {n: size for n, size in files.items() if n.startswith(start) and PLAIN.fullmatch(n)}


def results(files: Mapping[str, int]) -> dict[str, int]:
    """What a trainer has left besides events, checkpoints and what tells of its process. A name
    from elsewhere is taken only where it is plain: none leads out of the run's folder."""
    return {
        name: size
        for name, size in files.items()
        if PLAIN.fullmatch(name)
        and name not in (*STAYS, EVENTS, LOG)
        and not name.startswith(("checkpoints/", "start/"))
    }
