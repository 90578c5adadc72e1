"""The earlier experiment's loop: 4 questions at a time, padded to 512, loss on everything said."""

import random

import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM, AutoTokenizer

from benchmark.job import Job, Measurement
from benchmark.step_clock import now, peak_bytes
from benchmark.trainer_run import ALL_LINEAR

ROWS, LENGTH = 4, 512


def measure(job: Job) -> Measurement:
    made = now()
    cuda = torch.cuda.is_available()
    tokenizer = AutoTokenizer.from_pretrained(job.base)
    model = AutoModelForCausalLM.from_pretrained(
        job.base, dtype=torch.bfloat16 if cuda else torch.float32
    ).to("cuda" if cuda else "cpu")
    adapter = LoraConfig(task_type="CAUSAL_LM", r=16, lora_alpha=32, target_modules=ALL_LINEAR)
    model = get_peft_model(model, adapter)
    trained = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=1e-4)
    texts = [
        f"{row['prompt'][-1]['content']} {row['completion'][0]['content']}"
        for row in job.train_rows()
    ]
    random.Random(1).shuffle(texts)
    length = int(job.options.get("length", LENGTH))
    encoded = tokenizer(texts, padding="max_length", max_length=length, return_tensors="pt")
    ids, mask = encoded["input_ids"].to(model.device), encoded["attention_mask"].to(model.device)
    labels = ids.masked_fill(mask == 0, -100)
    parts = job.batch_size // ROWS

    def step(number: int) -> None:
        for part in range(parts):
            rows = torch.arange(ROWS, device=ids.device) + (number * parts + part) * ROWS
            rows %= len(texts)
            output = model(input_ids=ids[rows], attention_mask=mask[rows], labels=labels[rows])
            (output.loss / parts).backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        optimizer.zero_grad()

    for number in range(job.warmup_steps):
        step(number)
    began = now()
    for number in range(job.warmup_steps, job.warmup_steps + job.steps):
        step(number)
    ended = now()
    return Measurement(
        questions=job.steps * job.batch_size,
        seconds=ended - began,
        warmup_seconds=began - made,
        peak_bytes=peak_bytes(),
        note=f"{ROWS} rows padded to {length}, accumulated to {job.batch_size}",
    )
