"""``scorewell new instrument``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scorewell.cli.options.common import Overwrite
from scorewell.cli.output.rows import note
from scorewell.cli.output.written_files import usage, write_and_tell
from scorewell.errors import ScorewellError

if TYPE_CHECKING:
    from scorewell.authoring.draft import InstrumentDraft


def ask_instrument(id_: str, said: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Ask for what the options did not say; an answer that cannot be is asked for again.

    Parameters
    ----------
    id_ : str
        The id, if it was given.
    said : mapping
        What the options say, by name.

    Returns
    -------
    tuple of str and dict
        The id, and what was said and answered.
    """
    from scorewell.authoring.draft import (
        checked_id,
        parse_coding,
        parse_positions,
        parse_scale,
    )

    typer.echo("Enter leaves open what you do not know; the file will have a TODO.", err=True)
    answers = dict(said)
    id_ = id_ or _ask("Id, for example phq-9", checked_id)
    answers["name"] = said["name"] or _ask("Full name", str, default="")
    answers["items"] = int(_ask("Number of items", _count))
    answers["coding"] = said["coding"] or _ask(
        "Allowed answers, for example 1-5 or 0=never,1=often", parse_coding
    )
    answers["reversed"] = said["reversed"] or _ask(
        "Reversed items, for example 2,4", parse_positions, default=""
    )
    scales = list(said["scale"])
    while not said["scale"]:
        label = "Another scale" if scales else "A scale, for example worry=1,3-5, or one total"
        scale = _ask(label, lambda text: text and parse_scale(text), default="")
        if not scale:
            break
        scales.append(scale)
    answers["scale"] = scales
    answers["better"] = said["better"] or _ask(
        "Improvement is lower, higher or none", _direction, default=""
    )
    return id_, answers


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


def _count(text: str) -> None:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 1000:
        raise ValueError("a number from 1 to 1000")


def _direction(text: str) -> None:
    if text not in {"", "lower", "higher", "none"}:
        raise ValueError("lower, higher or none")


def instrument(
    id_: Annotated[str, typer.Argument(metavar="ID", help="Id of the instrument: phq-9.")] = "",
    items: Annotated[int, typer.Option("--items", min=0, help="Number of items.")] = 0,
    coding: Annotated[
        str,
        typer.Option(
            "--coding",
            metavar="CODING",
            help="The allowed answers: 1-5, or 0,1,3, or 0=never,1=sometimes,2=always.",
        ),
    ] = "",
    reversed_: Annotated[
        str, typer.Option("--reversed", metavar="ITEMS", help="Reversed items: 2,4-6.")
    ] = "",
    scale: Annotated[
        list[str] | None,
        typer.Option(
            "--scale",
            metavar="NAME=ITEMS",
            help="A scale and its items: worry=1,3-5; several times for several. One total of "
            "all items by default.",
        ),
    ] = None,
    method: Annotated[
        str, typer.Option("--method", help="How its scales are scored: sum or mean.")
    ] = "sum",
    better: Annotated[
        str, typer.Option("--better", help="Direction of improvement: lower, higher or none.")
    ] = "",
    name: Annotated[str, typer.Option("--name", help="The full name.")] = "",
    acronym: Annotated[str, typer.Option("--acronym", help="The usual short name.")] = "",
    from_: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="DATA",
            help="Items from the columns of this file, and the coding that its values fit.",
        ),
    ] = None,
    prefix: Annotated[
        str | None,
        typer.Option("--prefix", help="With --from: what the item columns begin with."),
    ] = None,
    columns: Annotated[
        str,
        typer.Option(
            "--columns",
            help="With --from: the item columns, where they have no numbers: A,B,C.",
        ),
    ] = "",
    from_redcap: Annotated[
        Path | None,
        typer.Option(
            "--from-redcap",
            metavar="DICTIONARY",
            help="Take items, choices and labels from this REDCap data dictionary (CSV).",
        ),
    ] = None,
    form: Annotated[
        str, typer.Option("--form", help="With --from-redcap: which form of the dictionary.")
    ] = "",
    labels: Annotated[
        bool,
        typer.Option(
            "--labels/--no-labels",
            help="With --from-redcap: whether items take the labels of the form.",
        ),
    ] = True,
    interactive: Annotated[
        bool,
        typer.Option(
            "--interactive", "-i", help="Ask; so it does anyway on a terminal without options."
        ),
    ] = False,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="DIR", help="Folder for ID.yaml."),
    ] = Path(),
    overwrite: Overwrite = False,
) -> None:
    """Write a definition that is valid as it stands, with a TODO wherever a person must decide.

    `scorewell check` then walks through the TODOs. The file comes with examples whose scores
    follow from the key, and names its JSON Schema for an editor.

    For example:

    scorewell new instrument my-scale --items 12 --coding 1-5 --reversed 2,4
    """  # fmt: skip
    said = {
        "items": items, "coding": coding, "reversed": reversed_, "scale": scale or [],
        "method": method, "better": better, "name": name, "acronym": acronym,
    }  # fmt: skip
    sources = sum(each is not None for each in (from_, from_redcap)) + bool(items)
    if sources > 1:
        raise typer.BadParameter("choose one of --items, --from and --from-redcap")
    ask = interactive or (not sources and not coding and sys.stdin.isatty())
    if ask and not sources:
        id_, said = ask_instrument(id_, said)
    elif not sources:
        raise typer.BadParameter("say --items and --coding, or --from, or --from-redcap")
    if not id_:
        raise typer.BadParameter("give the id of the instrument")
    from scorewell.authoring.draft import checked_id
    from scorewell.authoring.instrument_file import instrument_files
    from scorewell.authoring.write_tree import write_tree

    usage(lambda: checked_id(id_))
    if from_ is not None:
        draft = _from_sheet(id_, said, from_, prefix, columns)
    elif from_redcap is not None:
        draft = _from_redcap(id_, said, from_redcap, form, labels)
    else:
        draft = _from_options(id_, said)
    files = instrument_files(draft, output)
    write_and_tell(files, write_tree(files, overwrite=overwrite))


def _from_options(id_: str, said: Mapping[str, Any]) -> InstrumentDraft:
    from scorewell.authoring.draft import DraftItem, item_ids, parse_coding

    if not said["coding"]:
        raise typer.BadParameter("say the allowed answers with --coding, for example 1-5")
    coding = usage(lambda: parse_coding(said["coding"]))
    ids = item_ids(id_, [f"{id_}_{place}" for place in range(1, said["items"] + 1)])
    items = tuple(
        DraftItem(id=item, label=f"item {place}", coding=coding.id)
        for place, item in enumerate(ids, start=1)
    )
    return _draft(id_, said, codings=(coding,), items=items)


def _from_sheet(
    id_: str, said: Mapping[str, Any], path: Path, prefix: str | None, columns: str
) -> InstrumentDraft:
    from scorewell.authoring.draft import DraftItem, item_ids, parse_coding
    from scorewell.authoring.from_data_columns import read_sheet

    names = [each.strip() for each in columns.split(",") if each.strip()]
    proposal = read_sheet(path, prefix=prefix, columns=names)
    coding = proposal.coding
    if said["coding"]:
        coding = usage(lambda: parse_coding(said["coding"]))
    if coding is None:
        raise typer.BadParameter(
            f"no coding fits the values of {path} ({proposal.seen}); say it with --coding"
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
    note(f"{len(items)} items from {path}: columns {first} to {last}; values {proposal.seen}")
    todos = (
        {} if said["reversed"] else {"reversed": "which items are reversed; data cannot say"}
    )
    return _draft(id_, said, codings=(coding,), items=items, todos=todos)


def _from_redcap(
    id_: str, said: Mapping[str, Any], path: Path, form: str, labels: bool
) -> InstrumentDraft:
    from scorewell.authoring.from_redcap import read_redcap

    found = read_redcap(path, id_, form=form, labels=labels)
    note(f"{len(found.items)} items from the form {found.form} of {path}")
    todos = (
        {}
        if said["reversed"]
        else {"reversed": "which items are reversed; the form cannot say"}
    )
    if labels:
        todos["items"] = (
            "the labels are those of the form: put neutral ones of your own in the place of "
            "wording, unless licence.text, with evidence, allows it"
        )
    return _draft(
        id_, said, codings=found.codings, items=found.items, notes=found.notes, todos=todos
    )


def _draft(id_: str, said: Mapping[str, Any], **parts: Any) -> InstrumentDraft:
    from scorewell.authoring.draft import (
        DraftScale,
        InstrumentDraft,
        parse_positions,
        parse_scale,
    )

    def made() -> InstrumentDraft:
        count = len(parts["items"])
        turned = parse_positions(said["reversed"])
        wrong = [place for place in turned if place > count]
        if wrong:
            raise typer.BadParameter(
                f"there is no item {wrong[0]} to reverse, only {count} items"
            )
        named = [parse_scale(each) for each in said["scale"]]
        scales = tuple(
            DraftScale(
                id=name,
                name=name.replace("_", " ").capitalize(),
                items=places,
                reversed=tuple(place for place in places if place in turned),
            )
            for name, places in named or [("total", tuple(range(1, count + 1)))]
        )
        return InstrumentDraft(
            id=id_,
            name=said["name"].strip(),
            acronym=said["acronym"].strip(),
            method=said["method"],
            better=said["better"],
            scales=scales,
            **parts,
        )

    return usage(made)
