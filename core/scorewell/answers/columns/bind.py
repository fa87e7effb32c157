"""Binding the columns of a frame to the items and covariates of an instrument."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from scorewell.answers.columns.binding import Binding
from scorewell.answers.columns.column_names import (
    expand_pattern,
    fold,
    item_finder,
    suggest_pattern,
    total_aliases,
)
from scorewell.answers.columns.covariate_source import CovariateMapping, bind_covariates
from scorewell.answers.columns.encoding import (
    check_codes,
    check_coding,
    check_mirrored,
    codings_by_id,
    reversed_items,
)
from scorewell.answers.columns.marker_columns import (
    NO_CODING_MARKER,
    find_coding_marker,
    find_language_marker,
)
from scorewell.definitions.model import Instrument, Item
from scorewell.errors import DataError, Finding, did_you_mean

_MAX_NAMES = 12


def bind(
    columns: Sequence[str],
    instrument: Instrument,
    *,
    mapping: str | Mapping[str, str] | Mapping[int, str] | None = None,
    coding: str = "",
    missing_codes: Sequence[float | str] = (),
    ignore: Collection[str] = (),
    allow_absent: bool = False,
    covariates: CovariateMapping | None = None,
    codes: Mapping[str, float] | Mapping[str, Mapping[str, float]] | None = None,
    reversed_already: Sequence[str] = (),
) -> Binding:
    """Bind the columns of a frame to the items and covariates of an instrument.

    Without a mapping a column belongs to an item when it is called like the
    item or like the instrument with the item's number; case, separators and
    leading zeros do not matter. Two columns that fit one item are an error,
    and a column that is called like the instrument or one of its scales is
    never an item.

    Parameters
    ----------
    columns : sequence of str
        Names of the columns of the frame.
    instrument : Instrument
        The instrument.
    mapping : str or mapping, optional
        A pattern such as ``Q{n}`` or ``{id}``; or columns by item, where an
        item is its id or its position, as a number or as text. Items that
        such a map leaves out are looked for by name.
    coding : str, optional
        Name of an alternative encoding, or ``declared``. Where only some codings of
        the instrument have it, one for each: ``level=zero-based,vas=declared``.
    missing_codes : sequence of float or str, optional
        Codes that stand for a missing answer, for example 99.
    ignore : collection of str, optional
        Columns that are not items.
    allow_absent : bool, optional
        Whether items without a column count as never answered instead of
        being an error. At least one item needs a column in any case.
    covariates : mapping, optional
        Column by covariate, or a map of ``column`` and ``codes``; see
        :class:`~scorewell.answers.columns.covariate_source.CovariateSource`. Covariates that
        such a map leaves out are looked for by name.
    codes : mapping, optional
        What is written to the value that is scored, for every coding that has
        these values; or such a map by the id of the coding.
    reversed_already : sequence of str, optional
        Items whose numbers were reversed before; ``all`` stands for every
        item that a scale reverses.

    Returns
    -------
    Binding
        The columns by item.

    Raises
    ------
    DataError
        If columns are missing, ambiguous or doubled, or the coding unknown.

    Examples
    --------
    >>> from scorewell.definitions.model import Answer, Coding, Instrument, Item
    >>> coding = Coding(id="yes_no", answers=(Answer(value=0), Answer(value=1)))
    >>> items = tuple(
    ...     Item(id=f"scoff_{n}", position=n, coding=coding, label=str(n)) for n in (1, 2)
    ... )
    >>> scoff = Instrument(id="scoff", version="1.0.0", name="SCOFF", items=items)
    >>> dict(bind(["id", "SCOFF-01", "Scoff 2", "total"], scoff).columns)
    {'scoff_1': 'SCOFF-01', 'scoff_2': 'Scoff 2'}
    """
    names = [str(column) for column in columns]
    _check_single(names)
    available = [name for name in names if name not in set(ignore)]
    check_coding(instrument, coding)
    if isinstance(mapping, str):
        matches = _by_pattern(available, instrument, mapping)
    else:
        matches = _by_map(available, instrument, mapping or {})
        matches |= _by_name(available, instrument, mapped=matches)
    _check_complete(available, instrument, matches, allow_absent=allow_absent)
    _check_distinct(instrument, matches)
    codes_by_coding = _codes_by_coding(instrument, codes or {})
    check_codes(instrument, codes_by_coding)
    mirrored_items = tuple(reversed_already)
    if mirrored_items == ("all",):
        mirrored_items = tuple(reversed_items(instrument))
    check_mirrored(instrument, mirrored_items)
    return Binding(
        instrument=instrument,
        columns={item.id: matches[item.id] for item in instrument.items if item.id in matches},
        coding=coding,
        missing_codes=tuple(missing_codes),
        covariates=bind_covariates(available, instrument, covariates or {}),
        codes=codes_by_coding,
        mirrored=frozenset(mirrored_items),
        coding_marker=NO_CODING_MARKER if coding else find_coding_marker(available, instrument),
        language_marker=find_language_marker(available, instrument),
    )


def _codes_by_coding(
    instrument: Instrument, codes: Mapping[str, Any]
) -> dict[str, dict[str, float]]:
    """A map of codes for each coding; a single map goes to every coding that has its values."""
    if all(isinstance(entry, Mapping) for entry in codes.values()):
        return {name: {str(k): v for k, v in entry.items()} for name, entry in codes.items()}
    values_by_code = {str(text): value for text, value in codes.items()}
    codings = codings_by_id(instrument)
    values = set(map(float, values_by_code.values()))
    fitting = [
        name for name, coding in codings.items() if values <= {*map(float, coding.values)}
    ]
    return dict.fromkeys(fitting or list(codings)[:1], values_by_code)


def _by_pattern(columns: list[str], instrument: Instrument, pattern: str) -> dict[str, str]:
    matches: dict[str, str] = {}
    totals = total_aliases(instrument)
    for item in instrument.items:
        name = expand_pattern(pattern, item)
        if name in columns:
            matches[item.id] = name
        elif fold(name) not in totals:
            candidates = [column for column in columns if fold(column) == fold(name)]
            _check_unambiguous(instrument, item.id, candidates)
            if candidates:
                matches[item.id] = candidates[0]
    return matches


def _by_map(
    columns: list[str], instrument: Instrument, mapping: Mapping[str, str] | Mapping[int, str]
) -> dict[str, str]:
    keys = {key: item for item in instrument.items for key in (str(item.position), item.id)}
    matches: dict[str, str] = {}
    for key, column in mapping.items():
        item = keys.get(str(key))
        if item is None:
            raise DataError(
                f"{instrument.id}: the map of columns names '{key}', which is no item",
                hint=did_you_mean(str(key), keys) or f"the items are {_join_names(list(keys))}",
            )
        if column not in columns:
            raise DataError(
                f"{instrument.id}: the map puts item {item.id} in column '{column}', "
                f"which is not there; the columns are {_join_names(columns)}",
                hint=did_you_mean(str(column), columns),
            )
        columns_of_item = dict.fromkeys([column, matches.get(item.id, column)])
        _check_unambiguous(instrument, item.id, list(columns_of_item))
        matches[item.id] = column
    return matches


def _by_name(
    columns: list[str], instrument: Instrument, *, mapped: Mapping[str, str]
) -> dict[str, str]:
    """Columns by item for the items that are not mapped."""
    item_of = item_finder(instrument)
    candidates: dict[str, list[str]] = {}
    for column in columns:
        item = item_of(column)
        if item and item not in mapped:
            candidates.setdefault(item, []).append(column)
    for item, names in candidates.items():
        _check_unambiguous(instrument, item, names)
    matches = {item: names[0] for item, names in candidates.items()}
    return matches | continue_series(columns, instrument, {**mapped, **matches})


def continue_series(
    columns: Sequence[str], instrument: Instrument, matches: Mapping[str, str]
) -> dict[str, str]:
    """The last item without a column, whose column is also a name of the instrument.

    PHQ9 beside PHQ_1 to PHQ_8 may be a total of the PHQ-9 and is never taken; beside
    PHQ1 to PHQ8 it continues their series and is the ninth item.
    """
    absent = [item for item in instrument.items if item.id not in matches]
    stems = {column.rstrip("0123456789") for column in matches.values()}
    if len(absent) != 1 or len(stems) != 1:
        return {}
    (item,), (stem,) = absent, stems
    column = f"{stem}{item.position}"
    return {item.id: column} if stem and column in columns else {}


def _check_single(names: list[str]) -> None:
    repeated_names = [name for name, times in Counter(names).items() if times > 1]
    if repeated_names:
        raise DataError(
            f"several columns have one name: {_join_names(repeated_names)}",
            hint="rename them, so that it is clear which is meant",
        )


def _check_unambiguous(instrument: Instrument, item: str, columns: list[str]) -> None:
    if len(columns) > 1:
        raise DataError(
            f"{instrument.id}: {len(columns)} columns fit item {item}: {_join_names(columns)}",
            hint="name the right columns in the map of columns, or leave the others out",
        )


def _check_distinct(instrument: Instrument, matches: Mapping[str, str]) -> None:
    items_by_column: dict[str, list[str]] = {}
    for item, column in matches.items():
        items_by_column.setdefault(column, []).append(item)
    for column, items in items_by_column.items():
        if len(items) > 1:
            raise DataError(
                f"{instrument.id}: column '{column}' is given for several items: "
                f"{_join_names(items)}"
            )


def _check_complete(
    columns: list[str],
    instrument: Instrument,
    matches: Mapping[str, str],
    *,
    allow_absent: bool,
) -> None:
    absent = [item for item in instrument.items if item.id not in matches]
    if not absent or (allow_absent and matches):
        return
    pattern = suggest_pattern(columns, len(instrument.items))
    if pattern:
        hint = f"if these are the items, give the columns as the pattern {pattern}"
    else:
        hint = "give the columns as a pattern such as Q{n}, or as a map from item to column"
    raise DataError(
        f"{instrument.id}: {len(absent)} of {len(instrument.items)} items have no column: "
        f"{_join_names([item.id for item in absent])}; the columns are {_join_names(columns)}",
        hint=hint,
        findings=() if pattern else _similar_columns(absent, columns),
    )


def _similar_columns(absent: list[Item], columns: list[str]) -> list[Finding]:
    hints = ((item.id, did_you_mean(item.id, columns)) for item in absent[:_MAX_NAMES])
    return [
        Finding(code="item-without-column", message=f"no column for item {item}", hint=hint)
        for item, hint in hints
        if hint
    ]


def _join_names(names: Sequence[str]) -> str:
    text = ", ".join(names[:_MAX_NAMES]) or "none"
    more = len(names) - _MAX_NAMES
    return f"{text} and {more} more" if more > 0 else text
