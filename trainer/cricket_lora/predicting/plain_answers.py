"""Answers by transformers alone, from files as any other program loads them."""

from collections import defaultdict
from collections.abc import Callable, Sequence

import torch
from transformers import GenerationConfig, PreTrainedModel, PreTrainedTokenizerBase

from cricket_lora.data.chat_template import apply_template
from cricket_lora.data.questions import Message


@torch.inference_mode()
def plain_answers(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    prompts: Sequence[Sequence[Message]],
    limit: int,
    *,
    batch_size: int,
    on_progress: Callable[[int], None] = lambda done: None,
) -> list[str]:
    """Of `generate` with the model's own settings and no others; `limit` new tokens at most.

    Only prompts of one length share a batch, so that no padding can change an answer.
    """
    by_length: dict[int, list[int]] = defaultdict(list)
    ids = [_tokens(tokenizer, prompt) for prompt in prompts]
    for place, tokens in enumerate(ids):
        by_length[len(tokens)].append(place)
    answers: dict[int, str] = {}
    for length, places in by_length.items():
        for start in range(0, len(places), batch_size):
            batch = places[start : start + batch_size]
            tokens = torch.tensor([ids[place] for place in batch], device=model.device)
            made = model.generate(
                input_ids=tokens,
                attention_mask=torch.ones_like(tokens),
                max_new_tokens=limit,
            )[:, length:].tolist()
            ends = _ends(model.generation_config)
            answers.update((p, _text(tokenizer, new, ends)) for p, new in zip(batch, made))
            on_progress(len(answers))
    return [answers[place] for place in range(len(prompts))]


def _tokens(tokenizer: PreTrainedTokenizerBase, prompt: Sequence[Message]) -> list[int]:
    text = apply_template(tokenizer, prompt, answer_next=True)
    return tokenizer(text, add_special_tokens=False)["input_ids"]


def _text(tokenizer: PreTrainedTokenizerBase, tokens: list[int], ends: Sequence[int]) -> str:
    end = next((place for place, token in enumerate(tokens) if token in ends), None)
    return tokenizer.decode(
        tokens[:end], skip_special_tokens=False, clean_up_tokenization_spaces=False
    )


def _ends(config: GenerationConfig) -> list[int]:
    ends = config.eos_token_id
    return [] if ends is None else [ends] if isinstance(ends, int) else list(ends)
