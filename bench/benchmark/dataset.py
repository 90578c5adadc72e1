"""Questions as the `datasets` library holds them."""

import pyarrow
from datasets import Dataset
from datasets.table import InMemoryTable

from benchmark.job import Job


def train_dataset(job: Job) -> Dataset:
    """Prompt and completion of each training question, as lists of messages.

    The fingerprint is given: `Dataset.from_list` derives one by pickling the table, which not every
    pair of dill and pyarrow can do.
    """
    table = InMemoryTable(pyarrow.Table.from_pylist(job.train_rows()))
    return Dataset(table, fingerprint="questions")
