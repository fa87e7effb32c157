"""Data files of any number of occasions, as options tell them apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from scorewell.cli.options.data_files import items_of, read_options

if TYPE_CHECKING:
    from scorewell.answers.layout.layout import DataFile


SCORE = "score"
"""What the column of ``--total`` is called where every occasion has its own."""


def listed(text: str) -> list[str]:
    """``pre, post,6m`` as a list.

    Examples
    --------
    >>> listed("pre, post,6m")
    ['pre', 'post', '6m']
    """
    return [part.strip() for part in text.split(",") if part.strip()]


def files(
    data: list[Path], labels: list[str], *, prefixes: str, suffixes: str, total: str
) -> tuple[DataFile, ...]:
    """The data files, and how they tell the occasions apart."""
    from scorewell.answers.layout.layout import DataFile

    names = listed(total)
    if len(data) > 1:
        _one_each(len(data), labels, "data files")
        if len(names) > 1:
            _one_each(len(names), labels, "columns of --total")
        each = names if len(names) > 1 else names * len(data)
        return tuple(
            DataFile(
                path=path,
                occasion=label,
                columns={label: {each[place]: SCORE}} if each else {},
            )
            for place, (path, label) in enumerate(zip(data, labels, strict=True))
        )
    if len(names) > 1:
        _one_each(len(names), labels, "columns of --total")
        by_occasion = {label: {name: SCORE} for label, name in zip(labels, names, strict=True)}
        return (DataFile(path=data[0], columns=by_occasion),)
    return (
        DataFile(
            path=data[0],
            prefixes=_by_occasion(labels, prefixes, "--prefixes"),
            suffixes=_by_occasion(labels, suffixes, "--suffixes"),
        ),
    )


def read_as(
    files: Sequence[DataFile],
    *,
    pattern: str,
    items: str,
    reader: str,
    sheet: str,
    encoding: str,
    header_row: str,
    dictionary: Path | None,
) -> tuple[DataFile, ...]:
    """The same data files with how each is read and arranged."""
    options = read_options(
        reader=reader,
        sheet=sheet,
        encoding=encoding,
        header_row=header_row,
        dictionary=dictionary,
        files=len(files),
    )
    return tuple(
        replace(file, pattern=pattern, items=items_of(items), read=read)
        for file, read in zip(files, options, strict=True)
    )


def _by_occasion(labels: list[str], text: str, option: str) -> dict[str, str]:
    parts = listed(text)
    if not parts:
        return {}
    _one_each(len(parts), labels, option)
    return dict(zip(labels, parts, strict=True))


def _one_each(number: int, labels: Sequence[str], what: str) -> None:
    if number != len(labels):
        raise typer.BadParameter(
            f"{number} {what}, and {len(labels)} occasions in --order; give one each"
        )
