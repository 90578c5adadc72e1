"""Pushing to a stand-in of the Hugging Face Hub on the loopback, which keeps what it is sent."""

import base64
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

TRAINER = Path(__file__).parents[2]
TOKEN = "hf_standInToken"


class StandInHub(ThreadingHTTPServer):
    """As much of the Hub's interface as an upload uses."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.private: bool | None = None  # None: there is no such repository yet
        self.files: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.status = 200

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: StandInHub

    def do_GET(self) -> None:
        self.answer({"id": "me/model", "private": self.server.private, "siblings": []})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/api/repos/create":
            if self.server.private is None:
                self.server.private = json.loads(body)["visibility"] == "private"
            self.answer({"url": f"{self.server.address}/me/model", "name": "me/model"})
        elif "/preupload/" in self.path:
            files = [{**file, "uploadMode": "regular"} for file in json.loads(body)["files"]]
            self.answer({"files": [{**f, "shouldIgnore": False, "oid": None} for f in files]})
        elif "/commit/" in self.path:
            for line in body.splitlines():
                entry = json.loads(line)
                if entry["key"] == "file":
                    value = entry["value"]
                    self.server.files[value["path"]] = base64.b64decode(value["content"])
            self.answer(
                {
                    "success": True,
                    "commitOid": "0" * 40,
                    "commitUrl": f"{self.server.address}/me/model/commit/{'0' * 40}",
                    "hookOutput": "",
                }
            )
        else:
            self.answer({})

    def answer(self, value: dict) -> None:
        self.server.asked.append(f"{self.command} {self.path}")
        has_token = self.headers.get("Authorization") == f"Bearer {TOKEN}"
        status = self.server.status if has_token else 401
        content = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hub() -> Iterator[StandInHub]:
    server = StandInHub()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def run(tmp_path: Path) -> Path:
    adapter = tmp_path / "run" / "adapter"
    adapter.mkdir(parents=True)
    (adapter.parent / "run.json").write_text("{}")
    for name in ("adapter_config.json", "adapter_model.safetensors", "README.md", "base.json"):
        (adapter / name).write_text(name)
    (adapter / "notes.log").write_text("of this machine")
    return adapter.parent


def push(hub: StandInHub, run: Path, *words: str, token: str = TOKEN) -> tuple[list[dict], str]:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("HF_")},
        "PYTHONPATH": str(TRAINER),
        "HF_ENDPOINT": hub.address,
        "HF_HOME": str(run.parent / "home"),
        "HF_HUB_DISABLE_XET": "1",
        "NO_PROXY": "127.0.0.1",
        **({"HF_TOKEN": token} if token else {}),
    }
    done = subprocess.run(
        [sys.executable, "-m", "cricket_lora.push", str(run / "run.json"), *words],
        capture_output=True,
        text=True,
        env=environment,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return lines, done.stdout + done.stderr


USUAL = ["README.md", "adapter_config.json", "adapter_model.safetensors"]


def test_a_dry_run_lists_the_files_and_asks_nobody(hub: StandInHub, run: Path) -> None:
    lines, _ = push(hub, run, "adapter", "me/model", "--dry-run", token="")
    assert [line["file"] for line in lines] == USUAL
    assert lines[0]["bytes"] == len("README.md")
    assert hub.asked == []


def test_files_arrive_in_a_private_repository_and_the_token_is_not_shown(
    hub: StandInHub, run: Path
) -> None:
    lines, printed = push(hub, run, "adapter", "me/model")
    assert lines[-1] == {"pushed": f"{hub.address}/me/model"}
    assert hub.private is True
    assert sorted(hub.files) == USUAL
    assert hub.files["adapter_config.json"] == b"adapter_config.json"
    assert TOKEN not in printed


def test_a_repository_that_is_public_is_refused_before_anything_is_sent(
    hub: StandInHub, run: Path
) -> None:
    hub.private = False
    lines, _ = push(hub, run, "adapter", "me/model")
    assert lines[-1] == {"failed": "hub-public", "repository": "me/model"}
    assert hub.files == {}


@pytest.mark.parametrize("token", ["", "hf_another"])
def test_without_a_token_that_the_hub_knows_one_is_told_to_sign_in(
    hub: StandInHub, run: Path, token: str
) -> None:
    lines, printed = push(hub, run, "adapter", "me/model", token=token)
    assert lines[-1] == {"failed": "hub-signed-out"}
    assert not token or token not in printed


def test_what_the_hub_refuses_is_told_by_its_status(hub: StandInHub, run: Path) -> None:
    hub.status = 403
    lines, _ = push(hub, run, "adapter", "me/model")
    assert lines[-1] == {"failed": "hub-refused", "repository": "me/model", "status": 403}


def test_a_hub_that_does_not_answer_is_told_of(hub: StandInHub, run: Path) -> None:
    hub.shutdown()
    hub.server_close()
    lines, _ = push(hub, run, "adapter", "me/model")
    assert lines[-1]["failed"] == "hub-unreachable"


def test_a_folder_without_weights_and_links_are_refused(hub: StandInHub, run: Path) -> None:
    lines, _ = push(hub, run, "merged", "me/model")
    assert lines == [{"failed": "nothing-to-push", "folder": "merged"}]
    (run / "adapter" / "secrets.json").symlink_to("/etc/hostname")
    lines, _ = push(hub, run, "adapter", "me/model")
    assert lines[0]["failed"] == "run-folder-refused"
    assert hub.asked == []
