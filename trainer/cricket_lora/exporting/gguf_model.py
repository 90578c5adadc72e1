"""A merged model as GGUF, for llama.cpp and what is built on it: Qwen2, Qwen3, Llama, Mistral."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import gguf
import numpy as np
import torch
from gguf import GGMLQuantizationType, GGUFWriter, LlamaFileType
from gguf.quants import quantize
from torch import Tensor
from transformers import PretrainedConfig, PreTrainedModel, PreTrainedTokenizerBase

from cricket_lora.exporting.gguf_vocabulary import unsupported, vocabulary_of, write_vocabulary
from cricket_lora.model.check_base import end_ids_of
from cricket_lora.protocol.failure import Failure

ARCHITECTURES = {
    "qwen2": gguf.MODEL_ARCH.QWEN2,
    "qwen3": gguf.MODEL_ARCH.QWEN3,
    "llama": gguf.MODEL_ARCH.LLAMA,
    "mistral": gguf.MODEL_ARCH.LLAMA,
}
# What this module writes itself; anything smaller is made of f16 by llama.cpp's own quantiser.
TYPES = {
    "f16": (GGMLQuantizationType.F16, LlamaFileType.MOSTLY_F16),
    "q8_0": (GGMLQuantizationType.Q8_0, LlamaFileType.MOSTLY_Q8_0),
}
QUANTIZER = "llama-quantize"
BLOCK = 32  # weights of a row that share a scale


def file_name(kind: str) -> str:
    return f"model-{kind}.gguf"


def refuse_gguf(model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase) -> None:
    """Raises `gguf-unsupported`, before anything is written."""
    config = model.config
    if config.model_type not in ARCHITECTURES:
        raise unsupported(f"its family is {config.model_type}; {', '.join(ARCHITECTURES)} can be")
    rope = rope_of(config)
    if rope.get("rope_type", "default") != "default":
        raise unsupported(f"it scales positions ({rope['rope_type']})")
    if config.hidden_act != "silu":
        raise unsupported(f"its activation is {config.hidden_act}")
    if getattr(config, "use_sliding_window", False):
        raise unsupported("some of its layers read a sliding window")
    vocabulary_of(tokenizer, config.vocab_size)


def rope_of(config: PretrainedConfig) -> dict:
    return getattr(config, "rope_parameters", None) or {}


def write_gguf(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, path: Path, kind: str, name: str
) -> None:
    """`model` in fp32; `name` is shown by tools that list models. Raises as `refuse_gguf` does."""
    refuse_gguf(model, tokenizer)
    config = model.config
    architecture = ARCHITECTURES[config.model_type]
    quantization, file_type = TYPES[kind]
    writer = GGUFWriter(path, gguf.MODEL_ARCH_NAMES[architecture])
    writer.add_name(name)
    writer.add_file_type(file_type)
    if quantization is GGMLQuantizationType.Q8_0:
        writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
    write_shape(writer, config)
    vocabulary = vocabulary_of(tokenizer, config.vocab_size)
    write_vocabulary(writer, vocabulary, tokenizer, ends_of(model, tokenizer))
    # Shapes first, then one tensor after the other: two copies of the model would not fit.
    layout = [(key, tensor, type_of(tensor, quantization)) for key, tensor in tensors_of(model)]
    for key, tensor, kind_of_tensor in layout:
        shape = tuple(tensor.shape)
        is_packed = kind_of_tensor is GGMLQuantizationType.Q8_0
        size = gguf.GGML_QUANT_SIZES[kind_of_tensor]
        writer.add_tensor_info(
            key,
            gguf.quant_shape_to_byte_shape(shape, kind_of_tensor) if is_packed else shape,
            np.dtype(np.uint8 if is_packed else np.float32),
            tensor.numel() // size[0] * size[1],
            raw_dtype=kind_of_tensor,
        )
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()
    for key, tensor, kind_of_tensor in layout:
        writer.write_tensor_data(packed(key, arranged(key, tensor, config), kind_of_tensor))
    writer.close()


def write_shape(writer: GGUFWriter, config: PretrainedConfig) -> None:
    heads = config.num_attention_heads
    width = getattr(config, "head_dim", None) or config.hidden_size // heads
    window = getattr(config, "sliding_window", None)
    context = config.max_position_embeddings
    writer.add_block_count(config.num_hidden_layers)
    writer.add_context_length(min(context, window) if window else context)
    writer.add_embedding_length(config.hidden_size)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_key_length(width)
    writer.add_value_length(width)
    writer.add_rope_dimension_count(width)
    writer.add_rope_freq_base(rope_of(config).get("rope_theta", 10000.0))
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_vocab_size(config.vocab_size)


def ends_of(model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase) -> list[int]:
    ends = sorted(end_ids_of(model))
    return sorted(ends, key=lambda end: end != tokenizer.eos_token_id)


def tensors_of(model: PreTrainedModel) -> Iterator[tuple[str, Tensor]]:
    """Under llama.cpp's names. Raises `gguf-unsupported` for one that has none."""
    config = model.config
    names = gguf.get_tensor_name_map(ARCHITECTURES[config.model_type], config.num_hidden_layers)
    for key, tensor in model.state_dict().items():
        if key == "lm_head.weight" and config.tie_word_embeddings:
            continue  # the embedding is read in its place
        name = names.get_name(key, try_suffixes=(".weight", ".bias"))
        if name is None:
            raise unsupported(f"llama.cpp has no name for its weight {key}")
        yield name, tensor


def type_of(tensor: Tensor, wanted: GGMLQuantizationType) -> GGMLQuantizationType:
    if tensor.dim() < 2:
        return GGMLQuantizationType.F32
    return wanted if tensor.shape[-1] % BLOCK == 0 else GGMLQuantizationType.F16


def arranged(key: str, tensor: Tensor, config: PretrainedConfig) -> Tensor:
    """llama.cpp rotates neighbouring dimensions of Llama's heads; transformers the two halves."""
    kind = key.split(".")[2] if key.startswith("blk.") else ""
    is_llama = ARCHITECTURES[config.model_type] is gguf.MODEL_ARCH.LLAMA
    if not is_llama or kind not in ("attn_q", "attn_k"):
        return tensor
    heads = config.num_attention_heads if kind == "attn_q" else config.num_key_value_heads
    rows, *rest = tensor.shape
    halves = tensor.reshape(heads, 2, rows // heads // 2, *rest)
    return halves.swapaxes(1, 2).reshape(tensor.shape)


def packed(key: str, tensor: Tensor, kind: GGMLQuantizationType) -> np.ndarray:
    values = tensor.detach().to("cpu", torch.float32).contiguous().numpy()
    if kind is GGMLQuantizationType.F16 and not np.all(np.abs(values) < np.finfo(np.float16).max):
        raise unsupported(f"its weight {key} is beyond what 16 bits hold")
    return quantize(values, kind)


def quantize_further(source: Path, kind: str) -> Path:
    """By llama.cpp's quantiser. Raises `gguf-no-quantizer` and `gguf-quantizer-failed`."""
    quantizer = shutil.which(QUANTIZER)
    if quantizer is None:
        raise Failure("gguf-no-quantizer", kind=kind)
    path = source.with_name(file_name(kind))
    done = subprocess.run([quantizer, str(source), str(path), kind], capture_output=True, text=True)
    if done.returncode != 0 or not path.is_file():
        last = (done.stderr.strip().splitlines() or [f"exit {done.returncode}"])[-1]
        raise Failure("gguf-quantizer-failed", kind=kind, reason=last[:400])
    return path
