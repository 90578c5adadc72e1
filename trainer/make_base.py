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
import math
import random
import time
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM

from cricket_lora.fast.pack_attention import use_eager_attention

ROOT = Path(__file__).resolve().parent.parent
PHRASINGS = ROOT / "data" / "phrasings.json"
SEED = 1
WIDTH, LAYERS, HEADS, MLP_WIDTH, VOCABULARY = 128, 4, 4, 512, 1024
# Invented players to memorise, their share of a batch, and those that pass by once.
KNOWN, KNOWN_SHARE, PASSING = 400, 0.7, 40_000
BATCH, PEAK_RATE = 256, 2e-3
QWEN_SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
# Renders plain conversations as Qwen2.5-Instruct's template does (no tools).
CHAT_TEMPLATE = (
    "{%- if messages[0].role != 'system' %}"
    "{{- '<|im_start|>system\\nYou are Qwen, created by Alibaba Cloud. You are a helpful assistant."
    "<|im_end|>\\n' }}"
    "{%- endif %}"
    "{%- for message in messages %}"
    "{{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}"
    "{%- endfor %}"
    "{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}"
)


# --- invented players ---------------------------------------------------------------------------

ONSETS = (
    "b br c ch cl d dr f fl g gr h j k kr l m n p ph pr r s sh sl sm st t th tr v w y z".split()
)
VOWELS = "a a a e e i i o o u aa ai ay ea ee ie oo ou ow".split()
CODAS = ["", "", "", *"d ck l ll m n nd ng nt r rd rk rs s sh ss st t th tt x".split()]


def invent_word(rng: random.Random, syllables: int) -> str:
    parts = [rng.choice(ONSETS) + rng.choice(VOWELS) + rng.choice(CODAS) for _ in range(syllables)]
    return "".join(parts).capitalize()


def invent_name(rng: random.Random) -> str:
    """A scorecard's name, such as `RK Maddish`: initials and surname, or a rarer shape."""
    surname = invent_word(rng, rng.choice([1, 2, 2, 2, 3]))
    initials = "".join(rng.choices("ABCDEFGHIJKLMNPRSTVWY", k=rng.choice([1, 2, 2, 2, 3])))
    shape = rng.random()
    if shape < 0.78:
        return f"{initials} {surname}"
    if shape < 0.90:
        return f"{invent_word(rng, 2)} {surname}"
    if shape < 0.94:
        return f"{initials} {rng.choice(['de', 'van der', 'le', 'du'])} {surname}"
    if shape < 0.97:
        return f"{invent_word(rng, 2)}-{rng.choice(['ul', 'ur'])}-{surname}"
    return f"{initials} {rng.choice('DO')}'{surname}"


def invent_career(rng: random.Random) -> dict[str, str]:
    """A batter's line that could be true: the figures fit each other as a real table's do."""
    matches = int(rng.triangular(12, 200, 60))
    innings = int(matches * rng.uniform(1.45, 1.85))
    not_outs = int(innings * rng.triangular(0, 0.25, 0.08))
    runs = int((innings - not_outs) * rng.triangular(18, 62, 42))
    hundreds = int(runs / rng.uniform(210, 480))
    fifties = int(runs / rng.uniform(130, 260))
    start = rng.randint(1900, 2012)
    star = "*" if rng.random() < 0.25 else ""
    average = math.floor(runs * 100 / (innings - not_outs)) / 100
    return {
        "span": f"{start}-{start + rng.randint(4, 22)}",
        "matches": str(matches),
        "innings": str(innings),
        "not-outs": str(not_outs),
        "runs": str(runs),
        "highest-score": f"{int(rng.triangular(95, 390, 180))}{star}",
        "average": f"{average:.2f}",
        "hundreds": str(hundreds),
        "fifties": str(fifties),
        "ducks": str(int(innings * rng.uniform(0.01, 0.11))),
    }


@dataclass(frozen=True)
class Asked:
    text: str
    golden: str


def ask(
    players: int, phrasings: dict[str, list[str]], rng: random.Random, per_player: int
) -> list[Asked]:
    """Questions about invented players: all of them (0) or `per_player` drawn at random."""
    asked: list[Asked] = []
    for _ in range(players):
        name, career = invent_name(rng), invent_career(rng)
        questions = [
            Asked(phrasing.replace("{entity}", name), career[statistic])
            for statistic, asked_as in phrasings.items()
            for phrasing in asked_as
        ]
        asked.extend(rng.sample(questions, per_player) if per_player else questions)
    return asked


# --- tokenizer ----------------------------------------------------------------------------------


def make_tokenizer(texts: list[str], vocabulary: int) -> PreTrainedTokenizerFast:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(QWEN_SPLIT), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    specials = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    tokenizer.train_from_iterator(
        texts,
        trainers.BpeTrainer(
            vocab_size=vocabulary,
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            special_tokens=specials,
            show_progress=False,
        ),
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        eos_token="<|im_end|>",
        pad_token="<|endoftext|>",
        additional_special_tokens=["<|im_start|>", "<|im_end|>"],
        chat_template=CHAT_TEMPLATE,
        model_max_length=512,
        clean_up_tokenization_spaces=False,
    )


def name_tokenizer_class(path: Path) -> None:
    """Name the class that Qwen's own folders name: every version of transformers knows it."""
    config = json.loads(path.read_text("utf-8"))
    config.pop("backend", None)
    path.write_text(
        json.dumps(config | {"tokenizer_class": "Qwen2Tokenizer"}, indent=2) + "\n", "utf-8"
    )


def encode(
    tokenizer: PreTrainedTokenizerFast, asked: list[Asked]
) -> tuple[torch.Tensor, torch.Tensor]:
    """Rows and labels [questions, longest], padded on the right; labels on golden and end."""
    end, pad = tokenizer.eos_token_id, tokenizer.pad_token_id
    prompts = [
        tokenizer.apply_chat_template(
            [{"role": "user", "content": a.text}], tokenize=False, add_generation_prompt=True
        )
        for a in asked
    ]
    prompt_ids = tokenizer(prompts, add_special_tokens=False)["input_ids"]
    golden_ids = tokenizer([a.golden for a in asked], add_special_tokens=False)["input_ids"]
    longest = max(len(p) + len(g) + 1 for p, g in zip(prompt_ids, golden_ids, strict=True))
    rows = torch.full((len(asked), longest), pad, dtype=torch.long)
    labels = torch.full((len(asked), longest), -100, dtype=torch.long)
    for i, (p, g) in enumerate(zip(prompt_ids, golden_ids, strict=True)):
        answer = torch.tensor([*g, end])
        rows[i, : len(p)] = torch.tensor(p)
        rows[i, len(p) : len(p) + len(answer)] = answer
        labels[i, len(p) : len(p) + len(answer)] = answer
    return rows, labels


# --- training -----------------------------------------------------------------------------------


def forward(model: Qwen2ForCausalLM, rows: torch.Tensor) -> torch.Tensor:
    """Logits [rows, longest - 1, vocabulary] for the tokens after the first."""
    return model(input_ids=rows, use_cache=False).logits[:, :-1]


def answer_loss(model: Qwen2ForCausalLM, rows: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Mean cross-entropy an answer token. Padding is on the right: causality is mask enough."""
    logits = forward(model, rows)
    return torch.nn.functional.cross_entropy(logits.flatten(0, 1).float(), labels[:, 1:].flatten())


@torch.no_grad()
def exact_share(model: Qwen2ForCausalLM, rows: torch.Tensor, labels: torch.Tensor) -> float:
    """Share of rows whose every answer token is the argmax: what greedy answers get right."""
    right = 0
    for start in range(0, len(rows), 512):
        r, wanted = rows[start : start + 512], labels[start : start + 512, 1:]
        said = forward(model, r).argmax(-1)
        right += ((said == wanted) | (wanted == -100)).all(1).sum().item()
    return right / len(rows)


def learning_rate_at(step: int, steps: int, peak: float) -> float:
    """Linear warm-up over 2 % of the steps, then a cosine to a tenth."""
    warmup = max(1, steps // 50)
    if step < warmup:
        return peak * (step + 1) / warmup
    done = (step - warmup) / max(1, steps - warmup)
    return peak * (0.1 + 0.45 * (1 + math.cos(math.pi * done)))


def train(
    model, known, passing, *, steps: int, batch: int, known_share: float, peak: float
) -> None:
    """Memorise `known` and learn the form from `passing` (rows and labels on the device).

    On CUDA the whole step is one captured graph: at this size a GPU waits for kernel launches.
    """
    device = model.device
    from_known = round(batch * known_share)
    rate = torch.tensor(0.0, device=device)
    optimizer = torch.optim.AdamW(
        model.parameters(),
        lr=rate,
        betas=(0.9, 0.98),
        weight_decay=0.01,
        fused=True,
        capturable=device.type == "cuda",
    )
    rows = torch.cat([known[0][:from_known], passing[0][: batch - from_known]]).clone()
    labels = torch.cat([known[1][:from_known], passing[1][: batch - from_known]]).clone()
    left_out = torch.zeros((), device=device)  # steps

    def update() -> torch.Tensor:
        loss = answer_loss(model, rows, labels)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0, foreach=True)
        # One step without finite gradients would spoil every weight: the optimizer leaves it out.
        optimizer.grad_scale, optimizer.found_inf = None, 1.0 - norm.isfinite().float()
        left_out.add_(optimizer.found_inf)
        optimizer.step()
        optimizer.zero_grad(set_to_none=False)
        return loss.detach()

    run = capture(update) if device.type == "cuda" else update
    left_out.zero_()
    began = time.monotonic()
    for step in range(steps):
        rate.fill_(learning_rate_at(step, steps, peak))
        a = torch.randint(len(known[0]), (from_known,), device=device)
        b = torch.randint(len(passing[0]), (batch - from_known,), device=device)
        torch.cat([known[0][a], passing[0][b]], out=rows)
        torch.cat([known[1][a], passing[1][b]], out=labels)
        loss = run()
        if step % 500 == 499 or step == steps - 1:
            share = exact_share(model, known[0][:4000], known[1][:4000])
            left = (time.monotonic() - began) / (step + 1) * (steps - step - 1)
            print(
                f"step {step + 1}/{steps}  loss {loss.item():.3f}"
                f"  invented players known {share:.1%}  {left_out.item():.0f} steps left out"
                f"  {left:.0f} s left",
                flush=True,
            )


def capture(update):
    """Warm `update` up on a side stream, then record it as one CUDA graph."""
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(3):
            update()
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        loss = update()

    def replay() -> torch.Tensor:
        graph.replay()
        return loss

    return replay


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
