"""ONNX files of a model: in full precision by its graph, in fewer bits of that."""

import copy
import logging
from pathlib import Path

from transformers import PreTrainedModel, PreTrainedTokenizerBase

from cricket_lora.exporting.building import Building, Timed, bytes_of
from cricket_lora.model.onnx_graph import Graph
from cricket_lora.protocol.atomic_files import require_disk
from cricket_lora.protocol.failure import Failure

PRECISIONS = ("fp32", "fp16", "int8", "int4")


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


def export_onnx(model: PreTrainedModel, folder: Path, precision: str, graph: Graph) -> None:
    """`model` in fp32, `graph` of its like."""
    timed = Timed()
    if precision in ("int8", "int4"):
        path = quantize(folder, precision)
    else:
        path = folder / file_name(precision)
        if precision == "fp16":
            Graph().save(copy.deepcopy(model).half(), path)
        else:
            graph.save(model, path)
    files = [path, path.with_name(f"{path.name}.data")]
    timed.report(path, files)


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
