"""A numbered list of the sources of numbers, scoring keys and formulas."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scorewell.report.formatting import one_line

if TYPE_CHECKING:
    from scorewell.change.results.approach_results import GroupJudgement, Judgement
    from scorewell.change.results.change_result import ChangeResult
    from scorewell.change.results.growth import GrowthResult


CUTOFFS = (
    "Jacobson NS, Truax P (1991). Clinical significance: a statistical approach to "
    "defining meaningful change in psychotherapy research. Journal of Consulting and "
    "Clinical Psychology 59(1):12-19. doi:10.1037/0022-006X.59.1.12"
)
"""The source of the cut-offs a, b and c."""

INTERVALS = (
    "Wilson EB (1927). Probable inference, the law of succession, and statistical inference. "
    "Journal of the American Statistical Association 22(158):209-212"
)
"""The source of the intervals of shares."""

_DOI = re.compile(r"doi:\s*(10\.\S+)", re.IGNORECASE)
_HEAD = re.compile(r"([^()]{2,200}) \((?:read )?(\d{4})\)")
_LONG = 60


def _key(citation: str) -> str:
    """The DOI of a citation, or its text in lower case, to find repetitions."""
    doi = _DOI.search(citation)
    return doi[1].rstrip(".").lower() if doi else citation.casefold()


@dataclass(frozen=True, kw_only=True)
class References:
    """A list of sources.

    Attributes
    ----------
    texts : tuple of str
        One line each, in order; the first has the number 1.
    """

    texts: tuple[str, ...]

    def number(self, citation: str) -> int:
        """The number of a source in the list; 0 where it is not there."""
        keys = [_key(text) for text in self.texts]
        key = _key(one_line(citation))
        return keys.index(key) + 1 if key in keys else 0

    def mark(self, citation: str) -> str:
        """The number in brackets, for example ``[2]``; empty where it is not there."""
        number = self.number(citation)
        return f"[{number}]" if number else ""

    def short(self, citation: str) -> str:
        """The number with first author and year, or the start of the line.

        Examples
        --------
        >>> References(texts=(CUTOFFS, INTERVALS)).short(INTERVALS)
        '[2] Wilson EB (1927)'
        """
        text = one_line(citation)
        head = _HEAD.match(text)
        if head is not None:
            authors = head[1].split(", ")
            label = head[1] if len(authors) < 3 else f"{authors[0]} et al."
            text = f"{label} ({head[2]})"
        elif len(text) > _LONG:
            text = f"{text[:_LONG].rsplit(' ', 1)[0]} \u2026"
        return f"{self.mark(citation)} {text}".strip()


def references(
    results: Sequence[ChangeResult | Judgement | GroupJudgement | GrowthResult],
) -> References:
    """The sources of all results, each once, in alphabetical order."""
    citations: list[str] = []
    for result in results:
        source = result.instrument.sources.get(result.scale.key.source)
        citations += [source.citation] if source is not None else []
        citations += [result.method.reference] if result.method is not None else []
        citations += [entry.citation for entry in result.inputs]
        citations += [CUTOFFS] if _cutoff(result) is not None else []
    citations += [INTERVALS] if results else []
    unique: dict[str, str] = {}
    for text in map(one_line, citations):
        unique.setdefault(_key(text), text)
    texts = (text for text in unique.values() if text)
    return References(texts=tuple(sorted(texts, key=str.casefold)))


def _cutoff(result: object) -> object:
    """The deciding cut-off of a result, where it has one."""
    cutoffs = getattr(result, "cutoffs", None)
    return getattr(result, "cutoff", None) if cutoffs is None else cutoffs.value
