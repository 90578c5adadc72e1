"""Reads one request, answers it, ends."""

import errno
import json
import os
import pwd
import shutil
import signal
import sys
from pathlib import Path

from cricket_lora_host.blobs import accept, missing_of, receive
from cricket_lora_host.cancel import cancel
from cricket_lora_host.check import check
from cricket_lora_host.cleanup import kept, remove
from cricket_lora_host.environment import prepare
from cricket_lora_host.export import export, leave
from cricket_lora_host.follow import follow
from cricket_lora_host.results import get, results
from cricket_lora_host.start import start
from cricket_lora_host.wire import HostFailure, Wire

OPERATIONS = {
    operation.__name__: operation
    for operation in (
        *(accept, start, follow, results, get),
        *(cancel, export, leave, check, prepare, kept, remove),
    )
}


def main() -> None:
    # A connection that is cut must not cut short what has been begun.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    settle_home()
    wire = Wire()
    request = json.loads(sys.stdin.buffer.readline())
    try:
        wire.send({"answer": carry_out(request, wire)})
    except HostFailure as failure:
        wire.send({"failure": {"code": failure.code, "parameters": failure.parameters}})
    except OSError as error:
        wire.send({"failure": failure_of(error, request)})


def carry_out(request: dict, wire: Wire) -> dict:
    """Any operation may take files: those `offered` that are not here are asked for (`missing`),
    and come when the request is made again (`sent`)."""
    if "sent" in request:
        receive(request, wire)
    elif missing := missing_of(request):
        return {"missing": missing}
    return OPERATIONS[request["operation"]](request, wire)


def settle_home() -> None:
    """Without a UTF-8 locale, fish passes on a home outside ASCII garbled."""
    if not Path(os.environ.get("HOME", "")).is_dir():
        os.environ["HOME"] = pwd.getpwuid(os.getuid()).pw_dir


def failure_of(error: OSError, request: dict) -> dict:
    path = str(error.filename or request.get("folder", ""))
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        free = shutil.disk_usage(Path.home()).free if not Path(path).exists() else 0
        return {"code": "disk-full", "parameters": {"path": path, "needed": 0, "free": free}}
    return {
        "code": "host-error",
        "parameters": {"path": path, "reason": error.strerror or str(error)},
    }
