"""The methods section of a paper: method, settings of each scale, and references."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from scorewell.i18n.messages import say, term
from scorewell.report.formatting import (
    capitalize_first,
    count_words,
    join_words,
    number,
    occasion_names,
    one_line,
    origin_words,
    points,
    scale_title,
    tool_name,
    value_words,
    wrap,
)
from scorewell.report.references import CUTOFFS, INTERVALS, References, references
from scorewell.report.text.approaches import approach_paragraphs
from scorewell.report.text.sentences import illustrative_words

if TYPE_CHECKING:
    from scorewell.change.inputs.input import Input
    from scorewell.change.results.change_result import ChangeResult
    from scorewell.study.result import StudyResult


def methods_text(result: StudyResult) -> str:
    """What a study did, for the methods section of a paper.

    Paragraphs on the method in general, one on the settings of each scale,
    and the references, which the paragraphs cite by number. Figures that are
    made up for illustration are named as such. Empty where the study compared
    no two occasions.
    """
    if not (result.changes or result.judgements):
        return ""
    sources = references((*result.changes, *result.judgements, *result.growths))
    paragraphs = method_paragraphs(result, sources)
    for change in result.changes:
        words = f"{scale_title(change)}. {scale_method_words(change, sources)}"
        paragraphs.append(f"{words} {illustrative_words(change)}".rstrip())
    paragraphs += approach_paragraphs(result, sources)
    if result.multiverses:
        sentences = [
            f"{scale_title(multiverse)}: {one_line(multiverse.sentence())}"
            for multiverse in result.multiverses
        ]
        paragraphs.append(" ".join([say("methods.sensitivity"), *sentences]))
    paragraphs.append(say("methods.computed", tool=tool_name(result)))
    lines = [
        wrap(f"[{place}] {text}", hanging=" " * 4)
        for place, text in enumerate(sources.texts, 1)
    ]
    blocks = [*map(wrap, paragraphs), say("section.references"), "\n".join(lines)]
    return "\n\n".join(blocks)


_QUANTITIES: Mapping[str, Mapping[str, str]] = {
    "reliability": {"reliability": ""},
    "sd_of_limit": {"sd": ""},
    "clinical": {"clinical mean": "mean", "clinical sd": "sd"},
    "functional": {"functional mean": "mean", "functional sd": "sd"},
}
"""Quantities by key of their text, with the inputs that they consist of."""


def method_paragraphs(
    study: StudyResult, sources: References, *, respondents: str = ""
) -> list[str]:
    """The method that all scales share, as paragraphs; empty without a comparison.

    Parameters
    ----------
    respondents : str
        The number of respondents in words, for a page that hides counts and shows no
        intervals; such a page does not say who could be assessed.
    """
    results = study.changes
    if not results:
        return []
    methods = {result.method.name: result.method for result in results}.values()
    indices = join_words(
        [
            f"{term(method.title)} ({term(method.formula)}) {sources.mark(method.reference)}"
            for method in methods
        ]
    )
    whole = count_words(max(result.n for result in results), "respondent")
    pre, post = occasion_names(study)
    comparison = say("methods.compared", pre=pre, post=post, respondents=respondents or whole)
    opening = (
        f"{comparison} {say('methods.index', indices=indices.rstrip())} {_levels(results)}"
    )
    with_cutoff = [result for result in results if result.cutoffs.value is not None]
    if with_cutoff:
        criteria = join_words(list(dict.fromkeys(map(_criterion, with_cutoff))), last="or")
        reference = sources.mark(CUTOFFS)
        opening += f" {say('methods.cutoff', criteria=criteria, reference=reference)}"
    if respondents:
        return [opening, _ties(results)]
    missing = say("methods.missing", reference=sources.mark(INTERVALS))
    if all(result.n == result.n_assessable for result in results):
        missing = f"{missing} {say('methods.all_assessable')}"
    return [opening, f"{_ties(results)} {missing}"]


def _criterion(result: ChangeResult) -> str:
    letter, published = result.cutoffs.criterion, _input(result, "published cut-off")
    if published is not None:
        return say("methods.published", details=one_line(published.detail))
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
    descriptions = []
    for result in results:
        level, multiplier = _input(result, "level"), _input(result, "multiplier")
        risk = _input(result, "phi max")
        if level is not None and isinstance(level.value, float):
            percent = say("format.percent", value=number(100 * level.value))
            sides = "level" if result.method.sides == 2 else "level_one_sided"
            descriptions.append(say(f"methods.{sides}", level=percent))
        elif risk is not None and isinstance(risk.value, float):
            share = say("format.percent", value=number(100 * risk.value))
            descriptions.append(say("methods.risk", risk=share))
        elif multiplier is not None:
            descriptions.append(
                say("methods.multiplier", multiplier=value_words(multiplier.value))
            )
    levels = join_words(list(dict.fromkeys(descriptions)), last="or")
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


def scale_method_words(result: ChangeResult, sources: References) -> str:
    """The settings of one scale in a sentence."""
    source = result.instrument.sources.get(result.scale.key.source)
    key = sources.mark(source.citation) if source is not None else ""
    parts = [say("terms.key", reference=key)] if key else []
    for title, names in _QUANTITIES.items():
        parts += _quantity(result, sources, title, names)
    if result.standard_error is not None and result.limit is not None:
        error = points(result.standard_error, result.scale)
        parts.append(say("terms.error", error=error))
        parts.append(say("terms.limit", limit=points(result.limit, result.scale)))
    if result.cutoffs.value is not None:
        cutoff = points(result.cutoffs.value, result.scale)
        words = say("terms.cutoff", cutoff=cutoff, criterion=one_line(result.cutoffs.label))
        published = _input(result, "published cut-off")
        mark = sources.mark(published.citation) if published is not None else ""
        parts.append(f"{words} {mark}".rstrip())
        parts.append(say("terms.choice", reason=one_line(result.cutoffs.reason)))
    else:
        parts.append(say("terms.not_judged", why=one_line(result.cutoffs.barrier)))
    return f"{capitalize_first('; '.join(parts))}."


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
    origin = "; ".join(filter(None, (origin_words(first.origin), made_up)))
    quantity = say(f"terms.{title}", figures=figures, why=origin)
    return [f"{quantity} {sources.mark(first.citation)}".rstrip()]


def _input(result: ChangeResult, name: str) -> Input | None:
    return next((entry for entry in result.inputs if entry.name == name), None)
