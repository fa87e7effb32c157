"""What the numbers mean, in sentences: limits, cut-offs, method."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from scorewell.report.figures.geometry import band
from scorewell.report.references import CUTOFFS, INTERVALS
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
    from scorewell.report.references import References

__all__ = [
    "cutoff_words",
    "illustrative_words",
    "limit_words",
    "methods_words",
    "notes",
    "terms_words",
]

_SAID_ELSEWHERE = "illustrative-figures"  # by illustrative_words


def _input(result: ChangeResult, name: str) -> Input | None:
    return next((each for each in result.inputs if each.name == name), None)


def limit_words(result: ChangeResult) -> str:
    """How large a reliable change is, in points."""
    if result.limit is None and result.critical_value is not None:
        return (
            "The limit of reliable change differs between respondents: the method "
            f"{result.method.name} gives each a standard error of their own."
        )
    if result.limit is None:
        return "There is no limit of reliable change."
    tie = _input(result, "on limit")
    reach = "at least" if tie is not None and tie.value == "changed" else "more than"
    limit = f"{reach} {points(result.limit, result.scale)} points"
    edges = band(result)
    elsewhere = edges is not None and not edges.parallel
    if elsewhere or "expected" in result.cases.columns:
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


def methods_words(
    results: Sequence[ChangeResult], sources: References, *, pre: str, post: str
) -> list[str]:
    """The method in general, for the methods section of a paper, one paragraph an entry."""
    if not results:
        return []
    methods = {result.method.name: result.method for result in results}.values()
    indices = listed(
        [f"{each.title} ({each.formula}) {sources.mark(each.reference)}" for each in methods]
    )
    respondents = counted(max(result.n for result in results), "respondent")
    opening = (
        f"Scores before ({pre}) and after ({post}) were compared for each of {respondents}, "
        f"matched by identifier. Reliable change was judged by {indices.rstrip()}. "
        f"{_levels(results)}"
    )
    judged = [each for each in results if each.cutoffs.value is not None]
    if judged:
        criteria = listed(list(dict.fromkeys(map(_criterion, judged))), last="or")
        opening += (
            f" Movement into the functional range was judged by a cut-off {criteria} "
            f"{sources.mark(CUTOFFS)}. Recovered means clinical before, functional after, "
            "and reliably improved."
        )
    return [opening, f"{_ties(results)} {_missing(results, sources)}"]


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
    return f"by criterion {letter} ({where})"


def _levels(results: Sequence[ChangeResult]) -> str:
    said = []
    for result in results:
        level, multiplier = _input(result, "level"), _input(result, "multiplier")
        risk = _input(result, "phi max")
        if level is not None and isinstance(level.value, float):
            sides = "two-sided" if result.method.sides == 2 else "one-sided"
            said.append(f"a {sides} level of {number(100 * level.value)}%")
        elif risk is not None and isinstance(risk.value, float):
            share = number(100 * risk.value)
            said.append(f"a risk of misclassification of {share}% in each direction")
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


def _missing(results: Sequence[ChangeResult], sources: References) -> str:
    text = (
        "Who lacks a score on either occasion, or has one outside the range of the scale, was "
        "not assessed and is counted apart; shares are of the assessable respondents, with "
        f"Wilson's 95% intervals {sources.mark(INTERVALS)}."
    )
    lacking = [result.n - result.n_assessable for result in results]
    if not any(lacking):
        return f"{text} Here every respondent was assessable on every scale."
    return text


def terms_words(result: ChangeResult, sources: References) -> str:
    """The terms of one scale in a sentence, for the methods section of a paper."""
    parts = [f"key {_key_words(result, sources)}"] if _key_words(result, sources) else []
    for title, names in (
        ("reliability", {"reliability": ""}),
        ("standard deviation of the limit", {"sd": ""}),
        ("clinical population", {"clinical mean": "mean ", "clinical sd": "SD "}),
        ("functional population", {"functional mean": "mean ", "functional sd": "SD "}),
    ):
        parts += _quantity(result, sources, title, names)
    if result.standard_error is not None and result.limit is not None:
        error = points(result.standard_error, result.scale)
        parts.append(f"standard error of the change {error}")
        parts.append(f"limit of reliable change {points(result.limit, result.scale)}")
    if result.cutoffs.value is not None:
        cutoff = points(result.cutoffs.value, result.scale)
        parts.append(f"cut-off {cutoff} (criterion {result.cutoffs.criterion})")
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}."


def _key_words(result: ChangeResult, sources: References) -> str:
    source = result.instrument.sources.get(result.scale.key.source)
    return sources.mark(source.citation) if source is not None else ""


def _quantity(
    result: ChangeResult, sources: References, title: str, names: Mapping[str, str]
) -> list[str]:
    """The inputs of these names as one part of a sentence, or none."""
    found = [each for name in names if (each := _input(result, name)) is not None]
    if not found:
        return []
    figures = ", ".join(f"{names[each.name]}{figure(each.value)}" for each in found)
    first = found[0]
    made_up = "made up for illustration" if first.illustrative else one_line(first.detail)
    trail = [ORIGINS.get(first.origin, first.origin), made_up]
    why = "; ".join(part for part in trail if part)
    return [f"{title} {figures} ({why}) {sources.mark(first.citation)}".rstrip()]
