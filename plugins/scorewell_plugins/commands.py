"""Commands that come in through the hook: ``template`` and ``demo``."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Annotated

import typer

from scorewell.cli.evaluate import run_and_write
from scorewell.cli.options import Folders, InstrumentName, Overwrite, registry
from scorewell.cli.output import note
from scorewell.hookspecs import hookimpl
from scorewell.whole import written_whole


@hookimpl
def register_commands(app: typer.Typer) -> None:
    """Add ``template`` and ``demo``."""
    app.command("template")(template)
    app.command("demo")(demo)


def template(
    context: typer.Context,
    instrument: InstrumentName,
    occasions: Annotated[
        str, typer.Option("--occasions", help="Occasions, with commas between.")
    ] = "pre,post",
    respondents: Annotated[
        int,
        typer.Option(
            "--respondents", "-n", min=0, help="Number of respondents to make rows for."
        ),
    ] = 0,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write to this CSV file."),
    ] = None,
    overwrite: Overwrite = False,
    instruments: Folders = None,
) -> None:
    """Make an empty sheet to collect answers: one row per respondent and occasion.

    A filled sheet is scored with `scorewell score ID FILE` and judged with
    `scorewell change ID FILE`, without further options.
    """
    found = registry(context, instruments).load(instrument)
    header = ["respondent", "occasion", *(item.id for item in found.items)]
    blanks = [""] * len(found.items)
    names = [name.strip() for name in occasions.split(",") if name.strip()]
    rows = [
        [f"R{number:03d}", occasion, *blanks]
        for number in range(1, respondents + 1)
        for occasion in names
    ]
    if output is None:
        csv.writer(sys.stdout, lineterminator="\n").writerows([header, *rows])
    else:
        with (
            written_whole(output, overwrite=overwrite) as temporary,
            temporary.open("w", encoding="utf-8", newline="") as file,
        ):
            csv.writer(file).writerows([header, *rows])
        note(f"An empty sheet is in {output}")
    for coding in found.codings.values():
        answers = ", ".join(f"{each.value:g} {each.label}".strip() for each in coding.answers)
        note(f"Answers: {answers}")


def demo(
    context: typer.Context,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="DIR", help="Folder to write; scorewell-demo by default."
        ),
    ] = None,
    overwrite: Overwrite = False,
) -> None:
    """Run a whole evaluation on thirteen made-up respondents and write its report.

    The data are synthetic and the functional norms are made up; the counts in the five tables
    are those of a published evaluation of a compassion course in a pain service.
    """
    from scorewell.resources import bundled

    folder = output or _free(Path("scorewell-demo"))
    run_and_write(context, bundled("demo") / "study.yaml", folder, overwrite=overwrite)


def _free(wanted: Path) -> Path:
    """The path itself, or the first with a number that does not exist yet."""
    candidate, number = wanted, 1
    while candidate.exists():
        number += 1
        candidate = wanted.with_name(f"{wanted.name}-{number}")
    return candidate
