"""Data files to one frame: one row per respondent and occasion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scorewell.errors import DataError, did_you_mean
from scorewell.responses import scan

if TYPE_CHECKING:
    import polars as pl

    from scorewell.study.plan import DataFile, StudyPlan

__all__ = ["FILE", "GROUP", "ID", "OCCASION", "ROW", "Assembled", "assemble"]

FILE, ROW, ID, OCCASION, GROUP = (
    f"scorewell:{name}" for name in ("file", "row", "id", "occasion", "group")
)
OWN = (FILE, ROW, ID, OCCASION, GROUP)


@dataclass(frozen=True, kw_only=True)
class Assembled:
    """All data of a study in one frame.

    Attributes
    ----------
    frame : polars.DataFrame
        One row per respondent and occasion, in the order of the files, with
        the columns named by :data:`FILE`, :data:`ROW` (from 1, the header not
        counted), :data:`ID`, :data:`OCCASION` and :data:`GROUP`, and then the
        columns of the files, affixes removed.
    columns : tuple of str
        The columns of the files.
    """

    frame: pl.DataFrame

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the files, without our own."""
        return tuple(name for name in self.frame.columns if name not in OWN)


def assemble(plan: StudyPlan) -> Assembled:
    """Read every data file of a study and put the rows under one another.

    Raises
    ------
    DataError
        If a file cannot be read, a named column is absent, nothing says which
        occasion a row belongs to, or the occasions asked for are not there.
    """
    import polars as pl

    parts = [part for file in plan.data for part in _read(file, plan)]
    frame = pl.concat(parts, how="diagonal_relaxed")
    _require_occasions(frame, plan)
    return Assembled(frame=frame)


def _read(file: DataFile, plan: StudyPlan) -> list[pl.DataFrame]:
    import polars as pl

    frame = scan(file.path).collect()
    shown = file.path.name
    frame = frame.with_columns(pl.lit(shown).alias(FILE)).with_row_index(ROW, offset=1)
    id_column = _column(frame, plan.id_column, "id", shown)
    own = [
        pl.col(FILE),
        pl.col(ROW),
        _as_text(id_column).alias(ID),
        _group(frame, plan, shown).alias(GROUP),
    ]
    used = {id_column}
    if plan.group_column:
        used.add(_column(frame, plan.group_column, "group", shown))
    affixes = {**file.prefixes, **file.suffixes}
    if affixes:
        return [
            frame.select(
                *own,
                pl.lit(occasion).alias(OCCASION),
                *_with_affix(frame, file, occasion, used),
            )
            for occasion in affixes
        ]
    if file.occasion:
        occasion = pl.lit(file.occasion)
    elif plan.occasion_column:
        column = _column(frame, plan.occasion_column, "occasion", shown)
        used.add(column)
        occasion = _as_text(column)
    else:
        raise DataError(
            f"nothing says which occasion the rows of {shown} belong to",
            hint="name the occasion column, give one file per occasion, or column prefixes",
        )
    rest = [pl.col(name) for name in frame.columns if name not in {FILE, ROW, *used}]
    return [frame.select(*own, occasion.alias(OCCASION), *rest)]


def _with_affix(
    frame: pl.DataFrame, file: DataFile, occasion: str, used: set[str]
) -> Sequence[pl.Expr]:
    import polars as pl

    all_affixes: Mapping[str, str] = file.prefixes or file.suffixes
    affix, at_end = all_affixes[occasion], not file.prefixes

    def owner(name: str) -> str | None:
        fitting = [
            each for each in all_affixes.values()
            if (name.endswith(each) if at_end else name.startswith(each))
        ]  # fmt: skip
        return max(fitting, key=len, default=None)

    chosen, shared = [], []
    for name in frame.columns:
        if name in {FILE, ROW, *used}:
            continue
        if owner(name) == affix:
            bare = name[: -len(affix)] if at_end else name[len(affix) :]
            chosen.append(pl.col(name).alias(bare))
        elif owner(name) is None:
            shared.append(pl.col(name))
    if not chosen:
        raise DataError(
            f"no column of {file.path.name} {'ends' if at_end else 'begins'} with `{affix}`",
            hint=f"the columns are: {_listed(frame.columns)}",
        )
    return [*chosen, *shared]


def _column(frame: pl.DataFrame, name: str, purpose: str, shown: str) -> str:
    if name in frame.columns:
        return name
    folded = [
        each for each in frame.columns if each.strip().casefold() == name.strip().casefold()
    ]
    if len(folded) == 1:
        return folded[0]
    columns = [each for each in frame.columns if each not in OWN]
    raise DataError(
        f"{shown} has no column `{name}` (the {purpose} column)",
        hint=did_you_mean(name, columns) or f"the columns are: {_listed(columns)}",
    )


def _group(frame: pl.DataFrame, plan: StudyPlan, shown: str) -> pl.Expr:
    import polars as pl

    if not plan.group_column:
        return pl.lit(None, dtype=pl.String)
    return _as_text(_column(frame, plan.group_column, "group", shown))


def _as_text(column: str) -> pl.Expr:
    """A column as text: surrounding blanks and a trailing ``.0`` go, empty is null."""
    import polars as pl

    text = pl.col(column).cast(pl.String).str.strip_chars().str.replace(r"^(-?\d+)\.0+$", "$1")
    return pl.when(text != "").then(text)


def _require_occasions(frame: pl.DataFrame, plan: StudyPlan) -> None:
    present = frame[OCCASION].drop_nulls().unique().sort().to_list()
    for role, occasion in (("pre", plan.pre), ("post", plan.post)):
        if occasion not in present:
            raise DataError(
                f"there is no row of the occasion `{occasion}` ({role})",
                hint=did_you_mean(occasion, present)
                or f"the occasions are: {_listed(present)}",
            )
    if plan.pre == plan.post:
        raise DataError("pre and post are the same occasion", hint="name two occasions")


def _listed(names: Sequence[str], *, most: int = 30) -> str:
    shown = ", ".join(str(name) for name in names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
