"""What `auto` resolves to, and choices of a recipe that are warned of."""

import pytest
from conftest import RECIPE

from cricket_lora.protocol.request import read_recipe
from cricket_lora.training.resolve_auto import (
    automatic_rehearsal,
    recipe_warnings,
    resolve_recipe,
)


@pytest.mark.parametrize(
    ("rank", "alpha", "width", "expected"),
    [
        (64, "auto", 128, (128, 2e-3)),
        (64, "auto", 896, (128, 2.86e-4)),
        (64, "auto", 1536, (128, 1.67e-4)),
        (1, "auto", 1536, (16, 1.67e-4)),
        (8, "auto", 1536, (45.3, 1.67e-4)),
        (256, "auto", 1536, (128, 1.67e-4)),
        (256, 512, 1536, (512, 4.17e-5)),
        (8, 16, 1536, (16, 1.67e-4)),
    ],
)
def test_auto_becomes_numbers_by_rank_and_width(rank, alpha, width, expected):
    written = read_recipe({**RECIPE, "rank": rank, "alpha": alpha, "learningRate": "auto"})
    resolved = resolve_recipe(written, width)
    assert (resolved.alpha, resolved.learning_rate) == pytest.approx(expected, rel=0.01)


@pytest.mark.parametrize(
    ("parameters", "share"), [(135e6, 0), (494e6, 0.35), (999e6, 0.35), (1544e6, 0.2)]
)
def test_smaller_bases_rehearse_more_and_the_smallest_nothing(parameters, share):
    automatic = automatic_rehearsal(parameters)
    assert automatic == share
    for written, resolved in (("auto", share), ("off", 0), (0.1, 0.1)):
        recipe = resolve_recipe(
            read_recipe({**RECIPE, "rehearsal": written}), 896, rehearsal=automatic
        )
        assert recipe.rehearsal == resolved


@pytest.mark.parametrize(
    ("width", "own", "rehearsal", "expected"),
    [
        (896, {}, 0.35, 1e-4),
        (1536, {}, 0.2, 1e-4),
        (3584, {}, 0.2, 7.14e-5),  # already lower by its width
        (1536, {"alpha": 256}, 0.2, 5e-5),  # an alpha twice as large as auto
        (1536, {"rehearsal": 0.1}, 0.2, 1e-4),
        (1536, {"rehearsal": "off"}, 0.2, 1.67e-4),
        (128, {"rehearsal": 0.1}, 0.0, 2e-3),  # of a base without language
        (1536, {"learningRate": 3e-4}, 0.2, 3e-4),
    ],
)
def test_a_base_that_keeps_what_it_knew_has_a_lower_rate(width, own, rehearsal, expected):
    written = {**RECIPE, "rank": 64, "alpha": "auto", "learningRate": "auto", "rehearsal": "auto"}
    resolved = resolve_recipe(read_recipe({**written, **own}), width, rehearsal=rehearsal)
    assert resolved.learning_rate == pytest.approx(expected, rel=0.01)


def test_numbers_in_a_recipe_stay():
    chosen = resolve_recipe(read_recipe({**RECIPE, "alpha": 3, "learningRate": 0.5}), 128)
    assert (chosen.alpha, chosen.learning_rate) == (3, 0.5)


@pytest.mark.parametrize(
    ("own", "warned_of"),
    [
        ({"learningRate": "auto"}, []),
        ({"learningRate": 4e-4}, []),  # 2.4 times auto
        ({"learningRate": 5.8e-4}, ["3 times what auto is"]),
        ({"learningRate": 1.67e-3, "alpha": 128}, ["10 times what auto is"]),
        # An alpha larger than auto has a lower automatic rate.
        ({"learningRate": 4e-4, "alpha": 256}, ["5 times what auto is"]),
        ({"learningRate": "auto", "schedule": "constant"}, ["schedule constant"]),
        ({"learningRate": 1e-2, "schedule": "constant"}, ["60 times", "schedule constant"]),
        ({"learningRate": 2e-4, "schedule": "constant", "preset": "baseline"}, []),
    ],
)
def test_choices_that_may_ruin_a_training_are_warned_of(own, warned_of):
    preset = {"preset": "recall", "schedule": "recall", "rank": 64, "alpha": "auto"}
    recipe = resolve_recipe(read_recipe({**RECIPE, **preset, **own}), 1536)
    warnings = recipe_warnings(recipe, 1536)
    assert len(warnings) == len(warned_of)
    assert all(words in warning.message for words, warning in zip(warned_of, warnings))


def test_a_rate_is_called_risky_where_it_would_be_without_rehearsal_too():
    for rate, times in ((4.9e-4, None), (5.1e-4, "5 times what auto is for this base (0.0001)")):
        written = {**RECIPE, "rank": 64, "alpha": "auto", "learningRate": rate, "rehearsal": "auto"}
        recipe = resolve_recipe(read_recipe(written), 1536, rehearsal=0.2)
        said = [warning.message for warning in recipe_warnings(recipe, 1536, rehearsal=0.2)]
        assert said == [] if times is None else times in said[0]
