"""`python -m benchmark.contender JOB.json RESULT.json`: one contender, in a process of its own."""

import importlib
import json
import sys
from dataclasses import asdict
from pathlib import Path

from benchmark.job import read_job


def main(job_path: str, result_path: str) -> None:
    job = read_job(Path(job_path))
    name = job.contender.replace("-", "_")
    measurement = importlib.import_module(f"benchmark.contenders.{name}").measure(job)
    Path(result_path).write_text(json.dumps(asdict(measurement)), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
