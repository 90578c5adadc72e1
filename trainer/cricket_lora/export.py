"""`python -m cricket_lora.export RUN/run.json [fp32|fp16|int8|int4|base]…`: merge, export.

Writes `RUN/merged/` (safetensors in full precision) and `RUN/onnx/`: a graph with a key-value
cache, inputs and outputs named as Optimum names them, the weights in a file beside it. Adapter and
merged model are asked all questions through their own files (parity.py). Prints one JSON line a
file, `{"file", "bytes", "seconds"}`, and one a check, or `{"failed": code, …}`. Needs about three
times the model's size in fp32 of memory: 18 GB for 1.5 B parameters.
"""

import copy
import json
import logging
import os
import shutil
import sys
import time
from pathlib import Path

from cricket_lora.protocol.without_gc import uncollected

with uncollected():
    import torch
    from peft import PeftModel
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

    from cricket_lora.model.base import load_config
    from cricket_lora.model.base_files import content_hash
    from cricket_lora.model.base_record import refuse_other_base
    from cricket_lora.model.greedy import greedy_config
    from cricket_lora.model.load_weights import load_tokenizer, load_weights
    from cricket_lora.model.locate_base import locate_base
    from cricket_lora.model.onnx_graph import Graph
    from cricket_lora.parity import check_parity
    from cricket_lora.protocol.atomic_files import clear, replace_folder, require_disk
    from cricket_lora.protocol.failure import Failure, failure_of
    from cricket_lora.protocol.plain_folder import require_plain_folder

PRECISIONS = ("fp32", "fp16", "int8", "int4")
BASE = "base"  # the base alone in fp32, in `RUN/onnx-base/`, to be asked beside the adapter


def main(arguments: list[str]) -> int:
    request, *precisions = arguments or ["--help"]
    if request.startswith("-") or not set(precisions) <= {*PRECISIONS, BASE}:
        print(f"usage: python -m cricket_lora.export RUN/run.json {[*PRECISIONS, BASE]}")
        return 2
    folder = Path(request).resolve().parent
    os.chdir(Path(__file__).parent)  # see __main__.py
    try:
        require_plain_folder(folder)
        export_run(folder, precisions or ["fp32"])
    except Exception as error:
        failure = failure_of(error, folder)
        print(json.dumps({"failed": failure.code, **failure.parameters}), flush=True)
        return 2
    return 0


def export_run(folder: Path, precisions: list[str]) -> None:
    """Raises Failure as `load_config` and `load_weights` do, `base-replaced`, `disk-full` before
    anything is written, and `export-unsupported` once the merged model is."""
    located = locate_base(folder)
    model, tokenizer, graph = load_model(located.at), load_tokenizer(located.at), Graph()
    for recorded in (folder, folder / "adapter"):
        refuse_other_base(recorded, located.name, content_hash(located.at))
    if BASE in precisions:
        export_to(folder / "onnx-base", model, tokenizer, ["fp32"], graph)
    # In this order: a graph of fewer bits is made of the one in fp32.
    wanted = [precision for precision in PRECISIONS if precision in precisions]
    if not wanted:
        return
    adapter = folder / "adapter"
    if adapter.is_dir():
        check_parity(folder, "adapter", adapter)
    model = merge(model, adapter)
    with Building(folder / "merged") as target:
        require_disk(folder, bytes_of(model))
        model.save_pretrained(target)
        tokenizer.save_pretrained(target)
        check_parity(folder, "merged", target)
    export_to(folder / "onnx", model, tokenizer, wanted, graph)


def export_to(
    folder: Path,
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    precisions: list[str],
    graph: Graph,
) -> None:
    require_disk(folder.parent, bytes_of(model) * len(precisions))
    with Building(folder) as target:
        model.config.save_pretrained(target)
        model.generation_config.save_pretrained(target)
        tokenizer.save_pretrained(target)
        for precision in precisions:
            export_onnx(model, target, precision, graph)


def bytes_of(model: PreTrainedModel) -> int:
    return sum(p.numel() * p.element_size() for p in model.parameters())


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


class Building:
    """A folder that comes to be whole or not at all, and says how large it is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.partial = folder.with_name(f".{folder.name}")

    def __enter__(self) -> Path:
        self.started = time.monotonic()
        clear(self.partial)
        self.partial.mkdir()
        return self.partial

    def __exit__(self, failed: object, *_: object) -> None:
        if failed:
            shutil.rmtree(self.partial, ignore_errors=True)
            return
        replace_folder(self.partial, self.folder)
        size = sum(file.stat().st_size for file in self.folder.rglob("*") if file.is_file())
        report(self.folder, size, time.monotonic() - self.started)


def report(path: Path, size: int, seconds: float) -> None:
    line = {"file": path.name, "bytes": size, "seconds": round(seconds, 2)}
    print(json.dumps(line), flush=True)


def export_onnx(model: PreTrainedModel, folder: Path, precision: str, graph: Graph) -> None:
    """`model` in fp32, `graph` of its like."""
    started = time.monotonic()
    if precision in ("int8", "int4"):
        path = quantize(folder, precision)
    else:
        path = folder / file_name(precision)
        if precision == "fp16":
            Graph().save(copy.deepcopy(model).half(), path)
        else:
            graph.save(model, path)
    files = [path, path.with_name(f"{path.name}.data")]
    size = sum(file.stat().st_size for file in files if file.is_file())
    report(path, size, time.monotonic() - started)


def file_name(precision: str) -> str:
    return "model.onnx" if precision == "fp32" else f"model_{precision}.onnx"


def quantize(folder: Path, precision: str) -> Path:
    """From the fp32 graph: eight-bit weights, with activations quantised as they come, or four-bit
    weights in blocks of 32, multiplied in full precision (the runtime's MatMulNBits)."""
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer

    source, path = folder / file_name("fp32"), folder / file_name(precision)
    if not source.is_file():
        raise Failure("export-needs-fp32")
    if precision == "int8":
        quantize_dynamic(str(source), str(path), weight_type=QuantType.QInt8, per_channel=True)
        return path
    # It logs every node of the graph.
    logging.getLogger("onnxruntime").setLevel(logging.WARNING)
    quantizer = MatMulNBitsQuantizer(str(source), block_size=32, is_symmetric=True)
    quantizer.process()
    quantizer.model.save_model_to_file(str(path), use_external_data_format=True)
    return path


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
