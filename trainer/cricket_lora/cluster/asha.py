"""`python -m cricket_lora.cluster.asha MOST GRACE REDUCTION`: which runs are hopeless.

Ray Tune's own scheduler, asked from outside: Tune holds its trials in one process and ends them
with it, and the runs of an experiment outlive theirs. Reads lines of `{"run", "epoch", "recall"}`,
in their order, and answers each with `{"stop"}`.
"""

import json
import sys
from types import SimpleNamespace

from ray.tune.schedulers import ASHAScheduler, TrialScheduler

EPOCH, RECALL = "epoch", "recall"


class Judge:
    """A run among the first of REDUCTION at GRACE, GRACE x REDUCTION … epochs goes on."""

    def __init__(self, most_epochs: int, grace_epochs: int, reduction: float) -> None:
        self.scheduler = ASHAScheduler(
            time_attr=EPOCH,
            metric=RECALL,
            mode="max",
            max_t=max(most_epochs, grace_epochs),
            grace_period=grace_epochs,
            reduction_factor=reduction,
            stop_last_trials=False,
        )
        self.trials: dict[str, SimpleNamespace] = {}

    def is_hopeless(self, run: str, epoch: float, recall: float) -> bool:
        trial = self.trials.get(run)
        if trial is None:
            trial = self.trials[run] = SimpleNamespace(trial_id=run)
            self.scheduler.on_trial_add(None, trial)
        said = self.scheduler.on_trial_result(None, trial, {EPOCH: epoch, RECALL: recall})
        return said == TrialScheduler.STOP


def main(arguments: list[str]) -> None:
    judge = Judge(int(arguments[0]), int(arguments[1]), float(arguments[2]))
    print(json.dumps({"stop": False}), flush=True)
    for line in sys.stdin:
        told = json.loads(line)
        stop = judge.is_hopeless(told["run"], told["epoch"], told["recall"])
        print(json.dumps({"stop": stop}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
