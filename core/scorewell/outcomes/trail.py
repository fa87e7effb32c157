"""Where a number of a rule comes from, for its input."""

from __future__ import annotations

from collections.abc import Mapping

from scorewell.model import Provenance, Source
from scorewell.texts import coded, joined, words

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
    checked = words("checked: {{ how }}", how=coded(where.checked)) if where.checked else ""
    return (
        joined([text, checked, where.note.rstrip(".")], "; "),
        " | ".join(sources[each].citation for each in cited),
    )
