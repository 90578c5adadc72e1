"""The straightforward way: read the table with pandas, loop over its rows, dump each question."""

import argparse
import hashlib
import json
import re
import resource
import time
from pathlib import Path

import pandas as pd

MISSING = re.compile(r"^(?:|[-\u2013\u2014]+|n/?a|nan|-?inf|none|null|t?dnb)$", re.IGNORECASE)


def slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def generate(table: Path, phrasings: Path, columns: dict[str, str], rows: str, out: Path) -> None:
    frame = pd.read_csv(table, dtype=str, keep_default_na=False)
    frame["Player"] = frame["Player"].str.strip()
    frame = frame[~frame["Player"].duplicated(keep=False)]
    slugs = frame["Player"].map(slug)
    if slugs.duplicated().any():
        raise SystemExit("two players share an id")
    phrasings_of = {
        statistic: texts["train"]
        for statistic, texts in json.loads(phrasings.read_text("utf-8"))["statistics"].items()
    }
    out.mkdir(exist_ok=True)
    counts = {"facts": 0, "questions": 0}
    with (out / "questions.jsonl").open("w", encoding="utf-8", newline="\n") as file:
        names = list(frame.columns)
        if rows == "iterrows":
            all_rows = ((index, row) for index, row in frame.iterrows())
        else:
            all_rows = ((row[0], dict(zip(names, row[1:]))) for row in frame.itertuples(name=None))
        for (index, row), entity_slug in zip(all_rows, slugs):
            for statistic, column in columns.items():
                golden = row[column].strip()
                if MISSING.match(golden):
                    continue
                counts["facts"] += 1
                fact = f"{entity_slug}/{statistic}"
                for number, phrasing in enumerate(phrasings_of[statistic], start=1):
                    counts["questions"] += 1
                    asked = phrasing.replace("{entity}", row["Player"])
                    question = {
                        "id": f"{fact}/{number}",
                        "prompt": [{"role": "user", "content": asked}],
                        "completion": [{"role": "assistant", "content": golden}],
                        "fact": fact,
                        "entity": row["Player"],
                        "statistic": statistic,
                        "phrasing": number,
                        "split": "train",
                        "source": {"row": index + 1, "column": column},
                    }
                    file.write(
                        json.dumps(question, ensure_ascii=False, separators=(",", ":")) + "\n"
                    )
    meta = {
        "table": hashlib.sha256(table.read_bytes()).hexdigest(),
        "questions": sha256_of(out / "questions.jsonl"),
        "counts": counts,
    }
    (out / "questions.meta.json").write_text(json.dumps(meta, indent=2), "utf-8")


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--table", type=Path, required=True)
    parser.add_argument("--phrasings", type=Path, required=True)
    parser.add_argument("--columns", type=json.loads, required=True)
    parser.add_argument("--rows", choices=["itertuples", "iterrows"], required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    started = time.perf_counter()
    generate(options.table, options.phrasings, options.columns, options.rows, options.out)
    seconds = time.perf_counter() - started
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(
        json.dumps(
            {
                "seconds": seconds,
                "processor": usage.ru_utime + usage.ru_stime,
                "kilobytes": usage.ru_maxrss,
            }
        )
    )


main()
