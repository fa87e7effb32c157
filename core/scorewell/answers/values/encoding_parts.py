"""Whether parts of the data (files, occasions, groups, sites) are in the same encoding."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import polars as pl

from scorewell.answers.columns.binding import Binding
from scorewell.answers.columns.column_names import OWN_PARTS, fold
from scorewell.answers.columns.encoding import DECLARED_CODING, encoding, full_choice
from scorewell.answers.values.encoding_check import (
    EVIDENCE,
    Evidence,
    current_encoding,
    encoding_codes,
    encoding_title,
    evidence_expressions,
    rival_encodings,
)
from scorewell.answers.values.expressions import answer_expressions
from scorewell.answers.values.frames import collect_sheet, column_names, is_pandas, to_sheet
from scorewell.definitions.model import Instrument
from scorewell.errors import DataError, Finding
from scorewell.registry.contracts import add
from scorewell.registry.contracts import expressions as ex

_PART_NAMES = frozenset(
    fold(name)
    for name in (
        "file", "occasion", "timepoint", "visit", "wave", "phase", "assessment", "measurement",
        "group", "arm", "condition", "treatment", "site", "centre", "center", "clinic",
        "hospital", "ward", "country", "mode", "form", "source", "batch", "zeitpunkt",
        "messzeitpunkt", "gruppe", "bedingung", "klinik", "standort", "zentrum", "quelle",
        "modus", "datei",
    )
)  # fmt: skip
_MOST_PARTS = 50
_SURPRISE = 6.0
"""Expected respondents with an answer that a part lacks, from which on that is a doubt."""

_LEAST_RESPONDENTS = 5
"""So many respondents with such an answer in the rest are needed to expect any."""

_STEPS = 60


class _Part(NamedTuple):
    """The evidence in the rows that have one value in one column."""

    column: str
    value: str
    evidence: Evidence

    @property
    def title(self) -> str:
        """The part as a message names it."""
        title = OWN_PARTS.get(self.column, f"column '{self.column}'")
        return f"{title} '{self.value}'"


def part_columns(names: Sequence[str], binding: Binding) -> list[str]:
    """Columns that divide the data into parts which may be coded in different ways.

    Examples
    --------
    >>> from scorewell.definitions.model import Instrument
    >>> x = Binding(instrument=Instrument(id="x", version="1.0.0", name="X"), columns={})
    >>> part_columns(["id", "Occasion", "x_1", "SITE"], x)
    ['Occasion', 'SITE']
    """
    candidates = [name for name in names if name not in binding.read_columns]
    our_names = [name for name in OWN_PARTS if name in candidates]
    return our_names + [name for name in candidates if fold(name) in _PART_NAMES]


def check_parts(frame: Any, binding: Binding) -> tuple[Finding, ...]:
    """Refuse data whose parts are in different encodings.

    A part that fits another encoding, while other parts do not, is an error. A part that fits
    both takes the encoding of the whole, and that is a note, unless answers that only the
    encoding of the whole has are missing from it against all expectation: their expected
    number follows from how frequent they are elsewhere, shifted to the mean of the part.

    Returns
    -------
    tuple of Finding
        A note for each part that fits both.

    Raises
    ------
    DataError
        Naming the part, and the encodings that it fits.
    """
    tables = _tables(frame, binding, only_parts=True)
    names = rival_encodings(binding)
    parts = list(_parts(tables, names))
    columns = dict.fromkeys(part.column for part in parts)
    groups = [
        [part for part in parts if (part.evidence.name, part.column) == (name, column)]
        for name in names
        for column in columns
    ]
    for group in groups:
        _refuse_contradiction(binding, group)
    if binding.coding_marker.coding:
        return ()
    findings: dict[str, Finding] = {}
    for group in groups:
        unsure = [part for part in group if part.evidence.undecided]
        if not unsure or not any(part.evidence.current for part in group):
            continue
        _refuse_surprise(frame, binding, unsure)
        for part in unsure:
            findings.setdefault(part.value, _note(binding, part))
    return tuple(findings.values())


def count_decided_parts(frame: Any, binding: Binding) -> dict[str, int]:
    """By column of parts, how many there are, if the answers of each decide the encoding.

    Where these are the first rows of more, which have no further parts and no answers outside
    the encoding, :func:`check_parts` finds nothing in all of them. Zero if a part is undecided.
    """
    names = rival_encodings(binding)
    return {
        table.columns[0]: table.height
        if all(
            row[place] and not row[place + 1]
            for _, *row in table.iter_rows()
            for place in range(0, len(EVIDENCE) * len(names), len(EVIDENCE))
        )
        else 0
        for table in _tables(frame, binding)
    }


def _tables(frame: Any, binding: Binding, *, only_parts: bool = False) -> list[pl.DataFrame]:
    """For each column of parts, the evidence by its values; on request where it has parts."""
    names = rival_encodings(binding)
    columns = part_columns(column_names(frame), binding) if names else []
    if only_parts and isinstance(frame, pl.DataFrame):
        columns = [name for name in columns if 1 < frame[name].n_unique() <= _MOST_PARTS]
    if not columns:
        return []
    sheet = _with_parts(frame, binding, columns)
    with ex.expression_backend(sheet):
        expressions = evidence_expressions(sheet, binding, current_encoding(binding), names)
        return pl.collect_all(_sums_by_part(sheet, columns, expressions), engine="streaming")


def _parts(tables: Sequence[pl.DataFrame], names: Sequence[str]) -> Iterator[_Part]:
    """The evidence in tables of sums by part; columns with one value or with many are none."""
    width = len(EVIDENCE)
    for table in tables:
        if not 1 < table.height <= _MOST_PARTS:
            continue
        for value, *row in table.iter_rows():
            for place, name in enumerate(names):
                counts = row[width * place : width * (place + 1)]
                yield _Part(table.columns[0], str(value), Evidence(name, *counts))


def _with_parts(frame: Any, binding: Binding, columns: Sequence[str]) -> Any:
    """The sheet with the columns of items and parts."""
    items = list(binding.columns.values())
    if not is_pandas(frame):
        return to_sheet(frame, items)
    parts = {str(name): frame[name] for name in frame.columns if str(name) in columns}
    texts = [
        pl.Series(name, part.astype(str).where(part.notna(), None).tolist(), dtype=pl.String)
        for name, part in parts.items()
    ]
    return to_sheet(frame, items).with_columns(texts)


def _sums_by_part(
    sheet: Any, columns: Sequence[str], expressions: Sequence[ex.Expr]
) -> list[pl.LazyFrame]:
    """For each column of parts, the sums of expressions by its values."""
    parts = [ex.col(name).cast(ex.String) for name in columns]
    rows = sheet.select(*parts, *expressions)
    if not isinstance(rows, pl.LazyFrame):
        rows = collect_sheet(rows).lazy()
    return [
        rows.filter(pl.col(name).is_not_null())
        .group_by(name)
        .agg(pl.exclude(columns).cast(pl.Int64).sum())
        .sort(name)
        for name in columns
    ]


def _refuse_contradiction(binding: Binding, parts: Sequence[_Part]) -> None:
    """Refuse parts outside the current encoding where others are in it."""
    outside = [part for part in parts if part.evidence.outside]
    inside = [part for part in parts if part.evidence.current and not part.evidence.outside]
    if not outside or not inside:
        return
    current, name = current_encoding(binding), outside[0].evidence.name
    instrument = binding.instrument
    raise DataError(
        f"{instrument.id}: answers in {_titles(outside)} are outside {encoding_title(current)} "
        f"({encoding_codes(instrument, current)}) and fit the encoding {name} "
        f"({encoding_codes(instrument, name)}), while those in {_titles(inside)} fit only "
        f"{encoding_title(current)}",
        hint=_hint(instrument, current, name),
    )


def _refuse_surprise(frame: Any, binding: Binding, unsure: Sequence[_Part]) -> None:
    """Refuse parts that lack answers which were to be expected in them."""
    name, current = unsure[0].evidence.name, current_encoding(binding)
    doubtful = [
        part for part, expected in _expected(frame, binding, unsure) if expected >= _SURPRISE
    ]
    if not doubtful:
        return
    instrument = binding.instrument
    raise DataError(
        f"{instrument.id}: all answers in {_titles(doubtful)} fit {encoding_title(current)} "
        f"({encoding_codes(instrument, current)}) and the encoding {name} "
        f"({encoding_codes(instrument, name)}); the rest of the data fits only the first, and "
        f"after the rest such answers were to be expected in {_titles(doubtful)}, too",
        hint=_hint(instrument, current, name),
    )


def _hint(instrument: Instrument, current: str, name: str) -> str:
    choice = full_choice(instrument, name)
    return (
        f"look at the forms: --coding {current} (coding='{current}') if all are written so; if "
        f"not, score each part by itself, with --coding {choice} where it is written so, and "
        "compare the totals"
    )


def _titles(parts: Sequence[_Part]) -> str:
    titles = [part.title for part in parts[:3]]
    return ", ".join(titles) + (f" and {len(parts) - 3} more" if len(parts) > 3 else "")


def _note(binding: Binding, part: _Part) -> Finding:
    current = current_encoding(binding)
    message = (
        f"{binding.instrument.id}: the answers in {part.title} fit {encoding_title(current)} "
        f"and the encoding {part.evidence.name}; read in {encoding_title(current)}, as the "
        "rest fits only that"
    )
    return Finding(code="encoding-of-part", message=message, severity="note")


def _expected(
    frame: Any, binding: Binding, unsure: Sequence[_Part]
) -> Iterator[tuple[_Part, float]]:
    """By part, how many respondents would have an answer that only the current encoding has.

    The frequencies of all values in the rest are shifted to the mean of the part by an
    exponential factor (as in an adjacent-category model), and the expected number of answers
    is divided by how many such answers a respondent has who has any.
    """
    current = current_encoding(binding)
    column, name = unsure[0].column, unsure[0].evidence.name
    sheet = _with_parts(frame, binding, [column])
    items = [
        item
        for item in binding.columns
        if name in binding.instrument.item(item).coding.alternatives
        or current != DECLARED_CODING
    ]
    coding = binding.instrument.item(items[0]).coding
    items = [item for item in items if binding.instrument.item(item).coding.id == coding.id]
    numbers = encoding(coding, name=current).numbers
    common = set(encoding(coding, name=name).numbers)
    values = {value: code in common for code, value in numbers.items()}
    if len(values) > _MOST_PARTS:
        return
    with ex.expression_backend(sheet):
        readings = answer_expressions(sheet, binding)
        counts = [
            add(
                [
                    ex.when((readings[item].ok > 0) & (readings[item].value == value))
                    .then(1)
                    .otherwise(0)
                    for item in items
                ]
            )
            for value in values
        ]
        only = [
            count
            for count, in_common in zip(counts, values.values(), strict=True)
            if not in_common
        ]
        has_any = ex.when(add(only) > 0).then(1).otherwise(0).alias("rows")
        sums = [count.alias(f"value {place}") for place, count in enumerate(counts)]
        (query,) = _sums_by_part(sheet, [column], [has_any, *sums])
    rows_by_part = {str(value): row for value, *row in query.collect().iter_rows()}
    total = [sum(row) for row in zip(*rows_by_part.values(), strict=True)]
    for part in unsure:
        rows = rows_by_part[part.value]
        rest_rows, *rest = (a - b for a, b in zip(total, rows, strict=True))
        by_value = dict(zip(values, zip(rows[1:], rest, strict=True), strict=True))
        yield part, _expected_respondents(by_value, values, rest_rows)


def _expected_respondents(
    counts: Mapping[float, tuple[int, int]], common: Mapping[float, bool], rest_rows: int
) -> float:
    """Expected number of respondents in a part with a value that is not shared.

    Parameters
    ----------
    counts : mapping
        By value, how often it is in the part and in the rest.
    common : mapping
        By value, whether both encodings have its code.
    rest_rows : int
        Rows of the rest that have a value that is not shared.

    Examples
    --------
    In the rest a quarter of all answers each is 0, 1, 2 and 3; in the part there are 40 of 1,
    2 and 3, so that 40 of 0 are expected, which are 20 respondents of two such answers.

    >>> counts = {0: (0, 20), 1: (40, 20), 2: (40, 20), 3: (40, 20)}
    >>> round(_expected_respondents(counts, {0: False, 1: True, 2: True, 3: True}, 10), 6)
    20.0
    """
    n = sum(part for value, (part, _) in counts.items() if common[value])
    only = sum(rest for value, (_, rest) in counts.items() if not common[value])
    rest_in_common = sum(rest for value, (_, rest) in counts.items() if common[value])
    if not n or not rest_in_common or rest_rows < _LEAST_RESPONDENTS:
        return 0.0
    mean = sum(value * part for value, (part, _) in counts.items() if common[value]) / n
    span = max(counts) - min(counts) or 1.0

    def weights(slope: float) -> dict[float, float]:
        return {
            value: rest * math.exp(slope * (value - mean) / span)
            for value, (_, rest) in counts.items()
        }

    low, high = -30.0, 30.0
    for _ in range(_STEPS):
        slope = (low + high) / 2
        inside = {value: w for value, w in weights(slope).items() if common[value]}
        if sum(value * w for value, w in inside.items()) > mean * sum(inside.values()):
            high = slope
        else:
            low = slope
    tilted = weights((low + high) / 2)
    outside = sum(w for value, w in tilted.items() if not common[value])
    total = sum(w for value, w in tilted.items() if common[value])
    return min(n * outside / total, float(n)) * rest_rows / only
