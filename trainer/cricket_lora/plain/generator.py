"""Greedy answers by the model's own `generate`."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby

import torch
from torch import Tensor
from transformers import (
    GenerationConfig,
    LogitsProcessor,
    LogitsProcessorList,
    PreTrainedModel,
    PreTrainedTokenizerBase,
)

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
        self.logprob: list[float] = []  # of what was said last, where nothing was sampled
        self.settings = GenerationConfig(
            max_new_tokens=limit,
            do_sample=samples,
            **({"top_k": 0, "top_p": 1.0, "temperature": 1.0} if samples else {}),
            eos_token_id=sorted(end_ids),
            pad_token_id=min(end_ids),  # after the end of an answer, never read
        )

    def answer(self, rendered: Sequence[Rendered]) -> list[Answer]:
        """Answer at most `rows` questions."""
        said = self.say(rendered)
        return [
            read_answer(tokens, row, self.tokenizer, self.end_ids, logprob)
            for tokens, row, logprob in zip(said, rendered, self.logprob)
        ]

    @torch.inference_mode()
    def say(self, rendered: Sequence[Rendered]) -> list[list[int]]:
        """The tokens that follow each prompt; what comes behind an end token has no meaning."""
        said: dict[int, list[int]] = {}
        logprob: dict[int, float] = {}
        order = sorted(range(len(rendered)), key=lambda i: len(rendered[i].prompt))
        for _, alike in groupby(order, key=lambda i: len(rendered[i].prompt)):
            group = list(alike)
            prompts = torch.tensor([rendered[i].prompt for i in group], device=self.model.device)
            listener = _Listener(self.end_ids, prompts)
            with _settings(self.model, self.settings):
                made = self.model.generate(
                    prompts,
                    attention_mask=torch.ones_like(prompts),
                    logits_processor=LogitsProcessorList([listener]),
                )
            said.update(zip(group, made[:, prompts.shape[1] :].tolist()))
            logprob.update(zip(group, listener.logprob.tolist()))
        self.logprob = [logprob[i] for i in range(len(rendered))]
        return [said[i] for i in range(len(rendered))]


class _Listener(LogitsProcessor):
    """Adds up how likely each row's most likely tokens are, until it has ended. Keeping the logits
    of all steps instead would take gigabytes."""

    def __init__(self, end_ids: frozenset[int], prompts: Tensor) -> None:
        self.ends = torch.tensor(sorted(end_ids), device=prompts.device)
        self.length = prompts.shape[1]
        self.logprob = torch.zeros(len(prompts), device=prompts.device)
        self.finished = torch.zeros(len(prompts), dtype=torch.bool, device=prompts.device)

    def __call__(self, input_ids: Tensor, scores: Tensor) -> Tensor:
        if input_ids.shape[1] > self.length:
            self.finished |= torch.isin(input_ids[:, -1], self.ends)
        likely = scores.float().log_softmax(-1).amax(-1)
        self.logprob += likely.masked_fill(self.finished, 0)
        return scores


@contextmanager
def _settings(model: PreTrainedModel, settings: GenerationConfig) -> Iterator[None]:
    """`generate` takes from the model's own settings what those that it is given leave open."""
    own, model.generation_config = model.generation_config, settings
    try:
        yield
    finally:
        model.generation_config = own
