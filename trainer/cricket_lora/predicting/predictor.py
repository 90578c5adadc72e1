"""Asks the model every question, greedily, whatever its generation_config.json says."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import torch
from torch import Tensor
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from cricket_lora.data.render import Rendered
from cricket_lora.fast.cuda_graphs import Recorder
from cricket_lora.fast.pack import next_logits, pack, packed_logits
from cricket_lora.fast.row_cache import RowCache
from cricket_lora.plain.generator import Generator
from cricket_lora.predicting.answer import Answer, read_answer
from cricket_lora.predicting.within_memory import in_fitting_batches
from cricket_lora.protocol.cancellation import Cancellation


def most_likely(logits: Tensor) -> Tensor:
    return logits.argmax(-1)


def logprob_of(tokens: Tensor, logits: Tensor) -> Tensor:
    """[rows], in nats, of `tokens` [rows] under `logits` [rows, vocabulary]."""
    logits = logits.float()
    return logits.gather(-1, tokens[:, None])[:, 0] - logits.logsumexp(-1)


class Predictor:
    """Greedy decoding of `rows` questions at once, after a prefix that all prompts begin with.

    Prompts are read as one pack; then every row grows by a token a step, at its own place. The
    shape of that step never changes: where `records` is true, it is one CUDA graph.
    """

    def __init__(
        self,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerBase,
        end_ids: frozenset[int],
        prefix: Sequence[int],
        *,
        rows: int,
        longest_prompt: int,
        limit: int,
        records: bool = False,
        choose: Callable[[Tensor], Tensor] = most_likely,
    ) -> None:
        """`limit`: the most new tokens of an answer; `choose` makes of logits [rows, vocabulary]
        the next tokens [rows]."""
        device = model.device
        self.model = model
        self.tokenizer = tokenizer
        self.end_ids = end_ids
        self.prefix = prefix
        self.rows = rows
        self.limit = limit
        self.choose = choose
        self.cache = RowCache.empty(model.config, rows, longest_prompt + limit, device, model.dtype)
        self.ends = torch.tensor(sorted(end_ids), device=device)
        self.tokens = torch.zeros(rows, dtype=torch.long, device=device)  # each row's last
        self.finished = torch.zeros(rows, dtype=torch.bool, device=device)
        self.logprob = torch.zeros(rows, device=device)  # of what each row has said
        self.next = self._next
        if records:
            with torch.inference_mode():
                [self.next] = Recorder().record(self._next)

    def answer(self, rendered: Sequence[Rendered]) -> list[Answer]:
        """Answer at most `rows` questions."""
        said = self.say(rendered)
        return [
            read_answer(tokens, row, self.tokenizer, self.end_ids, logprob)
            for tokens, row, logprob in zip(said, rendered, self.logprob.tolist())
        ]

    @torch.inference_mode()
    def say(self, rendered: Sequence[Rendered]) -> list[list[int]]:
        """The tokens that follow each prompt; what comes behind an end token has no meaning."""
        filled = [*rendered, *[rendered[-1]] * (self.rows - len(rendered))]
        prompts = [replace(row, answer=row.answer[:1]) for row in filled]
        packed = pack(prompts, self.prefix, self.model.device)
        logits = packed_logits(self.model, packed, row_cache=self.cache)
        lengths = torch.tensor([len(row.prompt) for row in filled])
        self.cache.position.copy_(lengths)
        self.finished.zero_()
        self.logprob.zero_()
        self._say(logits)
        said = [self.tokens.clone()]
        while len(said) < self.limit and not self.finished.all():
            self.next()
            said.append(self.tokens.clone())
        return torch.stack(said, dim=1).tolist()[: len(rendered)]

    def _next(self) -> None:
        """From the last token of every row to its next."""
        logits = next_logits(self.model, self.tokens, self.cache)
        self.cache.position.add_(1)
        self._say(logits)

    def _say(self, logits: Tensor) -> None:
        tokens = self.choose(logits)
        self.logprob += logprob_of(tokens, logits).masked_fill(self.finished, 0)
        self.tokens.copy_(tokens)
        self.finished |= torch.isin(tokens, self.ends)


def predict(
    make_predictor: Callable[[int], Predictor | Generator],
    rendered: Sequence[Rendered],
    *,
    most_rows: int,
    cancellation: Cancellation,
    on_progress: Callable[[int, float, float], None],
    on_fewer: Callable[[int], None] = lambda rows: None,
) -> list[Answer]:
    """Answers in the order of `rendered`, `most_rows` at once or fewer where memory is short.

    `make_predictor` makes one for so many rows. `on_progress` gets the count done, the seconds it
    took once the first of them was made, and seconds left; `on_fewer` how many rows are answered at
    once from now on. Raises torch.OutOfMemoryError when one does not fit.
    """
    answers: dict[int, Answer] = {}
    predictor: Predictor | Generator | None = None
    started: float | None = None

    def answer(batch: Sequence[int], rows: int) -> None:
        nonlocal predictor, started
        cancellation.check()
        predictor = predictor or make_predictor(rows)
        started = started or time.monotonic()
        answers.update(zip(batch, predictor.answer([rendered[i] for i in batch])))
        seconds = time.monotonic() - started
        on_progress(len(answers), seconds, (len(rendered) / len(answers) - 1) * seconds)

    def make_smaller(rows: int) -> None:
        nonlocal predictor
        predictor = None
        on_fewer(rows)

    order = sorted(range(len(rendered)), key=lambda i: len(rendered[i].prompt))
    in_fitting_batches(order, even_batches(len(rendered), most_rows), answer, make_smaller)
    return [answers[i] for i in range(len(rendered))]


def even_batches(questions: int, largest: int) -> int:
    """Questions a batch, so that as few batches as `largest` allows are about equally full."""
    return -(-questions // -(-questions // largest))
