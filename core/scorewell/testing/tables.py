"""Tables in files: what reader and writer checks have in common."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl

from scorewell.registry.contracts.files import Reader, Writer
from scorewell.testing.check import demand, demand_name, demand_texts

Columns = Mapping[str, list[Any]]


@contextmanager
def folder_of_files() -> Iterator[Path]:
    """A folder that goes when it has been used."""
    with tempfile.TemporaryDirectory(prefix="scorewell-", ignore_cleanup_errors=True) as made:
        yield Path(made)


def _same(found: object, wanted: object) -> bool:
    """Whether a value came back; numbers as text count, and blanks are all alike."""
    if wanted is None or wanted == "":
        return found is None or found == "" or (isinstance(found, float) and math.isnan(found))
    if isinstance(wanted, int | float):
        try:
            return math.isclose(float(str(found)), wanted, rel_tol=1e-9, abs_tol=1e-12)
        except ValueError:
            return False
    return str(found) == str(wanted)


def demand_columns(frame: pl.DataFrame, wanted: Columns) -> None:
    """Fail unless a frame has these columns with these values."""
    names = ", ".join(frame.columns)
    demand(frame.columns == list(wanted), f"The columns are {names}, not {', '.join(wanted)}")
    for name, values in wanted.items():
        found = frame[name].to_list()
        demand(len(found) == len(values), f"There are {len(found)} rows, not {len(values)}")
        for row, (one, other) in enumerate(zip(found, values, strict=True), start=1):
            demand(_same(one, other), f"In row {row}, {name} is {one!r} and not {other!r}")


def check_described(format_: Reader | Writer) -> None:
    """Fail unless a format has a name, a summary and suffixes with their dots."""
    demand_name(format_.name)
    demand_texts(format_, "summary")
    demand(format_.suffixes, "It has no suffixes")
    for each in format_.suffixes:
        sound = each.startswith(".") and each == each.lower() and len(each) > 1
        demand(sound, f"The suffix `{each}` is not lower case with the dot")
