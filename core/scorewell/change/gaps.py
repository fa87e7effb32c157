"""Figures that a definition names and does not have: the paper, and the overlay to write."""

from __future__ import annotations

from collections.abc import Sequence

from scorewell.change.request import Request
from scorewell.errors import ChangeError, Finding
from scorewell.loading import norm_overlay, reliability_overlay
from scorewell.model import Norm, Reliability
from scorewell.texts import coded, joined, words

__all__ = ["fallback_note", "norm_gap", "reliability_gap"]


def norm_gap(
    request: Request, norm: Norm, *, missing: Sequence[str], purpose: str
) -> ChangeError:
    """The error for a norm that was asked for and lacks figures."""
    return ChangeError(
        f"{request.where}: the {purpose} is the norm '{norm.id}', whose "
        f"{' and '.join(missing)} {'are' if len(missing) > 1 else 'is'} not available here"
        f"{_paper(request, norm)}",
        hint="with the paper at hand, save this as an overlay, put the figures in and "
        f"apply it:\n\n{norm_overlay(request.instrument, request.scale, norm)}",
    )


def reliability_gap(request: Request, entry: Reliability) -> ChangeError:
    """The error for a reliability that was asked for and has no figure."""
    return ChangeError(
        f"{request.where}: the figure of the reliability '{entry.id}' is not available here"
        f"{_paper(request, entry)}",
        hint="with the paper at hand, save this as an overlay, put the figure in and "
        "apply it, or give the reliability as a number:\n\n"
        f"{reliability_overlay(request.instrument, request.scale, entry)}",
    )


def fallback_note(request: Request, norm: Norm, *, purpose: str, instead: str) -> Finding:
    """The note that a default of the scale names a gap and what is taken instead."""
    return request.finding(
        "default-is-a-gap",
        words(
            "the {{ what }} of this scale would be the norm '{{ name }}', whose figures are "
            "not available here{{ paper }}; {{ instead }}",
            what=coded(purpose),
            name=norm.id,
            paper=_paper(request, norm),
            instead=instead,
        ),
        hint=words(
            "bring the figures in with an overlay, or type them; asking for '{{ name }}' by "
            "name shows the overlay to write",
            name=norm.id,
        ),
    )


def _paper(request: Request, entry: Norm | Reliability) -> str:
    citation = request.citation(entry.provenance.source)
    why = f" ({entry.gap.rstrip('.')})" if entry.gap else ""
    if not citation:
        return why
    return joined([why, words("; they are in: {{ citation }}", citation=citation)], "")
