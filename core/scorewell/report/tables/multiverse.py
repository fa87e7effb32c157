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
    count_words,
    one_line,
    percent,
    scale_title,
)
from scorewell.report.tables.tables import csv_bytes, gather_frames

if TYPE_CHECKING:
    from scorewell.change.sensitivity.multiverse_result import Multiverse


_WIDTH = 88
_MOST_RESPONDENTS = 20
_FILE = re.compile(r"multiverse[A-Za-z0-9._-]*\.(csv|svg)")
_RANGED = ("improvement", "recovered")
_CLASSES = ("recovered", "improved", "unchanged", "deteriorated")

Multiverses = Sequence["Multiverse"]


def combination_frame(multiverses: Multiverses) -> pd.DataFrame:
    """Every combination of every scale.

    Returns
    -------
    pandas.DataFrame
        ``instrument``, ``scale``, then the columns of
        ``Multiverse.combinations``.
    """
    return gather_frames(multiverses, lambda multiverse: multiverse.combinations)


def fragility_frame(multiverses: Multiverses) -> pd.DataFrame:
    """Every respondent on every scale: ``instrument``, ``scale``, ``Multiverse.cases``."""
    return gather_frames(multiverses, lambda multiverse: multiverse.cases)


def not_run_frame(multiverses: Multiverses) -> pd.DataFrame:
    """What could not be run: ``instrument``, ``scale``, ``Multiverse.not_run``."""
    return gather_frames(multiverses, lambda multiverse: multiverse.not_run)


def multiverse_text(multiverses: Multiverses) -> str:
    """Every scale in words: one choice at a time, what moves most, who keeps their class."""
    return "\n\n".join("\n".join(_scale(multiverse)) for multiverse in multiverses)


def write_multiverse(
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
        names = [_file_name(multiverse) for multiverse in multiverses]
        plots = {
            f"{name}{'' if names.count(name) == 1 else f'-{place}'}.svg": plot.encode("utf-8")
            for place, (name, plot) in enumerate(
                zip(names, map(specification_curve, multiverses), strict=True), start=1
            )
        }
        return {
            "multiverse.csv": csv_bytes(combination_frame(multiverses)),
            "multiverse-cases.csv": csv_bytes(fragility_frame(multiverses)),
            "multiverse-not-run.csv": csv_bytes(not_run_frame(multiverses)),
            **plots,
        }

    return write_folder(
        make, folder, replaceable=lambda name: bool(_FILE.fullmatch(name)), overwrite=overwrite
    )


def _file_name(multiverse: Multiverse) -> str:
    name = multiverse.instrument.column(multiverse.scale.id)
    return f"multiverse-{re.sub(r'[^A-Za-z0-9._-]', '-', name)}"


def _wrap(text: str, *, indent: str = "  ", hanging: str | None = None) -> str:
    return textwrap.fill(
        one_line(text),
        width=_WIDTH,
        initial_indent=indent,
        subsequent_indent=indent if hanging is None else hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _scale(multiverse: Multiverse) -> Iterator[str]:
    yield scale_title(multiverse)
    yield _wrap(multiverse.sentence())
    yield ""
    yield _row("one choice at a time", "improvement", "recovered", "moved")
    for factor, rows in multiverse.moves.groupby("factor", sort=False):
        yield f"  {factor}"
        yield from (_move(row) for row in rows.to_dict("records"))
    yield ""
    yield from _ranges(multiverse)
    yield from _cases(multiverse)
    yield from _not_run(multiverse.not_run)
    for factor, label, reason in multiverse.choices.left_out:
        yield _wrap(f"Left out: the {factor} '{label}', because {reason}.")


def _not_run(rows: pd.DataFrame) -> Iterator[str]:
    """Why combinations could not be run; reasons that differ only in figures are one."""
    if rows.empty:
        return
    yield _wrap(f"{count_words(len(rows), 'combination')} could not be run:")
    alike = rows["reason"].str.replace(r"-?\d+(\.\d+)?", "#", regex=True)
    for _, part in rows.groupby(alike, sort=False):
        reasons = part["reason"].unique()
        rest = f" (and {len(reasons) - 1} more with other figures)" if len(reasons) > 1 else ""
        yield _wrap(f"- {len(part)}: {reasons[0]}{rest}", hanging="    ")


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


def _ranges(multiverse: Multiverse) -> Iterator[str]:
    ranges, of = multiverse.ranges(), multiverse.n_assessable
    yield _wrap(
        "* is the analysis itself; moved are the respondents who get another class. "
        "How far the share of reliable improvement and of recovery runs:"
    )
    for row in ranges.to_dict("records"):
        yield _row(f"  {row['factor']}", *(_span(row, share, of) for share in _RANGED))


def _span(row: dict[Any, Any], share: str, of: int) -> str:
    low, high = (percent(row[f"{share}_{end}"], of=of) for end in ("low", "high"))
    return low if low == high else f"{low} to {high}"


def _cases(multiverse: Multiverse) -> Iterator[str]:
    cases = multiverse.cases[multiverse.cases["robust"].notna()]
    fragile = cases[~cases["robust"].astype(bool)]
    robust = cases[cases["robust"].astype(bool)]
    counts = ", ".join(
        f"{count} {outcome}" for outcome, count in robust["outcome"].value_counts().items()
    )
    yield _wrap(
        f"{len(robust)} of {count_words(len(cases), 'respondent')} keep their class in all "
        f"combinations{f' ({counts})' if counts else ''}."
    )
    for row in fragile.head(_MOST_RESPONDENTS).to_dict("records"):
        shares = ", ".join(
            f"{name} in {percent(row[name], of=1000)}" for name in _CLASSES if row[name]
        )
        by = row["flipped_by"] or "only several choices together"
        yield _wrap(
            f"- {row['id']}: {row['outcome']}; {shares} of combinations; flipped by: {by}",
            hanging="    ",
        )
    if len(fragile) > _MOST_RESPONDENTS:
        yield _wrap(
            f"- and {len(fragile) - _MOST_RESPONDENTS} more, in multiverse-cases.csv with -o"
        )
