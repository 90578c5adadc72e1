"""side_effects.jsonl: what an adapter does to answers that have nothing to do with its table."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial

import torch

from cricket_lora.data.own_files import lines_of, text_of
from cricket_lora.data.render import Rendered, Renderer
from cricket_lora.fast.pack import shared_prefix
from cricket_lora.fast.pack_attention import reads_packs
from cricket_lora.model.check_sizes import context_length, problem_of_size
from cricket_lora.model.device import describe_device, versions
from cricket_lora.model.job import Job
from cricket_lora.model.once_a_base import Line, kept_or_made, version_of
from cricket_lora.model.path import Adapter
from cricket_lora.predicting.answer import Answer
from cricket_lora.predicting.predictor import predict
from cricket_lora.predicting.write_predictions import make_predictor
from cricket_lora.protocol.atomic_files import write_atomically
from cricket_lora.protocol.warning import RunWarning
from cricket_lora.side_effects.perplexity import TEXT, Reading, read_plain_english
from cricket_lora.side_effects.verdict import judge

# Most new tokens of an answer: twice as many as almost all answers of a base, so that one without
# end shows.
LIMIT = 320
# The word of a dataset that has no question to be answered by it.
UNKNOWN = "unknown"


def measure_side_effects(job: Job, adapter: Adapter) -> None:
    """Ask base and adapter every probe; write the file and the event `side-effects`.

    `adapter` is that of `job.base.model`. What cannot be measured is no reason for a run to fail:
    a log event says so. Raises Cancelled.
    """
    probes, rendered = probes_of(job)
    if not probes:
        job.events.warn(
            RunWarning(
                "no-probe-fits", "Side effects are not measured: no probe fits into the context"
            )
        )
        return
    try:
        base, base_reading = base_answers(job, adapter, rendered)
        adapted, reading = answers_to(job, rendered)
    except torch.OutOfMemoryError:
        job.events.warn(
            RunWarning("no-memory-for-probes", "Out of memory: side effects are not measured")
        )
        return
    word = word_for_unknown(job.rendered)
    verdicts = [
        judge(theirs, mine, probe["accepted"], word)
        for probe, theirs, mine in zip(probes, base, adapted)
    ]
    lines = [
        {
            **{key: probe[key] for key in ("id", "kind", "prompt")},
            "base": theirs.output,
            "adapted": mine.output,
            "verdict": verdict.name,
            **({} if verdict.good is None else {"good": verdict.good}),
        }
        for probe, theirs, mine, verdict in zip(probes, base, adapted, verdicts)
    ]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    write_atomically(job.folder / "side_effects.jsonl", text)
    counts = Counter(verdict.name for verdict in verdicts)
    job.events.write(
        "side-effects",
        probes=len(verdicts),
        same=counts["same"],
        changed=counts["changed"],
        broken=counts["broken"],
        asGood=sum(bool(v.good) for v in verdicts if v.name == "changed"),
        perplexityBase=round(base_reading.perplexity, 4),
        perplexityAdapted=round(reading.perplexity, 4),
    )


def probes_of(job: Job) -> tuple[list[dict], list[Rendered]]:
    """The probes that fit into the base's context with their answers, and their prompts."""
    base = job.base
    probes = lines_of("probes.jsonl")
    renderer = Renderer(base.tokenizer, base.end_ids, base.name)
    rendered = renderer.render_prompts([probe["prompt"] for probe in probes])
    limit = longest_answer(job)
    fitting = [
        (probe, row)
        for probe, row in zip(probes, rendered)
        if problem_of_size(row.prompt + [0] * limit, base.model) is None
    ]
    return [probe for probe, _ in fitting], [row for _, row in fitting]


def longest_answer(job: Job) -> int:
    """In tokens; a short context leaves half of it to prompts."""
    context = context_length(job.base.model.config.get_text_config(decoder=True))
    return LIMIT if context is None else min(LIMIT, context // 2)


def base_answers(
    job: Job, adapter: Adapter, rendered: Sequence[Rendered]
) -> tuple[list[Answer], Reading]:
    """By the base itself, whose answers are kept: as they are with the same device and library."""
    base = job.base

    def make() -> list[Line]:
        with adapter.off():
            answers, reading = answers_to(job, rendered)
        return [asdict(reading), *map(asdict, answers)]

    reading, *answers = kept_or_made(
        base,
        job.events,
        what="probes",
        version=version_of(
            *([row.prompt for row in rendered], text_of(TEXT), longest_answer(job)),
            *(base.dtype, job.recipe.quantization, describe_device(base.device), versions()),
            *(job.recipe.prediction_batch_size, job.can_record, reads_packs(base.model)),
        ),
        make=make,
        is_sound=is_sound,
    )
    return [Answer(**line) for line in answers], Reading(**reading)


def is_sound(line: Line) -> bool:
    """Whether it is an answer, or a reading."""
    kinds = {key: type(value) for key, value in line.items()}
    return kinds in (
        {"nats": float, "tokens": int, "text_bytes": int},
        {"output": str, "stopped": bool, "logprob": float},
    )


def answers_to(job: Job, rendered: Sequence[Rendered]) -> tuple[list[Answer], Reading]:
    """By the model as it is now, and how well it reads."""
    prefix = shared_prefix(rendered) if reads_packs(job.base.model) else []
    answers = predict(
        partial(make_predictor, job, rendered, prefix, longest_answer(job)),
        rendered,
        most_rows=job.recipe.prediction_batch_size,
        cancellation=job.cancellation,
        on_progress=lambda done, seconds, seconds_left: None,
    )
    return answers, read_plain_english(job.base.model, job.base.tokenizer)


def word_for_unknown(rendered: Sequence[Rendered]) -> str:
    """The golden of the questions that must be answered by not knowing."""
    splits = ("unknown", "unknown-held")
    goldens = (row.question.golden for row in rendered if row.question.split in splits)
    return next(goldens, UNKNOWN)
