"""What a run has made: a list with hashes, and the bytes from where the last attempt ended."""

import time

from cricket_lora_host.blobs import CHUNK, sha256_of
from cricket_lora_host.places import NAME, inside, our_folder, run_folder
from cricket_lora_host.processes import identities, read_json
from cricket_lora_host.wire import Wire, refuse

ALIVE_SECONDS = 1.0
FILES = ("predictions.jsonl", "side_effects.jsonl", "trainer.log", "status.json")
FOLDERS = ("adapter",)


def results(request: dict, wire: Wire) -> dict:
    """What training made, or what lies in `folders`."""
    run = run_folder(request)
    paths = [] if "folders" in request else [run / name for name in FILES]
    for name in request.get("folders", FOLDERS):
        if not NAME.fullmatch(name):
            refuse("bad-name", name=name)
        paths += sorted((run / name).rglob("*"))
    told = time.monotonic()

    def tell_alive() -> None:
        nonlocal told
        if time.monotonic() - told >= ALIVE_SECONDS:
            told = time.monotonic()
            wire.send({"live": False})

    return {
        "files": [
            {
                "path": path.relative_to(run).as_posix(),
                "size": path.stat().st_size,
                "sha256": sha256_of(path, tell_alive),
            }
            for path in paths
            if path.is_file() and not path.is_symlink()
        ],
        "cancelled": (run / "cancel").exists(),
        "known": bool(identities(run)),
        "base": read_json(run / "run.json").get("base", ""),
        "status": read_json(run / "status.json"),
    }


def get(request: dict, wire: Wire) -> dict:
    """The bytes of `files` (`path`, `offset`), one after the other, each chunk with its number."""
    folder = run_folder(request) if request.get("run") else our_folder(request)
    for number, file in enumerate(request["files"]):
        with inside(folder, file["path"]).open("rb") as source:
            source.seek(file["offset"])
            while not wire.hung_up and (data := source.read(CHUNK)):
                wire.send({"file": number}, data)
    return {}
