"""Data files that come with the trainer."""

import json
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent


@cache
def lines_of(name: str) -> list[dict]:
    """The objects of `data/NAME`, one a line."""
    return [json.loads(line) for line in text_of(name).splitlines()]


@cache
def text_of(name: str) -> str:
    return (DATA / name).read_text(encoding="utf-8")
