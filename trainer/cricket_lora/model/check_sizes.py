"""Whether questions fit into a base: its embedding and its context."""

from collections.abc import Sequence

from transformers import PretrainedConfig, PreTrainedModel

from cricket_lora.data.render import Rendered, refuse


def check_sizes(rendered: Sequence[Rendered], model: PreTrainedModel) -> None:
    """Raises `questions-invalid`, which names the line."""
    rows = embedding_rows(model)
    context = context_length(model.config.get_text_config(decoder=True))
    for row in rendered:
        largest, length = max(*row.prompt, *row.answer), len(row.prompt) + len(row.answer)
        if largest >= rows:
            reason = f"it has the token {largest}, and the base's embedding only {rows} rows"
            refuse(row, reason)
        if context is not None and length > context:
            reason = f"it takes {length} tokens with its answer; the base's context is {context}"
            refuse(row, reason)


def embedding_rows(model: PreTrainedModel) -> int:
    return model.get_input_embeddings().weight.shape[0]


def context_length(config: PretrainedConfig) -> int | None:
    """Most tokens of a conversation for which positions mean what they meant in training.

    Some scalings of the rotation change with the length of what is read; rows that are read
    together have several, so that they are held to the length up to which nothing changes. None
    where a configuration tells of no context.
    """
    rope = getattr(config, "rope_parameters", None) or {}
    longest = getattr(config, "max_position_embeddings", None)
    if longest and rope.get("rope_type") in ("dynamic", "longrope"):
        return min(longest, rope.get("original_max_position_embeddings") or longest)
    return longest
