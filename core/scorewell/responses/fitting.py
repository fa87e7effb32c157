"""Which encodings the data fits, and when to stop and ask."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import narwhals.stable.v2 as nw
import polars as pl

from scorewell.errors import DataError
from scorewell.methods import add
from scorewell.model import Instrument
from scorewell.responses.binding import Binding
from scorewell.responses.codes import DECLARED, encoding
from scorewell.responses.expressions import answers
from scorewell.responses.frames import to_sheet

__all__ = ["check_encoding", "fits"]


def fits(frame: Any, binding: Binding) -> tuple[str, ...]:
    """Names of the encodings in which every answer of the data is allowed.

    Parameters
    ----------
    frame : frame
        Any frame; a lazy one is read once.
    binding : Binding
        Which column holds which item. Its own coding does not matter here.

    Returns
    -------
    tuple of str
        ``declared`` first, where it fits; then alternatives by name.

    Examples
    --------
    >>> import pandas as pd
    >>> from scorewell.model import Answer, Coding, Item
    >>> from scorewell.responses import bind
    >>> coding = Coding(
    ...     id="yes_no",
    ...     answers=(Answer(value=0), Answer(value=1)),
    ...     alternatives={"one-two": (1, 2)},
    ... )
    >>> item = Item(id="scoff_1", position=1, coding=coding, label="first")
    >>> scoff = Instrument(id="scoff", version="1.0.0", name="SCOFF", items=(item,))
    >>> frame = pd.DataFrame({"scoff_1": [1, 2, 1]})
    >>> fits(frame, bind(list(frame), scoff))
    ('one-two',)
    """
    names = (DECLARED, *_alternatives(binding.instrument))
    sheet = to_sheet(frame, list(binding.columns.values())).lazy()
    wrong = []
    for name in names:
        made = answers(sheet, replace(binding, coding=name)).values()
        wrong.append(add([one.given - one.ok for one in made]).sum().alias(name))
    native = sheet.select(*wrong).to_native()
    if isinstance(native, pl.LazyFrame):
        counts = native.collect(engine="streaming").row(0)
    else:
        counts = nw.from_native(native).lazy().collect().row(0)
    return tuple(name for name, count in zip(names, counts, strict=True) if not count)


def check_encoding(frame: Any, binding: Binding) -> None:
    """Stop when the data fits an alternative encoding and not the declared one.

    The declared encoding is used unless the binding names one. If answers
    lie outside it while all of them fit an alternative, the file is most
    likely written in that one, and scoring it would be wrong without a sign.

    Raises
    ------
    DataError
        Naming the encodings that fit, and how to choose.
    """
    instrument = binding.instrument
    if binding.coding or not _alternatives(instrument):
        return
    fitting = fits(frame, binding)
    if not fitting or DECLARED in fitting:
        return
    shown = " and ".join(f"{name} ({_codes(instrument, name)})" for name in fitting)
    raise DataError(
        f"{instrument.id}: some answers are outside the declared coding "
        f"({_codes(instrument, DECLARED)}), while all fit the encoding {shown}",
        hint=f"choose: --coding {fitting[0]} (coding='{fitting[0]}') if the file is written "
        f"so, or --coding {DECLARED} to take the answers outside the coding as missing",
    )


def _alternatives(instrument: Instrument) -> list[str]:
    return sorted({name for item in instrument.items for name in item.coding.alternatives})


def _codes(instrument: Instrument, name: str) -> str:
    codings = {item.coding.id: item.coding for item in instrument.items}
    concerned = [
        one for one in codings.values() if name == DECLARED or name in one.alternatives
    ]
    return "; ".join(encoding(one, name=name).listed for one in concerned)
