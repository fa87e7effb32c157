"""What becomes of each kind of finding in the data."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from scorewell.errors import DataError, did_you_mean

ERROR, NULL_ANSWER, NULL_SCORE = "error", "null-answer", "null-score"
POLICIES = (ERROR, NULL_ANSWER, NULL_SCORE)

ANSWER_KINDS = {
    "outside-coding": "a number that the coding does not have",
    "not-whole": "a number with a fraction where there are whole ones",
    "text": "text that is no label of the coding",
    "unclear-label": "a label of more than one answer",
    "declared-missing": "a code that the file itself declares missing",
    "duplicate-answer": "a second answer to one item (data with a row for each answer)",
}
"""Kinds about one answer: it can be nulled, or every score that needs it."""

ROW_KINDS = {
    "no-id": "a row without respondent",
    "no-occasion": "a row without occasion",
    "other-occasion": "a row of an occasion that is not compared",
    "duplicate-row": "two rows of one respondent on one occasion",
    "id-spelling": "ids that differ only in case, blanks, hyphens, leading zeros or accents",
    "summary-row": "a row of totals or means below the respondents",
    "skip-contradicted": "an answer to an item that an earlier answer leads past",
    "covariate-unknown": "rows of which it is not known whether an item belongs to a scale",
    "left-out-answered": "answers to an item by respondents who do not have it",
    "items-differ": "scores of one respondent over different items",
    "test-entry": "a row whose id is a word for trying a form",
    "several-groups": "a respondent in more than one group",
    "no-pre": "a respondent without a row before",
    "no-post": "a respondent without a row after",
    "impossible-date": "a date that is not in the calendar, or not in 1900 to 2100",
    "occasions-out-of-order": "a later occasion with an earlier time",
    "total-outside": "a total that cannot be a score",
    "score-outside": "a score outside the range of its scale",
    "labels-unknown": "value labels that the definition does not have",
    "choice-numbers": "codes that look like numbers of choices in a survey",
    "other-reader": "a file that a reader of a plugin recognises, too",
    "plugin-failed": "a plugin that failed while it looked at a file",
    "analysis-failed": "an analysis of a study whose plugin failed",
    "character-set": "text that is not UTF-8",
    "short-row": "a row with fewer values than there are columns",
    "line-break": "a value that goes over several lines",
    "second-header": "a second row of names",
    "merged-cells": "merged cells in a workbook",
    "formula-without-result": "formulas that were never computed",
    "error-cell": "cells of a workbook with an error such as #N/A",
    "date-among-values": "dates among other values",
    "column-without-name": "a column with values and no name",
    "preview-rows": "previews of a survey",
    "unfinished-rows": "sheets that were not finished",
}
"""Kinds about rows, respondents and files."""

KINDS = ANSWER_KINDS | ROW_KINDS

NOTES = frozenset(
    {
        "byte-order-mark",
        "lines-skipped",
        "formula",
        "declared-missing",
        "labels-to-codes",
        "label-language",
        "encoding-of-part",
        "columns-left-out",
        "codes-declared",
        "no-reliability",
        "no-pre",
        "no-post",
        "other-occasion",
    }
)
"""Kinds that say how things are; they are no reason to stop where findings are."""

ERRORS = frozenset(
    {
        "outside-coding",
        "not-whole",
        "text",
        "unclear-label",
        "duplicate-answer",
        "total-outside",
        "score-outside",
        "analysis-failed",
    }
)
"""Kinds of severity error: an answer or a score could not be used, or is wrong."""


def severity_of(kind: str, policies: Mapping[str, str] | None = None) -> str:
    """The severity of a kind of finding: error, warning or note.

    Where a policy says that answers of the kind are to be taken as missing, that is a decision
    and a warning only.

    Examples
    --------
    >>> severity_of("text"), severity_of("text", {"text": "null-answer"})
    ('error', 'warning')
    >>> severity_of("no-id"), severity_of("no-post")
    ('warning', 'note')
    """
    if kind in NOTES:
        return "note"
    decided = (policies or {}).get(kind, ERROR) != ERROR
    return "error" if kind in ERRORS and not decided else "warning"


def read_policies(text: str) -> dict[str, str]:
    """``text=error,outside-coding=null-score`` as a mapping.

    Examples
    --------
    >>> read_policies("text=error, not-whole=null-score")
    {'text': 'error', 'not-whole': 'null-score'}
    """
    policies: dict[str, str] = {}
    for part in (part.strip() for part in text.split(",")):
        if not part:
            continue
        kind, sign, policy = (text.strip() for text in part.partition("="))
        if not sign:
            raise DataError(
                f"'{part}' is no policy", hint="write KIND=POLICY, for example text=error"
            )
        policies[kind] = policy
    check_policies(policies)
    return policies


def check_policies(policies: Mapping[str, str]) -> None:
    """Refuse kinds and policies that there are not."""
    for kind, policy in policies.items():
        if kind not in KINDS:
            raise DataError(
                f"there is no kind of finding '{kind}'",
                hint=did_you_mean(kind, KINDS) or f"the kinds are {', '.join(KINDS)}",
            )
        choices: tuple[str, ...] = POLICIES if kind in ANSWER_KINDS else (ERROR,)
        if kind in {"duplicate-row", "skip-contradicted"}:
            choices = (ERROR, NULL_SCORE)
        if policy not in choices:
            raise DataError(
                f"the policy for {kind} is '{policy}'", hint=f"it may be {' or '.join(choices)}"
            )


def kinds_with(policies: Mapping[str, str], policy: str) -> Collection[str]:
    """The kinds that have a policy."""
    return {kind for kind, entry in policies.items() if entry == policy}
