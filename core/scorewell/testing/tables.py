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
    with tempfile.TemporaryDirectory(prefix="scorewell-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _is_equal(value: object, expected: object) -> bool:
    """Whether a value came back; numbers as text count, and blanks are all alike."""
    if expected is None or expected == "":
        return value is None or value == "" or (isinstance(value, float) and math.isnan(value))
    if isinstance(expected, int | float):
        try:
            return math.isclose(float(str(value)), expected, rel_tol=1e-9, abs_tol=1e-12)
        except ValueError:
            return False
    return str(value) == str(expected)


def demand_columns(frame: pl.DataFrame, expected: Columns) -> None:
    """Fail unless a frame has these columns with these values."""
    names = ", ".join(frame.columns)
    demand(
        frame.columns == list(expected), f"The columns are {names}, not {', '.join(expected)}"
    )
    for name, values in expected.items():
        column = frame[name].to_list()
        demand(len(column) == len(values), f"There are {len(column)} rows, not {len(values)}")
        for row, (value, expected_value) in enumerate(
            zip(column, values, strict=True), start=1
        ):
            demand(
                _is_equal(value, expected_value),
                f"In row {row}, {name} is {value!r} and not {expected_value!r}",
            )


def check_description(format_: Reader | Writer) -> None:
    """Fail unless a format has a name, a summary and suffixes with their dots."""
    demand_name(format_.name)
    demand_texts(format_, "summary")
    demand(format_.suffixes, "It has no suffixes")
    for suffix in format_.suffixes:
        sound = suffix.startswith(".") and suffix == suffix.lower() and len(suffix) > 1
        demand(sound, f"The suffix `{suffix}` is not lower case with the dot")
