"""Brings a writer for tables in Markdown."""

from scorewell import hookimpl
from scorewell.registry.contracts import Writer


def write(frame, path):
    rows = [frame.columns, ["---"] * frame.width, *frame.rows()]
    lines = ["| " + " | ".join(map(str, row)) + " |" for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@hookimpl
def register_writers(register):
    register(
        Writer(name="markdown", summary="A Markdown table.", suffixes=(".md",), write=write)
    )
