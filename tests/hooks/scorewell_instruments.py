"""Brings the folder of definitions that lies beside it."""

from pathlib import Path

from scorewell import hookimpl


@hookimpl
def scorewell_instruments():
    return [Path(__file__).parent / "definitions"]
