"""Tables in files: what the checks of file formats have in common."""

from __future__ import annotations

import math
import random
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl

from scorewell.registry.contracts.exchange import Exporter, Importer
from scorewell.registry.contracts.files import Reader, Writer
from scorewell.testing.check import demand, demand_name, demand_texts

Columns = Mapping[str, list[Any]]


@contextmanager
def folder_of_files() -> Iterator[Path]:
    """A folder that goes when it has been used."""
    with tempfile.TemporaryDirectory(prefix="scorewell-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def wrong_files(folder: Path, suffix: str) -> Iterator[Path]:
    """An empty file, noise, and the beginning of something else."""
    noise = random.Random(1).randbytes(2_000)  # noqa: S311 - noise, not a secret
    contents = {
        "empty": b"",
        "noise": b"\x00\x01\xff\xfe\x00" + noise,
        "picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(200),
    }
    for name, content in contents.items():
        path = folder / f"{name}{suffix}"
        path.write_bytes(content)
        yield path


@contextmanager
def demand_same_files(folder: Path) -> Iterator[None]:
    """Fail if a file in a folder is made, changed or removed meanwhile."""
    before = _contents(folder)
    yield
    after = _contents(folder)
    changes = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    names = ", ".join(Path(name).name for name in changes)
    demand(not changes, f"After it, these files are others: {names}")


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


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


def check_description(format_: Reader | Writer | Importer | Exporter) -> None:
    """Fail unless a format has a name, a summary and suffixes with their dots."""
    demand_name(format_.name)
    demand_texts(format_, "summary")
    suffixes = (format_.suffix,) if isinstance(format_, Exporter) else format_.suffixes
    demand(suffixes, "It has no suffixes")
    for suffix in suffixes:
        sound = suffix.startswith(".") and suffix == suffix.lower() and len(suffix) > 1
        demand(sound, f"The suffix `{suffix}` is not lower case with the dot")
