"""Unsloth as its notebooks have it, in 16 bit, all 32 questions at once, nothing recomputed.

Option: `padding_free` lays the rows of a batch end to end, Unsloth's own choice. Without flash
attention or xformers it then computes attention segment by segment, in many small kernels.
"""

import os

os.environ.setdefault("UNSLOTH_COMPILE_LOCATION", "unsloth_compiled_cache")

import unsloth  # isort: skip (it patches what is imported after it)
import torch
from trl import SFTConfig, SFTTrainer

from benchmark.dataset import train_dataset
from benchmark.job import Job, Measurement
from benchmark.recall_clock import RecallClock
from benchmark.schedule import schedule
from benchmark.step_clock import StepClock
from benchmark.trainer_run import ALL_LINEAR


def measure(job: Job) -> Measurement:
    until_recalled = bool(job.options.get("until_recalled"))
    clock = StepClock(job)
    checkpointing = "unsloth" if job.options.get("checkpointing") else False
    model, tokenizer = unsloth.FastLanguageModel.from_pretrained(
        model_name=job.base,
        max_seq_length=512,
        dtype=torch.bfloat16,
        load_in_4bit=False,
        local_files_only=True,
    )
    model = unsloth.FastLanguageModel.get_peft_model(
        model,
        r=16,
        lora_alpha=32,
        lora_dropout=0,
        bias="none",
        target_modules=ALL_LINEAR,
        use_gradient_checkpointing=checkpointing,
        random_state=42,
    )
    config = SFTConfig(
        output_dir=job.folder,
        per_device_train_batch_size=job.batch_size,
        gradient_accumulation_steps=1,
        completion_only_loss=True,
        padding_free=bool(job.options.get("padding_free")),
        max_length=512,
        bf16=True,
        optim="adamw_torch_fused",
        **schedule(job),
        logging_steps=50,
        save_strategy="no",
        report_to="none",
        disable_tqdm=True,
        dataset_num_proc=1,
    )
    trainer = SFTTrainer(
        model=model,
        processing_class=tokenizer,
        args=config,
        train_dataset=train_dataset(job),
        callbacks=[] if until_recalled else [clock],
    )
    if until_recalled:
        clock = RecallClock(job, trainer.processing_class)
        trainer.add_callback(clock)
    trainer.train()
    collator = getattr(trainer.data_collator, "padding_free", False)
    note = f"16 bit, completions only, {'padding-free' if collator else 'dynamic padding'}"
    return clock.measurement(note)
