"""How long and at what rate transformers' Trainer trains for a job."""

from benchmark.job import Job


def schedule(job: Job) -> dict[str, object]:
    """Arguments of a configuration: so many steps at a constant rate, or a cosine over epochs."""
    if "epochs" not in job.options:
        return {
            "learning_rate": 1e-4,
            "lr_scheduler_type": "constant",
            "max_steps": job.warmup_steps + job.steps,
        }
    return {
        "learning_rate": job.options["rate"],
        "lr_scheduler_type": "cosine",
        "warmup_steps": 20,
        "num_train_epochs": job.options["epochs"],
    }
