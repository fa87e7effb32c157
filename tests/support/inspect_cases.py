"""Answers to the PSEQ of 24 people before and after, their files, and the command that reads them."""

from __future__ import annotations

import csv
from pathlib import Path

from typer.testing import CliRunner

from scorewell.cli.main import build
from scorewell.registry.plugins.discovery import load_plugins

PLUGINS = load_plugins(entry_points=lambda group: [])
PEOPLE = [f"P{n:02}" for n in range(1, 25)]
PRE = {person: [place % 7] * 9 + [0] for place, person in enumerate(PEOPLE)}
POST = {person: [6 - place % 7] * 9 + [6] for place, person in enumerate(PEOPLE)}
# Nine answers of n % 7 and a 0; nine of 6 - n % 7 and a 6.
TOTALS = {
    person: (9.0 * (place % 7), 9.0 * (6 - place % 7) + 6)
    for place, person in enumerate(PEOPLE)
}
ITEMS = [f"PSEQ{n}" for n in range(1, 11)]


def run(*arguments: object):
    command = [str(argument) for argument in arguments]
    return CliRunner().invoke(build(PLUGINS), command, obj=PLUGINS, prog_name="scorewell")


def text(path: Path, rows, *, separator: str = ",", encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=separator).writerows(rows)
    return path


def totals(result) -> dict[str, tuple[float, float]]:
    cases = result.changes[0].cases
    return {str(r["id"]): (r["pre"], r["post"]) for _, r in cases.iterrows()}
