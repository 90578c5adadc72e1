"""Whenever everything is recalled here, plain transformers recalls it from the saved files.

CRICKET_LORA_BASES=50 tries as many random bases of each family; three where it is not set, most of
which are known to recall their questions.
"""

import json
import os
from collections import Counter
from random import Random

import pytest
from conftest import events_of, make_run, read_predictions
from peft import PeftModel
from random_bases import FAMILIES, make_random_base, random_questions
from transformers import AutoModelForCausalLM, AutoTokenizer

from cricket_lora import export
from cricket_lora.__main__ import main
from cricket_lora.model.greedy import greedy_config
from cricket_lora.predicting.plain_answers import plain_answers

COUNT = int(os.environ.get("CRICKET_LORA_BASES", "0"))
SEEDS = {"Qwen2": (0, 1, 3), "Llama": (1, 2, 3), "Mistral": (1, 2, 3), "Qwen3": (5, 6, 7)}


def recalled_here(folder):
    goldens = goldens_of(folder)
    said = {line["id"]: line["output"].strip() for line in read_predictions(folder)[1]}
    return said == goldens


def goldens_of(folder):
    rows = map(json.loads, (folder / "questions.jsonl").read_text("utf-8").split("\n")[:-1])
    return {row["id"]: row["completion"][0]["content"] for row in rows}


def recalled_by(model, tokenizer, folder):
    rows = [json.loads(x) for x in (folder / "questions.jsonl").read_text("utf-8").split("\n")[:-1]]
    prompts = [row["prompt"] for row in rows]
    outputs = plain_answers(model.eval(), tokenizer, prompts, 30, batch_size=8)
    return {row["id"]: output.strip() for row, output in zip(rows, outputs)} == goldens_of(folder)


def adapter_of(base, folder):
    model = AutoModelForCausalLM.from_pretrained(base)
    model.generation_config = greedy_config(model)
    return PeftModel.from_pretrained(model, folder / "adapter")


@pytest.mark.parametrize("family", FAMILIES)
def test_100_percent_here_is_100_percent_elsewhere(tmp_path, family, monkeypatch):
    monkeypatch.setattr(export, "export_to", lambda *_: None)  # src/host/onnx checks graphs
    monkeypatch.setattr(export, "check_parity", lambda *_: None)  # done by this test itself
    ends = Counter()
    for seed in range(COUNT) if COUNT else SEEDS[family]:
        chance = Random(f"{family}/{seed}")
        base = make_random_base(tmp_path / f"base{seed}", family, chance)
        questions = random_questions(chance)
        folder = make_run(
            tmp_path / f"run{seed}",
            base,
            questions=questions,
            epochs=100,
            learningRate=0.005,
            rank=16,
            alpha=32,
            batchSize=8,
            checkpointEvery=0,
            schedule="recall",
            maxAnswerTokens=30,
        )
        main([str(folder / "run.json")])
        (*_, last) = events_of(folder, "failed") or events_of(folder, "finished")
        code = last.get("code", "finished")
        assert code != "unexpected", (seed, last)
        if code == "finished" and recalled_here(folder):
            code = "recalled"
            tokenizer = AutoTokenizer.from_pretrained(base)
            assert recalled_by(adapter_of(base, folder), tokenizer, folder), seed
            assert export.main([str(folder / "run.json"), "fp32"]) == 0
            merged = AutoModelForCausalLM.from_pretrained(folder / "merged")
            own = AutoTokenizer.from_pretrained(folder / "merged")
            assert recalled_by(merged, own, folder), seed
        # Where training says that it recalls everything, evaluation has to say so, too.
        if code == "finished":
            assert last["reason"] != "recalled", seed
        ends[code] += 1
    print(dict(ends))
    assert ends["recalled"] >= ends.total() / 3, ends
