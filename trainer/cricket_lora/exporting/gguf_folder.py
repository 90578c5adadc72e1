"""`RUN/gguf/`: GGUF files of the merged model, each checked, and a Modelfile for Ollama."""

import json
import shutil
from pathlib import Path

from transformers import PreTrainedModel, PreTrainedTokenizerBase

from cricket_lora.exporting import gguf_model
from cricket_lora.exporting.building import Building, Timed, bytes_of
from cricket_lora.exporting.gguf_model import QUANTIZER, TYPES, ends_of, file_name
from cricket_lora.exporting.modelfile import modelfile
from cricket_lora.parity import check_parity
from cricket_lora.protocol.atomic_files import require_disk, write_atomically
from cricket_lora.protocol.failure import Failure


def refuse_gguf(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, kinds: list[str]
) -> None:
    """Raises `gguf-unsupported` and `gguf-no-quantizer`."""
    gguf_model.refuse_gguf(model, tokenizer)
    for kind in kinds:
        if kind not in TYPES and shutil.which(QUANTIZER) is None:
            raise Failure("gguf-no-quantizer", kind=kind)


def export_gguf(
    run: Path, model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, kinds: list[str]
) -> None:
    require_disk(run, bytes_of(model) * len(kinds) // 2)
    with Building(run / "gguf") as target:
        for kind in kinds:
            timed, path = Timed(), target / file_name(kind)
            if kind in TYPES:
                gguf_model.write_gguf(model, tokenizer, path, kind, run.name)
            else:
                source = target / file_name("f16")
                is_there = source.is_file()
                if not is_there:
                    gguf_model.write_gguf(model, tokenizer, source, "f16", run.name)
                gguf_model.quantize_further(source, kind)
                if not is_there:
                    source.unlink()
            timed.report(path, [path])
            check_parity(run, f"gguf-{kind}", path)
        write_modelfile(target, run, model, tokenizer, file_name(kinds[0]))


def write_modelfile(
    folder: Path,
    run: Path,
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    gguf: str,
) -> None:
    request = json.loads((run / "run.json").read_text(encoding="utf-8"))
    most = request["recipe"]["maxAnswerTokens"]
    try:
        text = modelfile(tokenizer, gguf, ends_of(model, tokenizer), most)
    except Failure as failure:
        left = {"left": "Modelfile", "reason": failure.parameters["reason"]}
        print(json.dumps(left, ensure_ascii=False), flush=True)
        return
    write_atomically(folder / "Modelfile", text)
