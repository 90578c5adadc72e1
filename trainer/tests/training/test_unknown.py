"""Questions that must be answered by not knowing: trained beside the facts, and asked only."""

import pytest
from conftest import events_of, make_run, question, read_predictions, sample_questions, start

from cricket_lora.training import frozen_recall

pytestmark = pytest.mark.usefixtures("every_step_is_told")


def unknown(entity: str, split: str = "unknown", **changes: object) -> dict:
    return question(entity, "runs", "unknown", 1, split=split, **changes)


TRAINED = [unknown("QX Nobody"), unknown("ZZ Noone")]
ASKED = [
    unknown("VV Nihil", "unknown-held", kind="invented-name"),
    question("BC Lara", "runs", "11953", 3, split="asked", kind="terse"),
]


def test_a_run_ends_when_the_unknown_is_answered_too(tmp_path, base_folder):
    questions = [*sample_questions(), *TRAINED]
    folder = make_run(tmp_path / "run", base_folder, questions=questions, epochs=200)
    assert start(folder) == 0
    (finished,) = events_of(folder, "finished")
    assert finished["reason"] == "recalled"
    said = {line["id"]: line["output"] for line in read_predictions(folder)[1]}
    assert [said[row["id"]] for row in TRAINED] == ["unknown", "unknown"]
    last = events_of(folder, "recall")[-1]
    assert (last["recalled"], last["questions"], last["unknown"]) == (6, 6, 1)


def test_the_facts_alone_are_measured_before_a_run_ends(tmp_path, base_folder, monkeypatch):
    folder = make_run(
        tmp_path / "run", base_folder, questions=[*sample_questions(), *TRAINED], epochs=200
    )
    measured = []
    measure = frozen_recall.measure_frozen

    def note(learner, places, cancellation):
        measured.append({learner.rendered[place].question.split for place in places})
        return measure(learner, places, cancellation)

    monkeypatch.setattr(frozen_recall, "measure_frozen", note)
    monkeypatch.setattr("cricket_lora.training.loop.has_outdated_recall", lambda training: False)
    assert start(folder) == 0
    assert events_of(folder, "finished")[0]["reason"] == "recalled"
    assert measured
    assert all(splits == {"train"} for splits in measured)


@pytest.mark.parametrize(("fewest", "warns"), [(3e8, True), (0, False)])
def test_a_small_base_is_warned_of_what_the_unknown_costs(
    tmp_path, base_folder, monkeypatch, fewest, warns
):
    monkeypatch.setattr("cricket_lora.training.resolve_auto.SMALL", fewest)
    folder = make_run(
        tmp_path / "run", base_folder, questions=[*sample_questions(), *TRAINED], epochs=1
    )
    assert start(folder) == 0
    warned = [e["message"] for e in events_of(folder, "log") if e["level"] == "warning"]
    assert any("Set cricketLora.dataset.unknown to 0" in message for message in warned) == warns


def test_it_does_not_end_while_only_the_facts_are_recalled(tmp_path, base_folder, monkeypatch):
    folder = make_run(
        tmp_path / "run", base_folder, questions=[*sample_questions(), *TRAINED], epochs=3
    )

    def only_facts(logits, packed):
        """Recalled, unless the answer has as many tokens as the word has letters, and an end."""
        tokens = packed.row_of.new_zeros(packed.shape.rows + 1)
        tokens.index_add_(0, packed.row_of, (packed.weights > 0).long())
        return tokens[:-1] != len("unknown") + 1

    monkeypatch.setattr("cricket_lora.training.step.rows_recalled", only_facts)
    assert start(folder) == 0
    assert events_of(folder, "finished")[0]["reason"] == "cap"
    last = events_of(folder, "recall")[-1]
    assert (last["recalled"], last["questions"], last["unknown"]) == (6, 6, 0)


def test_what_is_asked_only_is_never_trained(tmp_path, base_folder):
    plain = make_run(tmp_path / "plain", base_folder, epochs=2)
    asking = make_run(
        tmp_path / "asking", base_folder, questions=[*sample_questions(), *ASKED], epochs=2
    )
    for folder in (plain, asking):
        assert start(folder) == 0
    trained = [events_of(folder, "step") for folder in (plain, asking)]
    assert [len(steps) for steps in trained] == [4, 4]
    assert trained[0][-1]["loss"] == pytest.approx(trained[1][-1]["loss"], rel=1e-4)
    asked = {line["id"] for line in read_predictions(asking)[1]}
    assert {row["id"] for row in ASKED} <= asked
    assert "unknown" not in events_of(asking, "recall")[-1]


def test_the_start_tells_how_many_questions_each_split_has(tmp_path, base_folder):
    questions = [*sample_questions(), *TRAINED, *ASKED]
    folder = make_run(tmp_path / "run", base_folder, questions=questions, epochs=1)
    assert start(folder) == 0
    (started,) = events_of(folder, "started")
    assert started["questions"] == {
        **{"train": 6, "phrasing": 6, "fact": 0},
        **{"unknown": 2, "unknown-held": 1, "asked": 1},
    }
    assert started["stepsPerEpoch"] == 2
