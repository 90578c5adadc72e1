"""`python -m cricket_lora.ask RUN/run.json`: answers a conversation a line, while lines come.

A line in is `{"number", "messages"}`, a line out `{"number", "adapter", "base"}`: what each said
and how likely each of its tokens was, or `{"number", "refused": code, …}` where it cannot be asked.
The first line out is `{"ready": true}`, or `{"failed": code, …}`.
"""

import json
import os
import sys
from pathlib import Path
from typing import TextIO

from cricket_lora.protocol.without_gc import uncollected

with uncollected():
    import torch
    from peft import PeftModel

    from cricket_lora.data.chat_template import apply_template
    from cricket_lora.data.check_texts import problem_of_texts
    from cricket_lora.model.base import DTYPES, choose_dtype, load_config
    from cricket_lora.model.base_files import content_hash
    from cricket_lora.model.base_record import refuse_other_base
    from cricket_lora.model.check_base import end_ids_of
    from cricket_lora.model.check_sizes import problem_of_size
    from cricket_lora.model.device import choose_device
    from cricket_lora.model.greedy import greedy_config
    from cricket_lora.model.load_weights import load_tokenizer, load_weights
    from cricket_lora.model.locate_base import locate_base
    from cricket_lora.protocol.failure import Failure, failure_of
    from cricket_lora.protocol.plain_folder import require_plain_folder


def main(arguments: list[str], lines: TextIO = sys.stdin) -> int:
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print("usage: python -m cricket_lora.ask RUN/run.json")
        return 2
    folder = Path(arguments[0]).resolve().parent
    os.chdir(Path(__file__).parent)  # see __main__.py
    try:
        require_plain_folder(folder)
        asked = AskedModel(folder)
    except Exception as error:
        failure = failure_of(error, folder)
        tell({"failed": failure.code, **failure.parameters})
        return 2
    tell({"ready": True})
    for line in lines:
        request = json.loads(line)
        try:
            answer = asked.answer(request["messages"])
        except Exception as error:  # the next question may be a better one
            failure = failure_of(error, folder)
            answer = {"refused": failure.code, **failure.parameters}
        tell({"number": request["number"], **answer})
    return 0


class AskedModel:
    """A run's base, with its adapter where there is one."""

    def __init__(self, folder: Path) -> None:
        """Raises Failure as `load_config` and `load_weights` do, and `base-replaced`."""
        run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        located, adapter = locate_base(folder), folder / "adapter"
        config = load_config(located.at)
        device = choose_device()
        dtype = DTYPES[choose_dtype(run["recipe"]["precision"], device)]
        self.limit = run["recipe"]["maxAnswerTokens"]
        self.tokenizer = load_tokenizer(located.at)
        model = load_weights(located.at, config, dtype=dtype)
        sha256 = content_hash(located.at)
        for recorded in (folder, adapter):
            refuse_other_base(recorded, located.name, sha256)
        self.ends = end_ids_of(model)
        # Settings handed to `generate` are filled up with the model's own.
        model.generation_config = greedy_config(model)
        self.has_adapter = (adapter / "adapter_config.json").is_file()
        if self.has_adapter:
            model = PeftModel.from_pretrained(model, adapter)
        self.model = model.to(device).eval()

    def answer(self, messages: list[dict[str, str]]) -> dict[str, object]:
        if not self.has_adapter:
            return {"adapter": self._say(messages)}
        said = self._say(messages)
        with self.model.disable_adapter():
            return {"adapter": said, "base": self._say(messages)}

    @torch.inference_mode()
    def _say(self, messages: list[dict[str, str]]) -> dict[str, object]:
        """Greedy, whatever generation_config.json asks for. Raises `question-refused`."""
        refuse_texts(messages)
        prompt = apply_template(self.tokenizer, messages, answer_next=True)
        inputs = self.tokenizer([prompt], add_special_tokens=False, return_tensors="pt")
        refuse_tokens(inputs["input_ids"][0].tolist(), self.model)
        inputs = inputs.to(self.model.device)
        made = self.model.generate(
            **inputs,
            max_new_tokens=self.limit,
            output_scores=True,
            return_dict_in_generate=True,
        )
        tokens = made.sequences[0, inputs["input_ids"].shape[1] :].tolist()
        chances = [float(step[0].float().softmax(-1).max()) for step in made.scores]
        said = tokens[:-1] if tokens and tokens[-1] in self.ends else tokens
        return {
            "output": self._text(said),
            "tokens": [
                {"text": self._text([token]), "probability": chance}
                for token, chance in zip(tokens, chances)
            ],
        }

    def _text(self, tokens: list[int]) -> str:
        return self.tokenizer.decode(
            tokens, skip_special_tokens=False, clean_up_tokenization_spaces=False
        )


def refuse_texts(messages: list[dict[str, str]]) -> None:
    problem = problem_of_texts("-", [message["content"] for message in messages])
    if problem is not None:
        raise Failure("question-refused", reason=problem)


def refuse_tokens(tokens: list[int], model: torch.nn.Module) -> None:
    problem = problem_of_size(tokens, model)
    if problem is not None:
        raise Failure("question-refused", reason=problem)


def tell(message: dict[str, object]) -> None:
    print(json.dumps(message), flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
