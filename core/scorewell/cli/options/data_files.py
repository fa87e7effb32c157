"""Options about files of answers that several commands share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scorewell.cli.output.rows import csv_of, note
from scorewell.errors import DataError

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from scorewell.answers.files.open import LoadedTable
    from scorewell.definitions.model import Instrument
    from scorewell.registry.contracts.files import ReadOptions


Sheet = Annotated[
    str,
    typer.Option(
        "--sheet", metavar="NAME[,NAME]", help="Sheet of a workbook; one per file, or one."
    ),
]
ReaderName = Annotated[
    str,
    typer.Option("--reader", metavar="NAME", help="Reader to use; the file decides otherwise."),
]
Encoding = Annotated[
    str,
    typer.Option(
        "--encoding", metavar="NAME", help="Character set of a text file: windows-1252."
    ),
]
HeaderRow = Annotated[
    str,
    typer.Option(
        "--header-row",
        metavar="N[-M]",
        help="Row with the names of the columns, from 1; 1-2 where two rows make the names.",
    ),
]
Dictionary = Annotated[
    Path | None,
    typer.Option("--dictionary", metavar="FILE", help="Data dictionary of a REDCap export."),
]
Pattern = Annotated[
    str,
    typer.Option(
        "--pattern",
        metavar="PATTERN",
        help="How columns are named where each row holds all occasions: '{occasion}_{item}'.",
    ),
]
Items = Annotated[
    str,
    typer.Option(
        "--items",
        metavar="ITEM,ANSWER",
        help="The file has a row for each answer: its columns with the item and the answer.",
    ),
]
Codes = Annotated[
    str,
    typer.Option(
        "--codes",
        metavar="WRITTEN=VALUE,...",
        help="What is written to the value that is scored: 'never=0,often=3'.",
    ),
]
ReversedAlready = Annotated[
    str,
    typer.Option(
        "--reversed-already",
        metavar="ITEMS",
        help="Items whose numbers were reversed before, with commas between; or all.",
    ),
]
Policy = Annotated[
    str,
    typer.Option(
        "--policy",
        metavar="KIND=POLICY,...",
        help="What becomes of a kind of finding: error, null-answer or null-score.",
    ),
]
FindingsPath = Annotated[
    Path | None,
    typer.Option("--findings", metavar="FILE", help="Write every finding to this CSV file."),
]


def read_options(
    *,
    reader: str,
    sheet: str,
    encoding: str,
    header_row: str,
    dictionary: Path | None,
    files: int = 1,
) -> list[ReadOptions]:
    """How each of the files is read."""
    from scorewell.registry.contracts.files import ReadOptions, heading_rows

    first, rows = heading_rows(header_row)
    sheets = [part.strip() for part in sheet.split(",")] if files > 1 else [sheet]
    if len(sheets) not in {1, files}:
        raise typer.BadParameter(f"{len(sheets)} sheets, and {files} files; give one each")
    each = sheets * files if len(sheets) == 1 else sheets
    return [
        ReadOptions(
            reader=reader,
            sheet=one,
            encoding=encoding,
            header_row=first,
            header_rows=rows,
            dictionary=dictionary,
        )
        for one in each
    ]


def words(text: str) -> tuple[str, ...]:
    """``a, b`` as a tuple.

    Examples
    --------
    >>> words("fscrs_1, fscrs_2")
    ('fscrs_1', 'fscrs_2')
    """
    return tuple(part.strip() for part in text.split(",") if part.strip())


def hold_labels(loaded: LoadedTable, instrument: Instrument, read: Mapping[str, Any]) -> None:
    """Stop where the value labels of a file say that its codes mean other answers."""
    from scorewell.answers.columns.bind import bind
    from scorewell.answers.values.encoding_check import check_labels

    if loaded.table.labels:
        options = {"mapping" if name == "columns" else name: v for name, v in read.items()}
        binding = bind(loaded.frame.columns, instrument, **options)
        check_labels(binding, loaded.table.labels)


def read_codes(text: str) -> dict[str, float]:
    """``never=0, often=3`` as a mapping.

    Examples
    --------
    >>> read_codes("never=0,often=3")
    {'never': 0.0, 'often': 3.0}
    """
    found: dict[str, float] = {}
    for part in words(text):
        written, sign, value = part.rpartition("=")
        try:
            found[written.strip()] = float(value)
        except ValueError:
            sign = ""
        if not sign or not written.strip():
            raise typer.BadParameter(
                f"--codes: '{part}' is no code; write what stands in the file, =, and the value"
            )
    return found


def items_of(text: str) -> tuple[str, str] | None:
    """The columns with the item and with the answer."""
    if not text:
        return None
    parts = words(text)
    if len(parts) != 2:
        raise typer.BadParameter("--items takes two columns: --items question,answer")
    return parts[0], parts[1]


def policies_of(text: str) -> dict[str, str]:
    """The policies by kind of finding."""
    from scorewell.answers.checks.policies import read_policies

    return read_policies(text)


def refuse_unwritable(target: Path | None) -> None:
    """Refuse a file of findings that is called like something else."""
    if target is not None and target.suffix.lower() != ".csv":
        raise DataError(f"{target} is not a CSV file", hint="name it findings.csv")


def mention_findings(
    table: pd.DataFrame | pl.DataFrame,
    target: Path | None,
    *,
    overwrite: bool,
    inputs: Sequence[Path],
) -> None:
    """Say how many findings of each kind there are, and write them where asked."""
    from scorewell.io.atomic_write import written_whole

    columns, found = list(table.columns), _rows(table)
    if target is not None:
        with written_whole(target, overwrite=overwrite, inputs=inputs) as temporary:
            temporary.write_text(csv_of(columns, found), encoding="utf-8")
        note(f"{len(found)} findings are in {target}")
        return
    if not found:
        return
    note(f"{len(found)} findings in the data:")
    told = [dict(zip(columns, row, strict=True)) for row in found]
    shown = Counter((each["problem"], each["kind"]) for each in told).most_common()
    for (problem, kind), count in shown[:_MOST]:
        note(f"  {count:>6}  {problem} [{kind}]")
    if len(shown) > _MOST:
        note(f"        and {len(shown) - _MOST} more kinds")
    wrong = [each for each in told if each["item"] is not None and each["row"] is not None]
    if wrong:
        first = wrong[0]
        note(f"  first: row {first['row']}, item {first['item']}, value {first['value']}")
    note("  --findings FILE writes all of them")


def _rows(table: pd.DataFrame | pl.DataFrame) -> list[tuple[Any, ...]]:
    """The rows of either kind of frame, None where there is nothing."""
    rows = getattr(table, "iter_rows", None)
    if rows is not None:
        return list(rows())
    frame: Any = table
    return [
        tuple(None if value != value else value for value in row)  # noqa: PLR0124 - NaN is not
        for row in frame.itertuples(index=False, name=None)
    ]


_MOST = 12
