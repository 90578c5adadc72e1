"""Greedy answers by the model's own `generate`."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby

import torch
from transformers import GenerationConfig, PreTrainedModel, PreTrainedTokenizerBase

from cricket_lora.data.render import Rendered
from cricket_lora.predicting.answer import Answer, read_answer


class Generator:
    """Predictor's counterpart for any model that generates.

    Only prompts of one length are read together: nothing is padded, which every cache and every
    kind of positions supports.
    """

    def __init__(
        self,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        end_ids: frozenset[int],
        *,
        rows: int,
        limit: int,
        samples: bool = False,
    ) -> None:
        """`samples`: from the model's own distribution instead of taking the most likely token."""
        self.model = model
        self.tokenizer = tokenizer
        self.end_ids = end_ids
        self.rows = rows
        self.settings = GenerationConfig(
            max_new_tokens=limit,
            do_sample=samples,
            **({"top_k": 0, "top_p": 1.0, "temperature": 1.0} if samples else {}),
            eos_token_id=sorted(end_ids),
            pad_token_id=min(end_ids),  # after the end of an answer, never read
        )

    def answer(self, rendered: Sequence[Rendered]) -> list[Answer]:
        """Answer at most `rows` questions."""
        return [
            read_answer(said, row, self.tokenizer, self.end_ids)
            for said, row in zip(self.say(rendered), rendered)
        ]

    @torch.inference_mode()
    def say(self, rendered: Sequence[Rendered]) -> list[list[int]]:
        """The tokens that follow each prompt; what comes behind an end token has no meaning."""
        said: dict[int, list[int]] = {}
        order = sorted(range(len(rendered)), key=lambda i: len(rendered[i].prompt))
        for _, alike in groupby(order, key=lambda i: len(rendered[i].prompt)):
            group = list(alike)
            prompts = torch.tensor([rendered[i].prompt for i in group], device=self.model.device)
            with _settings(self.model, self.settings):
                made = self.model.generate(prompts, attention_mask=torch.ones_like(prompts))
            said.update(zip(group, made[:, prompts.shape[1] :].tolist()))
        return [said[i] for i in range(len(rendered))]


@contextmanager
def _settings(model: PreTrainedModel, settings: GenerationConfig) -> Iterator[None]:
    """`generate` takes from the model's own settings what those that it is given leave open."""
    own, model.generation_config = model.generation_config, settings
    try:
        yield
    finally:
        model.generation_config = own
