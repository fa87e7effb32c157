"""SPSS data files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from scorewell.registry.contracts.files import Writer, library_missing

if TYPE_CHECKING:
    import polars as pl

_MAX_NAME_BYTES = 60  # of the 64 that SPSS allows; the rest is left for a number


def _write(frame: pl.DataFrame, path: Path) -> None:
    """Write under names that SPSS allows; the original names become the variable labels."""
    try:
        import pyreadstat
    except ModuleNotFoundError:
        raise library_missing(path, "pyreadstat", "spss") from None
    import polars as pl

    from scorewell.answers.values.frames import to_pandas

    names = _spss_names(frame.columns)
    numbers = frame.with_columns(pl.col(pl.Boolean).cast(pl.Int8))
    table = to_pandas(numbers)
    table.columns = list(names.values())
    for new, dtype in zip(names.values(), numbers.dtypes, strict=True):
        if dtype in {pl.String, pl.Null}:
            table[new] = table[new].astype(object).where(table[new].notna(), "")
    labels: dict[str, str | None] = {new: old for old, new in names.items() if old != new}
    pyreadstat.write_sav(table, str(path), column_labels=labels)


def _spss_names(columns: list[str]) -> dict[str, str]:
    """Names that SPSS accepts by column, distinct whatever their case.

    Examples
    --------
    >>> _spss_names(["phq-9.total", "phq_9.total", "1st"])
    {'phq-9.total': 'phq_9.total', 'phq_9.total': 'phq_9.total_2', '1st': 'v_1st'}
    """
    names: dict[str, str] = {}
    for column in columns:
        base = re.sub(r"[^\w.@#$]", "_", column).rstrip(".") or "v"
        base = base if base[0].isalpha() else f"v_{base.lstrip('_')}"
        while len(base.encode()) > _MAX_NAME_BYTES:
            base = base[:-1]
        in_use = {name.casefold() for name in names.values()}
        name, number = base, 1
        while name.casefold() in in_use:
            number += 1
            name = f"{base}_{number}"
        names[column] = name
    return names


WRITERS = (Writer(name="spss", summary="SPSS.", suffixes=(".sav", ".zsav"), write=_write),)
