"""A model's graph for ONNX Runtime, with a key-value cache, named as Optimum names it."""

import logging
from collections.abc import Iterable
from pathlib import Path

import torch
from torch import Tensor
from transformers import DynamicCache, PreTrainedModel

from cricket_lora.protocol.failure import Failure


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


class Graph:
    """Of models that differ in their weights alone, such as a base before and after a merge: to
    follow the computation and to simplify it takes most of an export's time, and is done once."""

    def __init__(self) -> None:
        self.simplified: torch.onnx.ONNXProgram | None = None

    def save(self, model: PreTrainedModel, path: Path) -> None:
        """Write `path` and, beside it, `path`.data with the weights of `model`."""
        from onnxscript.optimizer import fold_constants, remove_unused_nodes

        if self.simplified is None:
            self.simplified = trace(model)
            simplify(self.simplified, weights_in(self.simplified, model))
        program = torch.onnx.ONNXProgram(self.simplified.model.clone(), None)
        program.apply_weights(weights_in(program, model))
        # Weights that are multiplied as they are, not transposed each time.
        fold_constants(program.model, onnx_shape_inference=False)
        remove_unused_nodes(program.model)
        program.save(str(path), external_data=True)


def simplify(program: torch.onnx.ONNXProgram, weights: Iterable[str]) -> None:
    """In place, and as it is for any weights: those that it has are forgotten."""
    for name in weights:
        program.model.graph.initializers[name].const_value = None
    # It logs each weight that it does not know.
    logging.getLogger("onnx_ir").setLevel(logging.ERROR)
    program.optimize()


def weights_in(program: torch.onnx.ONNXProgram, model: PreTrainedModel) -> dict[str, Tensor]:
    """By their names in the graph, which has tied weights once."""
    names = program.model.graph.initializers.keys()
    parameters = dict(WithFlatCache(model).named_parameters(remove_duplicate=False))
    weights = {name: value.data for name, value in parameters.items() if name in names}
    if {id(parameters[name]) for name in weights} != {id(value) for value in parameters.values()}:
        raise RuntimeError("a weight of the model is not in its graph")
    return weights


def trace(model: PreTrainedModel) -> torch.onnx.ONNXProgram:
    """Not optimized: each weight is there as it is in the model. Raises `export-unsupported`."""
    try:
        return _trace(model)
    except torch.onnx.OnnxExporterError as error:
        cause = str(error.__cause__ or error).strip().splitlines()[0]
        family = model.config.model_type
        raise Failure("export-unsupported", modelType=family, message=cause[:200]) from error


def _trace(model: PreTrainedModel) -> torch.onnx.ONNXProgram:
    config = model.config.get_text_config(decoder=True)
    heads = getattr(config, "num_key_value_heads", None) or config.num_attention_heads
    width = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    layers, batch, old, new = config.num_hidden_layers, 2, 3, 4
    # Distinct sizes, none of them 1: the exporter would merge equal ones, and make 1 a constant.
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
        program = torch.onnx.export(
            WithFlatCache(model).eval(),
            inputs,
            dynamo=True,
            optimize=False,
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
    assert program is not None  # it is None only without dynamo
    return program
