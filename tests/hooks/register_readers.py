"""Brings a reader for text with pipes between the columns."""

from scorewell import hookimpl
from scorewell.registry.contracts import Reader, Table


def read(path, options):
    import polars as pl

    return Table(frame=pl.scan_csv(path, separator="|"), format="text with pipes")


@hookimpl
def register_readers(register):
    register(Reader(name="pipes", summary="Text with pipes.", suffixes=(".psv",), read=read))
