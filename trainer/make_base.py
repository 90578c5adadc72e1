"""Make the embedded base: a small Qwen2 that knows the form of the questions and no real fact.

    .venv/bin/python trainer/make_base.py --out data/base

The model learns from invented players only. Most questions of a batch are about a fixed group of
them, asked in every phrasing until it knows them by heart: a base that has once memorised facts in
all phrasings stores new people's facts where every phrasing finds them (arXiv 2309.14316,
"celebrities help minorities"). The rest are about players that never come back, from which only the
form can be learned.

The folder that comes out is Hugging Face's: `AutoModelForCausalLM.from_pretrained` and
`AutoTokenizer.from_pretrained` load it without a network. The tokenizer is byte-level BPE with
Qwen2's split pattern (digits one by one), Qwen's special tokens and its chat template.
"""

import argparse
import json
import random
from pathlib import Path

import torch
from transformers import Qwen2Config, Qwen2ForCausalLM

from cricket_lora.fast.pack_attention import use_eager_attention
from embedded_base.learning import exact_share, train
from embedded_base.players import ask
from embedded_base.tokenizer import CHAT_TEMPLATE, encode, make_tokenizer, name_tokenizer_class

ROOT = Path(__file__).resolve().parent.parent
PHRASINGS = ROOT / "data" / "phrasings.json"
SEED = 1
WIDTH, LAYERS, HEADS, MLP_WIDTH, VOCABULARY = 128, 4, 4, 512, 1024
# Invented players to memorise, their share of a batch, and those that pass by once.
KNOWN, KNOWN_SHARE, PASSING = 400, 0.7, 40_000
BATCH, PEAK_RATE = 256, 2e-3


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, required=True, help="folder to write")
    parser.add_argument("--steps", type=int, default=5000)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    options = parser.parse_args()

    rng = random.Random(SEED)
    torch.manual_seed(SEED)
    torch.set_float32_matmul_precision("high")
    # Rows are short. In 16 bit the fused kernels' gradients ended as no numbers after 1,000 steps.
    use_eager_attention()
    statistics = json.loads(PHRASINGS.read_text("utf-8"))["statistics"]
    phrasings = {name: [*one["train"], *one["held"]] for name, one in statistics.items()}

    known = ask(KNOWN, phrasings, rng, 0)
    passing = ask(PASSING, phrasings, rng, 5)
    template_text = CHAT_TEMPLATE.split("system\\n")[1].split("<|")[0]
    texts = [a.text for a in passing[:60_000]] + [a.golden for a in passing[:60_000]]
    tokenizer = make_tokenizer(
        texts + [template_text, "user", "assistant", "system"] * 200, VOCABULARY
    )
    config = Qwen2Config(
        vocab_size=VOCABULARY,
        hidden_size=WIDTH,
        intermediate_size=MLP_WIDTH,
        num_hidden_layers=LAYERS,
        num_attention_heads=HEADS,
        num_key_value_heads=max(1, HEADS // 2),
        max_position_embeddings=512,
        tie_word_embeddings=True,
        use_sliding_window=False,
        bos_token_id=None,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    model = Qwen2ForCausalLM(config).to(options.device)
    print(
        f"{sum(p.numel() for p in model.parameters()) / 1e6:.2f} M parameters on {options.device}"
    )
    rows_of = {}
    for name, asked in (("known", known), ("passing", passing)):
        rows, labels = encode(tokenizer, asked)
        rows_of[name] = (rows.to(options.device), labels.to(options.device))
    longest = max(r.shape[1] for r, _ in rows_of.values())
    rows_of = {
        name: (
            torch.nn.functional.pad(r, (0, longest - r.shape[1]), value=tokenizer.pad_token_id),
            torch.nn.functional.pad(y, (0, longest - y.shape[1]), value=-100),
        )
        for name, (r, y) in rows_of.items()
    }
    train(
        model,
        rows_of["known"],
        rows_of["passing"],
        steps=options.steps,
        batch=BATCH,
        known_share=KNOWN_SHARE,
        peak=PEAK_RATE,
    )
    strangers = encode(tokenizer, ask(500, phrasings, random.Random(SEED + 1), 2))
    share = exact_share(model, *(t.to(options.device) for t in strangers))
    print(f"exact on {len(strangers[0])} questions about invented players never seen: {share:.1%}")
    model.generation_config.eos_token_id = tokenizer.eos_token_id
    model.generation_config.pad_token_id = tokenizer.pad_token_id
    model.float().cpu().save_pretrained(options.out)
    tokenizer.save_pretrained(options.out)
    name_tokenizer_class(options.out / "tokenizer_config.json")
    print(
        f"wrote {options.out}: {sum(f.stat().st_size for f in options.out.iterdir()) / 1e6:.1f} MB"
    )


if __name__ == "__main__":
    main()
