"""Where the rows of the data went, and which cells were read as something else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

import polars as pl

from scorewell.answers.checks.missing_code_check import holds_code
from scorewell.answers.columns.binding import Binding
from scorewell.answers.columns.encoding import DECLARED_CODING, code_texts
from scorewell.answers.layout.data_file import ID, OCCASION
from scorewell.answers.layout.rows_left_out import FileRows
from scorewell.answers.values.distinct_values import items_by_meaning

if TYPE_CHECKING:
    from scorewell.answers.layout.assemble import Assembled
    from scorewell.answers.layout.layout import DataLayout

ReplacementKey = tuple[str, str, str]
"""Kind, text and meaning of a replacement."""

_REASONS = (
    "no-id", "no-occasion", "other-occasion", "duplicate-row", "no-pre", "no-post",
)  # fmt: skip
_Name = TypeVar("_Name")


@dataclass(frozen=True, kw_only=True)
class Replacement:
    """One thing that stands in cells, and what it is read as.

    Attributes
    ----------
    kind : {'column', 'code', 'missing-code', 'declared-missing', 'reversed'}
        A column that is called otherwise than its item; a code of another encoding, or of a
        map of codes, with another value; a code for a missing answer, from the user or from the
        file itself; an item whose numbers were reversed before.
    text : str
        The column or the code, as it is written in the data.
    meaning : str
        The item, or the value; empty for a missing answer.
    cells : int
        Cells that it concerns.
    instrument : str
        The instrument; empty where it concerns all.
    file : str
        The file; empty where it concerns all.
    """

    kind: str
    text: str
    meaning: str = ""
    cells: int
    instrument: str = ""
    file: str = ""


@dataclass(frozen=True, kw_only=True)
class DataSummary:
    """Where every row of the data went, and what was read as something else.

    For each file ``total`` is ``included`` and all of ``excluded`` together; the ``sheets`` of
    all files (a sheet is what one respondent answered on one occasion) are ``compared`` and all
    of ``not_compared`` together.

    Attributes
    ----------
    files : tuple of FileRows
        The rows of each file.
    not_compared : mapping of str to int
        Sheets that are scored and not compared, by kind of finding: ``no-id``,
        ``no-occasion``, ``other-occasion``, ``duplicate-row`` (further rows of one occasion),
        ``no-pre`` and ``no-post`` (of respondents without a row on the other occasion).
    compared : int
        The other sheets; where nothing is compared, all that are scored.
    respondents : int or None
        Respondents with a sheet on an occasion that is compared; None where a file was scored
        in a stream.
    alone : mapping of str to int
        Respondents without a sheet before (``no-pre``) or after (``no-post``).
    replacements : tuple of Replacement
        Columns, codes and missing codes that were applied, with the cells that they concern.
    """

    files: tuple[FileRows, ...]
    not_compared: Mapping[str, int] = field(default_factory=dict)
    compared: int = 0
    respondents: int | None = 0
    alone: Mapping[str, int] = field(default_factory=dict)
    replacements: tuple[Replacement, ...] = ()

    @property
    def total(self) -> int:
        """Rows of all files."""
        return sum(rows.total for rows in self.files)

    @property
    def sheets(self) -> int:
        """Sheets in all files."""
        return sum(rows.sheets for rows in self.files)

    @property
    def excluded(self) -> Mapping[str, int]:
        """Rows of all files that are left out, by kind of finding."""
        return _sums((kind, n) for rows in self.files for kind, n in rows.excluded.items())

    def of_instrument(self, instrument: str) -> DataSummary:
        """The same with the replacements that concern one instrument, or all."""
        entries = [entry for entry in self.replacements if entry.instrument in {"", instrument}]
        return replace(self, replacements=tuple(entries))

    def to_dict(self) -> dict[str, object]:
        """The whole summary as plain values that JSON can hold."""
        return asdict(self)


def data_summary(
    data: Assembled, layout: DataLayout, replacements: Iterable[Replacement] = ()
) -> DataSummary:
    """Where the rows of data went that is assembled.

    Parameters
    ----------
    replacements : iterable of Replacement
        What was replaced in the answers to each instrument; what the files and their layout
        replace is added.
    """
    if layout.rows_stand_alone:
        not_compared: dict[str, int] = {}
        compared, respondents = data.frame.height, data.frame[ID]
    else:
        sheets = data.frame.select(ID, _reason(layout).alias("reason"))
        counts = dict(sheets["reason"].value_counts().iter_rows())
        compared = counts.pop("", 0)
        not_compared = {reason: counts[reason] for reason in _REASONS if reason in counts}
        present = pl.col("reason").is_in(["", "duplicate-row", "no-pre", "no-post"])
        respondents = sheets.filter(present)[ID]
    renamed = (
        Replacement(kind="column", text=text, meaning=meaning, cells=cells, file=file)
        for file, text, meaning, cells in data.column_cells
    )
    return DataSummary(
        files=data.file_rows,
        not_compared=not_compared,
        compared=compared,
        respondents=respondents.drop_nulls().n_unique(),
        alone=_alone(data.frame, layout),
        replacements=(*renamed, *replacements),
    )


def _reason(layout: DataLayout) -> pl.Expr:
    """Why a sheet is not compared, as a kind of finding; empty where it is."""
    id_, occasion = pl.col(ID), pl.col(OCCASION)
    conditions = {"no-id": id_.is_null(), "no-occasion": occasion.is_null()}
    if layout.compared:
        conditions["other-occasion"] = occasion.is_in(list(layout.compared)).not_()
    conditions["duplicate-row"] = pl.int_range(pl.len()).over(ID, OCCASION) > 0
    if not layout.course:
        conditions |= {kind: absent for kind, _, absent in _without_partner(layout)}
    reason: pl.Expr = pl.lit("")
    for name, condition in reversed(conditions.items()):
        reason = pl.when(condition).then(pl.lit(name)).otherwise(reason)
    return reason


def _without_partner(layout: DataLayout) -> Iterator[tuple[str, str, pl.Expr]]:
    """Kind and occasion of sheets without a partner, and whether it is lacking."""
    if layout.pre and layout.post:
        for kind, absent, present in (
            ("no-pre", layout.pre, layout.post),
            ("no-post", layout.post, layout.pre),
        ):
            has_partner = (pl.col(OCCASION) == absent).any().over(ID)
            yield kind, present, (pl.col(OCCASION) == present) & ~has_partner


def _alone(frame: pl.DataFrame, layout: DataLayout) -> dict[str, int]:
    """Respondents without a sheet before or after."""
    counts = [
        pl.col(ID).filter(condition).drop_nulls().n_unique().alias(kind)
        for kind, _, condition in _without_partner(layout)
    ]
    return frame.select(counts).row(0, named=True) if counts else {}


def count_replacements(
    frame: pl.DataFrame, binding: Binding, lines: Sequence[pl.DataFrame] = ()
) -> tuple[Replacement, ...]:
    """What is read as something else in the answers to an instrument, with its cells.

    Parameters
    ----------
    frame : polars.DataFrame
        The answers as they are in the data.
    lines : sequence of polars.DataFrame
        Findings about single values, among them the codes that a file declares missing.
    """
    counts = [(key, frame.select(n).item()) for key, n in _column_counts(binding)]
    if _has_codes(binding):
        for items in items_by_meaning(frame.schema, binding):
            counts += _count_codes(frame, binding, items)
    columns = list(binding.columns.values())
    for line in lines:
        is_declared = (pl.col("kind") == "declared-missing") & pl.col("column").is_in(columns)
        values = line.filter(is_declared)["value"]
        counts += [(("declared-missing", value, ""), 1) for value in values.to_list()]
    return make_replacements(counts, binding)


def replacement_counts(
    schema: Mapping[str, pl.DataType], binding: Binding
) -> list[tuple[ReplacementKey, pl.Expr]]:
    """Expressions that count the cells of replacements in a stream."""
    flags = code_flags(binding, schema) if _has_codes(binding) else ()
    return [*_column_counts(binding), *((key, flag.sum()) for key, flag in flags)]


def make_replacements(
    counts: Iterable[tuple[ReplacementKey, int | None]], binding: Binding
) -> tuple[Replacement, ...]:
    """Replacements from counts of cells; those of one text and meaning are added up."""
    return tuple(
        Replacement(
            kind=kind, text=text, meaning=meaning, cells=n, instrument=binding.instrument.id
        )
        for (kind, text, meaning), n in _sums(counts).items()
    )


def _column_counts(binding: Binding) -> Iterator[tuple[ReplacementKey, pl.Expr]]:
    """Cells with a value in columns with a name of their own, and of reversed items."""
    for item, column in binding.columns.items():
        if column != item:
            yield ("column", column, item), pl.col(column).count()
        if item in binding.mirrored:
            yield ("reversed", column, item), pl.col(column).count()


def _has_codes(binding: Binding) -> bool:
    """Whether codes of the data may be read as something else."""
    coding = binding.coding or binding.coding_marker.coding or DECLARED_CODING
    return bool(binding.missing_codes or binding.codes) or coding != DECLARED_CODING


def _count_codes(
    frame: pl.DataFrame, binding: Binding, items: Sequence[str]
) -> list[tuple[ReplacementKey, int | None]]:
    """The cells of each code in columns in which it means the same."""
    columns = [frame[binding.columns[item]].alias("value") for item in items]
    values = pl.concat([column.value_counts(name="n") for column in columns])
    flags = code_flags(replace(binding, columns={items[0]: "value"}), values.schema)
    keys, expressions = zip(*flags, strict=True)
    sums = [(pl.col("n") * flag).sum().alias(f"{n}") for n, flag in enumerate(expressions)]
    return list(zip(keys, values.select(sums).row(0), strict=True))


def code_flags(
    binding: Binding, schema: Mapping[str, pl.DataType]
) -> Iterator[tuple[ReplacementKey, pl.Expr]]:
    """Whether a cell holds a code that is read as something else, by item."""
    for item, column in binding.columns.items():
        encoding = binding.encoding(item)
        missing_texts = code_texts(encoding.missing)
        codes = [("missing-code", code, "") for code in encoding.missing]
        codes += [
            ("code", code, f"{value:g}")
            for code, value in encoding.codes
            if code != value and not missing_texts & code_texts([code])
        ]
        for kind, code, meaning in codes:
            text = code if isinstance(code, str) else f"{code:g}"
            yield (kind, text, meaning), holds_code(column, schema[column], code)


def _sums(pairs: Iterable[tuple[_Name, int | None]]) -> dict[_Name, int]:
    """The sum of the numbers of each name."""
    sums: dict[_Name, int] = {}
    for name, n in pairs:
        sums[name] = sums.get(name, 0) + (n or 0)
    return sums
