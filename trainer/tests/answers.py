"""Answers of a run, and those of transformers to the same questions."""

from conftest import read_predictions, sample_questions
from transformers import AutoTokenizer


def generate(model, folder, limit=12, questions=None):
    """Every question alone, by transformers."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    outputs = {}
    for row in questions or sample_questions():
        ids = tokenizer.apply_chat_template(
            row["prompt"], add_generation_prompt=True, return_tensors="pt", return_dict=True
        )
        new = model.generate(
            **ids, max_new_tokens=limit, do_sample=False, repetition_penalty=1.0, pad_token_id=0
        )[0, ids["input_ids"].shape[1] :].tolist()
        said = new[: new.index(2)] if 2 in new else new
        outputs[row["id"]] = (tokenizer.decode(said), 2 in new)
    return outputs


def predicted(folder):
    head, lines = read_predictions(folder)
    return head, {line["id"]: (line["output"], line["stopped"]) for line in lines}
