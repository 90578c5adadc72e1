"""Whether questions fit into a base: its embedding, its context, and what its layers see."""

from collections.abc import Sequence

from transformers import PretrainedConfig, PreTrainedModel

from cricket_lora.data.render import Rendered, refuse


def check_sizes(rendered: Sequence[Rendered], limit: int, model: PreTrainedModel) -> None:
    """`limit`: most tokens of an answer. Raises `questions-invalid`, which names the line."""
    rows, context = embedding_rows(model), context_length(model.config)
    window = attention_span(model.config)
    for row in rendered:
        largest = max(*row.prompt, *row.answer)
        length, most = len(row.prompt) + len(row.answer), len(row.prompt) + limit
        if largest >= rows:
            reason = f"it has the token {largest}, and the base's embedding only {rows} rows"
        elif length > context:
            reason = (
                f"it takes {length} tokens with its answer, and the base's context is {context}"
            )
        elif window is not None and most > window:
            reason = (
                f"it may take {most} tokens with its answer, and layers of the base see {window} "
                f"only (sliding_window): shorten it, lower maxAnswerTokens, or take another base"
            )
        else:
            continue
        refuse(row, reason)


def embedding_rows(model: PreTrainedModel) -> int:
    return model.get_input_embeddings().weight.shape[0]


def attention_span(config: PretrainedConfig) -> int | None:
    """Tokens that the layer with the shortest sight sees; None where all see everything."""
    kinds = getattr(config, "layer_types", None)
    window = getattr(config, "sliding_window", None)
    slides = "sliding_attention" in kinds if kinds else window is not None
    return window if slides and getattr(config, "use_sliding_window", True) else None


def context_length(config: PretrainedConfig) -> int:
    """Most tokens of a conversation for which positions mean what they meant in training.

    Some scalings of the rotation change with the length of what is read; a pack's rows have several
    lengths, so that they are held to the length up to which nothing changes.
    """
    rope = getattr(config, "rope_parameters", None) or {}
    longest = config.max_position_embeddings
    if rope.get("rope_type") in ("dynamic", "longrope"):
        return min(longest, rope.get("original_max_position_embeddings") or longest)
    return longest
