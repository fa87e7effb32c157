"""Text with separators: CSV and TSV."""

from __future__ import annotations

from pathlib import Path

from scorewell.registry.contracts.files import Reader, ReadOptions, Table


def _read_csv(path: Path, options: ReadOptions) -> Table:
    from scorewell.answers.files.delimited_text import read_text

    return read_text(path, options)


def _read_tsv(path: Path, options: ReadOptions) -> Table:
    from scorewell.answers.files.delimited_text import read_text

    return read_text(path, options, separator="\t")


READERS = (
    Reader(
        name="csv",
        summary="Text with a comma, semicolon, tab or | between the values.",
        suffixes=(".csv", ".txt"),
        read=_read_csv,
        guesses=True,
        uses=("header_row", "encoding"),
    ),
    Reader(
        name="tsv",
        summary="Text with a tab between the values.",
        suffixes=(".tsv",),
        read=_read_tsv,
        guesses=True,
        uses=("header_row", "encoding"),
    ),
)
