"""What `auto` becomes."""

from dataclasses import replace

from cricket_lora.protocol.request import Recipe


def resolve_recipe(recipe: Recipe, hidden_size: int) -> Recipe:
    """Replace `auto` by numbers; `hidden_size` is the base's width.

    Alpha is twice the rank: the adapter's output is scaled by 2 whatever its rank. The learning
    rate falls with the square root of the width, from 2e-3 at a width of 128: wider layers sum
    over more inputs, so that the same step of each weight moves the output further.
    """
    alpha = 2 * recipe.rank if recipe.alpha == "auto" else recipe.alpha
    rate = recipe.learning_rate
    if rate == "auto":
        rate = 2e-3 * (128 / hidden_size) ** 0.5
    return replace(recipe, alpha=alpha, learning_rate=rate)
