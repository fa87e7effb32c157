"""Results as plain text, for a terminal and for a file beside the tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scorewell.i18n.messages import say, term
from scorewell.report.formatting import (
    count_respondents,
    count_words,
    date_words,
    lower_first,
    range_words,
    scale_title,
    tool_name,
    wrap,
)
from scorewell.report.tables.frames import published_frame
from scorewell.report.text.approaches import approach_text
from scorewell.report.text.follow_up import follow_up_words, scale_course
from scorewell.report.text.outcome_rules import rule_line, rule_notes, rule_title
from scorewell.report.text.publication_table import measure_words
from scorewell.report.text.result_table import headline
from scorewell.report.text.sentences import (
    criterion_reason,
    cutoff_words,
    data_words,
    finding_notes,
    illustrative_words,
    limit_words,
    uncertainty_sentences,
)

if TYPE_CHECKING:
    from scorewell.change.outcome_rules.result import OutcomeResult
    from scorewell.change.results.change_result import ChangeResult
    from scorewell.study.result import StudyResult


_FIRST = 28


def three_by_three(result: ChangeResult) -> str:
    """One scale as the table that published evaluations print.

    Returns
    -------
    str
        Several lines without a line break at the end: the scale with its n,
        then significance (rows) by reliable change (columns).
    """
    return _table([result])


def text_summary(result: StudyResult) -> str:
    """A whole study on a page of plain text.

    Returns
    -------
    str
        Title, answers to look at, the table of all scales, each scale in
        words, and what is to be borne in mind. Ends with a line break.
    """
    sections = [
        _head(result),
        _result(result),
        _alerts(result),
        f"{say('published.caption')}\n\n{_table(result.changes)}",
        *(
            _scale(
                change,
                follow_up=follow_up_words(scale_course(result, change)),
                firm=uncertainty_sentences(result, place),
            )
            for place, change in enumerate(result.changes)
        ),
        approach_text(result),
        *(_rule(outcome_result) for outcome_result in result.outcomes),
        _bear_in_mind(result.changes),
        wrap(data_words(result), hanging="  "),
        _provenance(result),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def _head(result: StudyResult) -> str:
    title = wrap(result.title)
    longest = max(len(line) for line in title.splitlines())
    authors = wrap(", ".join(result.authors)) if result.authors else ""
    parts = [f"{title}\n{'=' * longest}", authors, wrap(result.note) if result.note else ""]
    return "\n\n".join(part for part in parts if part)


def _result(result: StudyResult) -> str:
    """What came out on each measure, and by each rule, in a line."""
    lines = [
        f"{scale_title(change)}: {lower_first(headline(change))}" for change in result.changes
    ]
    lines += [rule_line(outcome_result) for outcome_result in result.outcomes]
    return "\n".join(wrap(f"- {words}", hanging="  ") for words in lines)


def _table(results: Sequence[ChangeResult]) -> str:
    table = published_frame(results)
    columns = [term(name) for name in table.columns]
    lines = [" " * _FIRST + "".join(f"{name:>15}" for name in columns)]
    parts = table.groupby(level="measure", sort=False)
    for (measure, block), result in zip(parts, results, strict=True):
        lines.append(measure_words(measure, result))
        labels = block.index.get_level_values("significance")
        for significance, counts in zip(labels, block.to_numpy().tolist(), strict=True):
            cells = "".join(f"{count:>15}" for count in counts)
            lines.append(f"{'  ' + term(significance):<{_FIRST}}{cells}")
    return "\n".join(lines)


def _scale(
    result: ChangeResult, *, follow_up: str = "", firm: Sequence[tuple[str, str]] = ()
) -> str:
    lines = [
        f"{scale_title(result)} ({range_words(result.scale)})",
        wrap(result.sentence(), indent="  "),
        *([wrap(follow_up, indent="  ")] if follow_up else []),
        wrap(f"{limit_words(result)} {cutoff_words(result)}", indent="  "),
        wrap(criterion_reason(result), indent="  "),
    ]
    made_up = illustrative_words(result)
    lines += [wrap(made_up, indent="  ")] if made_up else []
    lines += [wrap(f"{heading}: {words}", indent="  ") for heading, words in firm]
    return "\n".join(lines)


def _rule(result: OutcomeResult) -> str:
    lines = [
        wrap(rule_title(result)),
        wrap(result.sentence(), indent="  "),
        *([wrap(result.multiplicity, indent="  ")] if result.multiplicity else []),
        *(wrap(f"- {words}", indent="  ", hanging="    ") for words in rule_notes(result)),
    ]
    return "\n".join(lines)


def _bear_in_mind(results: Sequence[ChangeResult]) -> str:
    findings = finding_notes(results, severities=("error", "warning"))
    if not findings:
        return ""
    lines = [wrap(f"- {words} ({about})", hanging="  ") for words, about in findings]
    return "\n".join([say("short.notes"), *lines])


def _alerts(result: StudyResult) -> str:
    alerts = result.alerts
    if alerts.empty:
        return ""
    people = count_words(count_respondents(alerts["id"]), "respondent")
    count = say("alerts.count", n=len(alerts), who=people)
    return wrap(f"{say('alerts.title').upper()}: {count} {say('person.screening')}")


def _provenance(result: StudyResult) -> str:
    timestamp = result.manifest.get("created")
    if not timestamp:
        return say("made.by", tool=tool_name(result))
    return say("made.by_on", tool=tool_name(result), date=date_words(timestamp))
