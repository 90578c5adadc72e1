"""Where a run's base is: one is embedded in Cricket LoRA, and moves with each of its versions."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

EMBEDDED = "embedded"
FOLDER = Path(__file__).parents[3] / "data" / "base"


@dataclass(frozen=True)
class LocatedBase:
    """`name` is what files call it, `at` what it is loaded from: a folder or a hub id."""

    name: str
    at: str


def locate_base(run: Path) -> LocatedBase:
    """Of `run`/run.json. A host was given the embedded base elsewhere: there, `baseAt` names it."""
    request = json.loads((run / "run.json").read_text(encoding="utf-8"))
    name = request["base"]
    if name == EMBEDDED or _was_embedded(name):
        return LocatedBase(EMBEDDED, request.get("baseAt", str(FOLDER)))
    return LocatedBase(name, name)


def means_embedded(name: str) -> bool:
    """Earlier versions named the embedded base by the folder that it was in then."""
    return name == EMBEDDED or bool(re.match(r"([/\\]|[A-Za-z]:).*[/\\]data[/\\]base$", name))


def _was_embedded(name: str) -> bool:
    """An update has removed the folder; whether its contents were the same, hashes tell."""
    return means_embedded(name) and not (Path(name) / "config.json").is_file()
