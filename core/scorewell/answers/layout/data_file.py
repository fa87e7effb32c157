"""One data file of a study: what it holds, and its rows by occasion."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import polars as pl

from scorewell.answers.files.counters import is_counter
from scorewell.answers.files.declared_missing import declared_missing_table
from scorewell.answers.layout.reshape import affixes, by_affix, widened
from scorewell.answers.layout.rows_left_out import FileRows, rows_to_exclude
from scorewell.errors import DataError, did_you_mean
from scorewell.i18n.messages import words
from scorewell.registry.contracts.files import Table

if TYPE_CHECKING:
    from scorewell.answers.files.open import LoadedTable
    from scorewell.answers.layout.layout import DataFile, DataLayout


FILE, ROW, ID, OCCASION, TIME, GROUP = PLACE_COLUMNS = (
    "scorewell:file",
    "scorewell:row",
    "scorewell:id",
    "scorewell:occasion",
    "scorewell:time",
    "scorewell:group",
)
USUAL_IDS = ("respondent", "id")
USUAL_OCCASION = "occasion"
PLACE = (FILE, ROW, ID, OCCASION)
_JOINT_ID = "scorewell:joint-id"
TAKEN_ONCE = words("taken once")
"""What becomes of two equal answers to one item."""


class OpenFile:
    """One data file, read into memory.

    Attributes
    ----------
    table : Table
        What the file says about itself.
    lines : list of polars.DataFrame
        Findings met while its rows were arranged: place, ``column``,
        ``value``, ``problem``, ``action`` and ``kind``.
    labels : mapping of str to mapping
        Value labels by column, named as in the study.
    rows_left_out : list of polars.DataFrame
        Rows that are no respondent: place, ``value``, ``problem``, ``action`` and ``kind``.
    excluded : collections.Counter
        Rows that are left out, by kind.
    column_cells : mapping of (str, str) to int
        Cells with a value in columns that the layout renames: name in the file, and new name.
    """

    def __init__(self, file: DataFile, layout: DataLayout, contents: LoadedTable) -> None:
        self.file, self.layout = file, layout
        self.shown = file.path.name
        self.table: Table = contents.table
        self.frame = contents.frame.with_row_index(ROW, offset=1)
        self.names = contents.frame.columns
        self.lines: list[pl.DataFrame] = []
        self.labels: dict[str, Mapping[float | str, str]] = {}
        self.rows_left_out: list[pl.DataFrame] = []
        self.excluded: Counter[str] = Counter()
        self.column_cells: dict[tuple[str, str], int] = {}
        self.total = contents.frame.height
        self._join_ids()
        if file.items:
            self._widen()
        else:
            self._leave_out_rows()

    def parts(self) -> list[pl.DataFrame]:
        """One frame per occasion that columns stand for, or the whole file as one."""
        places = {
            FILE: pl.lit(self.shown),
            ROW: pl.col(ROW),
            ID: self._text_or_null([name for name in (self._id_column(),) if name]),
            TIME: self._text_or_null(self._time_columns()),
            GROUP: self._text_or_null(self._group_columns()),
        }
        place_names = {self._id_column() or ROW, *self._time_columns(), *self._group_columns()}
        by_occasion = self._columns_by_occasion(place_names)
        if by_occasion:
            if self.file.columns:
                self._count_columns(by_occasion.values())
            return [
                self._part({**places, OCCASION: pl.lit(occasion)}, names)
                for occasion, names in by_occasion.items()
            ]
        occasion, column = self._occasion()
        rest = {name: name for name in self.names if name not in {*place_names, column}}
        return [self._part({**places, OCCASION: occasion}, rest)]

    def count_rows(self, sheets: int) -> FileRows:
        """Where the rows of the file went, of which so many sheets were made."""
        n_rows = self.frame.height
        if self.file.items:
            n_rows = self.total - self.excluded.total()
        return FileRows(
            file=self.file.title, total=self.total, included=n_rows, sheets=sheets,
            excluded={kind: n for kind, n in self.excluded.items() if n},
        )  # fmt: skip

    def _count_columns(self, columns: Iterable[Mapping[str, str]]) -> None:
        """Count the cells in columns that have another name here than in the file."""
        name_pairs = {names for by_name in columns for names in by_name.items()}
        for old, new in sorted(name_pairs):
            if old != new:
                self.column_cells[old, new] = self.frame.height - self.frame[old].null_count()

    def _join_ids(self) -> None:
        """Make one column of several that identify the respondent together."""
        entry = self.layout.id_column
        if isinstance(entry, str):
            present = any(_fold(name) == _fold(entry) for name in self.names)
            parts = [part.strip() for part in entry.split(",")] if not present else []
            columns = [part for part in parts if part]
        else:
            columns = list(entry)
        if len(columns) < 2:
            return
        names = [self._column(name, "id") for name in columns]
        self.frame = self.frame.with_columns(joint_id(names).alias(_JOINT_ID))

    def _leave_out_rows(self) -> None:
        """Take out rows of totals, and test entries where the layout says so."""
        column = self._id_column()
        if not column:
            return
        occasion_name = _fold(self.layout.occasion_column or USUAL_OCCASION)
        occasion = next((name for name in self.names if _fold(name) == occasion_name), "")
        rows = rows_to_exclude(
            self.frame.drop(ROW),
            column,
            occasion,
            test_entries=self.layout.exclude_test_entries,
        )
        if rows.is_empty():
            return
        self.excluded.update(rows["kind"].to_list())
        self.rows_left_out.append(
            rows.with_columns(
                pl.lit(self.shown).alias(FILE),
                pl.col("value").str.replace(r"^(-?\d+)\.0+$", "$1").alias(ID),
            )
        )
        self.frame = self.frame.filter(pl.col(ROW).is_in(rows[ROW].implode()).not_())

    def refuse_counter(self) -> str:
        """The column of the respondent where nobody named it and it numbers the rows."""
        column = "" if self.layout.id_column else self._id_column()
        return column if column and is_counter(self.frame[column]) else ""

    def _part(self, places: Mapping[str, pl.Expr], names: Mapping[str, str]) -> pl.DataFrame:
        part = self.frame.select(
            *(expression.alias(name) for name, expression in places.items()),
            *(pl.col(old).alias(new) for old, new in names.items()),
        )
        for old, new in names.items():
            if old in self.table.labels:
                self.labels.setdefault(new, self.table.labels[old])
        if self.table.raw is not None and not self.file.items:
            self._tell_declared(part, names)
        return part

    def _tell_declared(self, part: pl.DataFrame, names: Mapping[str, str]) -> None:
        """Lines for codes that the file itself declares missing."""
        codes = declared_missing_table(self.table, list(names))
        if codes.is_empty():
            return
        label = (
            pl.when(pl.col("label") != "")
            .then(pl.format(" ({})", "label"))
            .otherwise(pl.lit(""))
        )
        self.lines.append(
            codes.with_columns(pl.col("row").cast(part.schema[ROW]).alias(ROW))
            .join(part.select(PLACE), on=ROW, how="inner", maintain_order="left")
            .select(
                *PLACE,
                pl.col("column").replace(dict(names)),
                "value",
                pl.format("declared missing in the file{}", label).alias("problem"),
                pl.lit(words("taken as missing")).alias("action"),
                pl.lit("declared-missing").alias("kind"),
            )
        )

    def _widen(self) -> None:
        """One row per answer to one row per sheet."""
        item, answer = (self._column(name, "item") for name in self.file.items or ())
        keys = [self._id_column()]
        if not keys[0]:
            raise DataError(
                f"nothing says which column of {self.shown} identifies the respondent",
                hint=f"name it with --id; the columns are: {list_names(self.names)}",
            )
        occasion = None if self.file.occasion else self._occasion_column()
        if occasion:
            keys.append(occasion)
        wide, doubled = widened(self.frame, keys=keys, item=item, answer=answer)
        blank = self.frame.select(_as_text(item).is_null().sum()).item()
        again = doubled.select(_as_text("column").is_not_null().sum()).item()
        self.excluded.update({"no-item": blank, "duplicate-answer": again})
        if not doubled.is_empty():
            is_same = pl.col("same")
            self.lines.append(
                doubled.select(
                    pl.lit(self.shown).alias(FILE),
                    pl.col(ROW),
                    _as_text(keys[0]).alias(ID),
                    (
                        _as_text(occasion) if occasion else pl.lit(self.file.occasion or None)
                    ).alias(OCCASION),
                    "column",
                    "value",
                    pl.when(is_same)
                    .then(pl.lit(words("the same answer a second time")))
                    .otherwise(pl.lit(words("a second answer, and another one")))
                    .alias("problem"),
                    pl.when(is_same)
                    .then(pl.lit(TAKEN_ONCE))
                    .otherwise(pl.lit(words("both taken as missing")))
                    .alias("action"),
                    pl.lit("duplicate-answer").alias("kind"),
                )
            )
        self.frame = wide
        self.names = [name for name in wide.columns if name != ROW]

    def _id_column(self) -> str:
        if _JOINT_ID in self.frame.columns:
            return _JOINT_ID
        if self.layout.id_column:
            name = self.layout.id_column
            return self._column(name if isinstance(name, str) else name[0], "id")
        if self.table.id_column in self.names:
            return self.table.id_column
        usual = [name for name in self.names if _fold(name) in USUAL_IDS]
        if len(usual) == 1:
            return usual[0]
        if self.layout.rows_stand_alone:
            return ""
        raise DataError(
            f"nothing says which column of {self.shown} identifies the respondent",
            hint=f"name it with --id; the columns are: {list_names(self.names)}",
        )

    def _group_columns(self) -> list[str]:
        return (
            [self._column(self.layout.group_column, "group")]
            if self.layout.group_column
            else []
        )

    def _time_columns(self) -> list[str]:
        return (
            [self._column(self.layout.time_column, "time")] if self.layout.time_column else []
        )

    @staticmethod
    def _text_or_null(columns: Sequence[str]) -> pl.Expr:
        return _as_text(columns[0]) if columns else pl.lit(None, dtype=pl.String)

    def _occasion_column(self) -> str:
        """The column that says the occasion; empty if there is none."""
        name = self.layout.occasion_column
        if name:
            return self._column(name, "occasion")
        if self.table.occasion_column in self.names:
            return self.table.occasion_column
        if USUAL_OCCASION in map(_fold, self.names):
            return self._column(USUAL_OCCASION, "occasion")
        return self._time_columns()[0] if self.layout.time_column else ""

    def _occasion(self) -> tuple[pl.Expr, str]:
        if self.file.occasion:
            return pl.lit(self.file.occasion), ""
        column = self._occasion_column()
        if column:
            return _as_text(column), column
        if self.layout.rows_stand_alone:
            return pl.lit(None, dtype=pl.String), ""
        raise DataError(
            f"nothing says which occasion the rows of {self.shown} belong to",
            hint="name the occasion column, give one file per occasion, or say which columns "
            f"belong to which occasion; the columns are: {list_names(self.names)}",
        )

    def _columns_by_occasion(self, place_names: set[str]) -> dict[str, dict[str, str]]:
        """Occasion to its columns: name in the file to name in the study."""
        file = self.file
        if file.columns:
            by_occasion = {
                occasion: {self._column(old, occasion): new for old, new in columns.items()}
                for occasion, columns in file.columns.items()
            }
        else:
            marks = affixes(
                prefixes=file.prefixes,
                suffixes=file.suffixes,
                pattern=file.pattern,
                occasions=self.layout.occasions,
            )
            by_occasion = by_affix(self.names, marks, file_name=self.shown) if marks else {}
        occasion_columns = {old for columns in by_occasion.values() for old in columns}
        other_columns = {
            name: name for name in self.names if name not in occasion_columns | place_names
        }
        return {
            occasion: {old: new for old, new in columns.items() if old not in place_names}
            | other_columns
            for occasion, columns in by_occasion.items()
        }

    def _column(self, name: str, purpose: str) -> str:
        return _find_column(self.names, name, purpose, self.shown)


def place_columns(
    names: Sequence[str], table: Table, layout: DataLayout, file_name: str
) -> tuple[str, str]:
    """The columns of respondent and occasion in a file whose rows stand alone.

    Empty where there is none, or where several columns identify the respondent together.
    """
    joint = not isinstance(layout.id_column, str) or (
        "," in layout.id_column and _fold(layout.id_column) not in map(_fold, names)
    )
    usual_ids = [name for name in names if _fold(name) in USUAL_IDS]
    usual_occasions = [name for name in names if _fold(name) == USUAL_OCCASION]
    columns = []
    for purpose, name, format_name, usual in (
        ("id", "" if joint else layout.id_column, table.id_column, usual_ids),
        ("occasion", layout.occasion_column, table.occasion_column, usual_occasions),
    ):
        if name:
            columns.append(_find_column(names, str(name), purpose, file_name))
        elif format_name in names:
            columns.append(format_name)
        else:
            columns.append(usual[0] if len(usual) == 1 else "")
    id_column, occasion = columns
    return "" if joint else id_column, occasion


def _find_column(names: Sequence[str], name: str, purpose: str, file_name: str) -> str:
    if name in names:
        return name
    matches = [column for column in names if _fold(column) == _fold(name)]
    if len(matches) == 1:
        return matches[0]
    raise DataError(
        f"{file_name} has no column `{name}` (the {purpose} column)",
        hint=did_you_mean(name, names) or f"the columns are: {list_names(names)}",
    )


def joint_id(columns: Sequence[str]) -> pl.Expr:
    """One id of several columns, with a stroke between them; null where one is empty.

    Examples
    --------
    >>> frame = pl.DataFrame({"site": ["A", "A/1"], "number": [1.0, None]})
    >>> frame.select(joint_id(["site", "number"]).alias("id"))["id"].to_list()
    ['A/1', None]
    """
    texts = [_as_text(name).str.replace_all(r"([/\\])", r"\$1") for name in columns]
    return pl.concat_str(texts, separator="/")


def _fold(name: str) -> str:
    return name.strip().casefold()


def _as_text(column: str) -> pl.Expr:
    """A column as text: surrounding blanks and a trailing ``.0`` go, empty is null."""
    text = pl.col(column).cast(pl.String).str.strip_chars().str.replace(r"^(-?\d+)\.0+$", "$1")
    return pl.when(text != "").then(text)


def list_names(names: Sequence[str], *, most: int = 30) -> str:
    """Names for a reader, not too many."""
    text = ", ".join(str(name) for name in names[:most])
    return text if len(names) <= most else f"{text} and {len(names) - most} more"
