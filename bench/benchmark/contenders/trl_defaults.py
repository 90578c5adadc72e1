"""TRL's SFTTrainer as its first example has it: a model's path, a dataset, an adapter.

Only the batch is set: the default of 8 rows, accumulated to the same steps as everyone's. A path
makes TRL hold the base in fp32 and multiply in bf16; with the option `bf16` the base is bf16.
"""

import torch
from peft import LoraConfig
from trl import SFTConfig, SFTTrainer

from benchmark.dataset import train_dataset
from benchmark.job import Job, Measurement
from benchmark.step_clock import StepClock
from benchmark.trainer_run import ALL_LINEAR


def measure(job: Job) -> Measurement:
    clock = StepClock(job)
    cuda = torch.cuda.is_available()
    bf16 = bool(job.options.get("bf16"))
    config = SFTConfig(
        output_dir=job.folder,
        gradient_accumulation_steps=job.batch_size // 8,
        model_init_kwargs={"dtype": "bfloat16"} if bf16 and cuda else None,
        **({} if cuda else {"bf16": False, "use_cpu": True}),
        max_steps=job.warmup_steps + job.steps,
        save_strategy="no",
        report_to="none",
        disable_tqdm=True,
    )
    trainer = SFTTrainer(
        model=job.base,
        args=config,
        train_dataset=train_dataset(job),
        peft_config=LoraConfig(r=16, lora_alpha=32, target_modules=ALL_LINEAR),
        callbacks=[clock],
    )
    trainer.train()
    rows = config.per_device_train_batch_size
    kind = "bf16" if bf16 else "fp32 with bf16 autocast"
    note = f"base in {kind}, {rows} rows accumulated to {job.batch_size}, gradient checkpointing"
    return clock.measurement(note)
