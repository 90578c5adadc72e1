"""Whether questions fit into a base: its embedding and its context."""

from collections.abc import Sequence

from transformers import PretrainedConfig, PreTrainedModel

from cricket_lora.data.render import Rendered, refuse


def check_sizes(rendered: Sequence[Rendered], model: PreTrainedModel) -> None:
    """Raises `questions-invalid`, which names the line."""
    for row in rendered:
        problem = problem_of_size([*row.prompt, *row.answer], model)
        if problem is not None:
            refuse(row, problem)


def problem_of_size(tokens: Sequence[int], model: PreTrainedModel) -> str | None:
    """Why a base cannot read these tokens."""
    rows, largest = embedding_rows(model), max(tokens, default=0)
    if largest >= rows:
        return f"it has the token {largest}, and the base's embedding only {rows} rows"
    context = context_length(model.config.get_text_config(decoder=True))
    if context is not None and len(tokens) > context:
        return f"it takes {len(tokens)} tokens; the base's context is {context}"
    return None


def embedding_rows(model: PreTrainedModel) -> int:
    return model.get_input_embeddings().weight.shape[0]


def context_length(config: PretrainedConfig) -> int | None:
    """Most tokens of a conversation for which positions mean what they meant in training.

    Some scalings of the rotation change with the length of what is read; rows that are read
    together have several, so that they are held to the length up to which nothing changes. None
    where a configuration names no context.
    """
    rope = getattr(config, "rope_parameters", None) or {}
    longest = getattr(config, "max_position_embeddings", None)
    if longest and rope.get("rope_type") in ("dynamic", "longrope"):
        return min(longest, rope.get("original_max_position_embeddings") or longest)
    return longest
