"""`python -m cricket_lora.parity RUN/run.json adapter|merged…`: do saved files answer as the run?

Loads them by transformers and PEFT alone and asks all questions again: the adapter greedily, the
merged model by its own generation settings. Writes `RUN/NAME.parity.json` and prints it as a JSON
line, without the changed answers.
"""

import json
import sys
import time
from pathlib import Path

from cricket_lora.protocol.without_gc import uncollected

with uncollected():
    import torch
    from peft import PeftModel
    from transformers import (
        AutoConfig,
        AutoModelForCausalLM,
        AutoTokenizer,
        GenerationConfig,
        PreTrainedModel,
    )

    from cricket_lora.data.check_texts import BLANKS
    from cricket_lora.data.questions import read_questions
    from cricket_lora.model.base import DTYPES
    from cricket_lora.model.device import choose_device
    from cricket_lora.model.greedy import greedy_config
    from cricket_lora.model.locate_base import locate_base
    from cricket_lora.predicting.plain_answers import plain_answers
    from cricket_lora.protocol.atomic_files import write_atomically
    from cricket_lora.protocol.request import read_request

SECONDS_BETWEEN_LINES = 5.0


def main(arguments: list[str]) -> int:
    if len(arguments) < 2 or not set(arguments[1:]) <= {"adapter", "merged"}:
        print("usage: python -m cricket_lora.parity RUN/run.json adapter|merged…", file=sys.stderr)
        return 2
    folder = Path(arguments[0]).resolve().parent
    for what in arguments[1:]:
        check_parity(folder, what, folder / what)
    return 0


def check_parity(run: Path, what: str, saved: Path) -> None:
    """Ask `saved` ("adapter" or "merged": a folder; "gguf-KIND": a file) what the run's predictions
    answer. Of a GGUF file the weights are read; its tokenizer is for llama.cpp to read.

    Does nothing where the run has not been asked to its end.
    """
    path = run / "predictions.jsonl"
    if not path.is_file():
        return
    head, *predictions = map(json.loads, path.read_text("utf-8").splitlines())
    request = read_request(run / "run.json")
    questions = read_questions(run / request.questions_path, request.questions_sha256)
    started = last = time.monotonic()

    def tell(done: int) -> None:
        nonlocal last
        if time.monotonic() - last >= SECONDS_BETWEEN_LINES:
            last = time.monotonic()
            print(json.dumps({"asking": what, "done": done, "of": len(questions)}), flush=True)

    base = locate_base(run).at
    if what == "adapter":
        model = _load_adapter(base, saved, head["dtype"])
    elif what == "merged":
        model = _load_merged(saved)
    else:
        model = _load_gguf(saved, run)
    outputs = plain_answers(
        model,
        AutoTokenizer.from_pretrained(saved if what == "merged" else base),
        [question.prompt for question in questions],
        request.recipe.max_answer_tokens,
        batch_size=request.recipe.prediction_batch_size,
        on_progress=tell,
    )
    ours = {line["id"]: line["output"] for line in predictions}
    changes = [
        {"id": question.id, "adapter": ours[question.id], "exported": output}
        for question, output in zip(questions, outputs)
        # As evaluation compares them: a template may put white space before an answer.
        if ours[question.id].strip(BLANKS) != output.strip(BLANKS)
    ]
    found = {
        "v": 1,
        "model": what,
        "questions": len(questions),
        "changed": len(changes),
        "seconds": round(time.monotonic() - started, 2),
    }
    text = json.dumps({**found, "changes": changes}, ensure_ascii=False, indent=2)
    write_atomically(run / f"{what}.parity.json", text + "\n")
    print(json.dumps(found), flush=True)


def _load_merged(saved: Path) -> PreTrainedModel:
    return AutoModelForCausalLM.from_pretrained(saved).to(choose_device()).eval()


def _load_gguf(path: Path, run: Path) -> PreTrainedModel:
    # What the file says of heads is not all read by transformers.
    settings = {"config": AutoConfig.from_pretrained(run / "merged"), "dtype": torch.float32}
    model = AutoModelForCausalLM.from_pretrained(path.parent, gguf_file=path.name, **settings)
    model.generation_config = GenerationConfig.from_pretrained(run / "merged")
    return model.to(choose_device()).eval()


def _load_adapter(name: str, saved: Path, dtype: str) -> PeftModel:
    base = AutoModelForCausalLM.from_pretrained(name, dtype=DTYPES[dtype])
    base.generation_config = greedy_config(base)
    return PeftModel.from_pretrained(base, saved).to(choose_device()).eval()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
