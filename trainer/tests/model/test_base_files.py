"""A base's file that is damaged is named, with what is the matter with it."""

import json

import pytest
from bases import edit_json, load, refusal
from safetensors.torch import load_file, save_file

from cricket_lora.model import content_hash as module
from cricket_lora.model.base import load_config
from cricket_lora.model.base_files import INDEX, content_hash
from cricket_lora.model.content_hash import begin_hash

POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"


def cut(path, size):
    path.write_bytes(path.read_bytes()[:size])


def shard(folder):
    """The same weights in two files with an index."""
    tensors = load_file(folder / "model.safetensors")
    keys = sorted(tensors)
    weight_map = {}
    for number, part in enumerate((keys[:9], keys[9:]), start=1):
        file = f"model-0000{number}-of-00002.safetensors"
        save_file({key: tensors[key] for key in part}, folder / file, metadata={"format": "pt"})
        weight_map.update(dict.fromkeys(part, file))
    (folder / "model.safetensors").unlink()
    (folder / INDEX).write_text(json.dumps({"metadata": {}, "weight_map": weight_map}))


@pytest.mark.parametrize("size", [0, 5, 200, 30_000, -1])
def test_weights_that_were_cut_off_are_named(own_base, size):
    cut(own_base / "model.safetensors", size)
    code, told = refusal(load_config, str(own_base))
    assert code == "base-file-damaged"
    assert told["file"] == str(own_base / "model.safetensors")
    assert "bytes" in told["reason"]


def test_a_settings_file_that_is_damaged_in_its_middle_is_named(own_base):
    path = own_base / "config.json"
    path.write_text(path.read_text().replace(":", "", 1))
    code, told = refusal(load_config, str(own_base))
    assert (code, told["file"]) == ("base-file-damaged", str(path))
    assert told["reason"].startswith("it is no JSON (Expecting ':' delimiter: line 2")
    path.write_text('{"a": ' + "[" * 9999 + "}")
    assert refusal(load_config, str(own_base))[1]["reason"].startswith("it is no JSON (")


@pytest.mark.parametrize("header", ["[]", "7", '{"a": 1}', '{"a": {"dtype": "F32"}}', "[" * 9999])
def test_weights_whose_header_says_something_else_are_named(own_base, header):
    path = own_base / "model.safetensors"
    path.write_bytes(len(header).to_bytes(8, "little") + header.encode())
    code, told = refusal(load_config, str(own_base))
    assert (code, told["file"]) == ("base-file-damaged", str(path))
    assert told["reason"] == "its header cannot be read"


@pytest.mark.parametrize("index", [{}, {"weight_map": {}}, {"weight_map": ["a"]}])
def test_an_index_that_names_no_weights_is_named(own_base, index):
    shard(own_base)
    (own_base / INDEX).write_text(json.dumps(index))
    code, told = refusal(load_config, str(own_base))
    assert (code, told["file"]) == ("base-file-damaged", str(own_base / INDEX))
    assert told["reason"] == "it has no weight_map"


@pytest.mark.parametrize(
    "file",
    ["model.safetensors", "config.json", "tokenizer.json", "tokenizer_config.json"],
)
def test_pointers_of_git_lfs_are_named(own_base, file):
    (own_base / file).write_bytes(POINTER)
    code, told = refusal(load_config, str(own_base))
    assert (code, told["file"]) == ("base-file-damaged", str(own_base / file))
    assert told["reason"] == "it is a pointer of Git LFS, not the file itself"


@pytest.mark.parametrize("file", ["config.json", "tokenizer.json", "generation_config.json"])
def test_settings_files_that_were_cut_off_are_named(own_base, file):
    cut(own_base / file, -20)
    code, told = refusal(load_config, str(own_base))
    assert (code, told["file"]) == ("base-file-damaged", str(own_base / file))


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda path: path.unlink(), "it is missing"),
        (lambda path: path.write_bytes(POINTER), "pointer of Git LFS"),
        (lambda path: cut(path, -100), "bytes and should have"),
        (lambda path: path.write_bytes(b"\x10" + bytes(7) + b"not a header!!!!" * 9), "header"),
    ],
    ids=["missing", "pointer", "cut off", "no header"],
)
def test_a_damaged_shard_is_named(own_base, spoil, reason):
    shard(own_base)
    load(own_base)
    path = own_base / "model-00002-of-00002.safetensors"
    spoil(path)
    code, told = refusal(load_config, str(own_base))
    assert (code, told["file"]) == ("base-file-damaged", str(path))
    assert reason in told["reason"]


@pytest.mark.parametrize("file", ["model.safetensors", "tokenizer.json"])
def test_missing_files_are_named(own_base, file):
    (own_base / file).unlink()
    code, told = refusal(load_config, str(own_base))
    assert (code, told["file"]) == ("base-file-damaged", str(own_base / file))
    assert told["reason"] == "it is missing"


def test_a_tokenizer_that_cannot_be_read_is_named(own_base):
    edit_json(own_base / "tokenizer.json", model={"type": "of tomorrow"})
    code, told = refusal(load, own_base)
    assert (code, told["file"]) == ("base-file-damaged", str(own_base / "tokenizer.json"))


def test_the_hash_is_of_all_that_decides_an_answer(own_base):
    before = content_hash(str(own_base))
    edit_json(own_base / "generation_config.json", temperature=0.5)
    assert content_hash(str(own_base)) == before
    changed = {before}
    for file in ("model.safetensors", "config.json", "tokenizer.json", "chat_template.jinja"):
        path = own_base / file
        content = path.read_bytes()
        path.write_bytes(content.replace(content[-9:], content[-9:][::-1]))
        changed.add(content_hash(str(own_base)))
        path.write_bytes(content)
    assert len(changed) == 5
    assert content_hash(str(own_base)) == before


def test_the_hash_that_a_run_begins_is_the_same(tmp_path, own_base, monkeypatch):
    expected = content_hash(str(own_base))
    monkeypatch.setattr(module, "PIECE", 1000)
    (tmp_path / "run.json").write_text(json.dumps({"base": str(own_base)}))
    begin_hash(tmp_path)
    with monkeypatch.context() as now:
        now.setattr(module, "_hash", None)  # nothing is hashed a second time
        assert content_hash(str(own_base)) == expected
    assert content_hash(str(own_base)) == expected


@pytest.mark.parametrize(
    "request_text", [None, "{", "[]", '{"base": 7}', '{"base": "gone"}', '{"base": "/gone"}']
)
def test_of_a_request_that_names_no_folder_no_hash_is_begun(tmp_path, request_text):
    if request_text is not None:
        (tmp_path / "run.json").write_text(request_text)
    begin_hash(tmp_path)
    assert not module._begun
