"""Scores and classes that differ between two runs, with their causes."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

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

Key = tuple[str, ...]
Cause = tuple[ManifestChange, str]


@dataclass(frozen=True, kw_only=True, eq=False)
class ResultChanges:
    """Scores and classes that differ between two runs.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per score or class that differs: ``instrument``, ``scale``,
        ``id``, ``occasion`` (empty for a class), ``what`` (score, band and
        its set, class, reliable change, baseline, end, or the outcome of a
        rule, whose name is then the ``instrument``), ``old``, ``new``, and
        ``cause``, as far as the manifests tell. A value that only one run has
        is empty in the other.
    changes : tuple of ManifestChange
        The differences between the manifests.
    scores, cases : int
        How many scores and cases were compared.
    """

    table: pd.DataFrame
    changes: tuple[ManifestChange, ...]
    scores: int
    cases: int


def compare_results(
    old: RunTables, new: RunTables, *, explain: Callable[[ManifestChange], str] | None = None
) -> ResultChanges:
    """Compare two runs, respondent by respondent.

    Numbers that differ by less than one part in 1,000,000,000 count as equal:
    libraries add in different orders.

    Parameters
    ----------
    explain : callable, optional
        ``explain(change)`` adds to the words about a changed definition, for
        a caller who has both versions of it.
    """
    changes = compare_manifests(old.manifest, new.manifest)
    causes = []
    for change in changes:
        more = explain(change) if explain else ""
        causes.append((change, f"{change.text} ({more})" if more else change.text))
    before, after = _scores(old.scores), _scores(new.scores)
    rows = list(_score_changes(before, after, causes))
    respondents: set[Key] = {(row["instrument"], row["scale"], row["id"]) for row in rows}
    rows += _class_changes(old, new, causes, respondents)
    rows += _rule_changes(old, new, changes, {row["id"] for row in rows})
    return ResultChanges(
        table=pd.DataFrame(rows, columns=pd.Index(COLUMNS), dtype=object),
        changes=changes,
        scores=len({key for key in {**before, **after} if key[4] == "score"}),
        cases=len(max(old.cases, new.cases, key=len)),
    )


def _row(*values: str, causes: Sequence[str]) -> dict[str, str]:
    cause = "; ".join(causes) or "nothing that the manifests hold differs"
    return dict(zip(COLUMNS, (*values, cause), strict=True))


def _differences(
    old: Mapping[Key, str], new: Mapping[Key, str]
) -> Iterator[tuple[Key, str, str]]:
    """Keys whose values differ, with both values; empty where there is none."""
    for key in dict.fromkeys([*old, *new]):
        before, after = old.get(key, ""), new.get(key, "")
        if not _equal(before, after):
            yield key, before, after


def _scores(frame: pd.DataFrame) -> dict[Key, str]:
    """Every score and band by instrument, scale, id, occasion and kind."""
    scores: dict[Key, str] = {}
    if frame.empty:
        return scores
    counts: Counter[tuple[str, str]] = Counter()
    rows = []
    for id_, occasion in zip(frame["id"], frame["occasion"], strict=True):
        counts[id_, occasion] += 1
        repetition = counts[id_, occasion]
        rows.append((id_, f"{occasion} (row {repetition})" if repetition > 1 else occasion))
    for column in frame.columns:
        parts = str(column).split(".")
        if len(parts) == 2 and parts[1] != "invalid":
            kind = "score"
        elif len(parts) == 4 and parts[2] == "band":
            kind = f"band {parts[3]}"
        else:
            continue
        for row, value in zip(rows, frame[column], strict=True):
            scores[parts[0], parts[1], *row, kind] = value
    return scores


def _score_changes(
    before: Mapping[Key, str], after: Mapping[Key, str], causes: Sequence[Cause]
) -> Iterator[dict[str, str]]:
    for key, old, new in _differences(before, after):
        instrument, kind = key[0], key[4]
        words = [
            text
            for change, text in causes
            if change.instrument in {"", instrument} and (change.scores or kind != "score")
        ]
        yield _row(*key, old, new, causes=words)


def _class_changes(
    old: RunTables, new: RunTables, causes: Sequence[Cause], respondents: set[Key]
) -> Iterator[dict[str, str]]:
    inputs: dict[Key, list[str]] = {}
    for (*scale, name), before, after in _differences(_inputs(old), _inputs(new)):
        text = f"{name} {_short(before)} -> {_short(after)}"
        inputs.setdefault(tuple(scale), []).append(text)
    for key, before, after in _differences(_classes(old.cases), _classes(new.cases)):
        instrument, scale_id, id_, kind = key
        yield _row(
            instrument, scale_id, id_, "", kind, before, after,
            causes=[
                *(["its score moved"] if key[:3] in respondents else []),
                *inputs.get((instrument, scale_id), []),
                *(text for change, text in causes if change.instrument in {"", instrument}),
            ],
        )  # fmt: skip


def _rule_changes(
    old: RunTables, new: RunTables, changes: Sequence[ManifestChange], respondents: set[str]
) -> Iterator[dict[str, str]]:
    """Respondents for whom an outcome rule over several measures gives another answer."""
    for (rule, id_, outcome), first, second in _differences(_answers(old), _answers(new)):
        causes = [change.text for change in changes if change.instrument in {"", rule}]
        if id_ in respondents:
            causes = ["its score or class moved", *causes]
        yield _row(rule, "", id_, "", f"outcome {outcome}", first, second, causes=causes)


def _answers(tables: RunTables) -> dict[Key, str]:
    """Answers of outcome rules by rule, id and outcome."""
    return {
        (row["rule"], row["id"], row["outcome"]): row["answer"]
        for row in tables.rules.to_dict("records")
    }


def _classes(frame: pd.DataFrame) -> dict[Key, str]:
    """Classes and ranges by instrument, scale, id and kind."""
    classes: dict[Key, str] = {}
    counts: Counter[Key] = Counter()
    for row in frame.to_dict("records"):
        key = (row["instrument"], row["scale"], row["id"])
        counts[key] += 1
        # One scale may be analysed several times, with different settings.
        number = f" ({counts[key]})" if counts[key] > 1 else ""
        for column, kind in _CLASSES.items():
            classes[key[0], f"{key[1]}{number}", key[2], kind] = row.get(column, "")
    return classes


def _inputs(tables: RunTables) -> dict[Key, str]:
    """Inputs, limit and cut-off by instrument, scale and name."""
    inputs: dict[Key, str] = {}
    for row in tables.inputs.to_dict("records"):
        inputs[row["instrument"], row["scale"], row["name"]] = row["value"]
    for row in tables.limits.to_dict("records"):
        inputs[row["instrument"], row["scale"], "limit"] = row["limit"]
        inputs[row["instrument"], row["scale"], "cut-off"] = row["cut_off"]
    return inputs


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
