"""Entries of a definition in one line for a reader."""

from __future__ import annotations

from collections.abc import Sequence

from scorewell.change.inputs.request import Request
from scorewell.definitions.model import Norm, Origin, Provenance, Reliability, Sample
from scorewell.definitions.reading.missing_figures import norm_overlay, reliability_overlay
from scorewell.errors import ChangeError, Finding
from scorewell.i18n.messages import code_message, join_messages, words


def norm_gap(
    request: Request, norm: Norm, *, missing: Sequence[str], purpose: str
) -> ChangeError:
    """The error for a norm that was asked for and lacks figures."""
    return ChangeError(
        f"{request.path}: the {purpose} is the norm '{norm.id}', whose "
        f"{' and '.join(missing)} {'are' if len(missing) > 1 else 'is'} not available here"
        f"{_paper(request, norm)}",
        hint="with the paper at hand, save this as an overlay, put the figures in and "
        f"apply it:\n\n{norm_overlay(request.instrument, request.scale, norm)}",
    )


def reliability_gap(request: Request, entry: Reliability) -> ChangeError:
    """The error for a reliability that was asked for and has no figure."""
    return ChangeError(
        f"{request.path}: the figure of the reliability '{entry.id}' is not available here"
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
            what=code_message(purpose),
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
    reason = f" ({entry.gap.rstrip('.')})" if entry.gap else ""
    if not citation:
        return reason
    return join_messages(
        [reason, words("; they are in: {{ citation }}", citation=citation)], ""
    )


_CHECKS = {
    "two-sources": words("two sources agree"),
    "one-source": words("read in one source"),
    "as-used": words("as used in a paper, its origin not seen"),
    "ours": words("a choice of this project"),
}


def _from(origin: Origin) -> str:
    if origin.kind != "overlay":
        return ""
    if not origin.name:
        return words("from an overlay")
    return words("from the overlay '{{ name }}'", name=origin.name)


def _provenance(provenance: Provenance) -> list[str]:
    return [provenance.locator, _CHECKS.get(provenance.checked, "")]


def _people(n: int | None, sample: Sample) -> str:
    people = n if n is not None else sample.n
    return words("n not stated") if people is None else words("n = {{ n }}", n=people)


def describe_norm(norm: Norm) -> str:
    """A norm in one line: which, who, how many, how well established."""
    people = join_messages([code_message(norm.population), norm.sample.description], ": ")
    parts: list[str] = [words("norm '{{ name }}'", name=norm.id), people]
    parts += [_people(norm.n, norm.sample), *_provenance(norm.provenance), _from(norm.origin)]
    if norm.illustrative:
        parts.append(words("made up for illustration"))
    return join_messages(parts, ", ")


def describe_reliability(entry: Reliability) -> str:
    """A reliability in one line: which coefficient, who, how well established."""
    coefficient = words(
        "{{ statistic }} '{{ name }}'", statistic=code_message(entry.statistic), name=entry.id
    )
    parts = [coefficient, entry.sample.description, entry.sample.interval]
    parts += [_people(None, entry.sample), *_provenance(entry.provenance), _from(entry.origin)]
    return join_messages(parts, ", ")


def norm_list(norms: tuple[Norm, ...]) -> str:
    """The norms of a scale and which figures they have, for a hint."""
    if not norms:
        return "the definition has no norms"
    lines = []
    for norm in norms:
        figures = [
            f"{name} {value:g}"
            for name, value in (("mean", norm.mean), ("sd", norm.sd))
            if value is not None
        ]
        lines.append(f"{norm.id} ({norm.population}; {', '.join(figures) or 'no figures'})")
    return f"the definition has the norms {', '.join(lines)}"


def reliability_list(entries: tuple[Reliability, ...]) -> str:
    """The reliabilities of a scale and what they give, for a hint."""
    if not entries:
        return "the definition has no reliability"
    lines = []
    for entry in entries:
        figure = "no figure"
        if entry.value is not None:
            figure = f"{entry.value:g}"
        elif entry.at_least is not None:
            figure = f"at least {entry.at_least:g}, no single figure"
        elif entry.between is not None:
            low, high = entry.between
            figure = f"between {low:g} and {high:g}, no single figure"
        lines.append(f"{entry.id} ({entry.statistic}: {figure})")
    return f"the definition has {', '.join(lines)}"
