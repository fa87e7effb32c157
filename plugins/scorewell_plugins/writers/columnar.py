"""Formats with types of their own: Parquet, Feather and JSON."""

from __future__ import annotations

from scorewell.registry.contracts.files import Writer

WRITERS = (
    Writer(
        name="parquet",
        summary="Apache Parquet.",
        suffixes=(".parquet", ".pq"),
        write=lambda frame, path: frame.write_parquet(path),
        sink=lambda frame, path: frame.sink_parquet(path, lazy=True),
    ),
    Writer(
        name="feather",
        summary="Feather version 2 (Arrow IPC).",
        suffixes=(".feather", ".arrow"),
        write=lambda frame, path: frame.write_ipc(path),
        sink=lambda frame, path: frame.sink_ipc(path, lazy=True),
    ),
    Writer(
        name="jsonl",
        summary="JSON lines: one object on each line.",
        suffixes=(".jsonl", ".ndjson"),
        write=lambda frame, path: frame.write_ndjson(path),
        sink=lambda frame, path: frame.sink_ndjson(path, lazy=True),
    ),
    Writer(
        name="json",
        summary="A JSON list with one object for each row.",
        suffixes=(".json",),
        write=lambda frame, path: frame.write_json(path),
    ),
)
