"""Makes the Python environment of a host: with uv where it is, else with venv and pip."""

import fcntl
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from cricket_lora_host.gpus import list_gpus
from cricket_lora_host.places import expanded, make_our_folder, require_space
from cricket_lora_host.processes import SAFE_FOLDER
from cricket_lora_host.wire import Wire, refuse

# PyTorch's usual build wants the first, its build for CUDA 12.6 the second.
NEWEST_CUDA_DRIVER, OLDEST_CUDA_DRIVER = 580, 525
OLDER_BUILD = "cu126"
PYTORCH_INDEX = "https://download.pytorch.org/whl"
BYTES_WITH_CUDA, BYTES_WITHOUT = 9 << 30, 2 << 30


def python_of(folder: Path, chosen: str) -> str:
    return str(expanded(chosen) if chosen else folder / "env" / "bin" / "python")


def find_uv() -> str | None:
    usual = (Path.home() / ".local" / "bin" / "uv", Path.home() / ".cargo" / "bin" / "uv")
    return shutil.which("uv") or next((str(path) for path in usual if path.exists()), None)


def torch_build() -> str:
    """Which build of PyTorch fits: `default`, `cu126` or `cpu`. Raises `driver-too-old`."""
    gpus = list_gpus()
    if not gpus:
        return "cpu" if sys.platform == "linux" else "default"
    driver = gpus[0]["driver"]
    major = int(re.match(r"\d*", driver)[0] or 0)
    if major >= NEWEST_CUDA_DRIVER:
        return "default"
    if major < OLDEST_CUDA_DRIVER:
        refuse("driver-too-old", driver=driver, needed=OLDEST_CUDA_DRIVER)
    return OLDER_BUILD


def prepare(request: dict, wire: Wire) -> dict:
    """Make `env` hold `requirements`; at once when it does. It counts once all of it is there."""
    folder = make_our_folder(request)
    environment = folder / "env"
    stamp = environment / "cricket-lora.json"
    with (folder / ".preparing").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            wire.line("Another window prepares this host: waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        build = torch_build()
        wheels = folder / "wheels"
        text = request["requirements"]
        if not wheels.is_dir():
            text = request.get("hashed", text)
        wanted = {"requirements": text, "build": build}
        try:
            if json.loads(stamp.read_text()) == wanted:
                return {"build": build, "made": False}
        except (OSError, ValueError):
            pass
        if not wheels.is_dir():
            require_space(folder, BYTES_WITHOUT if build == "cpu" else BYTES_WITH_CUDA)
        elif lacking := without_wheel(wheels, request["requirements"]):
            # Before the environment that is there is removed.
            said = f"{wheels} holds no wheel of {', '.join(lacking)}."
            refuse("install-failed", python=sys.executable, said=said)
        install(environment, text, wheels if wheels.is_dir() else None, build, wire)
        stamp.write_text(json.dumps(wanted), encoding="utf-8")
        return {"build": build, "made": True}


def without_wheel(wheels: Path, requirements: str) -> list[str]:
    """The packages required of every machine whose name no file there bears."""
    files = tuple(normal(path.name) for path in wheels.iterdir())
    names = re.findall(r"^[A-Za-z0-9][\w.-]*(?=[^;\n]*$)", requirements, re.MULTILINE)
    return [n for n in names if not any(file.startswith(f"{normal(n)}-") for file in files)]


def without_torch(requirements: str) -> str:
    """Of a hashed list, all but PyTorch and what another build of it does not use."""
    entries = re.split(r"\n(?=[A-Za-z0-9])", requirements)
    return "\n".join(e for e in entries if not re.match(r"(torch|triton|nvidia-|cuda-)\b", e))


def normal(name: str) -> str:
    """As packages' names are compared (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def install(
    environment: Path, requirements: str, wheels: Path | None, build: str, wire: Wire
) -> None:
    uv = find_uv()
    if (
        environment.exists()
        and not (environment / "pyvenv.cfg").exists()
        and any(environment.iterdir())
    ):
        refuse("folder-refused", folder=str(environment), reason="it is no Python environment")
    shutil.rmtree(environment, ignore_errors=True)
    # Not the interpreter of the very environment that is made anew.
    interpreter = getattr(sys, "_base_executable", sys.executable)
    make = [uv, "venv", "--python", interpreter] if uv else [interpreter, "-m", "venv"]
    said = stream([*make, str(environment)], wire)
    if said is not None:
        missing = re.search("ensurepip|No module named venv", said)
        refuse("venv-missing" if missing else "install-failed", python=interpreter, said=said)
    python = str(environment / "bin" / "python")
    wheels_only = ["--only-binary", ":all:"]  # a source distribution runs code of its own
    pip = [uv, "pip", "install", *wheels_only, "--python", python] if uv else [
        python, "-m", "pip", "install", *wheels_only, "--progress-bar", "off",
        "--disable-pip-version-check", "--no-input",
    ]  # fmt: skip
    said = None
    others = []
    torch = re.findall(r"^torch(?:==\S+)?", requirements, re.MULTILINE)
    if torch and wheels is None and build != "default":
        # One index at a time: with two, a package of the same name on the other could be taken.
        index = [f"--torch-backend={build}"] if uv else ["--index-url", f"{PYTORCH_INDEX}/{build}"]
        said = stream([*pip, *index, *torch], wire)
        requirements = without_torch(requirements)
        if "--hash=" in requirements:
            # The list is complete, and what PyTorch brought along needs no hash from it.
            others = ["--no-deps", "--require-hashes"]
    elif wheels is not None:
        others = ["--no-index", "--find-links", str(wheels)]
    if said is None:
        file = environment.parent / "requirements.txt"
        file.write_text(requirements, encoding="utf-8")
        said = stream([*pip, *others, "-r", str(file)], wire)
    if said is None:
        return
    if re.search("No space left", said):
        refuse("disk-full", path=str(environment), needed=0, free=free(environment))
    offline = r"Temporary failure|[Cc]onnection|timed out|unreachable|resolve|dns error|fetch"
    if wheels is None and re.search(offline, said):
        refuse("host-offline", wheels=str(environment.parent / "wheels"), said=said)
    refuse("install-failed", python=python, said=said)


def free(path: Path) -> int:
    return shutil.disk_usage(path).free


def stream(command: list[str], wire: Wire) -> str | None:
    """Run to the end and send each line; the last lines when it failed."""
    wire.line(f"$ {' '.join(command)}")
    last: list[str] = []
    try:
        child = subprocess.Popen(
            command,
            cwd=SAFE_FOLDER,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
    except OSError as error:
        return str(error)
    for line in child.stdout:
        text = line.decode("utf-8", "replace").rstrip()
        wire.line(text)
        last = [*last[-11:], text]
    return "\n".join(last) if child.wait() != 0 else None
