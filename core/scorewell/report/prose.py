"""What the numbers mean, in sentences: limits, cut-offs, method, references."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from scorewell.report.geometry import band
from scorewell.report.words import (
    ORIGINS,
    counted,
    figure,
    listed,
    number,
    one_line,
    points,
    scale_title,
)

if TYPE_CHECKING:
    from scorewell.change import ChangeResult, Input

__all__ = [
    "cutoff_words",
    "illustrative_words",
    "limit_words",
    "methods_words",
    "notes",
    "references",
    "terms_words",
]

_CUTOFFS = (
    "Jacobson NS, Truax P (1991). Clinical significance: a statistical approach to "
    "defining meaningful change in psychotherapy research. Journal of Consulting and "
    "Clinical Psychology 59(1):12-19. doi:10.1037/0022-006X.59.1.12"
)
_INTERVALS = (
    "Wilson EB (1927). Probable inference, the law of succession, and statistical inference. "
    "Journal of the American Statistical Association 22(158):209-212. "
    "doi:10.1080/01621459.1927.10502953"
)
_DOI = re.compile(r"doi:\s*(10\.\S+)", re.IGNORECASE)
_SAID_ELSEWHERE = "illustrative-figures"  # by illustrative_words


def _input(result: ChangeResult, name: str) -> Input | None:
    return next((each for each in result.inputs if each.name == name), None)


def limit_words(result: ChangeResult) -> str:
    """How large a reliable change is, in points."""
    if result.limit is None:
        return "There is no limit of reliable change."
    tie = _input(result, "on limit")
    reach = "at least" if tie is not None and tie.value == "changed" else "more than"
    limit = f"{reach} {points(result.limit, result.scale)} points"
    edges = band(result)
    if edges is not None and not edges.parallel:
        return (
            f"A change is reliable when the later score is {limit} away from the one that "
            f"the method {result.method.name} expects."
        )
    return f"A change of {limit} is reliable."


def cutoff_words(result: ChangeResult) -> str:
    """Where the functional range begins, in points."""
    cutoffs = result.cutoffs
    if cutoffs.value is None:
        return "There is no cut-off: nobody is classified as clinical or functional."
    tie = _input(result, "post on cut-off")
    exact = tie is not None and tie.value == "functional"
    side = "below" if result.scale.better == "lower" else "above"
    return (
        f"A score {side} {points(cutoffs.value, result.scale)}"
        f"{' or exactly on it' if exact else ''} is in the functional range "
        f"(criterion {cutoffs.criterion})."
    )


def illustrative_words(result: ChangeResult) -> str:
    """A line that says which figures are made up; empty where none is."""
    made_up = [
        f"{one_line(each.name)} {figure(each.value)}"
        for each in result.inputs
        if each.illustrative
    ]
    if not made_up:
        return ""
    return (
        f"ILLUSTRATIVE norm: made-up figures ({', '.join(made_up)}). "
        "What rests on them says nothing about real people."
    )


def notes(
    results: Sequence[ChangeResult], *, severities: Sequence[str] = ("error", "warning", "note")
) -> list[tuple[str, str]]:
    """What is to be said about inputs and cut-offs, each once.

    Returns
    -------
    list of (str, str)
        The words, and the scales they are about.
    """
    about: dict[tuple[str, str], list[str]] = {}
    for severity in severities:
        for result in results:
            for finding in result.findings:
                if finding.severity == severity and finding.code != _SAID_ELSEWHERE:
                    key = (severity, one_line(finding.message))
                    about.setdefault(key, []).append(scale_title(result))
    whole = len(results)
    return [
        (
            f"{severity.capitalize()}: {message}.",
            "all scales" if len(titles) == whole > 1 else "; ".join(titles),
        )
        for (severity, message), titles in about.items()
    ]


def methods_words(results: Sequence[ChangeResult], *, pre: str, post: str) -> list[str]:
    """The method in general, for the methods section of a paper, one paragraph an entry."""
    if not results:
        return []
    methods = {result.method.name: result.method for result in results}.values()
    indices = listed([f"{each.title} ({each.formula})" for each in methods])
    respondents = max(result.n for result in results)
    opening = (
        f"Scores before ({pre}) and after ({post}) were compared for each of "
        f"{counted(respondents, 'respondent')}, matched by identifier. Reliable change was "
        f"judged by {indices}. {_levels(results)}"
    )
    judged = [each for each in results if each.cutoffs.value is not None]
    if judged:
        criteria = listed(list(dict.fromkeys(map(_criterion, judged))), last="or")
        opening += (
            f" Movement into the functional range was judged by a cut-off: {criteria}. "
            "Recovered means clinical before, functional after, and reliably improved."
        )
    return [opening, f"{_ties(results)} {_missing(results)}"]


def _criterion(result: ChangeResult) -> str:
    letter = result.cutoffs.criterion
    quantile, k = _input(result, "quantile"), _input(result, f"multiplier {letter}")
    if letter == "a" and quantile is not None:
        where = f"the quantile {figure(quantile.value)} of the baseline scores"
    elif letter == "c" and any(each.code == "plain-midpoint" for each in result.findings):
        where = "midway between the means of the clinical and the functional population"
    elif letter == "c":
        where = (
            "equally many standard deviations from the means of the clinical and the "
            "functional population"
        )
    else:
        own = {"a": "clinical", "b": "functional"}.get(letter, "")
        other = {
            "a": "in the direction of improvement",
            "b": "in the direction of the clinical population",
        }.get(letter, "")
        times = figure(k.value) if k is not None else "some"
        where = f"{times} standard deviations of the {own} population from its mean, {other}"
    return f"criterion {letter}, {where}"


def _levels(results: Sequence[ChangeResult]) -> str:
    said = []
    for result in results:
        level, multiplier = _input(result, "level"), _input(result, "multiplier")
        if level is not None and isinstance(level.value, float):
            said.append(f"a two-sided level of {number(100 * level.value)}%")
        elif multiplier is not None:
            said.append(f"a multiplier of {figure(multiplier.value)} standard errors")
    levels = listed(list(dict.fromkeys(said)), last="or")
    return f"The limit of reliable change was taken at {levels}." if levels else ""


def _ties(results: Sequence[ChangeResult]) -> str:
    details = (
        one_line(each.detail)
        for result in results
        for each in result.inputs
        if each.name in {"on limit", "pre on cut-off", "post on cut-off"}
    )
    text = "; ".join(dict.fromkeys(details))
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _missing(results: Sequence[ChangeResult]) -> str:
    text = (
        "Who lacks a score on either occasion, or has one outside the range of the scale, was "
        "not assessed and is counted apart; shares are of the assessable respondents, with "
        "Wilson's 95% intervals."
    )
    lacking = [result.n - result.n_assessable for result in results]
    if not any(lacking):
        return f"{text} Here every respondent was assessable on every scale."
    return text


def terms_words(result: ChangeResult) -> str:
    """The terms of one scale in a sentence, for the methods section of a paper."""
    quantities = ("reliability", "sd", "clinical mean", "clinical sd",
                  "functional mean", "functional sd")  # fmt: skip
    parts = []
    for each in result.inputs:
        if each.name in quantities:
            trail = [ORIGINS.get(each.origin, each.origin), "made up" * each.illustrative]
            why = "; ".join(part for part in [*trail, one_line(each.detail)] if part)
            name = "SD" if each.name == "sd" else each.name.replace(" sd", " SD")
            parts.append(f"{name} {figure(each.value)} ({why})")
    ends = []
    if result.standard_error is not None and result.limit is not None:
        ends.append(
            f"standard error of the change {points(result.standard_error, result.scale)}"
        )
        ends.append(f"limit {points(result.limit, result.scale)} points")
    if result.cutoffs.value is not None:
        cutoff = points(result.cutoffs.value, result.scale)
        ends.append(f"cut-off {cutoff} (criterion {result.cutoffs.criterion})")
    return f"{'; '.join([*parts, *ends])}."


def references(results: Sequence[ChangeResult]) -> list[str]:
    """Every source that a number, a key or a formula comes from, once, in order."""
    found: list[str] = []
    for result in results:
        source = result.instrument.sources.get(result.scale.key.source)
        found += [source.citation] if source is not None else []
        found.append(result.method.reference)
        found += [each.citation for each in result.inputs]
        found += [_CUTOFFS] if result.cutoffs.value is not None else []
    found += [_INTERVALS] if results else []
    unique: dict[str, str] = {}
    for text in map(one_line, found):
        doi = _DOI.search(text)
        unique.setdefault(doi[1].rstrip(".").lower() if doi else text.casefold(), text)
    return sorted((text for text in unique.values() if text), key=str.casefold)
