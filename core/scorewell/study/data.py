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

__all__ = ["FILE", "GROUP", "ID", "OCCASION", "ROW", "TIME", "Assembled", "assemble"]

FILE, ROW, ID, OCCASION, TIME, GROUP = OWN = (
    "scorewell:file",
    "scorewell:row",
    "scorewell:id",
    "scorewell:occasion",
    "scorewell:time",
    "scorewell:group",
)
USUAL_IDS = ("respondent", "id")
USUAL_OCCASION = "occasion"


@dataclass(frozen=True, kw_only=True)
class Assembled:
    """All data of a study in one frame.

    Attributes
    ----------
    frame : polars.DataFrame
        One row per respondent and occasion, in the order of the files, with
        the columns named by :data:`FILE`, :data:`ROW` (from 1, the header not
        counted), :data:`ID`, :data:`OCCASION`, :data:`TIME` and :data:`GROUP`,
        and then the columns of the files, affixes removed. All of these are
        text; where the study has a time and no occasions, the time is the
        occasion.
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

    parts = [part for file in plan.data for part in _File(file, plan).parts()]
    frame = pl.concat(parts, how="diagonal_relaxed")
    _require_occasions(frame, plan)
    return Assembled(frame=frame)


class _File:
    """One data file, read."""

    def __init__(self, file: DataFile, plan: StudyPlan) -> None:
        self.file, self.plan = file, plan
        self.shown = file.path.name
        self.frame = scan(file.path, text_columns=True).collect()
        self.names = self.frame.columns

    def parts(self) -> list[pl.DataFrame]:
        """One frame per occasion that columns stand for, or the whole file as one."""
        import polars as pl

        numbered = self.frame.with_row_index(ROW, offset=1)
        own = {
            FILE: pl.lit(self.shown),
            ROW: pl.col(ROW),
            ID: _as_text(self._id_column()),
            TIME: self._text_or_null(self._time_columns()),
            GROUP: self._text_or_null(self._group_columns()),
        }
        used = {self._id_column(), *self._time_columns(), *self._group_columns()}
        by_occasion = self._columns_by_occasion(used)
        if by_occasion:
            return [
                numbered.select(
                    **own,
                    **{OCCASION: pl.lit(occasion)},
                    **{new: pl.col(old) for old, new in renamed.items()},
                )
                for occasion, renamed in by_occasion.items()
            ]
        occasion, column = self._occasion()
        rest = [name for name in self.names if name not in {*used, column}]
        return [numbered.select(**own, **{OCCASION: occasion}, **{n: pl.col(n) for n in rest})]

    def _id_column(self) -> str:
        if self.plan.id_column:
            return self._column(self.plan.id_column, "id")
        usual = [name for name in self.names if name.strip().casefold() in USUAL_IDS]
        if len(usual) == 1:
            return usual[0]
        raise DataError(
            f"nothing says which column of {self.shown} identifies the respondent",
            hint=f"name it with --id; the columns are: {_listed(self.names)}",
        )

    def _group_columns(self) -> list[str]:
        return [self._column(self.plan.group_column, "group")] if self.plan.group_column else []

    def _time_columns(self) -> list[str]:
        return [self._column(self.plan.time_column, "time")] if self.plan.time_column else []

    @staticmethod
    def _text_or_null(columns: Sequence[str]) -> pl.Expr:
        import polars as pl

        return _as_text(columns[0]) if columns else pl.lit(None, dtype=pl.String)

    def _occasion(self) -> tuple[pl.Expr, str]:
        import polars as pl

        if self.file.occasion:
            return pl.lit(self.file.occasion), ""
        name = self.plan.occasion_column
        if not name and USUAL_OCCASION in [each.strip().casefold() for each in self.names]:
            name = USUAL_OCCASION
        if name:
            column = self._column(name, "occasion")
            return _as_text(column), column
        if self.plan.time_column:
            column = self._time_columns()[0]
            return _as_text(column), column
        raise DataError(
            f"nothing says which occasion the rows of {self.shown} belong to",
            hint="name the occasion column, give one file per occasion, or say which columns "
            f"belong to which occasion; the columns are: {_listed(self.names)}",
        )

    def _columns_by_occasion(self, used: set[str]) -> dict[str, dict[str, str]]:
        """Occasion to its columns: name in the file to name in the study."""
        file = self.file
        if file.columns:
            named = {
                occasion: {self._column(old, occasion): new for old, new in columns.items()}
                for occasion, columns in file.columns.items()
            }
        elif file.prefixes or file.suffixes:
            named = self._by_affix(file.prefixes or file.suffixes, at_end=not file.prefixes)
        else:
            return {}
        taken = {old for columns in named.values() for old in columns}
        shared = {name: name for name in self.names if name not in taken | used}
        return {
            occasion: {old: new for old, new in columns.items() if old not in used} | shared
            for occasion, columns in named.items()
        }

    def _by_affix(
        self, affixes: Mapping[str, str], *, at_end: bool
    ) -> dict[str, dict[str, str]]:
        named: dict[str, dict[str, str]] = {occasion: {} for occasion in affixes}
        for name in self.names:
            fitting = [
                (len(affix), occasion)
                for occasion, affix in affixes.items()
                if (name.endswith(affix) if at_end else name.startswith(affix))
            ]
            if fitting:
                length, occasion = max(fitting)
                named[occasion][name] = name[:-length] if at_end else name[length:]
        for occasion, columns in named.items():
            if not columns:
                verb = "ends" if at_end else "begins"
                raise DataError(
                    f"no column of {self.shown} {verb} with `{affixes[occasion]}`",
                    hint=f"the columns are: {_listed(self.names)}",
                )
        return named

    def _column(self, name: str, purpose: str) -> str:
        if name in self.names:
            return name
        wanted = name.strip().casefold()
        folded = [each for each in self.names if each.strip().casefold() == wanted]
        if len(folded) == 1:
            return folded[0]
        raise DataError(
            f"{self.shown} has no column `{name}` (the {purpose} column)",
            hint=did_you_mean(name, self.names) or f"the columns are: {_listed(self.names)}",
        )


def _as_text(column: str) -> pl.Expr:
    """A column as text: surrounding blanks and a trailing ``.0`` go, empty is null."""
    import polars as pl

    text = pl.col(column).cast(pl.String).str.strip_chars().str.replace(r"^(-?\d+)\.0+$", "$1")
    return pl.when(text != "").then(text)


def _require_occasions(frame: pl.DataFrame, plan: StudyPlan) -> None:
    if plan.pre and plan.pre == plan.post:
        raise DataError("pre and post are the same occasion", hint="name two occasions")
    present = frame[OCCASION].drop_nulls().unique().sort().to_list()
    for role, occasion in (("pre", plan.pre), ("post", plan.post)):
        if occasion and occasion not in present:
            raise DataError(
                f"there is no row of the occasion `{occasion}` ({role})",
                hint=did_you_mean(occasion, present)
                or f"the occasions are: {_listed(present)}",
            )


def _listed(names: Sequence[str], *, most: int = 30) -> str:
    shown = ", ".join(str(name) for name in names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
