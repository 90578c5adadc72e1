"""Contenders' packages: fetched by the benchmark, into folders of their own."""

import importlib.util
import subprocess
import sys
from pathlib import Path

from benchmark.paths import CACHE

# Without their own requirements: torch and transformers are the machine's, the same for all.
# Two lists, because the contenders want different versions of trl and datasets.
PACKAGES = {
    "trl": [
        "trl==1.16.0",
        "datasets==5.2.0",
        "dill==0.4.1",
        "multiprocess==0.70.19",
        "liger-kernel==0.8.5",
        *"pandas pyarrow xxhash httpx python-dateutil six".split(),
        *"requests urllib3 idna charset-normalizer certifi".split(),
    ],
    "unsloth": [
        "unsloth==2026.10.9",
        "unsloth_zoo==2026.10.9",
        "trl==1.15.0",
        "datasets==4.8.5",
        "dill==0.4.1",
        "multiprocess==0.70.19",
        "bitsandbytes==0.50.2",
        "torchao==0.18.0",
        *"cut_cross_entropy tyro docstring_parser typeguard shtab hf_transfer msgspec".split(),
        *"pandas pyarrow xxhash httpx python-dateutil six einops sentencepiece".split(),
        *"requests urllib3 idna charset-normalizer certifi".split(),
    ],
    "bitsandbytes": ["bitsandbytes==0.50.2"],
}


def install_if_needed(name: str, wheels: Path | None) -> Path | None:
    """The folder of the package `name`, installed there; None where Python has it already."""
    return None if importlib.util.find_spec(name) else install(name, wheels)


def install(name: str, wheels: Path | None) -> Path:
    """The folder that holds the packages of `name`, installed from `wheels` or from the index.

    Each set has its own folder of wheels, `wheels`/`name`. Never raises for a failed installation:
    the contender's own import error will say what is missing.
    """
    site = CACHE / f"site-{name}"
    if site.is_dir():
        return site
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-compile"]
    found = sorted((wheels / name).glob("*.whl")) if wheels else []
    what = ["--no-index", *map(str, found)] if found else PACKAGES[name]
    if wheels and not found:
        print(f"no wheels in {wheels / name}", flush=True)
        return site
    done = subprocess.run([*pip, "--target", str(site), *what], capture_output=True, text=True)
    if done.returncode != 0:
        print(f"pip could not install {name}: {done.stderr[-500:]}", flush=True)
    return site
