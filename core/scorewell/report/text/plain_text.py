"""Results as plain text, for a terminal and for a file beside the tables."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from scorewell.i18n.messages import said, say, term
from scorewell.report.formatting import (
    count_words,
    date_words,
    one_line,
    range_words,
    scale_title,
)
from scorewell.report.tables.tables import published_frame
from scorewell.report.tables.uncertainty import uncertainty_sentences
from scorewell.report.text.approaches import approach_text
from scorewell.report.text.outcome_rules import rule_notes, rule_title
from scorewell.report.text.publication_table import measure_words
from scorewell.report.text.sentences import (
    cutoff_words,
    finding_notes,
    illustrative_words,
    limit_words,
)

if TYPE_CHECKING:
    from scorewell.change.outcome_rules.result import OutcomeResult
    from scorewell.change.results.change_result import ChangeResult
    from scorewell.study.result import StudyResult


_WIDTH = 88
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


def _wrap(text: str, *, indent: str = "", hanging: str | None = None) -> str:
    return textwrap.fill(
        one_line(text),
        width=_WIDTH,
        initial_indent=indent,
        subsequent_indent=indent if hanging is None else hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _head(result: StudyResult) -> str:
    title = _wrap(result.title)
    longest = max(len(line) for line in title.splitlines())
    authors = _wrap(", ".join(result.authors)) if result.authors else ""
    parts = [f"{title}\n{'=' * longest}", authors, _wrap(result.note) if result.note else ""]
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
        _wrap(result.sentence(), indent="  "),
        _wrap(f"{limit_words(result)} {cutoff_words(result)}", indent="  "),
    ]
    made_up = illustrative_words(result)
    lines += [_wrap(made_up, indent="  ")] if made_up else []
    lines += [_wrap(f"{heading}: {words}", indent="  ") for heading, words in firm]
    return "\n".join(lines)


def _rule(result: OutcomeResult) -> str:
    lines = [
        _wrap(rule_title(result)),
        _wrap(result.sentence(), indent="  "),
        *([_wrap(result.multiplicity, indent="  ")] if result.multiplicity else []),
        *(
            _wrap(f"- {words}", indent="  ", hanging="    ")
            for words in rule_notes(result, severities=("error", "warning", "note"))
        ),
    ]
    return "\n".join(lines)


def _bear_in_mind(results: Sequence[ChangeResult]) -> str:
    findings = finding_notes(results, severities=("error", "warning"))
    if not findings:
        return ""
    lines = [_wrap(f"- {words} ({about})", hanging="  ") for words, about in findings]
    return "\n".join([say("short.notes"), *lines])


def _alerts(result: StudyResult) -> str:
    alerts = result.alerts
    if alerts.empty:
        return ""
    people = count_words(int(alerts["id"].nunique()), "respondent")
    lines = [
        _wrap(
            f"{say('alerts.title').upper()}: {say('alerts.count', n=len(alerts), who=people)} "
            f"{say('person.screening')}"
        )
    ]
    by_cause = alerts.groupby(["instrument", "target", "message"], sort=False)
    for cause, rows in by_cause:
        instrument, target, message = map(str, cause)
        respondents = _respondent_words(rows["id"].tolist(), rows["occasion"].tolist())
        lines.append(_wrap(f"- {instrument}, {target}: {message} {respondents}", hanging="  "))
    return "\n".join(lines)


def _respondent_words(ids: Sequence[object], occasions: Sequence[object]) -> str:
    """Respondents with their occasions, for example ``R01 (pre, post), R02 (pre)``."""
    by_id: dict[str, list[str]] = {}
    for respondent, occasion in zip(ids, occasions, strict=True):
        by_id.setdefault(str(respondent), []).append(str(occasion))
    respondents = [
        f"{respondent} ({', '.join(occasions_)})"
        for respondent, occasions_ in list(by_id.items())[:_MOST_RESPONDENTS]
    ]
    more = (
        [say("format.and_more", n=len(by_id) - _MOST_RESPONDENTS)]
        if len(by_id) > _MOST_RESPONDENTS
        else []
    )
    return ", ".join([*respondents, *more])


def _data(result: StudyResult) -> str:
    findings = result.findings
    rows = count_words(len(result.scores), "row")
    if findings.empty:
        return say("findings.data_clean", rows=rows)
    kinds = findings["problem"].astype(str).map(one_line).value_counts()
    parts = [f"{said(str(problem))}: {count}" for problem, count in kinds.head(_MOST).items()]
    if len(kinds) > _MOST:
        parts.append(say("findings.other", n=int(kinds.iloc[_MOST:].sum())))
    count = count_words(len(findings), "finding")
    text = say("findings.data", rows=rows, findings=count, kinds="; ".join(parts))
    return _wrap(text, hanging="  ")


def _provenance(result: StudyResult) -> str:
    version, timestamp = (result.manifest.get(name) for name in ("scorewell", "created"))
    tool = f"scorewell {one_line(version or '')}".strip()
    if not timestamp:
        return say("made.by", tool=tool)
    return say("made.by_on", tool=tool, date=date_words(timestamp))
