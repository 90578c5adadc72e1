"""`python -m cricket_lora.export RUN/run.json [fp32|fp16|int8|int4|base]…`: merge, export.

Writes `RUN/merged/` (safetensors in full precision) and `RUN/onnx/`: a graph with a key-value
cache, inputs and outputs named as Optimum names them, the weights in a file beside it. Prints one
JSON line a file, `{"file", "bytes", "seconds"}`, or `{"failed": code, …}`. Needs about three times
the model's size in fp32 of memory: 18 GB for 1.5 B parameters.
"""

import json
import logging
import shutil
import sys
import time
from pathlib import Path

import torch
from peft import PeftModel
from torch import Tensor
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    DynamicCache,
    PreTrainedModel,
    PreTrainedTokenizerBase,
)

from cricket_lora.base import load_config
from cricket_lora.failure import Failure, failure_of
from cricket_lora.files import require_disk

PRECISIONS = ("fp32", "fp16", "int8", "int4")
BASE = "base"  # the base alone in fp32, in `RUN/onnx-base/`, to be asked beside the adapter


def main(arguments: list[str]) -> int:
    request, *precisions = arguments or ["--help"]
    if request.startswith("-") or not set(precisions) <= {*PRECISIONS, BASE}:
        print(f"usage: python -m cricket_lora.export RUN/run.json {[*PRECISIONS, BASE]}")
        return 2
    folder = Path(request).resolve().parent
    try:
        export_run(folder, precisions or ["fp32"])
    except Exception as error:
        failure = failure_of(error, folder)
        print(json.dumps({"failed": failure.code, **failure.parameters}), flush=True)
        return 2
    return 0


def export_run(folder: Path, precisions: list[str]) -> None:
    """Raises Failure as `load_config` does, and `disk-full` before anything is written."""
    name = json.loads((folder / "run.json").read_text(encoding="utf-8"))["base"]
    load_config(name)
    tokenizer = AutoTokenizer.from_pretrained(name)
    if BASE in precisions:
        export_to(folder / "onnx-base", load_model(name), tokenizer, ["fp32"])
    precisions = [precision for precision in precisions if precision != BASE]
    if not precisions:
        return
    model = merged_model(name, folder / "adapter")
    with Building(folder / "merged") as target:
        require_disk(folder, bytes_of(model))
        model.save_pretrained(target)
        tokenizer.save_pretrained(target)
    export_to(folder / "onnx", model, tokenizer, precisions)


def export_to(
    folder: Path,
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    precisions: list[str],
) -> None:
    require_disk(folder.parent, bytes_of(model) * len(precisions))
    with Building(folder) as target:
        model.config.save_pretrained(target)
        model.generation_config.save_pretrained(target)
        tokenizer.save_pretrained(target)
        for precision in precisions:
            export_onnx(model, target, precision)


def bytes_of(model: PreTrainedModel) -> int:
    return sum(p.numel() * p.element_size() for p in model.parameters())


def load_model(name: str) -> PreTrainedModel:
    model = AutoModelForCausalLM.from_pretrained(
        name, dtype=torch.float32, attn_implementation="sdpa"
    )
    return model.eval()


def merged_model(name: str, adapter: Path) -> PreTrainedModel:
    """The base in fp32, the adapter (where there is one) added to its weights."""
    model = load_model(name)
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
        shutil.rmtree(self.partial, ignore_errors=True)
        self.partial.mkdir()
        return self.partial

    def __exit__(self, failed: object, *_: object) -> None:
        if failed:
            shutil.rmtree(self.partial, ignore_errors=True)
            return
        shutil.rmtree(self.folder, ignore_errors=True)
        self.partial.rename(self.folder)
        size = sum(file.stat().st_size for file in self.folder.rglob("*") if file.is_file())
        report(self.folder, size, time.monotonic() - self.started)


def report(path: Path, size: int, seconds: float) -> None:
    line = {"file": path.name, "bytes": size, "seconds": round(seconds, 2)}
    print(json.dumps(line), flush=True)


class WithFlatCache(torch.nn.Module):
    """The model with its cache as plain tensors: key and value of each layer, in turn."""

    def __init__(self, model: PreTrainedModel) -> None:
        super().__init__()
        self.model = model

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor, position_ids: Tensor, past: list[Tensor]
    ) -> tuple[Tensor, ...]:
        cache = DynamicCache()
        for layer in range(len(past) // 2):
            cache.update(past[2 * layer], past[2 * layer + 1], layer)
        output = self.model(
            input_ids=input_ids,
            attention_mask=attention_mask,
            position_ids=position_ids,
            past_key_values=cache,
            use_cache=True,
            # All logits of a batch of prompts would take gigabytes.
            logits_to_keep=1,
        )
        present = []
        for layer in output.past_key_values.layers:
            present += [layer.keys, layer.values]
        return output.logits, *present


def export_onnx(model: PreTrainedModel, folder: Path, precision: str) -> None:
    started = time.monotonic()
    if precision in ("int8", "int4"):
        path = quantize(folder, precision)
    else:
        path = folder / file_name(precision)
        export_graph(model.half() if precision == "fp16" else model.float(), path)
        model.float()
    files = [path, path.with_name(f"{path.name}.data")]
    size = sum(file.stat().st_size for file in files if file.is_file())
    report(path, size, time.monotonic() - started)


def file_name(precision: str) -> str:
    return "model.onnx" if precision == "fp32" else f"model_{precision}.onnx"


def export_graph(model: PreTrainedModel, path: Path) -> None:
    config = model.config
    heads = config.num_key_value_heads
    width = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    layers, batch, old, new = config.num_hidden_layers, 2, 3, 4
    # Sizes of which none is another or 1, or the exporter takes them for the same or for constants.
    past = [torch.zeros(batch, heads, old, width, dtype=model.dtype) for _ in range(2 * layers)]
    inputs = (
        torch.ones(batch, new, dtype=torch.long),
        torch.ones(batch, old + new, dtype=torch.long),
        torch.arange(old, old + new).repeat(batch, 1),
        past,
    )
    cache_names = [f"{i}.{part}" for i in range(layers) for part in ("key", "value")]
    batches = torch.export.Dim("batch_size", min=1)
    tokens = torch.export.Dim("sequence_length", min=1)
    olds = torch.export.Dim("past_sequence_length", min=0)
    rows = {0: batches, 1: tokens}
    with torch.no_grad():
        torch.onnx.export(
            WithFlatCache(model).eval(),
            inputs,
            str(path),
            dynamo=True,
            external_data=True,
            verbose=False,
            input_names=[
                *("input_ids", "attention_mask", "position_ids"),
                *(f"past_key_values.{name}" for name in cache_names),
            ],
            output_names=["logits", *(f"present.{name}" for name in cache_names)],
            dynamic_shapes=(
                rows,
                {0: batches, 1: torch.export.Dim.AUTO},
                rows,
                [{0: batches, 2: olds} for _ in past],
            ),
        )


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
    # It tells of every node of the graph.
    logging.getLogger("onnxruntime").setLevel(logging.WARNING)
    quantizer = MatMulNBitsQuantizer(str(source), block_size=32, is_symmetric=True)
    quantizer.process()
    quantizer.model.save_model_to_file(str(path), use_external_data_format=True)
    return path


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
