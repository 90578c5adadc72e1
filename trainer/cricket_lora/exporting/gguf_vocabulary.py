"""A byte-level BPE tokenizer in the form that llama.cpp reads.

llama.cpp splits text before merging by rules of its own, each of which has a name. A tokenizer's
files hold no such name; the expression by which they split tells it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from gguf import GGUFWriter, TokenType
from transformers import PreTrainedTokenizerBase

from cricket_lora.protocol.failure import Failure

CONTRACTIONS = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)"
WORDS = r"[^\r\n\p{L}\p{N}]?\p{L}+"
REST = r" ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
# By the expression that splits: llama.cpp's name, and whether whole words of the vocabulary are
# taken before merges are tried.
SPLITS = {
    rf"{CONTRACTIONS}|{WORDS}|\p{{N}}|{REST}": ("qwen2", False),
    rf"{CONTRACTIONS}|{WORDS}|\p{{N}}{{1,3}}|{REST}": ("llama-bpe", True),
}


@dataclass(frozen=True)
class Vocabulary:
    splits_as: str
    tokens: list[str]
    types: list[TokenType]
    merges: list[str]


def vocabulary_of(tokenizer: PreTrainedTokenizerBase, size: int) -> Vocabulary:
    """`size` is that of the embedding, which may have more rows than there are tokens.

    Raises `gguf-unsupported`.
    """
    spec = json.loads(tokenizer.backend_tokenizer.to_str())
    model = spec["model"]
    if model["type"] != "BPE" or model.get("continuing_subword_prefix"):
        raise unsupported(f"its tokenizer is {model['type']}, not byte-level BPE")
    splits_as = _splits_as(spec)
    _refuse_normalizer(spec["normalizer"])
    largest = max([*model["vocab"].values(), *(added["id"] for added in spec["added_tokens"])])
    if largest >= size:
        raise unsupported(f"it has the token {largest}, and its embedding only {size} rows")
    tokens = [f"[PAD{number}]" for number in range(size)]
    types = [TokenType.UNUSED] * size
    for text, number in model["vocab"].items():
        tokens[number], types[number] = text, TokenType.NORMAL
    for added in spec["added_tokens"]:
        kind = TokenType.CONTROL if added["special"] else TokenType.USER_DEFINED
        tokens[added["id"]], types[added["id"]] = added["content"], kind
    merges = [pair if isinstance(pair, str) else " ".join(pair) for pair in model["merges"]]
    return Vocabulary(splits_as, tokens, types, merges)


def _splits_as(spec: dict) -> str:
    """By what comes before the merges: an expression, then bytes; or GPT-2's own, with digits one
    by one or not."""
    before = spec["pre_tokenizer"] or {}
    steps = before.get("pretokenizers", [before])
    last = steps[-1]
    if last.get("type") != "ByteLevel" or last.get("add_prefix_space"):
        raise unsupported("its tokenizer is not byte-level BPE")
    kinds = [(step["type"], step.get("pattern", {}).get("Regex")) for step in steps[:-1]]
    if last.get("use_regex") and kinds == []:
        return "gpt-2"
    if last.get("use_regex") and kinds == [("Digits", None)] and steps[0]["individual_digits"]:
        return "smollm"
    if not last.get("use_regex") and len(kinds) == 1 and kinds[0][1] in SPLITS:
        name, takes_words_whole = SPLITS[kinds[0][1]]
        if takes_words_whole == bool(spec["model"].get("ignore_merges")):
            return name
    raise unsupported("llama.cpp knows no name for the way in which its tokenizer splits text")


def _refuse_normalizer(normalizer: dict | None) -> None:
    """Texts are composed (NFC) already: datasets with others are told so."""
    steps = (normalizer or {}).get("normalizers", [normalizer] if normalizer else [])
    other = next((step["type"] for step in steps if step["type"] != "NFC"), None)
    if other:
        raise unsupported(f"its tokenizer changes texts ({other}) before it reads them")


def write_vocabulary(
    writer: GGUFWriter,
    vocabulary: Vocabulary,
    tokenizer: PreTrainedTokenizerBase,
    ends: Sequence[int],
) -> None:
    """`ends` are the tokens at which the model stops, that of a turn first."""
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(vocabulary.splits_as)
    writer.add_token_list(vocabulary.tokens)
    writer.add_token_types(vocabulary.types)
    writer.add_token_merges(vocabulary.merges)
    # The template writes what begins a conversation.
    writer.add_add_bos_token(False)
    end, *others = ends
    writer.add_eos_token_id(end)
    for other in others[:1]:
        writer.add_eot_token_id(other)
    for number, add in (
        (tokenizer.bos_token_id, writer.add_bos_token_id),
        (tokenizer.pad_token_id, writer.add_pad_token_id),
    ):
        if number is not None:
            add(number)
    template = tokenizer.chat_template
    if isinstance(template, str):
        writer.add_chat_template(template)


def unsupported(reason: str) -> Failure:
    return Failure("gguf-unsupported", reason=reason)
