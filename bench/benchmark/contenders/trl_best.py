"""TRL's SFTTrainer set up for these questions: all 32 at once, bf16, nothing recomputed.

Loss on completions only is TRL's own choice for prompt-completion rows. Options: `padding_free`
lays the rows of a batch end to end, `liger` uses Liger's kernels.
"""

import torch
from peft import LoraConfig
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
    cuda = torch.cuda.is_available()
    padding_free, liger = bool(job.options.get("padding_free")), bool(job.options.get("liger"))
    config = SFTConfig(
        output_dir=job.folder,
        per_device_train_batch_size=job.batch_size,
        gradient_checkpointing=False,
        completion_only_loss=True,
        padding_free=padding_free,
        use_liger_kernel=liger,
        max_length=None,
        **schedule(job),
        dataloader_num_workers=2 if cuda else 0,
        dataloader_pin_memory=cuda,
        model_init_kwargs={
            "dtype": "bfloat16" if cuda else "float32",
            "attn_implementation": "sdpa",
        },
        **({"tf32": True} if cuda else {"bf16": False, "use_cpu": True}),
        logging_steps=50,
        save_strategy="no",
        report_to="none",
        disable_tqdm=True,
    )
    trainer = SFTTrainer(
        model=job.base,
        args=config,
        train_dataset=train_dataset(job),
        peft_config=LoraConfig(r=16, lora_alpha=32, target_modules=ALL_LINEAR),
        callbacks=[] if until_recalled else [clock],
    )
    if until_recalled:
        clock = RecallClock(job, trainer.processing_class)
        trainer.add_callback(clock)
    trainer.train()
    kinds = ["padding-free" if padding_free else "dynamic padding", *(["Liger"] if liger else [])]
    return clock.measurement(f"completions only, {', '.join(kinds)}, sdpa, bf16")
