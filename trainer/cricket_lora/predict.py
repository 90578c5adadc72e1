"""Asks the model every question, greedily, whatever its generation_config.json says."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import torch
from torch import Tensor
from transformers import DynamicCache, GenerationConfig, PreTrainedModel, PreTrainedTokenizerBase

from cricket_lora.cancellation import Cancellation
from cricket_lora.render import Rendered


@dataclass(frozen=True)
class Answer:
    """`stopped`: the model ended its answer itself."""

    output: str
    stopped: bool


class Predictor:
    """Greedy decoding of batches of equal length after a prefix that is computed once."""

    def __init__(
        self,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        end_ids: frozenset[int],
        prefix: Sequence[int],
    ) -> None:
        self.model = model
        self.tokenizer = tokenizer
        self.ends = torch.tensor(sorted(end_ids), device=model.device)
        self.prefix = list(prefix)
        self.cache = self._prefix_cache()

    @torch.inference_mode()
    def _prefix_cache(self) -> list[tuple[Tensor, Tensor]]:
        """Keys and values [1, heads, prefix, width] of every layer."""
        if not self.prefix:
            return []
        ids = torch.tensor([self.prefix], device=self.model.device)
        cache = self.model(input_ids=ids, use_cache=True, logits_to_keep=1).past_key_values
        return [(layer.keys, layer.values) for layer in cache.layers]

    @torch.inference_mode()
    def answer(self, prompts: Sequence[list[int]], limit: int) -> list[Answer]:
        """Answer `prompts`, all of one length, in at most `limit` new tokens each."""
        cache = DynamicCache()
        for number, (keys, values) in enumerate(self.cache):
            batch = (len(prompts), -1, -1, -1)
            cache.update(keys.expand(batch), values.expand(batch), number)
        own = [prompt[len(self.prefix) :] for prompt in prompts]
        ids = torch.tensor(own, device=self.model.device)
        finished = torch.zeros(len(prompts), dtype=torch.bool, device=self.model.device)
        said: list[Tensor] = []
        while len(said) < limit and not finished.all():
            output = self.model(
                input_ids=ids, past_key_values=cache, use_cache=True, logits_to_keep=1
            )
            ids = output.logits.argmax(-1)  # [batch, 1]
            said.append(ids[:, 0])
            finished |= torch.isin(ids[:, 0], self.ends)
        return [self._read(tokens) for tokens in torch.stack(said, dim=1).tolist()]

    def _read(self, tokens: list[int]) -> Answer:
        """Special tokens inside an answer stay visible: they are part of what the model said."""
        ends = [place for place, token in enumerate(tokens) if token in self.ends.tolist()]
        said = tokens[: ends[0]] if ends else tokens
        text = self.tokenizer.decode(
            said, skip_special_tokens=False, clean_up_tokenization_spaces=False
        )
        return Answer(text, stopped=bool(ends))


def predict(
    predictor: Predictor,
    rendered: Sequence[Rendered],
    *,
    batch_size: int,
    limit: int,
    cancellation: Cancellation,
    on_progress: Callable[[int, float], None],
) -> list[Answer]:
    """Answers in the order of `rendered`. `on_progress` gets the count done and seconds left."""
    answers: dict[int, Answer] = {}
    started = time.monotonic()
    for batch in batches_of_equal_length([len(row.prompt) for row in rendered], batch_size):
        cancellation.check()
        replies = predictor.answer([rendered[i].prompt for i in batch], limit)
        answers.update(zip(batch, replies))
        rate = len(answers) / (time.monotonic() - started)
        on_progress(len(answers), (len(rendered) - len(answers)) / rate)
    return [answers[i] for i in range(len(rendered))]


def batches_of_equal_length(lengths: Sequence[int], batch_size: int) -> Iterator[list[int]]:
    """Indices into `lengths`: no batch needs padding, so that no mask can be wrong."""
    order = sorted(range(len(lengths)), key=lambda i: lengths[i])
    for _, group in groupby(order, key=lambda i: lengths[i]):
        same = list(group)
        yield from (same[i : i + batch_size] for i in range(0, len(same), batch_size))


def overridden_settings(config: GenerationConfig) -> dict[str, object]:
    """What generation_config.json asks for and greedy prediction does not do."""
    greedy = {"do_sample": False, "repetition_penalty": 1.0, "num_beams": 1}
    sampling = ("temperature", "top_p", "top_k", "min_p", "typical_p")
    penalties = ("no_repeat_ngram_size", "encoder_repetition_penalty", "bad_words_ids")
    asked = config.to_diff_dict()
    return {
        name: value
        for name, value in asked.items()
        if (name in greedy and value != greedy[name]) or name in (*sampling, *penalties)
    }
