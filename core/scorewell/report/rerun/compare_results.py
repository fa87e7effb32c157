"""Whose score or class moved between two runs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from scorewell.report.rerun.compare_manifests import ManifestChange, compare_manifests
from scorewell.report.rerun.read_results import RunTables

COLUMNS = ("instrument", "scale", "id", "occasion", "what", "old", "new", "cause")
_CLASSES = {
    "outcome": "class",
    "reliable": "reliable change",
    "baseline_status": "baseline",
    "end_status": "end",
}
_TOLERANCE = 1e-9
_UNKNOWN = "nothing that the manifests hold differs"

Key = tuple[str, ...]
Explain = Callable[[ManifestChange], str]


@dataclass(frozen=True, kw_only=True, eq=False)
class ResultChanges:
    """What moved between two runs.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per score or class that moved: ``instrument``, ``scale``,
        ``id``, ``occasion`` (empty for a class), ``what`` (score, band and
        its set, class, reliable change, baseline, end, or the outcome of a
        rule, whose name then stands under ``instrument``), ``old``, ``new``,
        and ``cause``, as far as the manifests tell. A value that only one run has
        is empty in the other.
    changes : tuple of Change
        Everything that the runs were not made with alike.
    scores, cases : int
        How many scores and cases were compared.
    """

    table: pd.DataFrame
    changes: tuple[ManifestChange, ...]
    scores: int
    cases: int


def compare_results(
    old: RunTables, new: RunTables, *, explain: Explain | None = None
) -> ResultChanges:
    """Compare two runs, respondent by respondent.

    Parameters
    ----------
    old, new : Results
        The runs.
    explain : callable, optional
        ``explain(change)`` adds to the words about a changed definition, for
        a caller who has both versions of it.

    Returns
    -------
    Moves
        Numbers that differ by less than one part in 1,000,000,000 count as
        the same: libraries add in different orders.
    """
    changes = compare_manifests(old.manifest, new.manifest)
    before, after = _scores(old.scores), _scores(new.scores)
    rows = list(_moved_scores(before, after, changes, explain))
    respondents = {(row["instrument"], row["scale"], row["id"]) for row in rows}
    rows += _moved_cases(old, new, changes, respondents, explain)
    rows += _moved_outcomes(old, new, changes, {row["id"] for row in rows})
    table = pd.DataFrame(rows, columns=pd.Index(COLUMNS), dtype=object)
    return ResultChanges(
        table=table,
        changes=changes,
        scores=len({key for key in {**before, **after} if key[4] == "score"}),
        cases=len(max(old.cases, new.cases, key=len)),
    )


def _scores(frame: pd.DataFrame) -> dict[Key, str]:
    """Every score and band by instrument, scale, id, occasion and what it is."""
    scores: dict[Key, str] = {}
    if frame.empty:
        return scores
    rows = _number_repetitions(list(zip(frame["id"], frame["occasion"], strict=True)))
    for column in frame.columns:
        parts = str(column).split(".")
        if len(parts) == 2 and parts[1] != "invalid":
            kind = "score"
        elif len(parts) == 4 and parts[2] == "band":
            kind = f"band {parts[3]}"
        else:
            continue
        for (name, occasion), value in zip(rows, frame[column], strict=True):
            scores[parts[0], parts[1], name, occasion, kind] = value
    return scores


def _number_repetitions(keys: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Rows of one respondent on one occasion told apart by their number."""
    counts: dict[tuple[str, str], int] = {}
    rows = []
    for key in keys:
        counts[key] = counts.get(key, 0) + 1
        number = f" (row {counts[key]})" if counts[key] > 1 else ""
        rows.append((key[0], f"{key[1]}{number}"))
    return rows


def _moved_scores(
    before: Mapping[Key, str],
    after: Mapping[Key, str],
    changes: Sequence[ManifestChange],
    explain: Explain | None,
) -> Iterator[dict[str, str]]:
    for key in dict.fromkeys([*before, *after]):
        old, new = before.get(key, ""), after.get(key, "")
        if _equal(old, new):
            continue
        instrument, scale, name, occasion, kind = key
        causes = [
            _words(change, explain)
            for change in changes
            if change.instrument in {"", instrument} and (change.scores or kind != "score")
        ]
        cause = "; ".join(causes) or _UNKNOWN
        values = (instrument, scale, name, occasion, kind, old, new, cause)
        yield dict(zip(COLUMNS, values, strict=True))


def _moved_cases(
    old: RunTables,
    new: RunTables,
    changes: Sequence[ManifestChange],
    respondents: set[tuple[str, str, str]],
    explain: Explain | None,
) -> Iterator[dict[str, str]]:
    before, after = _cases(old.cases), _cases(new.cases)
    inputs = _moved_inputs(old, new)
    for key in dict.fromkeys([*before, *after]):
        for column, kind in _CLASSES.items():
            first, second = (
                classes.get(key, {}).get(column, "") for classes in (before, after)
            )
            if first == second:
                continue
            instrument, scale, name = key
            manifest_causes = [
                _words(change, explain)
                for change in changes
                if change.instrument in {"", instrument}
            ]
            causes = ["its score moved"] * (key in respondents) + inputs.get(
                (instrument, scale), []
            )
            cause = "; ".join(causes + manifest_causes) or _UNKNOWN
            values = (instrument, scale, name, "", kind, first, second, cause)
            yield dict(zip(COLUMNS, values, strict=True))


def _moved_outcomes(
    old: RunTables, new: RunTables, changes: Sequence[ManifestChange], respondents: set[str]
) -> Iterator[dict[str, str]]:
    """What rules over several measures say otherwise of a respondent."""
    before, after = (
        {(row["rule"], row["id"], row["outcome"]): row["answer"] for row in rules}
        for rules in (old.rules.to_dict("records"), new.rules.to_dict("records"))
    )
    for key in dict.fromkeys([*before, *after]):
        first, second = before.get(key, ""), after.get(key, "")
        if first == second:
            continue
        rule, name, outcome = key
        causes = [change.text for change in changes if change.instrument in {"", rule}]
        cause = (
            "; ".join(["its score or class moved"] * (name in respondents) + causes) or _UNKNOWN
        )
        values = (rule, "", name, "", f"outcome {outcome}", first, second, cause)
        yield dict(zip(COLUMNS, values, strict=True))


def _cases(frame: pd.DataFrame) -> dict[Key, dict[str, str]]:
    if frame.empty:
        return {}
    rows: list[dict[Any, Any]] = frame.to_dict("records")
    cases: dict[Key, dict[str, str]] = {}
    for row in rows:
        scale, number = row["scale"], 1
        while (row["instrument"], scale, row["id"]) in cases:  # one scale on several terms
            number += 1
            scale = f"{row['scale']} ({number})"
        cases[row["instrument"], scale, row["id"]] = row
    return cases


def _moved_inputs(old: RunTables, new: RunTables) -> dict[tuple[str, str], list[str]]:
    """By scale, the limit and the figures behind it that moved."""
    causes: dict[tuple[str, str], list[str]] = {}
    before, after = (_figures(results) for results in (old, new))
    for key in dict.fromkeys([*before, *after]):
        first, second = before.get(key, ""), after.get(key, "")
        if not _equal(first, second):
            text = f"{key[2]} {_short(first)} -> {_short(second)}"
            causes.setdefault((key[0], key[1]), []).append(text)
    return causes


def _figures(results: RunTables) -> dict[tuple[str, str, str], str]:
    figures = {}
    for row in results.inputs.to_dict("records"):
        figures[row["instrument"], row["scale"], row["name"]] = row["value"]
    for row in results.limits.to_dict("records"):
        for name in ("limit", "cut_off"):
            figures[row["instrument"], row["scale"], name.replace("_", "-")] = row[name]
    return figures


def _words(change: ManifestChange, explain: Explain | None) -> str:
    more = explain(change) if explain else ""
    return f"{change.text} ({more})" if more else change.text


def _equal(old: str, new: str) -> bool:
    if old == new:
        return True
    first, second = _number(old), _number(new)
    if first is None or second is None:
        return False
    return math.isclose(first, second, rel_tol=_TOLERANCE, abs_tol=_TOLERANCE)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _short(text: str) -> str:
    number = _number(text)
    return text or "none" if number is None else f"{number:.6g}"
