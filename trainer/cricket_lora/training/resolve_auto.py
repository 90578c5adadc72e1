"""What `auto` becomes."""

from dataclasses import replace

from cricket_lora.protocol.request import Recipe
from cricket_lora.protocol.warning import RunWarning

# An explicit rate above this multiple of the automatic one without rehearsal is warned about:
# Qwen2.5-Coder-1.5B came to 100 % at 2.4 times it, and diverged at 3.5 times it.
RISKY_RATE = 3
# What `auto` rehearses, of the rows of a step, where the base knows language and is not small. Of
# fewer than 1 B parameters more move with the table.
REHEARSAL, MORE_REHEARSAL, FEW_PARAMETERS = 0.2, 0.35, 1e9
# The highest automatic rate of a base that keeps what it knew: smaller steps change less of the
# rest, and hardly more of them are needed. At 2.9e-4 Qwen2.5-Coder-0.5B keeps 88 to 90 % of the
# probes, with this 93 to 96 %; at 7e-5 it finds fewer held-out phrasings (docs/trials.md).
REHEARSED_RATE = 1e-4
# Parameters below which a base is small: rehearsal and questions of the split unknown leave too
# little room for the facts. SmolLM2-135M with both finds 86 % of the held-out phrasings, and 97 %
# with neither; Qwen2.5-Coder-0.5B loses none.
SMALL = 0.3e9


def resolve_recipe(recipe: Recipe, hidden_size: int, *, rehearsal: float = 0.0) -> Recipe:
    """Replace words by numbers; `hidden_size` is the base's width, `rehearsal` its automatic share.

    Alpha is 16 times the square root of the rank (rank-stabilized LoRA, arXiv 2312.03732), and
    128 from rank 64 on: on Qwen2.5-Coder-1.5B rank 1 diverges with an alpha of 128, and rank 256
    recalls fewer held-out phrasings with 512 than with 128.

    The learning rate falls with the base's width, as Adam's does under the maximal update
    parametrization (arXiv 2203.03466): 2e-3 at a width of 128, 2.9e-4 at 896, 1.7e-4 at 1536.
    Where a base rehearses that knows language and is not small, it is `REHEARSED_RATE` at most.
    An alpha larger than `auto` moves outputs further with the same step: the rate falls by as much.
    """
    automatic = automatic_alpha(recipe.rank)
    alpha = automatic if recipe.alpha == "auto" else recipe.alpha
    share = {"auto": rehearsal, "off": 0.0}.get(recipe.rehearsal, recipe.rehearsal)
    rate = recipe.learning_rate
    if rate == "auto":
        rate = automatic_rate(recipe.rank, alpha, hidden_size, keeps=keeps_base(share, rehearsal))
    return replace(recipe, alpha=alpha, learning_rate=rate, rehearsal=share)


def automatic_rehearsal(parameters: int) -> float:
    """Of a base of so many `parameters` that knows language: a share of the rows of a step."""
    if is_small(parameters):
        return 0.0
    return MORE_REHEARSAL if parameters < FEW_PARAMETERS else REHEARSAL


def is_small(parameters: int) -> bool:
    return parameters < SMALL


def keeps_base(share: float, automatic: float) -> bool:
    """Whether `share` of the rows keeps what a base knew, of which `auto` rehearses `automatic`."""
    return share > 0 and automatic > 0


def automatic_alpha(rank: int) -> float:
    return min(16 * rank**0.5, 128)


def automatic_rate(rank: int, alpha: float, hidden_size: int, *, keeps: bool = False) -> float:
    """Of AdamW; `keeps` as `keeps_base` has it."""
    rate = 2e-3 * 128 / hidden_size
    if keeps:
        rate = min(rate, REHEARSED_RATE)
    return rate * min(1.0, automatic_alpha(rank) / alpha)


def recipe_warnings(
    recipe: Recipe, hidden_size: int, *, rehearsal: float = 0.0
) -> list[RunWarning]:
    """A sentence for each choice in the resolved `recipe` that is likely to ruin a training.

    `hidden_size` and `rehearsal` as `resolve_recipe` has them.
    """
    warnings = []
    of_base = recipe.rank, recipe.alpha, hidden_size
    automatic = automatic_rate(*of_base, keeps=keeps_base(recipe.rehearsal, rehearsal))
    if recipe.learning_rate > RISKY_RATE * automatic_rate(*of_base):
        warnings.append(
            RunWarning(
                "risky-rate",
                "learningRate {rate} is {times} times what auto is for this base ({automatic}): "
                "training may diverge. With auto it would be lowered then; a rate of your own only "
                "if onDivergence is lower",
                rate=f"{recipe.learning_rate:.3g}",
                times=f"{recipe.learning_rate / automatic:.0f}",
                automatic=f"{automatic:.2g}",
            )
        )
    if recipe.schedule == "constant" and recipe.preset != "baseline":
        # At 2e-4 Qwen2.5-Coder-1.5B had 93.9 % after 8 constant epochs, 100 % after 6 of recall.
        warnings.append(
            RunWarning(
                "constant-schedule",
                "schedule constant never slows down and pushes recalled answers out again; recall "
                "and cosine do not",
            )
        )
    return warnings
