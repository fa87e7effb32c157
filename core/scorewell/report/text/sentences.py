"""What the numbers of a scale mean, in sentences: outcomes, limit, cut-off, uncertainty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from scorewell.i18n.messages import say, term
from scorewell.registry.contracts import ExpectedLine
from scorewell.report.formatting import count_words, one_line, points, scale_title, value_words

if TYPE_CHECKING:
    from scorewell.change.results.change_result import ChangeResult
    from scorewell.errors import Finding
    from scorewell.study.result import StudyResult


def limit_words(result: ChangeResult) -> str:
    """How large a reliable change is, in points."""
    if result.limit is None:
        return say("limit.differs", method=result.method.name)
    reach = "at_least" if result.settings.tie_rules.on_limit == "changed" else "more_than"
    limit = points(result.limit, result.scale)
    if result.expected_line != ExpectedLine():
        return say(f"limit.expected_{reach}", limit=limit, method=result.method.name)
    return say(f"limit.{reach}", limit=limit)


def cutoff_words(result: ChangeResult) -> str:
    """Where the functional range begins, in points."""
    cutoffs = result.cutoffs
    if cutoffs.value is None:
        instead = (
            say("cutoff.instead", others=one_line(cutoffs.instead))
            if cutoffs.instead
            else say("cutoff.without")
        )
        return f"{say('cutoff.not_judged', why=one_line(cutoffs.barrier))} {instead}"
    exact = result.settings.tie_rules.post_on_cutoff == "functional"
    side = "below" if result.scale.better == "lower" else "above"
    return say(
        f"cutoff.{side}_or_on" if exact else f"cutoff.{side}",
        cutoff=points(cutoffs.value, result.scale),
        criterion=one_line(cutoffs.label),
    )


def criterion_reason(result: ChangeResult) -> str:
    """Why this criterion decides, and which others there are."""
    return say("cutoff.reason", reason=one_line(result.cutoffs.reason))


def illustrative_words(result: ChangeResult) -> str:
    """A line that names the figures that are made up; empty without such figures."""
    made_up = [
        f"{term(one_line(entry.name))} {value_words(entry.value)}"
        for entry in result.inputs
        if entry.illustrative
    ]
    return say("scale.made_up_norm", figures=", ".join(made_up)) if made_up else ""


def finding_notes(
    results: Sequence[ChangeResult], *, severities: Sequence[str] = ("error", "warning", "note")
) -> list[tuple[str, str]]:
    """Findings about inputs and cut-offs without repetition, with the scales concerned."""
    about: dict[str, list[str]] = {}
    for severity in severities:
        for result in results:
            for finding in result.findings:
                # Of these figures `illustrative_words` speaks.
                if finding.severity == severity and finding.code != "illustrative-figures":
                    about.setdefault(finding_words(finding), []).append(scale_title(result))
    return [
        (words, say("short.all") if len(titles) == len(results) > 1 else "; ".join(titles))
        for words, titles in about.items()
    ]


def finding_words(finding: Finding) -> str:
    """A finding as a line of a list: how serious it is, and the message."""
    return say(f"severity.{finding.severity}", message=one_line(finding.message))


_HEADINGS = {
    "precision": "precision",
    "missing": "missing_scores",
    "denominators": "denominators",
    "multiverses": "sensitivity",
}


def uncertainty_sentences(study: StudyResult, index: int) -> tuple[tuple[str, str], ...]:
    """Headings and sentences on the uncertainty of the scale ``StudyResult.changes[index]``."""
    sentences = []
    for name, heading in _HEADINGS.items():
        results: tuple[Any, ...] = getattr(study, name)
        words = results[index].sentence() if index < len(results) else ""
        sentences += [(say(f"firm.{heading}"), one_line(words))] if words else []
    return tuple(sentences)


_MOST = 10


def data_words(result: StudyResult) -> str:
    """How many rows were scored, and what was found in them, by kind."""
    findings = result.findings
    rows = count_words(len(result.scores), "row")
    if findings.empty:
        return say("findings.data_clean", rows=rows)
    kinds = findings["problem"].map(term).map(one_line).value_counts()
    parts = [f"{problem}: {count}" for problem, count in kinds.head(_MOST).items()]
    if len(kinds) > _MOST:
        parts.append(say("findings.other", n=int(kinds.iloc[_MOST:].sum())))
    count = count_words(len(findings), "finding")
    return say("findings.data", rows=rows, findings=count, kinds="; ".join(parts))
