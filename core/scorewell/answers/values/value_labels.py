"""Value labels that a file has for its codes, and codes that look like numbers of choices."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from scorewell.answers.columns.binding import Binding
from scorewell.answers.columns.encoding import (
    codings_by_id,
    encoding,
    normalize_label,
    parse_number,
)
from scorewell.definitions.model import Coding
from scorewell.errors import DataError, Finding

if TYPE_CHECKING:
    import polars as pl

Labels = Mapping[str, Mapping[float | str, str]]

_SHARE = 0.05
"""The least share of all answers of a code that is taken for the number of a choice."""
_FEWEST = 2
"""So many codes outside the coding are a pattern; a single one is a typing error."""


def refuse_moved_labels(binding: Binding, labels: Labels) -> None:
    """Refuse data in which one label stands for different codes in columns of one coding.

    Raises
    ------
    DataError
        Naming the label, the codes and the columns.
    """
    codings = codings_by_id(binding.instrument)
    first: dict[tuple[str, str], tuple[frozenset[float], str]] = {}
    for item, column in binding.columns.items():
        if item in binding.mirrored:
            continue
        coding = codings[binding.instrument.item(item).coding.id]
        for label, codes in _codes_by_label(coding, labels.get(column, {})).items():
            codes_before, column_before = first.setdefault((coding.id, label), (codes, column))
            if not codes & codes_before:
                raise DataError(
                    f"{binding.instrument.id}: the value label '{label}' stands for "
                    f"{_codes_text(codes_before)} in the column {column_before} and for "
                    f"{_codes_text(codes)} in the column {column}, which have the same answers",
                    hint="some columns are reversed already, or coded otherwise: name the "
                    "reversed ones with --reversed-already, or give the codes of each column",
                )


def _codes_by_label(
    coding: Coding, labels: Mapping[float | str, str]
) -> dict[str, frozenset[float]]:
    """The codes of each label of one column, of those that are an answer in some encoding."""
    possible = {
        number
        for name in ("declared", *coding.alternatives)
        for number in encoding(coding, name=name).numbers
    }
    codes: dict[str, frozenset[float]] = {}
    for code, text in labels.items():
        number = float(code) if isinstance(code, int | float) else parse_number(code)
        label = normalize_label(text)
        if number in possible and label and parse_number(label) is None:
            codes[label] = codes.get(label, frozenset()) | {number}
    return codes


def label_findings(binding: Binding, labels: Labels, file: str = "") -> Sequence[Finding]:
    """A warning where value labels are in no known language, so their direction is open."""
    if binding.codes:
        return ()
    codings = codings_by_id(binding.instrument)
    unknown = []
    for item, column in binding.columns.items():
        coding = codings[binding.instrument.item(item).coding.id]
        in_file = _codes_by_label(coding, labels.get(column, {}))
        if len(in_file) > 1 and not set(in_file) & set(encoding(coding).labels):
            unknown.append(column)
    if not unknown:
        return ()
    columns = ", ".join(unknown[:3]) + (" ..." if len(unknown) > 3 else "")
    return (
        Finding(
            code="labels-unknown",
            message=f"{binding.instrument.id}: the value labels of {len(unknown)} columns "
            f"({columns}) are none that the definition has; the codes were read, and whether a "
            "higher one means more was not checked",
            severity="warning",
            file=file,
            hint="compare the labels with `scorewell show`; an overlay brings labels in other "
            "languages",
        ),
    )


def choice_number_findings(
    frame: pl.DataFrame, binding: Binding, file: str = ""
) -> Sequence[Finding]:
    """A warning where codes of a coding never occur, and as many others do.

    Survey programs number the choices of a question in the order in which they were typed, and
    do not use the number of a deleted one again.
    """
    if binding.codes:
        return ()
    return tuple(_choice_numbers(frame, binding, file))


def _choice_numbers(frame: pl.DataFrame, binding: Binding, file: str) -> Iterator[Finding]:
    columns_by_coding: dict[str, list[str]] = {}
    for item, column in binding.columns.items():
        if column in frame.columns:
            coding_id = binding.instrument.item(item).coding.id
            columns_by_coding.setdefault(coding_id, []).append(item)
    for coding_id, items in columns_by_coding.items():
        codes = binding.encoding(items[0])
        counts = _counts(frame, [binding.columns[item] for item in items])
        total = sum(counts.values())
        known_codes = {*codes.numbers, *codes.missing_numbers, *codes.absent_numbers}
        outside = sorted(
            code
            for code, n in counts.items()
            if code not in known_codes
            and code > 0
            and code.is_integer()
            and n >= _SHARE * total
        )
        absent = sorted(code for code in codes.numbers if code not in counts)
        if len(outside) >= _FEWEST and len(absent) >= len(outside):
            yield Finding(
                code="choice-numbers",
                message=f"{binding.instrument.id}: {_codes_text(outside)} occur, which are not "
                f"codes of {coding_id}, and {_codes_text(absent)}, which are, never do; these "
                "are perhaps the numbers of the choices in the survey",
                severity="warning",
                file=file,
                hint="look up the order of the choices in the survey, and give the codes as a "
                "map in a study file, from what is written to the value",
            )


def _counts(frame: pl.DataFrame, columns: Sequence[str]) -> dict[float, int]:
    """How often each number occurs in some columns."""
    import polars as pl

    counts: dict[float, int] = {}
    for column in columns:
        numbers = frame[column].cast(pl.Float64, strict=False).drop_nulls().drop_nans()
        for number, n in numbers.value_counts().iter_rows():
            counts[number] = counts.get(number, 0) + n
    return counts


def _codes_text(codes: Collection[float]) -> str:
    return " and ".join(f"{code:g}" for code in sorted(codes))
