"""Curves for MLflow: a run of the same name in the experiment “Cricket LoRA”."""

import os
from collections.abc import Container, Sequence

from cricket_lora.boards.curves import RUNNING, Curves, Row

EXPERIMENT = "Cricket LoRA"
TAG = "cricket_lora.run"
# MLflow's own limits.
MOST_METRICS = 1000
MOST_PARAMETER = 6000


class MLflow:
    """Goes on with the run that is there, if it holds only what was told; otherwise replaces it."""

    def __init__(self, to: str) -> None:
        """`to` is a tracking URI."""
        os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
        from mlflow import MlflowClient
        from mlflow.entities import Metric, Param

        self.to, self.open_client, self.metric, self.param = to, MlflowClient, Metric, Param
        self.client = None
        self.run = ""

    def begin(self, told: Curves) -> None:
        # Here, as it makes the tables of a new database, perhaps while another run's does.
        self.client = self.open_client(tracking_uri=self.to)
        found = self.client.get_experiment_by_name(EXPERIMENT)
        experiment = found.experiment_id if found else self.client.create_experiment(EXPERIMENT)
        wanted = {
            (name, row.step): value for row in told.rows for name, value in row.values.items()
        }
        self.run, held = "", {}
        for earlier in self.client.search_runs([experiment], f"tags.`{TAG}` = '{told.run}'"):
            run, history = earlier.info.run_id, self._history(earlier)
            points = dict(history)
            if self.run == "" and len(points) == len(history) and points.items() <= wanted.items():
                self.run, held = run, points
            else:
                self.client.delete_run(run)
        if self.run == "":
            self.run = self._create(experiment, told)
        elif told.status == RUNNING:
            self.client.update_run(self.run, status=RUNNING)
        self.add([without(row, held) for row in told.rows])

    def add(self, rows: Sequence[Row]) -> None:
        metrics = [
            self.metric(name, value, int(row.time * 1000), row.step)
            for row in rows
            for name, value in row.values.items()
        ]
        for at in range(0, len(metrics), MOST_METRICS):
            self.client.log_batch(self.run, metrics=metrics[at : at + MOST_METRICS])

    def end(self, told: Curves) -> None:
        if told.status != RUNNING:
            self.client.set_terminated(self.run, told.status, end_time=int(told.time * 1000))

    def _create(self, experiment: str, told: Curves) -> str:
        started = int(told.rows[0].time * 1000) if told.rows else None
        run = self.client.create_run(
            experiment, start_time=started, tags={TAG: told.run}, run_name=told.run
        ).info.run_id
        parameters = [
            self.param(name, str(value)[:MOST_PARAMETER]) for name, value in told.recipe.items()
        ]
        self.client.log_batch(run, params=parameters)
        return run

    def _history(self, run: object) -> list[tuple[tuple[str, int], float]]:
        return [
            ((name, metric.step), metric.value)
            for name in run.data.metrics
            for metric in self.client.get_metric_history(run.info.run_id, name)
        ]


def without(row: Row, held: Container[tuple[str, int]]) -> Row:
    values = {name: value for name, value in row.values.items() if (name, row.step) not in held}
    return Row(row.step, row.time, values)
