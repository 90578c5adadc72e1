"""Curves for MLflow: a run of the same name in the experiment “Cricket LoRA”."""

from cricket_lora.boards.curves import Curves

EXPERIMENT = "Cricket LoRA"
TAG = "cricket_lora.run"
# MLflow's own limits.
MOST_METRICS = 1000
MOST_PARAMETER = 6000


def write_mlflow(told: Curves, to: str) -> None:
    """`to` is a tracking URI. A run that was written before is replaced."""
    from mlflow import MlflowClient
    from mlflow.entities import Metric, Param

    client = MlflowClient(tracking_uri=to)
    found = client.get_experiment_by_name(EXPERIMENT)
    experiment = found.experiment_id if found else client.create_experiment(EXPERIMENT)
    for earlier in client.search_runs([experiment], f"tags.`{TAG}` = '{told.run}'"):
        client.delete_run(earlier.info.run_id)
    metrics = [
        Metric(name, point.value, int(point.time * 1000), point.step)
        for name, points in told.curves.items()
        for point in points
    ]
    started = min((metric.timestamp for metric in metrics), default=None)
    run = client.create_run(experiment, start_time=started, tags={TAG: told.run}, run_name=told.run)
    parameters = [Param(name, str(value)[:MOST_PARAMETER]) for name, value in told.recipe.items()]
    client.log_batch(run.info.run_id, params=parameters)
    for at in range(0, len(metrics), MOST_METRICS):
        client.log_batch(run.info.run_id, metrics=metrics[at : at + MOST_METRICS])
    if told.status != "RUNNING":
        ended = max((metric.timestamp for metric in metrics), default=None)
        client.set_terminated(run.info.run_id, told.status, end_time=ended)
