"""Greedy answers of an exported graph, with ONNX Runtime for Python."""

import json
from collections import defaultdict
from pathlib import Path

import numpy
import onnxruntime
from transformers import AutoTokenizer


class OnnxModel:
    """A folder that the trainer's export wrote; `file` the graph in it."""

    def __init__(self, folder: Path, file: str) -> None:
        self.session = onnxruntime.InferenceSession(
            str(folder / file), providers=onnxruntime.get_available_providers()
        )
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        config = json.loads((folder / "generation_config.json").read_text("utf-8"))
        ends = config["eos_token_id"]
        self.ends = [ends] if isinstance(ends, int) else ends
        self.past = [i for i in self.session.get_inputs() if i.name.startswith("past")]
        self.outputs = [output.name for output in self.session.get_outputs()]

    def answer(self, prompts: list[list[dict]], limit: int, batch_size: int = 256) -> list[str]:
        """Only prompts of one length share a batch."""
        by_length: dict[int, list[int]] = defaultdict(list)
        ids = [
            self.tokenizer.apply_chat_template(
                prompt, add_generation_prompt=True, enable_thinking=False, return_dict=True
            )["input_ids"]
            for prompt in prompts
        ]
        for place, tokens in enumerate(ids):
            by_length[len(tokens)].append(place)
        answers = {}
        for places in by_length.values():
            for start in range(0, len(places), batch_size):
                batch = places[start : start + batch_size]
                said = self._generate([ids[place] for place in batch], limit)
                answers.update(zip(batch, map(self._text, said)))
        return [answers[place] for place in range(len(prompts))]

    def _generate(self, rows: list[list[int]], limit: int) -> list[list[int]]:
        tokens = numpy.array(rows, dtype=numpy.int64)
        count = len(rows)
        cache = {entry.name: self._empty(entry, count) for entry in self.past}
        said, seen = [], 0
        while len(said) < limit and not self._all_ended(said):
            width = tokens.shape[1]
            inputs = {
                "input_ids": tokens,
                "attention_mask": numpy.ones((count, seen + width), dtype=numpy.int64),
                "position_ids": numpy.tile(numpy.arange(seen, seen + width), (count, 1)),
                **cache,
            }
            made = dict(zip(self.outputs, self.session.run(None, inputs)))
            tokens = made["logits"][:, -1].argmax(-1)[:, None].astype(numpy.int64)
            cache = {e.name: made[e.name.replace("past_key_values", "present")] for e in self.past}
            said.append(tokens[:, 0])
            seen += width
        return numpy.stack(said, axis=1).tolist()

    def _all_ended(self, said: list[numpy.ndarray]) -> bool:
        return bool(said) and bool(numpy.isin(numpy.stack(said, axis=1), self.ends).any(1).all())

    def _text(self, tokens: list[int]) -> str:
        end = next((place for place, token in enumerate(tokens) if token in self.ends), None)
        return self.tokenizer.decode(
            tokens[:end], skip_special_tokens=False, clean_up_tokenization_spaces=False
        )

    @staticmethod
    def _empty(entry: onnxruntime.NodeArg, count: int) -> numpy.ndarray:
        kind = numpy.float16 if entry.type == "tensor(float16)" else numpy.float32
        return numpy.zeros((count, entry.shape[1], 0, entry.shape[3]), dtype=kind)
