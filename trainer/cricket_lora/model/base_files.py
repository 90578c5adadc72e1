"""Checks a base's files before they are loaded, and names one that was cut off or never fetched."""

import hashlib
import json
import re
from pathlib import Path

from huggingface_hub import try_to_load_from_cache
from huggingface_hub.errors import HFValidationError

from cricket_lora.model.content_hash import folder_hash
from cricket_lora.protocol.failure import Failure

INDEX = "model.safetensors.index.json"
JSON_FILES = ("config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json")
VOCABULARIES = ("tokenizer.json", "vocab.json", "tokenizer.model")
LFS_POINTER = b"version https://git-lfs"
FLOATS = ("F64", "F32", "F16", "BF16")
# A larger file, as a vocabulary, is looked at by its ends: parsing it takes longer than loading a
# small model.
PARSED_BYTES = 1 << 20


def folder_of(name: str) -> Path | None:
    """The folder `name`, or where the hub's cache holds the base of that id."""
    if Path(name).is_dir():
        return Path(name)
    try:
        found = try_to_load_from_cache(name, "config.json")
    except HFValidationError:
        return None
    return Path(found).parent if isinstance(found, str) else None


def check_settings_files(name: str) -> None:
    """Raises `base-file-damaged`."""
    folder = folder_of(name)
    for file in JSON_FILES if folder else ():
        _check_json(name, folder / file)


def check_weight_files(name: str) -> None:
    """By headers and sizes alone. What the hub has not sent yet is not missing.

    Raises `base-file-damaged` and `base-quantized`.
    """
    folder = folder_of(name)
    if folder is None:
        return
    is_whole = Path(name).is_dir()
    for path in _weights(name, folder):
        if path.is_file():
            _check_weights(name, path)
        elif is_whole:
            raise _damaged(name, path, "it is missing")
    if is_whole and not any((folder / file).is_file() for file in VOCABULARIES):
        raise _damaged(name, folder / VOCABULARIES[0], "it is missing")


def content_hash(name: str) -> str:
    """Of all files that decide an answer: see content_hash.py."""
    folder = folder_of(name)
    return folder_hash(folder) if folder else hashlib.sha256().hexdigest()


def _weights(name: str, folder: Path) -> list[Path]:
    index = folder / INDEX
    if index.is_file():
        _check_ends(name, index)
        weight_map = _parsed(name, index).get("weight_map")
        if not isinstance(weight_map, dict) or not weight_map:
            raise _damaged(name, index, "it has no weight_map")
        files = set(map(str, weight_map.values()))
        return [folder / file for file in sorted(files)]
    pickles = sorted(folder.glob("pytorch_model*.bin"))
    single = folder / "model.safetensors"
    return [single] if single.is_file() or not pickles else pickles


def _check_json(name: str, path: Path) -> None:
    if not path.is_file():
        return
    _check_ends(name, path)
    if path.stat().st_size <= PARSED_BYTES:
        _parsed(name, path)


def _check_ends(name: str, path: Path) -> None:
    with path.open("rb") as file:
        start = file.read(64).lstrip()
        file.seek(max(0, path.stat().st_size - 64))
        end = file.read().rstrip()
    if start.startswith(LFS_POINTER):
        raise _damaged(name, path, "it is a pointer of Git LFS, not the file itself")
    if not start.startswith(b"{") or not end.endswith(b"}"):
        raise _damaged(name, path, "it is cut off, or no JSON")


def _parsed(name: str, path: Path) -> dict:
    try:
        return json.loads(path.read_text("utf-8"))
    except (ValueError, RecursionError) as error:
        raise _damaged(name, path, f"it is no JSON ({error})") from None


def _check_weights(name: str, path: Path) -> None:
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(8)
        if (start + file.read(32)).startswith(LFS_POINTER):
            raise _damaged(name, path, "it is a pointer of Git LFS, not the file itself")
        if path.suffix != ".safetensors":
            return
        file.seek(8)
        length = int.from_bytes(start, "little")
        if len(start) < 8 or length > size - 8:
            raise _damaged(name, path, f"it ends after {size} bytes, within its own header")
        try:
            header: dict = json.loads(file.read(length))
            tensors = [entry for key, entry in header.items() if key != "__metadata__"]
            ends = [int(entry["data_offsets"][1]) for entry in tensors]
            dtypes = [str(entry["dtype"]) for entry in tensors]
        except (ValueError, TypeError, AttributeError, LookupError, RecursionError):
            raise _damaged(name, path, "its header cannot be read") from None
    wanted = 8 + length + max(ends, default=0)
    if size != wanted:
        raise _damaged(name, path, f"it has {size} bytes and should have {wanted}")
    other = next((dtype for dtype in dtypes if dtype not in FLOATS), "")
    if other:
        raise Failure("base-quantized", base=name, method=other, instead=unquantized(name))


def unquantized(name: str) -> str:
    """A name without the endings that name a quantization; empty if it has none."""
    kinds = r"awq|gptq|bnb|nf4|fp8|gguf|int[48]|[48]bits?|w\d+a\d+|g\d+|unsloth"
    plain = re.sub(rf"([-_.]({kinds}))+$", "", name, flags=re.IGNORECASE)
    return plain if plain != name else ""


def _damaged(name: str, path: Path, reason: str) -> Failure:
    return Failure("base-file-damaged", base=name, file=str(path), reason=reason)
