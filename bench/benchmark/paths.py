"""Where things are."""

import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
BENCH = REPOSITORY / "bench"
TRAINER = REPOSITORY / "trainer"
EMBEDDED_BASE = REPOSITORY / "data" / "base"
CAPPED = BENCH / "benchmark" / "capped.py"

# Bases and contenders' packages, kept between calls on the same machine.
CACHE = Path(tempfile.gettempdir()) / "cricket-lora-bench"
