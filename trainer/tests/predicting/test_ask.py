"""Asking a run's model one question at a time: as prediction answers, with how sure it was."""

import io
import json
import re

from bases import edit_json
from conftest import TEMPLATE, make_run, read_predictions, sample_questions

from cricket_lora import ask
from cricket_lora.__main__ import main
from cricket_lora.data import chat_template
from cricket_lora.model import check_sizes


def lines(*rows):
    asked = [{"number": at, "messages": row["prompt"]} for at, row in enumerate(rows)]
    return io.StringIO("".join(json.dumps(one) + "\n" for one in asked))


def told(capsys):
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_adapter_and_base_answer_as_they_predict(tmp_path, base_folder, capsys):
    folder = make_run(tmp_path / "run", base_folder, epochs=3)
    assert main([str(folder / "run.json")]) == 0
    alone = make_run(tmp_path / "alone", base_folder, operation="predict")
    assert main([str(alone / "run.json")]) == 0
    rows = sample_questions()
    capsys.readouterr()
    assert ask.main([str(folder / "run.json")], lines(*rows)) == 0
    ready, *answers = told(capsys)
    assert ready == {"ready": True}
    for side, run in (("adapter", folder), ("base", alone)):
        _, predictions = read_predictions(run)
        assert [one[side]["output"] for one in answers] == [p["output"] for p in predictions]
    assert [one["number"] for one in answers] == list(range(len(rows)))
    for one in answers:
        for token in one["adapter"]["tokens"]:
            assert 0 < token["probability"] <= 1


def test_asking_a_base_that_is_gone_fails_by_code(tmp_path, capsys):
    folder = make_run(tmp_path / "run", tmp_path / "nowhere")
    assert ask.main([str(folder / "run.json")], lines()) == 2
    assert told(capsys) == [{"failed": "base-not-found", "base": str(tmp_path / "nowhere")}]
    assert ask.main([]) == 2


def test_what_cannot_be_asked_is_told_and_the_next_question_answered(
    tmp_path, base_folder, capsys, monkeypatch
):
    folder = make_run(tmp_path / "run", base_folder, operation="predict")
    (good, *_) = sample_questions()
    half = {"prompt": [{"role": "user", "content": "Runs of \ud800?"}]}
    long = {"prompt": [{"role": "user", "content": "Runs? " * 5000}]}
    assert ask.main([str(folder / "run.json")], lines(half, long, good)) == 0
    _, of_half, of_long, answer = told(capsys)
    assert of_half["refused"] == of_long["refused"] == "question-refused"
    assert "lone surrogate" in of_half["reason"]
    assert "the base's context is" in of_long["reason"]
    assert [one["number"] for one in (of_half, of_long)] == [0, 1]
    assert "output" in answer["adapter"]

    rows = check_sizes.embedding_rows
    monkeypatch.setattr(check_sizes, "embedding_rows", lambda model: min(5, rows(model)))
    assert ask.main([str(folder / "run.json")], lines(good)) == 0
    _, beyond = told(capsys)
    assert re.match(r"it has the token \d+, and the base's embedding only 5 rows", beyond["reason"])


def test_a_template_without_end_is_given_up_and_the_next_question_answered(
    tmp_path, own_base, capsys, monkeypatch
):
    loops = "{% for a in range(99999) %}" * 3 + "{% endfor %}" * 3
    endless = "{% if 'for ever' in messages[0]['content'] %}" + loops + "{% endif %}"
    (own_base / "chat_template.jinja").write_text(TEMPLATE + endless)
    monkeypatch.setattr(chat_template, "SECONDS", 0.5)
    folder = make_run(tmp_path / "run", own_base, operation="predict")
    (good, *_) = sample_questions()
    bad = {"prompt": [{"role": "user", "content": "Runs for ever?"}]}
    assert ask.main([str(folder / "run.json")], lines(bad, good, bad, good)) == 0
    _, *answers = told(capsys)
    for refused in answers[::2]:
        assert refused["refused"] == "template-endless"
        assert refused["base"] == str(own_base)
    for answer in answers[1::2]:
        assert "output" in answer["adapter"]


def test_settings_of_the_base_change_no_answer(tmp_path, own_base, capsys):
    edit_json(
        own_base / "generation_config.json",
        temperature=0.3,
        repetition_penalty=1.5,
        min_new_tokens=9,
        suppress_tokens=[20, 21, 22],
    )
    folder = make_run(tmp_path / "run", own_base, operation="predict")
    assert main([str(folder / "run.json")]) == 0
    capsys.readouterr()
    assert ask.main([str(folder / "run.json")], lines(*sample_questions())) == 0
    _, *answers = told(capsys)
    _, predictions = read_predictions(folder)
    assert [one["adapter"]["output"] for one in answers] == [p["output"] for p in predictions]
