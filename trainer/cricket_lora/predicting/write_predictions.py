"""predictions.jsonl: how the answers were made, then what the model said to every question."""

import json
import time
from collections.abc import Sequence
from functools import partial

from cricket_lora.data.render import Rendered
from cricket_lora.model.greedy import overridden_settings
from cricket_lora.model.job import Job
from cricket_lora.plain.generator import Generator
from cricket_lora.predicting.predictor import Predictor, predict
from cricket_lora.predicting.predictor_for import predictor_for
from cricket_lora.predicting.recall import measure_recall
from cricket_lora.protocol.atomic_files import write_atomically
from cricket_lora.protocol.warning import RunWarning

SECONDS_BETWEEN_EVENTS = 0.25


def write_predictions(job: Job, adapter: str | None) -> None:
    """Ask the model every question and write the file, whole or not at all.

    `adapter` names the folder of the adapter that `job.base.model` carries. Raises Cancelled.
    """
    job.events.phase("predicting")
    base, batch_size = job.base, job.recipe.prediction_batch_size
    fewest_rows = batch_size
    last = 0.0
    prompt_tokens = sum(len(row.prompt) for row in job.rendered)

    def tell(done: int, seconds: float, seconds_left: float) -> None:
        nonlocal last
        now = time.monotonic()
        if done == len(job.rendered) or now - last >= SECONDS_BETWEEN_EVENTS:
            last = now
            job.events.write(
                "predicted",
                done=done,
                questions=len(job.rendered),
                secondsLeft=round(seconds_left, 1),
                seconds=round(seconds, 3),
                promptTokens=prompt_tokens,
            )

    def take_fewer(rows: int) -> None:
        nonlocal fewest_rows
        fewest_rows = rows
        job.events.warn(
            RunWarning(
                "no-memory-for-answers",
                "Out of memory: {rows} questions are answered at a time",
                rows=rows,
            )
        )

    _, logprobs = measure_recall(base.model, job.rendered, job.prefix, batch_size, job.cancellation)
    answers = predict(
        partial(make_predictor, job, job.rendered, job.prefix, job.recipe.max_answer_tokens),
        job.rendered,
        most_rows=batch_size,
        cancellation=job.cancellation,
        on_progress=tell,
        on_fewer=take_fewer,
    )
    head = {
        "v": 1,
        "base": base.name,
        "baseSha256": base.sha256,
        **({"adapter": adapter} if adapter else {}),
        "dtype": base.dtype,
        "batchSize": fewest_rows,
        "questionsSha256": job.request.questions_sha256,
        "overridden": overridden_settings(base.model.generation_config),
    }
    lines = [head] + [
        {
            "id": row.question.id,
            "output": answer.output,
            "stopped": answer.stopped,
            "logprob": round(logprob, 6),
            "outputLogprob": round(answer.logprob, 6),
        }
        for row, answer, logprob in zip(job.rendered, answers, logprobs.tolist())
    ]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    write_atomically(job.folder / "predictions.jsonl", text)


def make_predictor(
    job: Job, rendered: Sequence[Rendered], prefix: Sequence[int], limit: int, rows: int
) -> Predictor | Generator:
    """For `rendered`, whose prompts all begin with `prefix`; `limit` and `rows` as in Predictor."""
    return predictor_for(
        job.base,
        rendered,
        prefix,
        limit,
        rows=rows,
        records=job.can_record,
    )
