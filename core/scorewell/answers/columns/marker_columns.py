"""Columns whose names say how the answers in other columns are written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from scorewell.answers.columns.column_names import fold
from scorewell.answers.columns.encoding import DECLARED_CODING
from scorewell.definitions.model import Instrument
from scorewell.errors import DataError

_BETWEEN = re.compile(r"[\W_]+")
_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})?")


class CodingMarker(NamedTuple):
    """A column that names an encoding, and the encoding."""

    column: str
    coding: str


NO_CODING_MARKER = CodingMarker("", "")


class LanguageMarker(NamedTuple):
    """A column that names the language of the labels, and the language."""

    column: str
    language: str


NO_LANGUAGE_MARKER = LanguageMarker("", "")


def coding_marker_name(instrument: Instrument, coding: str = DECLARED_CODING) -> str:
    """The name of the column which says that answers to an instrument are in an encoding.

    The name alone says it, so that it survives every program that keeps the
    first row of a table; the values of the column are never read.

    Examples
    --------
    >>> coding_marker_name(Instrument(id="phq-9", version="1.0.0", name="PHQ-9", items=()))
    'coding_phq_9_declared'
    """
    return "_".join(["coding", *instrument.id.split("-"), coding])


def find_coding_marker(columns: Sequence[str], instrument: Instrument) -> CodingMarker:
    """The column that names an encoding of the instrument, or an empty marker.

    Case and separators do not matter.
    """
    alternatives = {name for item in instrument.items for name in item.coding.alternatives}
    forms = {
        fold(coding_marker_name(instrument, name)): name
        for name in (DECLARED_CODING, *sorted(alternatives))
    }
    markers = [CodingMarker(name, forms[fold(name)]) for name in columns if fold(name) in forms]
    if len({marker.coding for marker in markers}) > 1:
        names = " and ".join(f"'{marker.column}'" for marker in markers)
        raise DataError(
            f"{instrument.id}: the columns {names} name different encodings",
            hint="look at the form, delete the wrong one, or choose with --coding",
        )
    return markers[0] if markers else NO_CODING_MARKER


def language_marker_name(instrument: Instrument, language: str) -> str:
    """The name of the column which says that answers are labels in a language.

    Examples
    --------
    >>> phq = Instrument(id="phq-9", version="1.0.0", name="PHQ-9", items=())
    >>> language_marker_name(phq, "pt-BR")
    'labels_phq_9_pt-BR'
    """
    return "_".join(["labels", *instrument.id.split("-"), language])


def find_language_marker(columns: Sequence[str], instrument: Instrument) -> LanguageMarker:
    """The column that names the language of the labels; empty without one, or with several.

    Case and separators do not matter.
    """
    start = ["labels", *instrument.id.casefold().split("-")]
    codings = {item.coding.id: item.coding for item in instrument.items}.values()
    languages = {name.casefold(): name for coding in codings for name in coding.labels}
    markers = []
    for column in columns:
        parts = _BETWEEN.split(column.strip().casefold())
        tag = "-".join(parts[len(start) :]) if parts[: len(start)] == start else ""
        if tag in languages:
            markers.append(LanguageMarker(column, languages[tag]))
        elif _TAG.fullmatch(tag):
            raise DataError(
                f"{instrument.id}: the column '{column}' says that the answers are labels in "
                f"'{tag}', which the definition does not have; it has "
                f"{', '.join(languages.values())}",
                hint="give the overlay that the sheet was made with: --overlay FILE",
            )
    return (
        markers[0] if len({marker.language for marker in markers}) == 1 else NO_LANGUAGE_MARKER
    )
