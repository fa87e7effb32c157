"""What every other defensible choice would have given: tables, words, and their folder."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from scorewell.io.write_folder import write_folder
from scorewell.report.figures.specification_curve import specification_curve
from scorewell.report.formatting import (
    counted,
    one_line,
    percent,
    scale_title,
)
from scorewell.report.tables.tables import csv_bytes, gather

if TYPE_CHECKING:
    from scorewell.change.sensitivity.multiverse_result import Multiverse


_WIDTH = 88
_NAMED = 20
_OWN = re.compile(r"multiverse[A-Za-z0-9._-]*\.(csv|svg)")
_RANGED = ("improvement", "recovered")
_CLASSES = ("recovered", "improved", "unchanged", "deteriorated")

Multiverses = Sequence["Multiverse"]


def combination_table(multiverses: Multiverses) -> pd.DataFrame:
    """Every combination of every scale.

    Returns
    -------
    pandas.DataFrame
        ``instrument``, ``scale``, then the columns of
        ``Multiverse.combinations``.
    """
    return gather(multiverses, lambda each: each.combinations)


def fragility_table(multiverses: Multiverses) -> pd.DataFrame:
    """Every respondent on every scale: ``instrument``, ``scale``, ``Multiverse.cases``."""
    return gather(multiverses, lambda each: each.cases)


def not_run_table(multiverses: Multiverses) -> pd.DataFrame:
    """What could not be run: ``instrument``, ``scale``, ``Multiverse.not_run``."""
    return gather(multiverses, lambda each: each.not_run)


def comparison_text(multiverses: Multiverses) -> str:
    """Every scale in words: one choice at a time, what moves most, who keeps their class."""
    return "\n\n".join("\n".join(_scale(each)) for each in multiverses)


def write_comparison(
    multiverses: Multiverses, folder: Path, *, overwrite: bool = False
) -> list[Path]:
    """Write tables and plots into a folder of their own, all of them or none.

    ``multiverse.csv`` (combinations), ``multiverse-cases.csv`` (respondents),
    ``multiverse-not-run.csv`` and, for each scale, ``multiverse-NAME.svg``.

    Parameters
    ----------
    folder : path
        The folder to make.
    overwrite : bool
        Whether an earlier one may be replaced.

    Raises
    ------
    ScorewellError
        If the folder may not be written, and then nothing has changed.
    """

    def make() -> dict[str, bytes]:
        names = [_file_name(each) for each in multiverses]
        plots = {
            f"{name}{'' if names.count(name) == 1 else f'-{place}'}.svg": plot.encode("utf-8")
            for place, (name, plot) in enumerate(
                zip(names, map(specification_curve, multiverses), strict=True), start=1
            )
        }
        return {
            "multiverse.csv": csv_bytes(combination_table(multiverses)),
            "multiverse-cases.csv": csv_bytes(fragility_table(multiverses)),
            "multiverse-not-run.csv": csv_bytes(not_run_table(multiverses)),
            **plots,
        }

    return write_folder(
        make, folder, own=lambda name: bool(_OWN.fullmatch(name)), overwrite=overwrite
    )


def _file_name(one: Multiverse) -> str:
    name = one.instrument.column(one.scale.id)
    return f"multiverse-{re.sub(r'[^A-Za-z0-9._-]', '-', name)}"


def _wrap(text: str, *, indent: str = "  ", then: str | None = None) -> str:
    return textwrap.fill(
        one_line(text),
        width=_WIDTH,
        initial_indent=indent,
        subsequent_indent=indent if then is None else then,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _scale(one: Multiverse) -> Iterator[str]:
    yield scale_title(one)
    yield _wrap(one.sentence())
    yield ""
    yield _row("one choice at a time", "improvement", "recovered", "moved")
    for factor, rows in one.moves.groupby("factor", sort=False):
        yield f"  {factor}"
        yield from (_move(row) for row in rows.to_dict("records"))
    yield ""
    yield from _ranges(one)
    yield from _cases(one)
    yield from _not_run(one.not_run)
    for factor, label, why in one.choices.left_out:
        yield _wrap(f"Left out: the {factor} '{label}', because {why}.")


def _not_run(rows: pd.DataFrame) -> Iterator[str]:
    """Why combinations could not be run; reasons that differ only in figures are one."""
    if rows.empty:
        return
    yield _wrap(f"{counted(len(rows), 'combination')} could not be run:")
    alike = rows["reason"].str.replace(r"-?\d+(\.\d+)?", "#", regex=True)
    for _, part in rows.groupby(alike, sort=False):
        reasons = part["reason"].unique()
        others = (
            f" (and {len(reasons) - 1} more with other figures)" if len(reasons) > 1 else ""
        )
        yield _wrap(f"- {len(part)}: {reasons[0]}{others}", then="    ")


def _row(label: str, *cells: str) -> str:
    return f"  {label:<40}" + "".join(f"{cell:>15}" for cell in cells)


def _move(row: dict[Any, Any]) -> str:
    label = f"  {'*' if row['default'] else ' '} {one_line(row['choice'])}"
    cells = [
        "-"
        if pd.isna(row[name])
        else f"{row[name]} ({percent(row[f'{name}_share'], of=row['of'])})"
        for name in _RANGED
    ]
    return _row(label, *cells, str(row["moved"]))


def _ranges(one: Multiverse) -> Iterator[str]:
    ranges, of = one.ranges(), one.n_assessable
    yield _wrap(
        "* is the analysis itself; moved are the respondents who get another class. "
        "How far the share of reliable improvement and of recovery runs:"
    )
    for row in ranges.to_dict("records"):
        yield _row(f"  {row['factor']}", *(_span(row, what, of) for what in _RANGED))


def _span(row: dict[Any, Any], what: str, of: int) -> str:
    low, high = (percent(row[f"{what}_{end}"], of=of) for end in ("low", "high"))
    return low if low == high else f"{low} to {high}"


def _cases(one: Multiverse) -> Iterator[str]:
    cases = one.cases[one.cases["robust"].notna()]
    fragile = cases[~cases["robust"].astype(bool)]
    robust = cases[cases["robust"].astype(bool)]
    kept = ", ".join(
        f"{count} {outcome}" for outcome, count in robust["outcome"].value_counts().items()
    )
    yield _wrap(
        f"{len(robust)} of {counted(len(cases), 'respondent')} keep their class in all "
        f"combinations{f' ({kept})' if kept else ''}."
    )
    for row in fragile.head(_NAMED).to_dict("records"):
        shares = ", ".join(
            f"{name} in {percent(row[name], of=1000)}" for name in _CLASSES if row[name]
        )
        by = row["flipped_by"] or "only several choices together"
        yield _wrap(
            f"- {row['id']}: {row['outcome']}; {shares} of combinations; flipped by: {by}",
            then="    ",
        )
    if len(fragile) > _NAMED:
        yield _wrap(f"- and {len(fragile) - _NAMED} more, in multiverse-cases.csv with -o")
