"""Results as plain text, for a terminal and for a file beside the tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scorewell.i18n.messages import say, term
from scorewell.report.formatting import (
    count_words,
    date_words,
    name_some,
    one_line,
    range_words,
    scale_title,
    tool_name,
    wrap,
)
from scorewell.report.tables.frames import published_frame
from scorewell.report.text.approaches import approach_text
from scorewell.report.text.outcome_rules import rule_notes, rule_title
from scorewell.report.text.publication_table import measure_words
from scorewell.report.text.sentences import (
    criterion_reason,
    cutoff_words,
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
_MOST = 10
_MOST_RESPONDENTS = 40


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
        _alerts(result),
        f"{say('published.caption')}\n\n{_table(result.changes)}",
        *(
            _scale(change, firm=uncertainty_sentences(result, place))
            for place, change in enumerate(result.changes)
        ),
        approach_text(result),
        *(_rule(outcome_result) for outcome_result in result.outcomes),
        _bear_in_mind(result.changes),
        _data(result),
        _provenance(result),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def _head(result: StudyResult) -> str:
    title = wrap(result.title)
    longest = max(len(line) for line in title.splitlines())
    authors = wrap(", ".join(result.authors)) if result.authors else ""
    parts = [f"{title}\n{'=' * longest}", authors, wrap(result.note) if result.note else ""]
    return "\n\n".join(part for part in parts if part)


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


def _scale(result: ChangeResult, *, firm: Sequence[tuple[str, str]] = ()) -> str:
    lines = [
        f"{scale_title(result)} ({range_words(result.scale)})",
        wrap(result.sentence(), indent="  "),
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
    people = count_words(int(alerts["id"].nunique()), "respondent")
    lines = [
        wrap(
            f"{say('alerts.title').upper()}: {say('alerts.count', n=len(alerts), who=people)} "
            f"{say('person.screening')}"
        )
    ]
    by_cause = alerts.groupby(["instrument", "target", "message"], sort=False)
    for cause, rows in by_cause:
        instrument, target, message = map(str, cause)
        respondents = _respondent_words(rows["id"].tolist(), rows["occasion"].tolist())
        lines.append(wrap(f"- {instrument}, {target}: {message} {respondents}", hanging="  "))
    return "\n".join(lines)


def _respondent_words(ids: Sequence[object], occasions: Sequence[object]) -> str:
    """Respondents with their occasions, for example ``R01 (pre, post), R02 (pre)``."""
    by_id: dict[str, list[str]] = {}
    for respondent, occasion in zip(ids, occasions, strict=True):
        by_id.setdefault(str(respondent), []).append(str(occasion))
    names = [f"{respondent} ({', '.join(labels)})" for respondent, labels in by_id.items()]
    return name_some(names, _MOST_RESPONDENTS)


def _data(result: StudyResult) -> str:
    findings = result.findings
    rows = count_words(len(result.scores), "row")
    if findings.empty:
        return say("findings.data_clean", rows=rows)
    kinds = findings["problem"].map(term).map(one_line).value_counts()
    parts = [f"{problem}: {count}" for problem, count in kinds.head(_MOST).items()]
    if len(kinds) > _MOST:
        parts.append(say("findings.other", n=int(kinds.iloc[_MOST:].sum())))
    count = count_words(len(findings), "finding")
    text = say("findings.data", rows=rows, findings=count, kinds="; ".join(parts))
    return wrap(text, hanging="  ")


def _provenance(result: StudyResult) -> str:
    timestamp = result.manifest.get("created")
    if not timestamp:
        return say("made.by", tool=tool_name(result))
    return say("made.by_on", tool=tool_name(result), date=date_words(timestamp))
