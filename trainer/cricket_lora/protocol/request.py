"""run.json: the frozen request, the trainer's only input."""

import json
import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Recipe:
    """Hyperparameters under their names in settings, in Python's spelling.

    `src/core/recipe/recipe.ts` gives each one's range, unit and reason.
    """

    preset: str
    rank: int
    alpha: float | str
    target_modules: tuple[str, ...]
    dropout: float
    learning_rate: float | str
    schedule: str
    warmup_steps: int
    epochs: int
    stop_at_recall: bool
    settled_at: float
    batch_size: int
    weight_decay: float
    max_grad_norm: float
    quantization: str
    precision: str
    seed: int
    checkpoint_every: int
    prediction_batch_size: int
    max_answer_tokens: int
    # Requests from before there was a guard do not name it.
    on_divergence: str = "auto"
    # A share of the rows of a step. Requests from before there was rehearsal train without it.
    rehearsal: float | str = "off"

    def as_json(self) -> dict[str, object]:
        """Under the names that run.json uses."""
        return {re.sub("_(.)", lambda m: m[1].upper(), k): v for k, v in vars(self).items()}


@dataclass(frozen=True)
class Request:
    operation: str
    base: str
    questions_path: str
    questions_sha256: str
    recipe: Recipe
    adapter_path: str | None = None
    # `auto`, `on` or `off`: whether side effects are measured once a training is done.
    probes: str = "off"


def read_request(path: Path) -> Request:
    """Raises KeyError or TypeError when a key is missing or unknown: the starter's bug."""
    request = json.loads(path.read_text(encoding="utf-8"))
    return Request(
        operation=request["operation"],
        base=request["base"],
        questions_path=request["questions"]["path"],
        questions_sha256=request["questions"]["sha256"],
        recipe=read_recipe(request["recipe"]),
        adapter_path=request["adapter"]["path"] if "adapter" in request else None,
        probes=request.get("probes", "off"),
    )


def read_recipe(values: dict[str, object]) -> Recipe:
    """From the JSON form, whose names are in camel case. Raises as `read_request` does."""
    if not isinstance(values, dict):
        raise TypeError("recipe is not an object")
    fields = {re.sub("[A-Z]", lambda m: "_" + m[0].lower(), name): v for name, v in values.items()}
    fields["target_modules"] = tuple(fields["target_modules"])
    return Recipe(**fields)
