"""Brings an exporter: the items of an instrument as a list in Markdown."""

from scorewell import hookimpl
from scorewell.registry.contracts import Exporter, ExportFile


def write(instrument):
    lines = [f"{item.position}. {item.label}" for item in instrument.items]
    return ExportFile(content="\n".join(lines) + "\n", losses=("the answers",))


@hookimpl
def register_exporters(register):
    register(Exporter(name="list", summary="A list of the items.", suffix=".md", write=write))
