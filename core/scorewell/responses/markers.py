"""Columns that say by their name how the answers beside them are coded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from scorewell.errors import DataError
from scorewell.model import Instrument
from scorewell.responses.codes import DECLARED
from scorewell.responses.names import fold

__all__ = ["NO_MARKER", "Marker", "find_marker", "marker_name"]


class Marker(NamedTuple):
    """A column that names an encoding, and the encoding."""

    column: str
    coding: str


NO_MARKER = Marker("", "")


def marker_name(instrument: Instrument, coding: str = DECLARED) -> str:
    """The column that says that the answers to an instrument are in an encoding.

    The name says all, so that it survives every program that keeps the first
    row of a table; what stands below it is never read.

    Examples
    --------
    >>> marker_name(Instrument(id="phq-9", version="1.0.0", name="PHQ-9", items=()))
    'coding_phq_9_declared'
    """
    return "_".join(["coding", *instrument.id.split("-"), coding])


def find_marker(columns: Sequence[str], instrument: Instrument) -> Marker:
    """The column that names an encoding of the instrument; empty if there is none.

    Case and separators do not matter.

    Raises
    ------
    DataError
        If columns name different encodings.
    """
    others = {name for item in instrument.items for name in item.coding.alternatives}
    forms = {fold(marker_name(instrument, name)): name for name in (DECLARED, *sorted(others))}
    found = [Marker(name, forms[fold(name)]) for name in columns if fold(name) in forms]
    if len({each.coding for each in found}) > 1:
        listed = " and ".join(f"'{each.column}'" for each in found)
        raise DataError(
            f"{instrument.id}: the columns {listed} name different encodings",
            hint="look at the form, delete the wrong one, or choose with --coding",
        )
    return found[0] if found else NO_MARKER
