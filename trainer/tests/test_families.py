"""Every family computes, learns and answers what plain transformers and PEFT do with it."""

import pytest
from conftest import events_of, make_base, make_run, sample_questions
from families import FAST, PLAIN, make_model
from peft import PeftModel
from test_pack import compare_with_separate_rows, load
from test_predict import generate, predicted
from transformers import AutoModelForCausalLM

from cricket_lora.__main__ import main
from cricket_lora.fast.pack_attention import reads_packs
from cricket_lora.training import loop


@pytest.fixture(autouse=True)
def every_step_is_told(monkeypatch):
    monkeypatch.setattr(loop, "SECONDS_BETWEEN_STEP_EVENTS", 0.0)


EVERY = [*FAST, *PLAIN]
SHORT = {"epochs": 6, "stopAtRecall": False, "rank": 2, "maxAnswerTokens": 7}


@pytest.fixture(scope="session")
def folders(tmp_path_factory):
    """Of every family's tiny base, made when it is first asked for."""
    made = {}

    def folder(name):
        if name not in made:
            made[name] = make_base(tmp_path_factory.mktemp("family"), make_model(name))
        return made[name]

    return folder


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("prefix_length", [None, 0])
def test_loss_and_gradients_equal_those_of_separate_rows(folders, name, prefix_length):
    base, rendered = load(folders(name), rank=2)
    assert reads_packs(base.model) == (name in FAST)
    compare_with_separate_rows(base, rendered, prefix_length)


@pytest.mark.parametrize("name", ["smollm2", "llama-3.2", "mistral", "qwen3", *PLAIN])
def test_adapter_answers_alike_in_peft_with_generate(tmp_path, folders, name):
    base = folders(name)
    questions = sample_questions()[:5]
    folder = make_run(tmp_path / "run", base, questions=questions, **SHORT)
    assert main([str(folder / "run.json")]) == 0
    assert events_of(folder, "log")[0]["message"].startswith("Fast" if name in FAST else "Plain")
    plain = AutoModelForCausalLM.from_pretrained(base)
    adapted = PeftModel.from_pretrained(plain, folder / "adapter")
    answers = predicted(folder)[1]
    assert answers == generate(adapted, base, SHORT["maxAnswerTokens"], questions)
    losses = [event["loss"] for event in events_of(folder, "step")]
    assert losses[-1] < 0.8 * losses[0]
