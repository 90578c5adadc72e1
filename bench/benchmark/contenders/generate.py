"""transformers' own `generate`, greedily. Options: `batch_size`, `adapter`, `merged`, `limit`,
`at_most` (questions to answer)."""

import torch
from peft import PeftModel
from transformers import AutoModelForCausalLM, AutoTokenizer

from benchmark.job import Job, Measurement
from benchmark.step_clock import now, peak_bytes


@torch.inference_mode()
def measure(job: Job) -> Measurement:
    made = now()
    options = job.options
    cuda = torch.cuda.is_available()
    tokenizer = AutoTokenizer.from_pretrained(job.base, padding_side="left")
    base = AutoModelForCausalLM.from_pretrained(
        job.base, dtype=torch.bfloat16 if cuda else torch.float32
    ).to("cuda" if cuda else "cpu")
    model = PeftModel.from_pretrained(base, str(options["adapter"])).eval()
    if options["merged"]:
        model = model.merge_and_unload()
    prompts = [
        tokenizer.apply_chat_template(row["prompt"], add_generation_prompt=True, tokenize=False)
        for row in job.rows()
    ][: int(options["at_most"])]
    prompts.sort(key=len)  # together those that need little padding
    size = int(options["batch_size"])
    batches = [prompts[start : start + size] for start in range(0, len(prompts), size)]

    def answer(batch: list[str]) -> list[str]:
        inputs = tokenizer(batch, padding=True, add_special_tokens=False, return_tensors="pt")
        said = model.generate(
            **inputs.to(model.device), max_new_tokens=int(options["limit"]), do_sample=False
        )
        new = said[:, inputs["input_ids"].shape[1] :]
        return tokenizer.batch_decode(new, skip_special_tokens=True)

    for batch in batches[:3]:
        answer(batch)
    began = now()
    for batch in batches:
        answer(batch)
    seconds = now() - began
    return Measurement(len(prompts), seconds, began - made, peak_bytes(), f"{len(prompts)} asked")
