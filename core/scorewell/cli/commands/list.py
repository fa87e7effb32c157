"""``scorewell list``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from scorewell.cli.options.data import InstrumentOptions
from scorewell.cli.options.output import PrintOptions
from scorewell.cli.options.signature import options
from scorewell.cli.output.rows import Format, choose_format, note, print_rows
from scorewell.errors import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scorewell.definitions.reading.header import Survey
    from scorewell.registry.catalogue import Entry


_HEAD = ("id", "acronym", "name", "construct", "version", "from")
_FIGURES = ("items", "scales", "key", "reliability", "norms", "gaps", "bands", "thresholds")
_ALL = (*_HEAD, *_FIGURES, "wording")
_TABLE = ("id", "name", "construct", *_FIGURES[:-1], "wording")


@options(InstrumentOptions, PrintOptions)
def list_(
    context: typer.Context,
    definitions: InstrumentOptions,
    output: PrintOptions,
    construct: Annotated[
        str,
        typer.Option(
            "--construct", metavar="WORD", help="Only what measures this: pain, depression."
        ),
    ] = "",
    free: Annotated[
        bool, typer.Option("--free", help="Only those whose wording may be reproduced freely.")
    ] = False,
    has: Annotated[
        list[str] | None,
        typer.Option(
            "--has",
            metavar="PART",
            help="Only those of which this is known: key, reliability, norms, bands or "
            "thresholds. May be given more than once.",
        ),
    ] = None,
) -> None:
    """List the instruments that are known, and what is known of each.

    key says how well the scoring key is established; reliability, norms, bands and thresholds
    count what is published; gaps are figures whose paper is known and which are not here;
    wording is the licence of the wording. `scorewell show ID` shows one whole.

    For example:

    scorewell list --construct pain --has norms
    """
    parts = has or []
    _check_parts(parts)
    registry = definitions.registry(context)
    entries = [entry for entry in registry.entries if _measures(entry, construct)]
    rows = [row for entry in entries if (row := _row(entry, free=free, parts=parts))]
    columns = _TABLE if choose_format(output.format_) is Format.table else _ALL
    print_rows(columns, [[row[name] for name in columns] for row in rows], output.format_)
    if not rows and registry.entries:
        note(_count_fits(registry.entries, construct=construct, free=free, parts=parts))
    for finding in registry.findings:
        note(f"warning: {finding}")


def _measures(entry: Entry, construct: str) -> bool:
    return construct.casefold() in _constructs(entry).casefold()


def _count_fits(
    entries: Sequence[Entry], *, construct: str, free: bool, parts: list[str]
) -> str:
    """How many entries fit each of the filters by itself, where none fits all of them."""
    fits = [
        (f"measure {construct}", [entry for entry in entries if _measures(entry, construct)])
    ] * bool(construct)
    fits += [
        ("are free", [entry for entry in entries if _row(entry, free=True, parts=[])])
    ] * free
    fits += [
        (f"have {part}", [entry for entry in entries if _row(entry, free=False, parts=[part])])
        for part in parts
    ]
    counts = ", ".join(f"{len(fitting)} {condition}" for condition, fitting in fits)
    return f"None fits all of this; of {len(entries)} instruments, {counts}."


def _check_parts(parts: list[str]) -> None:
    from scorewell.definitions.reading.header import PARTS

    for part in parts:
        if part not in PARTS:
            hint = did_you_mean(part, PARTS) or f"choose from {', '.join(PARTS)}"
            raise typer.BadParameter(f"`{part}` is not among what can be known; {hint}")


def _constructs(entry: Entry) -> str:
    return ", ".join(str(name) for name in entry.head.about.get("construct", ()))


def _row(entry: Entry, *, free: bool, parts: list[str]) -> dict[str, Any] | None:
    """What to show of one definition; None where the filters leave it out."""
    from scorewell.definitions.reading.header import read_survey

    survey = read_survey(entry.head.file)
    if survey is None and (free or parts):
        return None
    if survey is not None and (
        (free and not survey.free) or not all(survey.has(part) for part in parts)
    ):
        return None
    head = entry.head
    values = (entry.id, head.acronym, head.name, _constructs(entry), head.version, entry.origin)
    return dict(zip(_HEAD, values, strict=True)) | _counts(survey)


def _counts(survey: Survey | None) -> dict[str, Any]:
    if survey is None:
        return dict.fromkeys((*_FIGURES, "wording"))
    counts = {name: getattr(survey, name) for name in (*_FIGURES, "wording")}
    return counts | {"scales": len(survey.scales)}
