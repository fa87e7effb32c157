"""A reader: one line per respondent, each answer with the name of its item.

R1; sex=female; age=30; s1=2; s2=0; s3=1
"""

from __future__ import annotations

from scorewell.errors import DataError
from scorewell.registry.contracts import Reader, Table

ID = "respondent"


def read(path, options):
    """A booklet as a frame with one column per name, and one for the respondent."""
    import polars as pl

    rows = []
    try:
        lines = path.read_text(encoding=options.encoding or "utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise DataError(f"{path.name}: this is no text", hint="--encoding names its") from error
    for number, line in enumerate(lines, start=1):
        name, *answers = [part.strip() for part in line.split(";")]
        if not name:
            continue
        if not all("=" in answer for answer in answers):
            raise DataError(
                f"{path.name}:{number}: an answer without a name",
                hint="write it as name=answer",
            )
        row = dict(tuple(answer.split("=", 1)) for answer in answers)
        rows.append({ID: name, **{key.strip(): value.strip() for key, value in row.items()}})
    if not rows:
        raise DataError(f"{path.name}: there is no line in it")
    columns = dict.fromkeys(key for row in rows for key in row)
    frame = pl.DataFrame(
        [{column: row.get(column) for column in columns} for row in rows],
        schema=dict.fromkeys(columns, pl.String),
    )
    return Table(frame=frame.lazy(), format="booklet", encoding="utf-8", id_column=ID)


BOOKLETS = Reader(
    name="booklet",
    summary="One line per respondent, each answer with the name of its item.",
    suffixes=(".booklet",),
    read=read,
)
