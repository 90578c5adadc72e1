"""Where a run's base is: by its name, by where it was, or by what a host was told."""

import json

import pytest

from cricket_lora.model.base_files import content_hash
from cricket_lora.model.locate_base import FOLDER, LocatedBase, locate_base

EMBEDDED = LocatedBase("embedded", str(FOLDER))


def located(folder, base, **more):
    (folder / "run.json").write_text(json.dumps({"base": base, **more}))
    return locate_base(folder)


def test_the_embedded_base_is_that_of_this_version(tmp_path):
    assert located(tmp_path, "embedded") == EMBEDDED
    assert len(content_hash(str(FOLDER))) == 64 and (FOLDER / "config.json").is_file()


def test_a_host_has_it_elsewhere(tmp_path):
    assert located(tmp_path, "embedded", baseAt="/bases/a") == LocatedBase("embedded", "/bases/a")


@pytest.mark.parametrize(
    "old", ["/gone/cricket-lora-0.0.1/data/base", r"C:\Users\me\.vscode\cricket-lora\data\base"]
)
def test_a_folder_that_an_update_removed_is_the_embedded_base(tmp_path, old):
    assert located(tmp_path, old) == EMBEDDED


def test_other_bases_stay_what_they_are(tmp_path):
    own = tmp_path / "data" / "base"
    own.mkdir(parents=True)
    (own / "config.json").write_text("{}")
    for name in (str(own), "/gone/models/qwen", "data/base", "Qwen/Qwen2.5-0.5B-Instruct"):
        assert located(tmp_path, name) == LocatedBase(name, name)
