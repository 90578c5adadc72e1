"""What keeps a base on the hub from being loaded: each in its own code.

The hub is a server of this machine; huggingface_hub reads HF_ENDPOINT when it is imported, so that
a process of its own asks it everything.
"""

import json
import os
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

# By the base's owner: status and headers of every answer.
ANSWERS = {
    "gated401": (401, {"X-Error-Code": "GatedRepo"}),
    "gated403": (403, {"X-Error-Code": "GatedRepo"}),
    "token": (401, {"X-Error-Message": "Invalid credentials in Authorization header"}),
    "forbidden": (403, {"X-Error-Message": "Forbidden: you must fill the form"}),
    "nowhere401": (401, {"X-Error-Code": "RepoNotFound"}),
    "nowhere404": (404, {"X-Error-Code": "RepoNotFound"}),
    "busy": (429, {"Retry-After": "0"}),
    "broken500": (500, {}),
    "broken502": (502, {}),
    "broken503": (503, {}),
    "empty": (404, {"X-Error-Code": "EntryNotFound"}),
}
CODES = {
    "gated401": "hub-gated",
    "gated403": "hub-gated",
    "token": "hub-token-invalid",
    "forbidden": "hub-forbidden",
    "nowhere401": "base-not-found",
    "nowhere404": "base-not-found",
    "busy": "hub-busy",
    "broken500": "hub-error",
    "broken502": "hub-error",
    "broken503": "hub-error",
    "empty": "hub-file-missing",
    "quantized": "base-quantized",
    "weights403": "hub-forbidden",
    "weights500": "hub-error",
    "cut": "base-file-damaged",
    "silent": "no-network",
}
ASK = """
import json, sys, torch
from huggingface_hub.utils import _http
_http.time.sleep = lambda seconds: None  # no waiting between attempts
from cricket_lora.model.base import load_config
from cricket_lora.model.load_weights import load_weights
from cricket_lora.protocol.failure import failure_of
from pathlib import Path
for owner in sys.argv[1:]:
    name = f"{owner}/base"
    try:
        load_weights(name, load_config(name), dtype=torch.float32)
        failed = {}
    except Exception as error:
        failure = failure_of(error, Path())
        failed = {"code": failure.code, **failure.parameters}
    print(json.dumps({"owner": owner, **failed}), flush=True)
"""


class Hub(BaseHTTPRequestHandler):
    folder: Path
    asked: list[str] = []  # noqa: RUF012

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        self.asked.append(f"{self.command} {self.path}")
        owner, file = self.path.split("/")[1], self.path.split("/")[-1]
        if owner == "silent":
            self.close_connection = True
            return None
        if owner in ANSWERS:
            return self.tell(*ANSWERS[owner])
        path = self.folder / file
        if not path.is_file():
            return self.tell(404, {"X-Error-Code": "EntryNotFound"})
        if file == "model.safetensors" and owner.startswith("weights"):
            return self.tell(int(owner.removeprefix("weights")), {})
        content = path.read_bytes()
        if owner == "quantized" and file == "config.json":
            quantized = {"quantization_config": {"quant_method": "awq", "bits": 4}}
            content = json.dumps({**json.loads(content), **quantized}).encode()
        if owner == "cut" and file == "model.safetensors":
            content = content[:9000]
        etag = f'"{owner}{len(content)}"'
        return self.tell(200, {"ETag": etag, "X-Repo-Commit": "a" * 40}, content)

    def tell(self, status, headers, content=b""):
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)

    def log_message(self, *_):
        pass


def ask_all(endpoint, tmp_path, owners):
    made = subprocess.run(
        [sys.executable, "-c", ASK, *owners],
        env={
            **os.environ,
            "HF_ENDPOINT": endpoint,
            "HF_HUB_OFFLINE": "0",
            "HF_HOME": str(tmp_path),
            "HF_HUB_DISABLE_XET": "1",
            "PYTHONPATH": str(Path(__file__).parents[2]),
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    lines = [json.loads(line) for line in made.stdout.splitlines() if line.startswith("{")]
    assert len(lines) == len(owners), made.stderr[-2000:]
    return {line.pop("owner"): line for line in lines}


@pytest.fixture(scope="module")
def told(base_folder, tmp_path_factory):
    Hub.folder = base_folder
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    Thread(target=server.serve_forever, daemon=True).start()
    endpoint = f"http://127.0.0.1:{server.server_port}"
    yield ask_all(endpoint, tmp_path_factory.mktemp("hub"), list(CODES))
    server.shutdown()


@pytest.mark.parametrize(("owner", "code"), CODES.items())
def test_each_refusal_has_its_code(told, owner, code):
    assert told[owner]["code"] == code
    assert told[owner]["base"] == f"{owner}/base"


def test_refusals_name_status_file_and_method(told):
    assert told["broken502"]["status"] == 502
    assert told["empty"]["file"] == "config.json"
    assert told["quantized"]["method"] == "awq"
    assert told["cut"]["file"].endswith("model.safetensors")


def test_a_quantized_base_is_not_downloaded(told):
    assert any("quantized" in line and "config.json" in line for line in Hub.asked)
    assert not any("quantized" in line and "safetensors" in line for line in Hub.asked)
