"""What the numbers mean, in sentences: limits, cut-offs, method."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from scorewell.i18n.messages import say, term
from scorewell.report.formatting import (
    capitalize_first,
    count_words,
    join_words,
    number,
    one_line,
    origin_words,
    points,
    scale_title,
    value_words,
)
from scorewell.report.outcome_order import outcome_counts, unreliable_band
from scorewell.report.references import CUTOFFS, INTERVALS

if TYPE_CHECKING:
    from scorewell.change.inputs.input import Input
    from scorewell.change.results.change_result import ChangeResult
    from scorewell.errors import Finding
    from scorewell.report.references import References


def headline(result: ChangeResult) -> str:
    """Who got better and who got worse on one scale, each number with its n.

    Returns
    -------
    str
        For example ``6 of 13 improved reliably and moved into the functional
        range (recovered); 1 more improved reliably; none got reliably worse.``
    """
    of = result.n_assessable
    if of == 0:
        return say("headline.none", n=result.n)
    counts = dict(outcome_counts(result))
    improved, worse = counts["improved"], counts["deteriorated"] or term("none")
    if result.cutoffs.value is None:
        words = say("headline.plain", of=of, improved=improved, deteriorated=worse)
    elif improved:
        words = say(
            "headline.classified_more",
            of=of,
            recovered=counts["recovered"],
            improved=improved,
            deteriorated=worse,
        )
    else:
        words = say(
            "headline.classified",
            of=of,
            recovered=counts["recovered"],
            deteriorated=worse,
        )
    n_missing = result.n - of
    return f"{words} {say('headline.missing', n=n_missing)}" if n_missing else words


_QUANTITIES: Mapping[str, Mapping[str, str]] = {
    "reliability": {"reliability": ""},
    "sd_of_limit": {"sd": ""},
    "clinical": {"clinical mean": "mean", "clinical sd": "sd"},
    "functional": {"functional mean": "mean", "functional sd": "sd"},
}
"""The quantities of the terms of a scale, with the inputs that they consist of."""

_SAID_ELSEWHERE = "illustrative-figures"  # by illustrative_words


def _input(result: ChangeResult, name: str) -> Input | None:
    return next((entry for entry in result.inputs if entry.name == name), None)


def limit_words(result: ChangeResult) -> str:
    """How large a reliable change is, in points."""
    if result.limit is None:
        return say("limit.differs", method=result.method.name)
    reach = "at_least" if result.settings.tie_rules.on_limit == "changed" else "more_than"
    limit = points(result.limit, result.scale)
    edges = unreliable_band(result)
    elsewhere = edges is not None and not edges.parallel
    if elsewhere or "expected" in result.cases.columns:
        return say(f"limit.expected_{reach}", limit=limit, method=result.method.name)
    return say(f"limit.{reach}", limit=limit)


def cutoff_words(result: ChangeResult) -> str:
    """Where the functional range begins, in points."""
    cutoffs = result.cutoffs
    if cutoffs.value is None:
        return say("cutoff.none")
    exact = result.settings.tie_rules.post_on_cutoff == "functional"
    if result.scale.better == "lower":
        side = "below_or_on" if exact else "below"
    else:
        side = "above_or_on" if exact else "above"
    return say(
        f"cutoff.{side}",
        cutoff=points(cutoffs.value, result.scale),
        criterion=cutoffs.criterion,
    )


def illustrative_words(result: ChangeResult) -> str:
    """A line that says which figures are made up; empty where none is."""
    made_up = [
        f"{term(one_line(entry.name))} {value_words(entry.value)}"
        for entry in result.inputs
        if entry.illustrative
    ]
    return say("scale.made_up_norm", figures=", ".join(made_up)) if made_up else ""


def finding_notes(
    results: Sequence[ChangeResult], *, severities: Sequence[str] = ("error", "warning", "note")
) -> list[tuple[str, str]]:
    """What is to be said about inputs and cut-offs, each once.

    Returns
    -------
    list of (str, str)
        The words, and the scales they are about.
    """
    about: dict[str, list[str]] = {}
    for severity in severities:
        for result in results:
            for finding in result.findings:
                if finding.severity == severity and finding.code != _SAID_ELSEWHERE:
                    about.setdefault(finding_words(finding), []).append(scale_title(result))
    whole = len(results)
    return [
        (words, say("short.all") if len(titles) == whole > 1 else "; ".join(titles))
        for words, titles in about.items()
    ]


def finding_words(finding: Finding) -> str:
    """What is to be said, for a list: how serious it is, and the message."""
    return say(f"severity.{finding.severity}", message=one_line(finding.message))


def method_paragraphs(
    results: Sequence[ChangeResult], sources: References, *, pre: str, post: str
) -> list[str]:
    """The method in general, for the methods section of a paper, one paragraph an entry."""
    if not results:
        return []
    methods = {result.method.name: result.method for result in results}.values()
    indices = join_words(
        [
            f"{term(method.title)} ({term(method.formula)}) {sources.mark(method.reference)}"
            for method in methods
        ]
    )
    respondents = count_words(max(result.n for result in results), "respondent")
    comparison = say("methods.compared", pre=pre, post=post, respondents=respondents)
    opening = (
        f"{comparison} {say('methods.index', indices=indices.rstrip())} {_levels(results)}"
    )
    with_cutoff = [result for result in results if result.cutoffs.value is not None]
    if with_cutoff:
        criteria = join_words(list(dict.fromkeys(map(_criterion, with_cutoff))), last="or")
        reference = sources.mark(CUTOFFS)
        opening += f" {say('methods.cutoff', criteria=criteria, reference=reference)}"
    return [opening, f"{_ties(results)} {_missing(results, sources)}"]


def _criterion(result: ChangeResult) -> str:
    letter = result.cutoffs.criterion
    quantile, k = _input(result, "quantile"), _input(result, f"multiplier {letter}")
    if letter == "a" and quantile is not None:
        rule = say("methods.where_quantile", quantile=value_words(quantile.value))
    elif letter == "c" and any(finding.code == "plain-midpoint" for finding in result.findings):
        rule = say("methods.where_midway")
    elif letter == "c":
        rule = say("methods.where_c")
    else:
        times = value_words(k.value) if k is not None else say("methods.some")
        rule = say(f"methods.where_{letter}", times=times)
    return say("methods.criterion", criterion=letter, where=rule)


def _levels(results: Sequence[ChangeResult]) -> str:
    levels_ = []
    for result in results:
        level, multiplier = _input(result, "level"), _input(result, "multiplier")
        risk = _input(result, "phi max")
        if level is not None and isinstance(level.value, float):
            percent = say("format.percent", value=number(100 * level.value))
            sides = "level" if result.method.sides == 2 else "level_one_sided"
            levels_.append(say(f"methods.{sides}", level=percent))
        elif risk is not None and isinstance(risk.value, float):
            share = say("format.percent", value=number(100 * risk.value))
            levels_.append(say("methods.risk", risk=share))
        elif multiplier is not None:
            levels_.append(say("methods.multiplier", multiplier=value_words(multiplier.value)))
    levels = join_words(list(dict.fromkeys(levels_)), last="or")
    return say("methods.limit", levels=levels) if levels else ""


def _ties(results: Sequence[ChangeResult]) -> str:
    details = (
        one_line(entry.detail)
        for result in results
        for entry in result.inputs
        if entry.name in {"on limit", "pre on cut-off", "post on cut-off"}
    )
    text = "; ".join(dict.fromkeys(details))
    return f"{capitalize_first(text)}." if text else ""


def _missing(results: Sequence[ChangeResult], sources: References) -> str:
    text = say("methods.missing", reference=sources.mark(INTERVALS))
    n_missing = [result.n - result.n_assessable for result in results]
    if not any(n_missing):
        return f"{text} {say('methods.all_assessable')}"
    return text


def scale_method_words(result: ChangeResult, sources: References) -> str:
    """The terms of one scale in a sentence, for the methods section of a paper."""
    key = _key_words(result, sources)
    parts = [say("terms.key", reference=key)] if key else []
    for title, names in _QUANTITIES.items():
        parts += _quantity(result, sources, title, names)
    if result.standard_error is not None and result.limit is not None:
        error = points(result.standard_error, result.scale)
        parts.append(say("terms.error", error=error))
        parts.append(say("terms.limit", limit=points(result.limit, result.scale)))
    if result.cutoffs.value is not None:
        cutoff = points(result.cutoffs.value, result.scale)
        parts.append(say("terms.cutoff", cutoff=cutoff, criterion=result.cutoffs.criterion))
    return f"{capitalize_first('; '.join(parts))}."


def _key_words(result: ChangeResult, sources: References) -> str:
    source = result.instrument.sources.get(result.scale.key.source)
    return sources.mark(source.citation) if source is not None else ""


def _quantity(
    result: ChangeResult, sources: References, title: str, names: Mapping[str, str]
) -> list[str]:
    """The inputs of these names as one part of a sentence, or none."""
    entries = [entry for name in names if (entry := _input(result, name)) is not None]
    if not entries:
        return []
    figures = ", ".join(
        say(f"terms.{names[entry.name]}", value=value_words(entry.value))
        if names[entry.name]
        else value_words(entry.value)
        for entry in entries
    )
    first = entries[0]
    made_up = say("terms.made_up") if first.illustrative else one_line(first.detail)
    trail = [origin_words(first.origin), made_up]
    origin = "; ".join(part for part in trail if part)
    quantity = say(f"terms.{title}", figures=figures, why=origin)
    return [f"{quantity} {sources.mark(first.citation)}".rstrip()]
