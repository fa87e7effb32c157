"""What every exporter must do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from scorewell.definitions.model import Answer, Coding, Instrument, Item, MissingRule, Scale
from scorewell.errors import DataError
from scorewell.registry.contracts.exchange import Exporter, ExportFile
from scorewell.testing.check import Check, checks_from, demand
from scorewell.testing.tables import check_description

_PLAIN = ("never", "sometimes", "often")
_HOSTILE = ('never, "none" | 0', "<b>some</b> & 'other'; =1+1", "Grüße\t漢 {0} %s \\")
"""What separates, quotes or marks up text somewhere."""


def trial_instrument(labels: Sequence[str] = _PLAIN) -> Instrument:
    """Three items with one coding from 0 to 2, the second reversed, and their sum."""
    answers = tuple(Answer(value=value, label=label) for value, label in enumerate(labels))
    coding = Coding(id="often", answers=answers)
    items = tuple(
        Item(id=f"trial_{place}", position=place, coding=coding, label=f"{label} ({place})")
        for place, label in enumerate(labels, start=1)
    )
    ids = tuple(item.id for item in items)
    scale = Scale(
        id="total", name="Total", items=ids, reversed=frozenset(ids[1:2]), method="sum",
        missing=MissingRule(rule="complete"), low=0.0, high=6.0, better="lower",
    )  # fmt: skip
    return Instrument(
        id="trial", version="1.0.0", name="Trial", items=items, scales=(scale,),
        codings={"often": coding},
    )  # fmt: skip


def _description(exporter: Exporter) -> None:
    """It has a name that options can write, a summary, and a suffix with its dot."""
    check_description(exporter)


def _form(exporter: Exporter, instrument: Instrument) -> ExportFile:
    """The form of an instrument, if it is one."""
    form = exporter.write(instrument)
    kind = type(form).__name__
    demand(isinstance(form, ExportFile), f"It gives a {kind}, and no ExportFile")
    demand(isinstance(form.content, str), f"Its content is a {type(form.content).__name__}")
    demand(form.content.strip(), "Its content is empty")
    sound = isinstance(form.losses, tuple) and all(
        isinstance(loss, str) and loss.strip() for loss in form.losses
    )
    demand(sound, f"Its losses are {form.losses!r}, and no tuple of texts")
    return form


def _writes(exporter: Exporter) -> None:
    """It makes of an instrument a form with every item, by its id or its label."""
    instrument = trial_instrument()
    form = _form(exporter, instrument)
    for item in instrument.items:
        present = any(name in form.content for name in (item.id, item.label))
        demand(present, f"The item {item.id} ({item.label}) is not in it")


def _pure(exporter: Exporter) -> None:
    """The same instrument is the same form again, and is not changed."""
    instrument = trial_instrument()
    first, second = exporter.write(instrument), exporter.write(instrument)
    demand(first == second, "A second time it writes another form")
    demand(instrument == trial_instrument(), "It changes the instrument")


def _any_label(exporter: Exporter) -> None:
    """Labels with separators, quotes and markup are written, or refused with a DataError."""
    try:
        _form(exporter, trial_instrument(_HOSTILE))
    except DataError as error:
        demand(str(error).strip(), "Its error says nothing")


_CHECKS: tuple[Callable[[Exporter], None], ...] = (
    _description, _writes, _pure, _any_label,
)  # fmt: skip


def exporter_checks(exporter: Exporter) -> list[Check]:
    """Every check of an exporter.

    Examples
    --------
    >>> from scorewell.registry.plugins.discovery import load_plugins
    >>> for check in exporter_checks(load_plugins().exporters["redcap"]):
    ...     check()
    """
    return checks_from(f"{exporter.name} (exporter)", _CHECKS, exporter)
