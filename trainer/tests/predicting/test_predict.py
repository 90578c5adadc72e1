"""Prediction: greedy as transformers' own, whatever the model's settings say."""

import json

import torch
from answers import generate, predicted
from conftest import make_run, read_events, read_predictions, sample_questions
from peft import PeftModel
from transformers import AutoModelForCausalLM, AutoTokenizer, GenerationConfig

from cricket_lora.__main__ import main
from cricket_lora.data.questions import read_questions
from cricket_lora.data.render import Renderer
from cricket_lora.plain.generator import Generator
from cricket_lora.predicting import predictor, recall
from cricket_lora.predicting.predictor import even_batches

SAMPLING = {"do_sample": True, "temperature": 0.7, "top_p": 0.8, "repetition_penalty": 1.1}


def test_base_alone_answers_as_generate_does(tmp_path, base_folder):
    folder = make_run(tmp_path / "run", base_folder, operation="predict")
    assert main([str(folder / "run.json")]) == 0
    head, answers = predicted(folder)
    assert answers == generate(AutoModelForCausalLM.from_pretrained(base_folder), base_folder)
    assert len({output for output, _ in answers.values()}) > 1
    assert "adapter" not in head
    assert list(answers) == [row["id"] for row in sample_questions()]


def test_trained_adapter_loads_in_peft_and_answers_alike(tmp_path, base_folder):
    folder = make_run(tmp_path / "run", base_folder, epochs=3)
    assert main([str(folder / "run.json")]) == 0
    head, answers = predicted(folder)
    assert head["adapter"] == "adapter"
    plain = AutoModelForCausalLM.from_pretrained(base_folder)
    model = PeftModel.from_pretrained(plain, folder / "adapter")
    assert model.peft_config["default"].base_model_name_or_path == str(base_folder)
    assert answers == generate(model, base_folder)


def test_predicting_twice_gives_the_same(tmp_path, base_folder):
    folder = make_run(tmp_path / "run", base_folder, epochs=2)
    main([str(folder / "run.json")])
    first = (folder / "predictions.jsonl").read_bytes()
    (folder / "predictions.jsonl").unlink()
    assert main([str(folder / "run.json")]) == 0
    assert (folder / "predictions.jsonl").read_bytes() == first


def test_settings_of_the_model_are_overridden_and_recorded(tmp_path, own_base):
    plain = make_run(tmp_path / "plain", own_base, operation="predict")
    main([str(plain / "run.json")])
    path = own_base / "generation_config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **SAMPLING}))
    folder = make_run(tmp_path / "run", own_base, operation="predict")
    main([str(folder / "run.json")])
    head, answers = predicted(folder)
    assert head["overridden"] == SAMPLING
    assert answers == predicted(plain)[1]
    assert predicted(plain)[0]["overridden"] == {}


def test_logprob_is_of_golden_and_end_token(tmp_path, base_folder):
    folder = make_run(tmp_path / "run", base_folder, operation="predict")
    main([str(folder / "run.json")])
    _, lines = read_predictions(folder)
    tokenizer = AutoTokenizer.from_pretrained(base_folder)
    model = AutoModelForCausalLM.from_pretrained(base_folder)
    for row, line in list(zip(sample_questions(), lines))[:3]:
        text = tokenizer.apply_chat_template(
            row["prompt"], add_generation_prompt=True, tokenize=False
        )
        prompt = tokenizer(text)["input_ids"]
        answer = tokenizer(row["completion"][0]["content"] + "<|im_end|>")["input_ids"]
        with torch.no_grad():
            logits = model(torch.tensor([prompt + answer])).logits[0, len(prompt) - 1 : -1]
        expected = logits.log_softmax(-1)[range(len(answer)), answer].sum().item()
        assert abs(line["logprob"] - expected) < 1e-4


def test_output_logprob_is_of_what_was_said_with_its_end(tmp_path, base_folder):
    folder = make_run(tmp_path / "run", base_folder, operation="predict")
    assert main([str(folder / "run.json")]) == 0
    head, lines = read_predictions(folder)
    assert {line["stopped"] for line in lines} == {True, False}
    tokenizer = AutoTokenizer.from_pretrained(base_folder)
    model = AutoModelForCausalLM.from_pretrained(base_folder).eval()
    ends = frozenset([2])
    questions = read_questions(folder / "questions.jsonl", head["questionsSha256"])
    rendered = Renderer(tokenizer, ends, "base").render(questions, 12)
    settings = {"max_new_tokens": 12, "do_sample": False, "eos_token_id": 2, "pad_token_id": 0}
    for row, line in zip(rendered, lines):
        made = model.generate(
            torch.tensor([row.prompt]),
            output_scores=True,
            return_dict_in_generate=True,
            **settings,
        )
        chances = model.compute_transition_scores(
            made.sequences, made.scores, normalize_logits=True
        )
        assert abs(line["outputLogprob"] - chances.sum().item()) < 1e-3
    answers = Generator(model, tokenizer, ends, rows=len(rendered), limit=12).answer(rendered)
    assert [answer.output for answer in answers] == [line["output"] for line in lines]
    for answer, line in zip(answers, lines):
        assert abs(answer.logprob - line["outputLogprob"]) < 1e-3


def test_last_event_tells_what_asking_took(tmp_path, base_folder):
    folder = make_run(tmp_path / "run", base_folder, operation="predict")
    main([str(folder / "run.json")])
    last = [event for event in read_events(folder) if event["type"] == "predicted"][-1]
    tokenizer = AutoTokenizer.from_pretrained(base_folder)
    prompts = [
        tokenizer.apply_chat_template(row["prompt"], add_generation_prompt=True, tokenize=False)
        for row in sample_questions()
    ]
    assert last["promptTokens"] == sum(len(ids) for ids in tokenizer(prompts)["input_ids"])
    assert last["done"] == last["questions"] == len(prompts)
    assert "seconds" in last


def test_batches_are_few_and_even():
    assert even_batches(3600, 256) == 240
    assert even_batches(5, 256) == 5
    assert even_batches(257, 256) == 129


def test_short_memory_answers_fewer_questions_at_a_time(tmp_path, base_folder, monkeypatch):
    reads, measures = predictor.packed_logits, recall.answer_logits
    asked = []

    def read_short(model, packed, row_cache):
        asked.append(packed.shape.rows)
        if packed.shape.rows > 3:
            raise torch.OutOfMemoryError
        return reads(model, packed, row_cache=row_cache)

    def measure_short(model, packed):
        if packed.shape.rows > 2:
            raise torch.OutOfMemoryError
        return measures(model, packed)

    monkeypatch.setattr(predictor, "packed_logits", read_short)
    monkeypatch.setattr(recall, "answer_logits", measure_short)
    folder = make_run(tmp_path / "run", base_folder, operation="predict", predictionBatchSize=11)
    assert main([str(folder / "run.json")]) == 0
    assert max(asked) > 3 and min(asked) <= 3
    expected = generate(AutoModelForCausalLM.from_pretrained(base_folder), base_folder)
    head, answers = predicted(folder)
    assert answers == expected
    assert head["batchSize"] == asked[-1]
    warnings = [e["message"] for e in read_events(folder) if e.get("level") == "warning"]
    assert warnings[-1] == f"Out of memory: {asked[-1]} questions are answered at a time"


def test_not_even_one_question_fits_into_memory(tmp_path, base_folder, monkeypatch):
    def read_short(model, packed, row_cache):
        raise torch.OutOfMemoryError

    monkeypatch.setattr(predictor, "packed_logits", read_short)
    folder = make_run(tmp_path / "run", base_folder, operation="predict")
    assert main([str(folder / "run.json")]) == 2
    (failed,) = [e for e in read_events(folder) if e["type"] == "failed"]
    assert (failed["code"], failed["parameters"]["phase"]) == ("out-of-memory", "predicting")
    assert not (folder / "predictions.jsonl").exists()


def test_prompts_of_several_lengths_share_a_batch(tmp_path, base_folder):
    """Eleven questions a batch: rows of all lengths, and a last batch that has to be filled up."""
    folder = make_run(tmp_path / "run", base_folder, operation="predict", predictionBatchSize=11)
    assert main([str(folder / "run.json")]) == 0
    lengths = {len(row["prompt"][0]["content"]) for row in sample_questions()}
    assert len(lengths) > 1 and len(sample_questions()) % 11
    expected = generate(AutoModelForCausalLM.from_pretrained(base_folder), base_folder)
    assert predicted(folder)[1] == expected


def test_default_settings_override_nothing():
    from cricket_lora.model.greedy import overridden_settings

    assert overridden_settings(GenerationConfig()) == {}
