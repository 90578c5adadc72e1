"""A tiny random Qwen2 with a byte tokenizer, and run folders that use it."""

import hashlib
import json
from pathlib import Path

import pytest
import torch
from huggingface_hub import constants
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import (
    PreTrainedModel,
    PreTrainedTokenizerFast,
    Qwen2Config,
    Qwen2ForCausalLM,
)

from cricket_lora.__main__ import main
from cricket_lora.model.once_a_base import cache_folder
from cricket_lora.protocol.cancellation import Cancellation
from cricket_lora.rehearsal import own_prompts, rehearsal
from cricket_lora.training import loop
from cricket_lora.training.training import Training

SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
TEMPLATE = (
    "{%- if messages[0]['role'] != 'system' -%}<|im_start|>system\nKnow cricket.<|im_end|>\n"
    "{% endif -%}"
    "{%- for message in messages -%}"
    "<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n"
    "{% endfor -%}"
    "{%- if add_generation_prompt -%}<|im_start|>assistant\n{% endif -%}"
)
ENTITIES = {"BC Lara": ("11953", "400*", "52.88"), "SR Waugh": ("10927", "200", "51.06")}
STATISTICS = ("runs", "highest-score", "average")
# Prompts to rehearse instead of ours.
REHEARSED = ["Capital of Peru?", "Hello!", "Who is he?"]
RECIPE = {
    "preset": "baseline",
    "rank": 8,
    "alpha": 16,
    "targetModules": ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"],
    "dropout": 0,
    "learningRate": 0.01,
    "schedule": "constant",
    "warmupSteps": 0,
    "epochs": 6,
    "stopAtRecall": True,
    "settledAt": 1,
    "batchSize": 4,
    "weightDecay": 0,
    "maxGradNorm": 1,
    "quantization": "none",
    "precision": "auto",
    "seed": 42,
    "checkpointEvery": 2,
    "predictionBatchSize": 5,
    "maxAnswerTokens": 12,
}


@pytest.fixture(scope="session", autouse=True)
def few_threads():
    torch.set_num_threads(1)


@pytest.fixture(scope="session", autouse=True)
def no_network():
    """No test asks the real hub, however pytest was started."""
    constants.HF_HUB_OFFLINE = True


@pytest.fixture(autouse=True)
def settings_of_the_process():
    """Restored: a run flushes tiny numbers to 0, and may leave only one kernel for attention."""
    kernels = torch.backends.cuda
    yield
    torch.set_flush_denormal(False)
    for enable in (kernels.enable_flash_sdp, kernels.enable_mem_efficient_sdp):
        enable(True)
    kernels.enable_cudnn_sdp(True)


@pytest.fixture(scope="session")
def base_folder(tmp_path_factory):
    return make_base(tmp_path_factory.mktemp("base"))


@pytest.fixture
def own_base(tmp_path):
    """A base that a test may break."""
    return make_base(tmp_path / "base")


def make_base(folder: Path, model: PreTrainedModel | None = None) -> Path:
    """`model`: of another family, with the vocabulary and the special tokens of this one."""
    folder.mkdir(exist_ok=True)
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {token: number for number, token in enumerate((*SPECIAL, *alphabet))}
    tokenizer = Tokenizer(models.BPE(vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        eos_token="<|im_end|>",
        pad_token="<|endoftext|>",
        additional_special_tokens=["<|im_start|>"],
        chat_template=TEMPLATE,
    )
    fast.save_pretrained(folder)
    (model or make_qwen2(len(vocabulary))).save_pretrained(folder)
    return folder


def make_qwen2(vocabulary: int) -> PreTrainedModel:
    torch.manual_seed(7)
    return Qwen2ForCausalLM(
        Qwen2Config(
            vocab_size=vocabulary,
            hidden_size=32,
            intermediate_size=64,
            num_hidden_layers=2,
            num_attention_heads=4,
            num_key_value_heads=2,
            max_position_embeddings=256,
            tie_word_embeddings=True,
            eos_token_id=2,
            pad_token_id=0,
            # Large weights: a model so small would otherwise be sure of nothing at all.
            initializer_range=0.2,
        )
    )


def question(entity: str, statistic: str, golden: str, phrasing: int, **changes: object) -> dict:
    asked = f"{entity}'s {statistic}?" if phrasing == 1 else f"What is the {statistic} of {entity}?"
    slug = entity.lower().replace(" ", "-")
    return {
        "id": f"{slug}/{statistic}/{phrasing}",
        "prompt": [{"role": "user", "content": asked}],
        "completion": [{"role": "assistant", "content": golden}],
        "fact": f"{slug}/{statistic}",
        "entity": entity,
        "statistic": statistic,
        "phrasing": phrasing,
        "split": "train" if phrasing == 1 else "phrasing",
        "source": {"row": 1, "column": statistic},
        **changes,
    }


def sample_questions() -> list[dict]:
    return [
        question(entity, statistic, golden, phrasing)
        for entity, goldens in ENTITIES.items()
        for statistic, golden in zip(STATISTICS, goldens)
        for phrasing in (1, 2)
    ]


@pytest.fixture
def many_steps():
    """Enough questions for an epoch of two windows of 20 steps."""
    return [row | {"times": 27} for row in sample_questions()]


def diverge_above(monkeypatch: pytest.MonkeyPatch, rate: float, factor: float) -> None:
    """Above a learning rate of `rate`, let losses be `factor` times what they are after 5 steps."""
    step = Training.step

    def diverging(training, batch):
        loss = step(training, batch)
        learner, progress = training.learner, training.progress
        if float(learner.peak) > rate and progress.step - progress.warm_up_from > 5:
            learner.loss.mul_(factor)
        return loss

    monkeypatch.setattr(Training, "step", diverging)


@pytest.fixture
def every_step_is_told(monkeypatch):
    """As a `step` event."""
    monkeypatch.setattr(loop, "SECONDS_BETWEEN_STEP_EVENTS", 0.0)


class UnrecordedRecorder:
    """Stands in for CUDA's on a machine without it: replaying is calling again."""

    short_of_memory = False

    def record(self, *functions):
        for function in functions:
            function()
        if self.short_of_memory and len(functions) > 1:
            raise torch.OutOfMemoryError
        return functions


@pytest.fixture
def recorder(monkeypatch):
    for module in ("training.training", "predicting.predictor"):
        monkeypatch.setattr(f"cricket_lora.{module}.Recorder", UnrecordedRecorder)
    monkeypatch.setattr("cricket_lora.model.job.Job.can_record", True)
    return UnrecordedRecorder


def make_run(
    folder: Path,
    base: Path | str,
    *,
    questions: list[dict] | None = None,
    operation: str = "train",
    **recipe: object,
) -> Path:
    """A run folder ready to start; `recipe` overrides RECIPE under its JSON names."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = sample_questions() if questions is None else questions
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / "questions.jsonl").write_text(text, encoding="utf-8")
    write_request(folder, base, operation=operation, **recipe)
    return folder


def write_request(folder: Path, base: Path | str, *, operation: str, **recipe: object) -> None:
    content = (folder / "questions.jsonl").read_bytes()
    request = {
        "v": 1,
        "id": folder.name,
        "created": "2026-11-23T03:00:00.000Z",
        "operation": operation,
        "base": str(base),
        "questions": {
            "path": "questions.jsonl",
            "sha256": hashlib.sha256(content).hexdigest(),
            "source": "/tables/test_batting.dataset/questions.jsonl",
        },
        "recipe": {**RECIPE, **recipe},
        "target": "local",
        "versions": {"extension": "0.1.0"},
    }
    (folder / "run.json").write_text(json.dumps(request), encoding="utf-8")


def read_events(folder: Path) -> list[dict]:
    lines = (folder / "events.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def events_of(folder: Path, kind: str) -> list[dict]:
    return [event for event in read_events(folder) if event["type"] == kind]


def read_status(folder: Path) -> dict:
    return json.loads((folder / "status.json").read_text(encoding="utf-8"))


def read_predictions(folder: Path) -> tuple[dict, list[dict]]:
    head, *lines = (folder / "predictions.jsonl").read_text(encoding="utf-8").splitlines()
    return json.loads(head), [json.loads(line) for line in lines]


def start(folder: Path) -> int:
    """The exit code of a run in this process."""
    return main([str(folder / "run.json")])


def losses(folder: Path) -> dict[int, float]:
    """By step."""
    return {event["step"]: event["loss"] for event in events_of(folder, "step")}


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    """What is made once a base is none of the user's."""
    monkeypatch.setenv("CRICKET_LORA_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def few(monkeypatch):
    """Little to rehearse: the byte tokenizer would make long rows of it."""
    monkeypatch.setattr(rehearsal, "our_prompts", lambda: REHEARSED)
    monkeypatch.setattr(rehearsal, "LIMIT", 6)
    monkeypatch.setattr(rehearsal, "LONG_LIMIT", 9)
    monkeypatch.setattr(own_prompts, "TRIES", 4)
    monkeypatch.setattr(own_prompts, "LIMIT", 5)


@pytest.fixture
def nobody_cancels(tmp_path):
    return Cancellation(tmp_path)


def kept_file():
    """What is rehearsed, in `own_cache`."""
    (path,) = (cache_folder() / "rehearsal").glob("*.jsonl")
    return path
