"""One run from its request to its predictions."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import torch
from transformers.utils import logging

from cricket_lora.data.check_tokens import special_token_warnings
from cricket_lora.data.questions import SPLITS, TRAINED, read_questions
from cricket_lora.data.render import Renderer
from cricket_lora.fast.capability import make_fast
from cricket_lora.fast.pack import shared_prefix
from cricket_lora.model.adapter import (
    adapter_parameters,
    add_adapter,
    load_adapter,
    save_adapter,
)
from cricket_lora.model.base import Base, can_quantize, load_base
from cricket_lora.model.base_record import record_base, refuse_other_base
from cricket_lora.model.check_sizes import check_sizes
from cricket_lora.model.damaged_adapter import set_aside_if_damaged
from cricket_lora.model.device import choose_device, describe_device, versions
from cricket_lora.model.job import Job
from cricket_lora.model.locate_base import locate_base
from cricket_lora.model.path import Adapter, gather_adapter
from cricket_lora.model.target_modules import choose_targets
from cricket_lora.predicting.write_predictions import write_predictions
from cricket_lora.protocol.cancellation import Cancellation
from cricket_lora.protocol.events import EventLog
from cricket_lora.protocol.failure import Cancelled, Failure
from cricket_lora.protocol.rank import is_first
from cricket_lora.protocol.request import Request, read_request
from cricket_lora.protocol.warning import RunWarning
from cricket_lora.rehearsal.rehearsal import LONGEST_ROW, rehearsal_for
from cricket_lora.side_effects.measure import measure_side_effects
from cricket_lora.side_effects.perplexity import obstacle_of_language
from cricket_lora.training.checkpoint import load_newest_checkpoint
from cricket_lora.training.loop import Outcome, make_guard, make_training, train
from cricket_lora.training.preflight import preflight
from cricket_lora.training.resolve_auto import (
    SMALL,
    automatic_rehearsal,
    is_small,
    recipe_warnings,
    resolve_recipe,
)
from cricket_lora.training.schedule import asked_in_epoch

ALWAYS_TOLD = ("train", "phrasing", "fact")
UNKNOWN_OF_SMALL = RunWarning(
    "unknown-of-small",
    "The base is small: taught what the table cannot answer, it answers nearly everything else so, "
    "too. Set cricketLora.dataset.unknown to 0 or auto and generate the questions again",
)


def run(folder: Path, events: EventLog, cancellation: Cancellation) -> Outcome:
    """Do what `folder`/run.json asks. Raises Failure and Cancelled."""
    events.phase("loading")
    job = prepare(folder, events, cancellation)
    cancellation.check()
    if job.request.operation == "preflight":
        tell_start(job)
        preflight(job)
        return Outcome("measured", 0.0)
    outcome = Outcome("predicted", 0.0)
    adapted: Adapter | None = None
    adapter = folder / "adapter"
    if job.request.operation == "train":
        set_aside_if_damaged(adapter, events)
    if adapter.is_dir():
        # Asked again, or taken up again after the adapter had been saved.
        load_adapter(job.base, adapter)
        adapted = gather_adapter(job.base)
        tell_start(job)
    elif job.request.operation == "train":
        outcome, adapted = train_adapter(job, adapter)
        if not is_first():
            return outcome
    else:
        tell_start(job)
    if outcome.reason == "cancelled":
        return outcome
    job.base.model.eval()
    try:
        write_predictions(job, adapter="adapter" if adapter.is_dir() else None)
        if adapted is not None and job.probes:
            measure_side_effects(job, adapted)
    except torch.OutOfMemoryError:
        size = job.recipe.prediction_batch_size
        raise Failure("out-of-memory", phase="predicting", batchSize=size) from None
    except Cancelled:
        return Outcome("cancelled", outcome.seconds)
    return outcome


def prepare(folder: Path, events: EventLog, cancellation: Cancellation) -> Job:
    """Read, check and load everything; nothing is trained that would have to be refused later."""
    logging.disable_progress_bar()
    # Late in training the moments of AdamW fall below 1e-38, where a CPU is many times slower.
    torch.set_flush_denormal(True)
    request = read_request(folder / "run.json")
    questions = read_questions(folder / request.questions_path, request.questions_sha256)
    if request.operation != "predict" and all(q.split != "train" for q in questions):
        raise Failure("questions-invalid", line=1, reason="no question has the split train")
    base = load_base(locate_base(folder), request.recipe, choose_device())
    refuse_other_base(folder, base.name, base.sha256)
    if is_first():
        record_base(folder, base.name, base.sha256)
    if request.recipe.quantization != "none" and not can_quantize(base.device):
        events.warn(
            RunWarning(
                "not-quantized",
                "{quantization} needs CUDA; the base stays in {dtype}",
                quantization=request.recipe.quantization,
                dtype=str(base.dtype),
            )
        )
    config = base.model.config.get_text_config(decoder=True)
    speechless = obstacle_of_language(base) if asks_for_language(request) else None
    if speechless is not None:
        events.log("info", f"Neither rehearsed nor probed for side effects: {speechless}")
    parameters = base.model.num_parameters()
    rehearsal = automatic_rehearsal(parameters) if speechless is None else 0.0
    recipe = resolve_recipe(request.recipe, config.hidden_size, rehearsal=rehearsal)
    if request.operation != "predict":
        if is_small(parameters) and speechless is None and request.recipe.rehearsal == "auto":
            events.log("info", f"Nothing is rehearsed: the base is below {SMALL:,.0f} parameters")
        if is_small(parameters) and any(question.split == "unknown" for question in questions):
            events.warn(UNKNOWN_OF_SMALL)
        targets = choose_targets(base.model, recipe.target_modules)
        recipe = replace(recipe, target_modules=tuple(targets))
        for warning in recipe_warnings(recipe, config.hidden_size, rehearsal=rehearsal):
            events.warn(warning)
    renderer = Renderer(base.tokenizer, base.end_ids, base.name)
    rendered = renderer.render(questions, recipe.max_answer_tokens)
    check_sizes(rendered, base.model)
    for warning in special_token_warnings(questions, base.tokenizer):
        events.warn(warning)
    rehearses = request.operation != "predict" and recipe.rehearsal > 0
    longest = max(len(row.prompt) for row in rendered) + recipe.max_answer_tokens
    obstacle = make_fast(base.model, max(longest, LONGEST_ROW if rehearses else 0))
    events.log("info", path_of(base, obstacle))
    rehearsed = rehearsal_for(base, questions, events, cancellation) if rehearses else []
    if rehearses:
        events.log("info", f"{len(rehearsed)} prompts are rehearsed with the base's own answers")
    return Job(
        folder=folder,
        request=request,
        recipe=recipe,
        base=base,
        rendered=rendered,
        rehearsed=rehearsed,
        prefix=[] if obstacle else shared_prefix([*rendered, *rehearsed]),
        probes=request.operation != "preflight" and asks_probes(request, speechless),
        events=events,
        cancellation=cancellation,
    )


def asks_for_language(request: Request) -> bool:
    """Whether it depends on the base's knowing language what is done."""
    rehearses = request.operation != "predict" and request.recipe.rehearsal == "auto"
    return rehearses or (request.operation == "train" and request.probes == "auto")


def asks_probes(request: Request, speechless: str | None) -> bool:
    """Of an adapter that is only asked again, only where that is asked for."""
    if request.probes == "auto":
        return request.operation == "train" and speechless is None
    return request.probes == "on"


def path_of(base: Base, obstacle: str | None) -> str:
    family = base.model.config.model_type
    if obstacle is None:
        return f"Fast path: {family} reads many questions as one sequence"
    return f"Plain path, through the forward of {family} itself: {obstacle}"


def train_adapter(job: Job, adapter: Path) -> tuple[Outcome, Adapter]:
    """Train and save the folder `adapter`.

    Goes on from the last checkpoint if there is one, else from the adapter that the request names.
    """
    start = job.request.adapter_path
    if start is None:
        model = add_adapter(job.base, job.recipe)
    else:
        model = load_adapter(job.base, job.folder / start, trainable=True)
    training = make_training(job)
    guard = make_guard(job, training)
    recorded = training.recorder is not None
    job.events.log("info", "Steps are recorded as CUDA graphs" if recorded else "Steps run eagerly")
    state = load_newest_checkpoint(job.folder, job.events)
    if state:
        training.load_state(state)
        if "guard" in state:  # checkpoints from before there was a guard have none
            guard.load_state(state["guard"])
    tell_start(job, resumed_from=training.progress.step if state else None)
    outcome = train(training, guard, job.folder, job.events, job.cancellation)
    training.learner.peers.leave()
    if outcome.reason != "cancelled" and is_first():
        job.events.phase("saving")
        save_adapter(model, adapter, job.base)
        job.events.write("saved", path="adapter")
    return outcome, training.learner.adapter


def tell_start(job: Job, resumed_from: int | None = None) -> None:
    """The `started` event: what runs, on what, with which numbers."""
    questions = [row.question for row in job.rendered]
    splits = Counter(question.split for question in questions)
    asked = asked_in_epoch([question for question in questions if question.split in TRAINED])
    adapter = sum(p.numel() for p in adapter_parameters(job.base.model))
    total = sum(p.numel() for p in job.base.model.parameters())
    recipe = job.recipe
    job.events.write(
        "started",
        pid=job.pid,
        device=describe_device(job.base.device),
        dtype=job.base.dtype,
        baseSha256=job.base.sha256,
        versions=versions(),
        questions={s: splits[s] for s in SPLITS if s in ALWAYS_TOLD or splits[s]},
        epochs=recipe.epochs,
        stepsPerEpoch=-(-asked // recipe.batch_size),
        parameters={"base": total - adapter, "adapter": adapter},
        resolved={
            **{name: value for name, value in recipe.as_json().items() if name != "preset"},
            "precision": job.base.dtype,
            "prefixTokens": len(job.prefix),
        },
        **({} if resumed_from is None else {"resumedFrom": resumed_from}),
    )
