"""`python -m cricket_lora.push RUN/run.json adapter|merged|gguf OWNER/NAME [--dry-run]`

Uploads one of a run's folders to the Hugging Face Hub, into a repository that is private. Prints
a JSON line for each file, `{"file", "bytes"}`, then `{"pushed": address}`, or `{"failed": …}`. With
`--dry-run` nothing is sent, and the Hub is not asked. The token is huggingface_hub's own: of
HF_TOKEN, or of `hf auth login`; it is neither taken nor printed here.
"""

import json
import os
import sys
from pathlib import Path

from cricket_lora.protocol.failure import Failure, failure_of
from cricket_lora.protocol.plain_folder import require_plain_folder

FOLDERS = ("adapter", "merged", "gguf")
# What others can use; no record of this machine.
ENDINGS = (".safetensors", ".json", ".jinja", ".txt", ".model", ".gguf", ".md", "Modelfile")
OURS = ("base.json", ".parity.json")


def main(arguments: list[str]) -> int:
    words = [word for word in arguments if word != "--dry-run"]
    if len(words) != 3 or words[1] not in FOLDERS:
        print("usage: python -m cricket_lora.push RUN/run.json adapter|merged|gguf OWNER/NAME")
        return 2
    run, what, repository = Path(words[0]).resolve().parent, words[1], words[2]
    os.chdir(Path(__file__).parent)  # see __main__.py
    try:
        require_plain_folder(run)
        files = files_of(run / what)
        for file in files:
            print(json.dumps({"file": file.name, "bytes": file.stat().st_size}), flush=True)
        if "--dry-run" not in arguments:
            print(json.dumps({"pushed": push(files, repository)}), flush=True)
    except Exception as error:
        failure = failure_of(error, run)
        print(json.dumps({"failed": failure.code, **failure.parameters}), flush=True)
        return 2
    return 0


def files_of(folder: Path) -> list[Path]:
    """Those that are pushed, by name. Raises `nothing-to-push`."""
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    files = [
        file
        for file in found
        if file.is_file() and file.name.endswith(ENDINGS) and not file.name.endswith(OURS)
    ]
    if not any(file.suffix in (".safetensors", ".gguf") for file in files):
        raise Failure("nothing-to-push", folder=folder.name)
    return files


def push(files: list[Path], repository: str) -> str:
    """The address of the repository, which is made where it is missing, and has to be private.

    Raises `hub-signed-out`, `hub-public`, `hub-refused` and `hub-unreachable`."""
    import httpx
    from huggingface_hub import CommitOperationAdd, HfApi
    from huggingface_hub.errors import HfHubHTTPError, LocalTokenNotFoundError

    api = HfApi(token=True)  # one is needed, whatever is public
    try:
        address = api.create_repo(repository, private=True, exist_ok=True)
        if not api.repo_info(repository).private:
            raise Failure("hub-public", repository=repository)
        api.create_commit(
            repository,
            [CommitOperationAdd(file.name, str(file)) for file in files],
            commit_message="Upload by Cricket LoRA",
        )
    except LocalTokenNotFoundError as error:
        raise Failure("hub-signed-out") from error
    except HfHubHTTPError as error:
        status = error.response.status_code if error.response is not None else 0
        if status == 401:
            raise Failure("hub-signed-out") from error
        raise Failure("hub-refused", repository=repository, status=status) from error
    except (httpx.HTTPError, ConnectionError) as error:
        raise Failure("hub-unreachable", message=type(error).__name__) from error
    except ValueError as error:  # names that the Hub does not take
        raise Failure("hub-refused", repository=repository, status=400) from error
    return str(address)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
