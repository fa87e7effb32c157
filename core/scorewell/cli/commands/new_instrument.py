"""``scorewell new instrument``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scorewell.cli.options.data import FormOptions, split_names
from scorewell.cli.options.help_panels import DATA, OPTIONS
from scorewell.cli.options.output import FolderOptions
from scorewell.cli.options.signature import option, options, refuse_without_effect
from scorewell.cli.output.rows import note
from scorewell.cli.output.written_files import as_usage, note_files
from scorewell.errors import ScorewellError

if TYPE_CHECKING:
    from scorewell.authoring.draft import InstrumentDraft


def ask_instrument(id_: str, key: KeyOptions) -> tuple[str, KeyOptions]:
    """Id and key of an instrument, after asking for what the options leave open."""
    from scorewell.authoring.draft import checked_id, parse_coding, parse_positions, parse_scale

    typer.echo("Enter leaves open what you do not know; the file will have a TODO.", err=True)
    id_ = id_ or _ask("Id, for example phq-9", checked_id)
    name = key.name or _ask("Full name", str, default="")
    items = int(_ask("Number of items", _check_count))
    answers = key.answers or _ask(
        "Allowed answers, for example 1-5 or 0=never,1=often", parse_coding
    )
    reversed_ = key.reversed_ or _ask(
        "Reversed items, for example 2,4", parse_positions, default=""
    )
    scales = list(key.scale_items or ())
    while not key.scale_items:
        label = "Another scale" if scales else "A scale, for example worry=1,3-5, or one total"
        scale = _ask(label, lambda text: text and parse_scale(text), default="")
        if not scale:
            break
        scales.append(scale)
    better = key.better or _ask(
        "Improvement is lower, higher or none", _check_direction, default=""
    )
    return id_, replace(
        key, name=name, items=items, answers=answers, reversed_=reversed_, scale_items=scales,
        better=better,
    )  # fmt: skip


def _ask(question: str, check: Callable[[str], object], *, default: str | None = None) -> str:
    while True:
        text = str(
            typer.prompt(question, default=default, show_default=False, err=True)
        ).strip()
        try:
            check(text)
        except ScorewellError as error:
            typer.echo(f"  {error.message}. {error.hint}".rstrip(". ") + ".", err=True)
        except ValueError as error:
            typer.echo(f"  {error}.", err=True)
        else:
            return text


def _check_count(text: str) -> None:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 1000:
        raise ValueError("a number from 1 to 1000")


def _check_direction(text: str) -> None:
    if text not in {"", "lower", "higher", "none"}:
        raise ValueError("lower, higher or none")


@dataclass(frozen=True, kw_only=True)
class KeyOptions:
    """Items, answers and scales of an instrument."""

    panel = OPTIONS
    items: int = option("Number of items.", default=0, min=0)
    answers: str = option(
        "The allowed answers: 1-5, or 0,1,3, or 0=never,1=sometimes,2=always.",
        metavar="CODING",
        default="",
    )
    reversed_: str = option("Reversed items: 2,4-6.", metavar="ITEMS", default="")
    scale_items: list[str] | None = option(
        "A scale and its items: worry=1,3-5; several times for several. One total "
        "of all items by default.",
        metavar="NAME=ITEMS",
    )
    scoring: str = option("How its scales are scored: sum or mean.", default="sum")
    better: str = option("Direction of improvement: lower, higher or none.", default="")
    name: str = option("The full name.", default="")
    acronym: str = option("The usual short name.", default="")
    interactive: bool = option(
        "Ask; so it does anyway on a terminal without options.",
        flags=("--interactive", "-i"),
        default=False,
    )


@dataclass(frozen=True, kw_only=True)
class SourceOptions(FormOptions):
    """A file that items and answers are taken from."""

    panel = DATA
    from_data: Path | None = option(
        "Items from the columns of this file, and the coding that its values fit.",
        metavar="DATA",
    )
    prefix: str | None = option("With --from-data: what the item columns begin with.")
    item_columns: str = option(
        "With --from-data: the item columns, where they have no numbers.",
        metavar="A,B,C",
        default="",
    )
    from_redcap: Path | None = option(
        "Take items, choices and labels from this REDCap data dictionary (CSV).",
        metavar="DICTIONARY",
    )


@options(KeyOptions, SourceOptions, FolderOptions)
def instrument(
    key: KeyOptions,
    source: SourceOptions,
    output: FolderOptions,
    id_: Annotated[str, typer.Argument(metavar="ID", help="Id of the instrument: phq-9.")] = "",
) -> None:
    """Write a definition that is valid as it stands, with a TODO wherever a person must decide.

    `scorewell check` then walks through the TODOs. The file comes with examples whose scores
    follow from the key, and names its JSON Schema for an editor.

    For example:

    scorewell new instrument my-scale --items 12 --answers 1-5 --reversed 2,4
    """
    files = (source.from_data, source.from_redcap)
    sources = sum(file is not None for file in files) + bool(key.items)
    if sources > 1:
        raise typer.BadParameter("choose one of --items, --from-data and --from-redcap")
    _refuse_options_of_others(key, source)
    ask = key.interactive or (not sources and not key.answers and sys.stdin.isatty())
    if ask and not sources:
        id_, key = ask_instrument(id_, key)
    elif not sources:
        raise typer.BadParameter("say --items and --answers, or --from-data, or --from-redcap")
    if not id_:
        raise typer.BadParameter("give the id of the instrument")
    from scorewell.authoring.draft import checked_id
    from scorewell.authoring.instrument_file import instrument_files
    from scorewell.authoring.write_tree import write_tree

    as_usage(lambda: checked_id(id_))
    if source.from_data is not None:
        draft = _from_sheet(id_, key, source.from_data, source)
    elif source.from_redcap is not None:
        draft = _from_redcap(id_, key, source.from_redcap, source)
    else:
        draft = _from_options(id_, key)
    draft_files = instrument_files(draft, output.folder)
    note_files(draft_files, write_tree(draft_files, overwrite=output.overwrite))


def _refuse_options_of_others(key: KeyOptions, source: SourceOptions) -> None:
    """Refuse options that belong to another way to begin."""
    if source.from_data is None:
        refuse_without_effect("it needs --from-data", source, "prefix", "item_columns")
    if source.from_redcap is None:
        refuse_without_effect("it needs --from-redcap", source, "form", "form_labels")
    else:
        reason = "the form has the answers; leave it out"
        refuse_without_effect(reason, key, "answers")
    if key.items or source.from_data is not None or source.from_redcap is not None:
        reason = "the items are given already; leave it out"
        refuse_without_effect(reason, key, "interactive")


def _from_options(id_: str, key: KeyOptions) -> InstrumentDraft:
    from scorewell.authoring.draft import DraftItem, item_ids, parse_coding

    if not key.answers:
        raise typer.BadParameter("say the allowed answers with --answers, for example 1-5")
    coding = as_usage(lambda: parse_coding(key.answers))
    ids = item_ids(id_, [f"{id_}_{place}" for place in range(1, key.items + 1)])
    items = tuple(
        DraftItem(id=item, label=f"item {place}", coding=coding.id)
        for place, item in enumerate(ids, start=1)
    )
    return _draft(id_, key, codings=(coding,), items=items)


def _from_sheet(
    id_: str, key: KeyOptions, path: Path, source: SourceOptions
) -> InstrumentDraft:
    from scorewell.authoring.draft import DraftItem, item_ids, parse_coding
    from scorewell.authoring.from_data_columns import read_sheet

    names = list(split_names(source.item_columns))
    proposal = read_sheet(path, prefix=source.prefix, columns=names)
    coding = proposal.coding
    if key.answers:
        coding = as_usage(lambda: parse_coding(key.answers))
    if coding is None:
        raise typer.BadParameter(
            f"no coding fits the values of {path} ({proposal.values}); say it with --answers"
        )
    ids = item_ids(id_, proposal.columns)
    items = tuple(
        DraftItem(
            id=item,
            label=f"item {place}",
            coding=coding.id,
            column=column if column.casefold() != item else "",
        )
        for place, (item, column) in enumerate(zip(ids, proposal.columns, strict=True), start=1)
    )
    first, last = proposal.columns[0], proposal.columns[-1]
    note(f"{len(items)} items from {path}: columns {first} to {last}; values {proposal.values}")
    todos = {} if key.reversed_ else {"reversed": "which items are reversed; data cannot say"}
    return _draft(id_, key, codings=(coding,), items=items, todos=todos)


def _from_redcap(
    id_: str, key: KeyOptions, path: Path, source: SourceOptions
) -> InstrumentDraft:
    from scorewell.authoring.from_redcap import read_redcap

    form = read_redcap(path, id_, form=source.form, labels=source.form_labels)
    note(f"{len(form.items)} items from the form {form.form} of {path}")
    todos = (
        {} if key.reversed_ else {"reversed": "which items are reversed; the form cannot say"}
    )
    if source.form_labels:
        todos["items"] = (
            "the labels are those of the form: put neutral ones of your own in the place of "
            "wording, unless licence.text, with evidence, allows it"
        )
    return _draft(
        id_, key, codings=form.codings, items=form.items, notes=form.notes, todos=todos
    )


def _draft(id_: str, key: KeyOptions, **parts: Any) -> InstrumentDraft:
    from scorewell.authoring.draft import (
        DraftScale,
        InstrumentDraft,
        parse_positions,
        parse_scale,
    )

    def make() -> InstrumentDraft:
        count = len(parts["items"])
        reversed_ = parse_positions(key.reversed_)
        excess = [place for place in reversed_ if place > count]
        if excess:
            raise typer.BadParameter(
                f"there is no item {excess[0]} to reverse, only {count} items"
            )
        entries = [parse_scale(text) for text in key.scale_items or ()]
        scales = tuple(
            DraftScale(
                id=name,
                name=name.replace("_", " ").capitalize(),
                items=places,
                reversed=tuple(place for place in places if place in reversed_),
            )
            for name, places in entries or [("total", tuple(range(1, count + 1)))]
        )
        return InstrumentDraft(
            id=id_,
            name=key.name.strip(),
            acronym=key.acronym.strip(),
            method=key.scoring,
            better=key.better,
            scales=scales,
            **parts,
        )

    return as_usage(make)
