"""The answers to the items of a scale as numbers, reversed where the key says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import narwhals.stable.v2 as nw
import pandas as pd

from scorewell.answers.columns.bind import bind
from scorewell.answers.columns.binding import Binding
from scorewell.answers.values.frames import column_names
from scorewell.definitions.model import Instrument, MissingRule, Scale
from scorewell.errors import DataError, did_you_mean
from scorewell.registry.contracts import Parts, ScoringMethod
from scorewell.scores.score import score


def _only(parts: Parts) -> nw.Expr:
    return parts.values[0]


# An item on its own, scored as the scale scores it.
_ITEM = ScoringMethod(
    name="item",
    summary="The value of one item.",
    formula="x, the value of the item after reversal",
    score=_only,
    reach=lambda _ids, lows, highs, _parameters: (lows[0], highs[0]),
)


def scale_of(instrument: Instrument, scale_id: str) -> Scale:
    """The scale with this id, or an error that names those there are."""
    scale_ids = [scale.id for scale in instrument.scales]
    if scale_id not in scale_ids:
        raise DataError(
            f"{instrument.id} has no scale '{scale_id}'; it has {', '.join(scale_ids)}",
            hint=did_you_mean(scale_id, scale_ids),
        )
    return instrument.scale(scale_id)


def keyed_items(instrument: Instrument, scale_id: str) -> dict[str, bool]:
    """The items behind a scale, in order, and whether each is reversed.

    Of a composite these are the items of its scales, each reversed as its own
    scale says.

    Raises
    ------
    DataError
        If there is no such scale, or a composite counts an item twice.
    """
    scale = scale_of(instrument, scale_id)
    if scale.items:
        return {item: item in scale.reversed for item in scale.items}
    keyed: dict[str, bool] = {}
    for part in scale.scales:
        below = keyed_items(instrument, part)
        twice = sorted(keyed.keys() & below.keys())
        if twice:
            raise DataError(
                f"{instrument.id}.{scale_id} counts {', '.join(twice)} in more than one of its "
                "scales; its internal consistency is not defined by its items",
                hint=f"look at its scales: {', '.join(scale.scales)}",
            )
        keyed |= below
    return keyed


def item_matrix(
    frame: Any,
    instrument: Instrument,
    scale_id: str,
    *,
    columns: str | Mapping[str, str] | None = None,
    coding: str = "",
    missing_codes: Sequence[float | str] = (),
    codes: Mapping[str, Any] | None = None,
    reversed_already: Sequence[str] = (),
) -> pd.DataFrame:
    """The items of a scale, one column each, as its score counts them.

    Parameters
    ----------
    frame : pandas, Polars, PyArrow, DuckDB or other frame
        One row per respondent; a lazy one is read once.
    columns : str or mapping, optional
        Pattern such as ``Q{n}``, or item to column.
    coding : str, optional
        Name of the alternative encoding that the data uses.
    missing_codes : sequence, optional
        Codes that stand for a missing answer.
    codes : mapping, optional
        What is written to the value that is scored, or such a map by coding.
    reversed_already : sequence of str, optional
        Items whose numbers were reversed before; ``["all"]`` stands for every
        item that a scale reverses.

    Returns
    -------
    pandas.DataFrame
        One row per row of the frame, under the index of a pandas frame, and one
        column per item id: its value, reversed where the key says so; NaN where
        there is no answer, or one that is not allowed.

    Raises
    ------
    DataError
        If there is no such scale, items cannot be bound to columns, or the data
        fits only another encoding.

    Examples
    --------
    The PSEQ has answers 0 to 6; 9 is none.

    >>> from scorewell.registry.registry import open_registry
    >>> frame = pd.DataFrame({f"pseq_{n}": [n % 7, 9] for n in range(1, 11)})
    >>> item_matrix(frame, open_registry().load("pseq"), "total").iloc[:, :3].values.tolist()
    [[1.0, 2.0, 3.0], [nan, nan, nan]]
    """
    keyed_items(instrument, scale_id)  # that there is such a scale, before its columns
    binding = bind(
        column_names(frame),
        instrument,
        mapping=columns,
        coding=coding,
        missing_codes=tuple(missing_codes),
        codes=codes,
        reversed_already=reversed_already,
    )
    return bound_items(frame, binding, scale_id)


def bound_items(frame: Any, binding: Binding, scale_id: str) -> pd.DataFrame:
    """:func:`item_matrix` of answers that are bound, read as the binding says."""
    instrument = binding.instrument
    keyed = keyed_items(instrument, scale_id)
    # Each item becomes a scale of its own, so that answers are read, checked and
    # reversed by the engine that scores them.
    alone = replace(
        instrument,
        scales=tuple(
            _alone(instrument, scale_id, item, is_reversed)
            for item, is_reversed in keyed.items()
        ),
    )
    scores = score(
        _eager(frame, list(binding.columns.values())),
        replace(binding, instrument=alone),
        methods={_ITEM.name: _ITEM},
        keep=(),
        detail=False,
    )
    index = frame.index if isinstance(frame, pd.DataFrame) else None
    values = nw.from_native(scores, eager_only=True)
    return pd.DataFrame(
        {item: values[alone.column(item)].to_numpy().astype(float) for item in keyed},
        index=index,
    )


def _recoding(instrument: Instrument, scale_id: str, item_id: str) -> Mapping[float, float]:
    """What the answers to an item count in the scale that it belongs to, if not themselves."""
    scale = instrument.scale(scale_id)
    if scale.items:
        return scale.recoded.get(item_id, {})
    recodings = (_recoding(instrument, part, item_id) for part in scale.scales)
    return next((recoding for recoding in recodings if recoding), {})


def _alone(instrument: Instrument, scale_id: str, item_id: str, is_reversed: bool) -> Scale:
    item = instrument.item(item_id)
    recoding = _recoding(instrument, scale_id, item_id)
    return Scale(
        id=item_id,
        name=item.label,
        items=(item_id,),
        reversed=frozenset({item_id} if is_reversed else ()),
        recoded={item_id: recoding} if recoding else {},
        method=_ITEM.name,
        missing=MissingRule(rule="complete"),
        low=min(recoding.values(), default=item.coding.lowest),
        high=max(recoding.values(), default=item.coding.highest),
        better="none",
    )


def _eager(frame: Any, columns: Sequence[str]) -> Any:
    if isinstance(frame, pd.DataFrame):
        return frame
    wide_frame = nw.from_native(frame)
    if isinstance(wide_frame, nw.LazyFrame):
        return wide_frame.select(*columns).collect("polars").to_native()
    return frame


@dataclass(frozen=True, kw_only=True)
class Keyed:
    """A scale with the items behind it.

    Attributes
    ----------
    scale : Scale
        The scale.
    keyed : mapping of str to bool
        Its items in order, and whether each is reversed.
    """

    scale: Scale
    keyed: Mapping[str, bool]

    @property
    def items(self) -> tuple[str, ...]:
        """Ids of the items."""
        return tuple(self.keyed)


Facet = Keyed


def keyed_scales(instrument: Instrument) -> tuple[Keyed, ...]:
    """Every scale with the items behind it; a composite that counts one twice is left out."""
    rows_found = []
    for scale in instrument.scales:
        try:
            rows_found.append(Keyed(scale=scale, keyed=keyed_items(instrument, scale.id)))
        except DataError:
            continue
    return tuple(rows_found)


def facets(instrument: Instrument) -> tuple[Facet, ...]:
    """The scales that divide the scored items among them, as finely as the definition does.

    A scale that smaller ones make up completely gives way to them; of scales
    with the same items the first stays, before one that is only a step to another.
    Scales that overlap otherwise give way to the larger one.

    Examples
    --------
    >>> from scorewell.registry.registry import open_registry
    >>> known = open_registry()
    >>> [facet.scale.id for facet in facets(known.load("core-om"))]
    ['wellbeing', 'problems', 'functioning', 'risk']
    >>> [facet.scale.id for facet in facets(known.load("wsas"))]
    ['total']
    """
    scales: list[Keyed] = []
    for scale in sorted(keyed_scales(instrument), key=lambda keyed: keyed.scale.auxiliary):
        if not any(set(scale.items) == set(larger.items) for larger in scales):
            scales.append(scale)
    selection: list[Keyed] = []
    for scale in sorted(scales, key=lambda candidate: -len(candidate.items)):
        if not _apart(scale, selection):
            continue
        selection += _parts(scale, scales) or [scale]
    order = {item.id: item.position for item in instrument.items}
    return tuple(sorted(selection, key=lambda part: _place(part, instrument, order)))


def _place(scale: Keyed, instrument: Instrument, order: Mapping[str, int]) -> tuple[int, int]:
    places = [scale.id for scale in instrument.scales]
    return places.index(scale.scale.id), order[scale.items[0]]


def _apart(scale: Keyed, scales_: Iterable[Keyed]) -> bool:
    return all(not set(scale.items) & set(scale_.items) for scale_ in scales_)


def _parts(whole: Keyed, scales: Sequence[Keyed]) -> list[Keyed]:
    """Disjoint smaller scales that make up a scale, smallest first; nothing if none do."""
    covered_parts: list[Keyed] = []
    smaller = [scale for scale in scales if set(scale.items) < set(whole.items)]
    for scale in sorted(smaller, key=lambda candidate: len(candidate.items)):
        if _apart(scale, covered_parts):
            covered_parts.append(scale)
    covered = {item for part in covered_parts for item in part.items}
    return covered_parts if covered == set(whole.items) else []
