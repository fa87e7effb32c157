"""One number or choice that entered an analysis, with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scorewell.definitions.model import Provenance, Source
from scorewell.i18n.messages import code_message, join_messages, words


def describe_origin(
    text: str, provenance: Provenance, sources: Mapping[str, Source]
) -> tuple[str, str]:
    """The detail and the citation of an input.

    Parameters
    ----------
    text : str
        What the number means.
    provenance : Provenance
        Where it comes from.
    sources : mapping of str to Source
        What it may cite.
    """
    cited = dict.fromkeys(filter(None, (provenance.source, *provenance.read)))
    check = (
        words("checked: {{ how }}", how=code_message(provenance.checked))
        if provenance.checked
        else ""
    )
    return (
        join_messages([text, check, provenance.note.rstrip(".")], "; "),
        " | ".join(sources[source].citation for source in cited),
    )


@dataclass(frozen=True, kw_only=True)
class Input:
    """One number or choice that entered an analysis, with its source.

    Attributes
    ----------
    name : str
        What it is: ``reliability``, ``sd``, ``clinical mean``, ``clinical sd``,
        ``functional mean``, ``functional sd``, ``level``, ``multiplier``,
        ``criterion``, ``method``, ``on limit`` and so on.
    value : float or str
        The number or the word.
    origin : {'call', 'study', 'overlay', 'definition', 'sample', 'default'}
        Who said so. ``overlay`` also where the definition names an entry
        whose figures an overlay brought.
    detail : str
        One line for a reader: which entry, how it was checked, how many people.
    citation : str
        The source as one line of a reference list.
    illustrative : bool
        Whether the number is made up to show how something works.
    n : int or None
        How many people stand behind it; None where that is not known, and for
        what is no figure of people.
    entry : str
        Id of the norm or reliability of the scale that it came from; for a
        figure of the sample ``baseline`` (all baseline scores), ``pairs`` (of
        complete pairs) or ``control`` (of the control group); else empty.
    statistic : str
        How a figure of the sample, or a reliability, was computed: ``mean``,
        ``median``, ``sd``, ``mad``, ``alpha`` and so on; else empty.
    """

    name: str
    value: float | str
    origin: str
    detail: str
    citation: str = ""
    illustrative: bool = False
    n: int | None = None
    entry: str = ""
    statistic: str = ""
