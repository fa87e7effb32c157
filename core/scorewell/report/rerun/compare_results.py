"""Whose score or class moved between two runs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from scorewell.report.rerun.compare_manifests import Change, manifest_changes
from scorewell.report.rerun.read_results import Results

COLUMNS = ("instrument", "scale", "id", "occasion", "what", "old", "new", "cause")
_CLASSES = {
    "outcome": "class",
    "reliable": "reliable change",
    "baseline_status": "baseline",
    "end_status": "end",
}
_SAME = 1e-9
_UNKNOWN = "nothing that the manifests hold differs"

Key = tuple[str, ...]
Explain = Callable[[Change], str]


@dataclass(frozen=True, kw_only=True, eq=False)
class Moves:
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
    changes: tuple[Change, ...]
    scores: int
    cases: int


def moves(old: Results, new: Results, *, explain: Explain | None = None) -> Moves:
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
    changes = manifest_changes(old.manifest, new.manifest)
    before, after = _scores(old.scores), _scores(new.scores)
    rows = list(_moved_scores(before, after, changes, explain))
    moved = {(row["instrument"], row["scale"], row["id"]) for row in rows}
    rows += _moved_cases(old, new, changes, moved, explain)
    rows += _moved_outcomes(old, new, changes, {row["id"] for row in rows})
    table = pd.DataFrame(rows, columns=pd.Index(COLUMNS), dtype=object)
    return Moves(
        table=table,
        changes=changes,
        scores=len({key for key in {**before, **after} if key[4] == "score"}),
        cases=len(max(old.cases, new.cases, key=len)),
    )


def _scores(frame: pd.DataFrame) -> dict[Key, str]:
    """Every score and band by instrument, scale, id, occasion and what it is."""
    found: dict[Key, str] = {}
    if frame.empty:
        return found
    who = _numbered(list(zip(frame["id"], frame["occasion"], strict=True)))
    for column in frame.columns:
        parts = str(column).split(".")
        if len(parts) == 2 and parts[1] != "invalid":
            what = "score"
        elif len(parts) == 4 and parts[2] == "band":
            what = f"band {parts[3]}"
        else:
            continue
        for (name, occasion), value in zip(who, frame[column], strict=True):
            found[parts[0], parts[1], name, occasion, what] = value
    return found


def _numbered(keys: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Rows of one respondent on one occasion told apart by their number."""
    seen: dict[tuple[str, str], int] = {}
    found = []
    for key in keys:
        seen[key] = seen.get(key, 0) + 1
        number = f" (row {seen[key]})" if seen[key] > 1 else ""
        found.append((key[0], f"{key[1]}{number}"))
    return found


def _moved_scores(
    before: Mapping[Key, str],
    after: Mapping[Key, str],
    changes: Sequence[Change],
    explain: Explain | None,
) -> Iterator[dict[str, str]]:
    for key in dict.fromkeys([*before, *after]):
        old, new = before.get(key, ""), after.get(key, "")
        if _same(old, new):
            continue
        instrument, scale, name, occasion, what = key
        causes = [
            _words(each, explain)
            for each in changes
            if each.instrument in {"", instrument} and (each.scores or what != "score")
        ]
        cause = "; ".join(causes) or _UNKNOWN
        values = (instrument, scale, name, occasion, what, old, new, cause)
        yield dict(zip(COLUMNS, values, strict=True))


def _moved_cases(
    old: Results,
    new: Results,
    changes: Sequence[Change],
    moved: set[tuple[str, str, str]],
    explain: Explain | None,
) -> Iterator[dict[str, str]]:
    before, after = _cases(old.cases), _cases(new.cases)
    inputs = _moved_inputs(old, new)
    for key in dict.fromkeys([*before, *after]):
        for column, what in _CLASSES.items():
            one, other = (each.get(key, {}).get(column, "") for each in (before, after))
            if one == other:
                continue
            instrument, scale, name = key
            own = [
                _words(each, explain) for each in changes if each.instrument in {"", instrument}
            ]
            causes = ["its score moved"] * (key in moved) + inputs.get((instrument, scale), [])
            cause = "; ".join(causes + own) or _UNKNOWN
            values = (instrument, scale, name, "", what, one, other, cause)
            yield dict(zip(COLUMNS, values, strict=True))


def _moved_outcomes(
    old: Results, new: Results, changes: Sequence[Change], moved: set[str]
) -> Iterator[dict[str, str]]:
    """What rules over several measures say otherwise of a respondent."""
    before, after = (
        {(row["rule"], row["id"], row["outcome"]): row["answer"] for row in each}
        for each in (old.rules.to_dict("records"), new.rules.to_dict("records"))
    )
    for key in dict.fromkeys([*before, *after]):
        one, other = before.get(key, ""), after.get(key, "")
        if one == other:
            continue
        rule, name, outcome = key
        own = [each.text for each in changes if each.instrument in {"", rule}]
        cause = "; ".join(["its score or class moved"] * (name in moved) + own) or _UNKNOWN
        values = (rule, "", name, "", f"outcome {outcome}", one, other, cause)
        yield dict(zip(COLUMNS, values, strict=True))


def _cases(frame: pd.DataFrame) -> dict[Key, dict[str, str]]:
    if frame.empty:
        return {}
    rows: list[dict[Any, Any]] = frame.to_dict("records")
    found: dict[Key, dict[str, str]] = {}
    for row in rows:
        scale, number = row["scale"], 1
        while (row["instrument"], scale, row["id"]) in found:  # one scale on several terms
            number += 1
            scale = f"{row['scale']} ({number})"
        found[row["instrument"], scale, row["id"]] = row
    return found


def _moved_inputs(old: Results, new: Results) -> dict[tuple[str, str], list[str]]:
    """By scale, the limit and the figures behind it that moved."""
    found: dict[tuple[str, str], list[str]] = {}
    before, after = (_figures(each) for each in (old, new))
    for key in dict.fromkeys([*before, *after]):
        one, other = before.get(key, ""), after.get(key, "")
        if not _same(one, other):
            text = f"{key[2]} {_short(one)} -> {_short(other)}"
            found.setdefault((key[0], key[1]), []).append(text)
    return found


def _figures(results: Results) -> dict[tuple[str, str, str], str]:
    found = {}
    for row in results.inputs.to_dict("records"):
        found[row["instrument"], row["scale"], row["name"]] = row["value"]
    for row in results.limits.to_dict("records"):
        for name in ("limit", "cut_off"):
            found[row["instrument"], row["scale"], name.replace("_", "-")] = row[name]
    return found


def _words(change: Change, explain: Explain | None) -> str:
    more = explain(change) if explain else ""
    return f"{change.text} ({more})" if more else change.text


def _same(old: str, new: str) -> bool:
    if old == new:
        return True
    one, other = _number(old), _number(new)
    if one is None or other is None:
        return False
    return math.isclose(one, other, rel_tol=_SAME, abs_tol=_SAME)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _short(text: str) -> str:
    number = _number(text)
    return text or "none" if number is None else f"{number:.6g}"
