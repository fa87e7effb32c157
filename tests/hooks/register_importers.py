"""Brings an importer: a text with one item in each line, answered from 0 to 4."""

from scorewell import hookimpl
from scorewell.authoring.draft import DraftItem, DraftScale, InstrumentDraft, parse_coding
from scorewell.registry.contracts import Importer


def read(path, options):
    lines = path.read_text(encoding="utf-8").splitlines()
    items = [
        DraftItem(id=f"i{place}", label=line, coding="answers")
        for place, line in enumerate(lines, start=1)
    ]
    total = DraftScale(id="total", name="Total", items=tuple(range(1, len(items) + 1)))
    return InstrumentDraft(
        id=options.id, codings=(parse_coding("0-4"),), items=tuple(items), scales=(total,)
    )


@hookimpl
def register_importers(register):
    register(Importer(name="lines", summary="One item a line.", suffixes=(".txt",), read=read))
