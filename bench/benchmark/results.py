"""Results: rows of contender, metric, value and unit, written as they come."""

import json
import platform
import subprocess
import threading
from datetime import datetime, timezone
from importlib import metadata
from pathlib import Path
from statistics import median

import torch

PACKAGES = "torch transformers peft accelerate triton trl liger_kernel unsloth bitsandbytes".split()


def describe_machine() -> str:
    if not torch.cuda.is_available():
        return f"CPU, {torch.get_num_threads()} threads"
    command = ["nvidia-smi", "--query-gpu=name,driver_version", "--format=csv,noheader"]
    said = subprocess.run(command, capture_output=True, text=True).stdout.strip().splitlines()
    count = torch.cuda.device_count()
    name, driver = said[0].split(", ") if said else (torch.cuda.get_device_name(), "unknown")
    return f"{count} x {name}, driver {driver}, CUDA {torch.version.cuda}"


def describe_versions(*sites: Path) -> dict[str, str]:
    """Of what is installed here, and in the folders `sites`."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        paths = [str(site) for site in sites if site.is_dir()]
        for place in metadata.distributions(name=package, path=paths) if paths else ():
            versions = found.get(package, "").split(" and ")
            if place.version not in versions:
                found[package] = " and ".join([*filter(None, versions), place.version])
        if package not in found:
            try:
                found[package] = metadata.version(package)
            except metadata.PackageNotFoundError:
                continue
    return found


class Results:
    """Every `add` writes the whole file again: whatever ends the benchmark, they are kept."""

    def __init__(self, name: str, out: Path | None, **facts: object) -> None:
        self.name = name
        self.out = out
        self.facts = {
            "name": name,
            "machine": describe_machine(),
            "date": datetime.now(timezone.utc).isoformat(timespec="seconds"),
            **facts,
        }
        self.measured: dict[str, dict[str, list[float]]] = {}
        self.units: dict[str, str] = {}
        self.notes: dict[str, str] = {}
        self.lock = threading.RLock()

    def add(
        self, contender: str, figures: dict[str, tuple[float, str]], note: str | None = None
    ) -> None:
        """`figures`: metric → value and unit; called again, the median counts."""
        with self.lock:
            metrics = self.measured.setdefault(contender, {})
            for metric, (value, unit) in figures.items():
                metrics.setdefault(metric, []).append(value)
                self.units[metric] = unit
            if note:
                self.notes[contender] = note.replace("|", "/")
            said = ", ".join(f"{m} {value:.4g} {unit}" for m, (value, unit) in figures.items())
            because = f" ({note})" if note else ""
            print(f"[{self.name}] {contender}: {said or 'no result'}{because}", flush=True)
            self.write()

    def value(self, contender: str, metric: str) -> float | None:
        values = self.measured.get(contender, {}).get(metric)
        return median(values) if values else None

    def write(self) -> None:
        if self.out is None:
            return
        rows = [
            {"contender": c, "metric": m, "value": round(median(v), 6), "unit": self.units[m]}
            for c, metrics in self.measured.items()
            for m, v in metrics.items()
        ]
        self.out.parent.mkdir(parents=True, exist_ok=True)
        self.out.write_text(
            json.dumps({**self.facts, "rows": rows, "notes": self.notes}, indent=2) + "\n",
            encoding="utf-8",
        )

    def table(self, ratio_of: str | None = None) -> str:
        """Markdown; `ratio_of` adds each contender's value of that metric over ours."""
        metrics = list(self.units)
        head = ["contender", *(f"{m} ({self.units[m]})" if self.units[m] else m for m in metrics)]
        if ratio_of:
            head.append(f"{ratio_of} / ours")
        head.append("note")
        lines = [head, ["---"] * len(head)]
        ours = self.value("ours", ratio_of) if ratio_of else None
        for contender in self.measured:
            values = [self.value(contender, metric) for metric in metrics]
            cells = [contender, *("-" if v is None else _figure(v) for v in values)]
            if ratio_of:
                value = self.value(contender, ratio_of)
                cells.append(f"{value / ours:.1f} x" if value is not None and ours else "-")
            lines.append([*cells, self.notes.get(contender, "")])
        facts = [f"{name}: {value}" for name, value in self.facts.items() if name != "name"]
        return "\n".join(["", *("| " + " | ".join(line) + " |" for line in lines), "", *facts, ""])


def _figure(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"
