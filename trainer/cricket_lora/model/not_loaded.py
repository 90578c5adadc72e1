"""Why a base could not be fetched, each cause in its own code."""

import re
from collections.abc import Iterator
from pathlib import Path

from huggingface_hub import get_hf_file_metadata, hf_hub_url
from huggingface_hub.errors import (
    EntryNotFoundError,
    GatedRepoError,
    HfHubHTTPError,
    HFValidationError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
)
from transformers.utils.hub import is_offline_mode

from cricket_lora.protocol.failure import Failure

MISSING_FILE = re.compile("does not appear to have (a file|files) named")


def not_loaded(name: str, error: BaseException) -> Failure:
    """`error` is the library's one error for all causes: what it wraps tells them apart."""
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, GatedRepoError):
            return Failure("hub-gated", base=name)
        if isinstance(cause, (RepositoryNotFoundError, HFValidationError)):
            return Failure("base-not-found", base=name)
    for cause in causes:
        if isinstance(cause, HfHubHTTPError) and getattr(cause, "response", None) is not None:
            return _refused(name, cause.response.status_code)
    if any(isinstance(cause, OfflineModeIsEnabled) for cause in causes):
        return Failure("hub-offline", base=name)
    if Path(name).is_dir():
        return Failure("base-not-found", base=name)
    if is_offline_mode():
        return Failure("hub-offline", base=name)
    if MISSING_FILE.search(str(error)):
        return _not_there(name, "model.safetensors")
    return Failure("no-network", base=name)


def _not_there(name: str, file: str) -> Failure:
    """Ask for `file` once more: transformers takes every refusal for a file that is missing."""
    try:
        get_hf_file_metadata(hf_hub_url(name, file))
    except EntryNotFoundError:
        return Failure("hub-file-missing", base=name, file=file)
    except (HfHubHTTPError, OSError) as error:
        return not_loaded(name, error)
    return Failure("no-network", base=name)


def _refused(name: str, status: int) -> Failure:
    codes = {401: "hub-token-invalid", 403: "hub-forbidden", 404: "base-not-found", 429: "hub-busy"}
    if status in codes:
        return Failure(codes[status], base=name)
    return Failure("hub-error", base=name, status=status)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
