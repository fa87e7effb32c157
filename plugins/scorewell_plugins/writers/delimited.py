"""Text with separators: CSV and TSV."""

from __future__ import annotations

from scorewell.registry.contracts.files import Writer

WRITERS = (
    Writer(
        name="csv",
        summary="Text with commas.",
        suffixes=(".csv", ".txt"),
        write=lambda frame, path: frame.write_csv(path),
        sink=lambda frame, path: frame.sink_csv(path, lazy=True),
        formulas=True,
    ),
    Writer(
        name="tsv",
        summary="Text with tabs.",
        suffixes=(".tsv",),
        write=lambda frame, path: frame.write_csv(path, separator="\t"),
        sink=lambda frame, path: frame.sink_csv(path, separator="\t", lazy=True),
        formulas=True,
    ),
)
