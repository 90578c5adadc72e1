"""`python -m cricket_lora.export RUN/run.json [merged|fp32|fp16|int8|int4|base|gguf-KIND]…`

Merges a run's adapter into its base and writes `RUN/merged/` (safetensors in full precision);
`RUN/onnx/`, a graph with a key-value cache, inputs and outputs named as Optimum names them, the
weights in a file beside it; and `RUN/gguf/` with a Modelfile for Ollama (KIND: f16, q8_0, q4_k_m).
Adapter, merged model and GGUF are asked all questions through their own files (parity.py). Prints
one JSON line a file, `{"file", "bytes", "seconds"}`, one a check, one for what was left out
(`{"left", "reason"}`), or `{"failed": code, …}`. Needs about three times the model's size in fp32
of memory: 18 GB for 1.5 B parameters.
"""

import json
import os
import sys
from pathlib import Path

from cricket_lora.protocol.without_gc import uncollected

with uncollected():
    import torch
    from peft import PeftModel
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

    from cricket_lora.exporting.building import Building, bytes_of
    from cricket_lora.exporting.onnx_files import PRECISIONS, export_to
    from cricket_lora.model.base import load_config
    from cricket_lora.model.base_files import content_hash
    from cricket_lora.model.base_record import refuse_other_base
    from cricket_lora.model.greedy import greedy_config
    from cricket_lora.model.load_weights import load_tokenizer, load_weights
    from cricket_lora.model.locate_base import locate_base
    from cricket_lora.model.onnx_graph import Graph
    from cricket_lora.parity import check_parity
    from cricket_lora.protocol.atomic_files import require_disk
    from cricket_lora.protocol.failure import failure_of
    from cricket_lora.protocol.plain_folder import require_plain_folder

BASE = "base"  # the base alone in fp32, in `RUN/onnx-base/`, to be asked beside the adapter
MERGED = "merged"  # nothing else: it is made whenever anything of the adapter is
GGUF = "gguf-"
KINDS = ("f16", "q8_0", "q4_k_m")
FORMS = (MERGED, *PRECISIONS, BASE, *(GGUF + kind for kind in KINDS))


def main(arguments: list[str]) -> int:
    request, *wanted = arguments or ["--help"]
    if request.startswith("-") or not set(wanted) <= set(FORMS):
        print(f"usage: python -m cricket_lora.export RUN/run.json {[*FORMS]}")
        return 2
    folder = Path(request).resolve().parent
    os.chdir(Path(__file__).parent)  # see __main__.py
    try:
        require_plain_folder(folder)
        export_run(folder, wanted or ["fp32"])
    except Exception as error:
        failure = failure_of(error, folder)
        print(json.dumps({"failed": failure.code, **failure.parameters}), flush=True)
        return 2
    return 0


def export_run(folder: Path, wanted: list[str]) -> None:
    """Raises Failure as `load_config` and `load_weights` do, `base-replaced`, `gguf-unsupported`
    and `disk-full` before anything is written, `export-unsupported` once the merged model is."""
    located = locate_base(folder)
    model, tokenizer, graph = load_model(located.at), load_tokenizer(located.at), Graph()
    sha256 = content_hash(located.at)
    for recorded in (folder, folder / "adapter"):
        refuse_other_base(recorded, located.name, sha256)
    kinds = [kind for kind in KINDS if GGUF + kind in wanted]
    if kinds:
        # Imported only now: what needs no GGUF needs not its package.
        from cricket_lora.exporting.gguf_folder import export_gguf, refuse_gguf

        refuse_gguf(model, tokenizer, kinds)
    if BASE in wanted:
        export_to(folder / "onnx-base", model, tokenizer, ["fp32"], graph)
    if set(wanted) <= {BASE}:
        return
    model = write_merged(folder, model, tokenizer)
    # In this order: a graph of fewer bits is made of the one in fp32.
    precisions = [precision for precision in PRECISIONS if precision in wanted]
    if precisions:
        export_to(folder / "onnx", model, tokenizer, precisions, graph)
    if kinds:
        export_gguf(folder, model, tokenizer, kinds)


def write_merged(
    folder: Path, model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase
) -> PreTrainedModel:
    adapter = folder / "adapter"
    if adapter.is_dir():
        check_parity(folder, "adapter", adapter)
    model = merge(model, adapter)
    with Building(folder / "merged") as target:
        require_disk(folder, bytes_of(model))
        model.save_pretrained(target)
        tokenizer.save_pretrained(target)
        check_parity(folder, "merged", target)
    return model


def load_model(name: str) -> PreTrainedModel:
    model = load_weights(name, load_config(name), dtype=torch.float32)
    # Everything that the base's own settings ask for beyond that is overridden in training, too.
    model.generation_config = greedy_config(model)
    return model.eval()


def merge(model: PreTrainedModel, adapter: Path) -> PreTrainedModel:
    """The base with the adapter (where there is one) added to its weights, in place."""
    if (adapter / "adapter_config.json").is_file():
        model = PeftModel.from_pretrained(model, adapter).merge_and_unload(safe_merge=True)
    return model.eval()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
