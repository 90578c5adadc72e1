"""An evaluation as a log of Inspect (`.eval`), which its viewer opens."""

import json
from pathlib import Path


def write_inspect(folder: Path, rows: Path, to: str) -> None:
    """`rows`: a scored row a line, as src/host/boards writes them: only that side scores."""
    from inspect_ai.log import (
        EvalConfig,
        EvalDataset,
        EvalLog,
        EvalMetric,
        EvalPlan,
        EvalResults,
        EvalSample,
        EvalScore,
        EvalSpec,
        EvalStats,
        write_eval_log,
    )
    from inspect_ai.model import ChatMessageUser, ModelOutput
    from inspect_ai.scorer import Score

    request = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    model = f"cricket-lora/{request['id']}"
    samples, exact = [], 0
    with rows.open(encoding="utf-8") as file:
        for row in map(json.loads, file):
            is_exact = row["verdict"] == "exact"
            exact += is_exact
            score = Score(
                value="C" if is_exact else "I", answer=row["output"], explanation=row["verdict"]
            )
            samples.append(
                EvalSample(
                    id=row["id"],
                    epoch=1,
                    input=row["question"],
                    target=row["golden"],
                    messages=[ChatMessageUser(content=row["question"])],
                    output=ModelOutput.from_content(model, row["output"]),
                    scores={"exact": score},
                    metadata={name: row[name] for name in ("split", "entity", "statistic")},
                )
            )
    accuracy = EvalMetric(name="accuracy", value=exact / len(samples) if samples else 0.0)
    log = EvalLog(
        status="success",
        eval=EvalSpec(
            created=request["created"],
            task="recall",
            task_id=request["id"],
            dataset=EvalDataset(name=request["questions"]["source"], samples=len(samples)),
            model=model,
            config=EvalConfig(epochs=1),
            metadata={"base": request["base"], "recipe": request["recipe"]},
        ),
        plan=EvalPlan(name="greedy"),
        results=EvalResults(
            total_samples=len(samples),
            completed_samples=len(samples),
            scores=[EvalScore(name="exact", scorer="exact", metrics={"accuracy": accuracy})],
        ),
        stats=EvalStats(started_at=request["created"], completed_at=request["created"]),
        samples=samples,
    )
    Path(to).mkdir(parents=True, exist_ok=True)
    write_eval_log(log, str(Path(to) / f"{request['id']}.eval"), format="eval")
