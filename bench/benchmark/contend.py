"""Starts a contender and waits for its figures, whatever happens to it."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmark.job import Job, Measurement
from benchmark.paths import BENCH
from benchmark.trainer_run import RunFailed, end_group, last_words

# Nothing is fetched while a clock runs, and no usage statistics are sent.
QUIET = {
    "HF_HUB_OFFLINE": "1",
    "HF_DATASETS_OFFLINE": "1",
    "UNSLOTH_DISABLE_STATISTICS": "1",
    "DISABLE_TELEMETRY": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "PYTHONUNBUFFERED": "1",
}


def contend(job: Job, *, sites: Sequence[Path], timeout: float) -> Measurement:
    """`sites` are folders with the contender's own packages. Raises RunFailed."""
    folder = Path(job.folder)
    folder.mkdir(parents=True, exist_ok=True)
    job_path, result, log = folder / "job.json", folder / "result.json", folder / "log"
    result.unlink(missing_ok=True)
    job.write(job_path)
    paths = [str(BENCH), *map(str, sites), *filter(None, [os.environ.get("PYTHONPATH")])]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "benchmark.contender", str(job_path), str(result)],
            cwd=folder,
            env={**os.environ, **QUIET, "PYTHONPATH": os.pathsep.join(paths)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # compilers of its own end with it
        )
        try:
            process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise RunFailed(f"took more than {timeout:.0f} s: {last_words(log)}") from None
        finally:
            end_group(process)
    if not result.is_file():
        raise RunFailed(f"exit code {process.returncode}: {last_words(log)}")
    return Measurement(**json.loads(result.read_text(encoding="utf-8")))
