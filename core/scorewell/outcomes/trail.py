"""Where a number of a rule comes from, for its input."""

from __future__ import annotations

from collections.abc import Mapping

from scorewell.model import Provenance, Source

__all__ = ["trail"]


def trail(text: str, where: Provenance, sources: Mapping[str, Source]) -> tuple[str, str]:
    """The detail and the citation of an input.

    Parameters
    ----------
    text : str
        What the number means.
    where : Provenance
        Where it comes from.
    sources : mapping of str to Source
        What it may cite.
    """
    cited = dict.fromkeys(filter(None, (where.source, *where.read)))
    parts = [text, f"checked: {where.checked}" if where.checked else "", where.note.rstrip(".")]
    return (
        "; ".join(part for part in parts if part),
        " | ".join(sources[each].citation for each in cited),
    )
