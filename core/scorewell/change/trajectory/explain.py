"""The course of one respondent in words."""

from __future__ import annotations

from typing import Any

import pandas as pd

from scorewell.change.trajectory.result import CourseResult
from scorewell.errors import ChangeError, did_you_mean
from scorewell.results import explain_result

_RELIABLE = {
    "improved": "a reliable improvement",
    "unchanged": "no reliable change",
    "deteriorated": "a reliable deterioration",
}


@explain_result.register
def explain_course(result: CourseResult, respondent: object) -> str:
    """The course of one respondent in words; see ``Result.explain``."""
    ids = result.respondents["id"]
    # Ids typed on a command line are text, whatever they are in the data.
    matches = ids.astype(str) == str(respondent)
    if not matches.any():
        raise ChangeError(
            f"there is no respondent {respondent}",
            hint=did_you_mean(str(respondent), ids.astype(str).tolist()),
        )
    person = result.respondents[matches].iloc[0]
    cells = result.cells[result.cells["id"].astype(str) == str(respondent)]
    lines = [_head(result, person), *_terms(result)]
    lines += [_cell(result, cell) for _, cell in cells.iterrows()]
    lines += _whole(result, person)
    if result.intervals is not None:
        lines += _sudden(result, respondent)
    return "\n".join(line for line in lines if line)


def _head(result: CourseResult, person: Any) -> str:
    better = "lower" if result.scale.better == "lower" else "higher"
    name = f"{result.instrument.acronym or result.instrument.name}, {result.scale.name}"
    return f"Respondent {person['id']}: {name} ({better} scores are better)."


def _terms(result: CourseResult) -> list[str]:
    limit = (
        f"A change is reliable beyond {result.limit:.2f} points ({result.critical_value:.4g} x "
        f"the standard error of {result.standard_error:.4g}; a change of exactly the limit "
        f"counts as {result.rules.on_limit})."
    )
    if result.cutoffs.value is None:
        return [limit, f"Recovery cannot be judged: {result.cutoffs.barrier}."]
    side = "below" if result.scale.better == "lower" else "above"
    cutoff = (
        f"A score {side} {result.cutoffs.value:.2f} is functional ({result.cutoffs.label}; "
        f"a later score exactly on it counts as {result.rules.post_on_cutoff})."
    )
    return [limit, cutoff]


def _cell(result: CourseResult, cell: Any) -> str:
    occasion = f"{cell['occasion']}{_time_words(cell)}"
    if pd.isna(cell["score"]):
        return f"{occasion}: not assessable, {cell['reason']}."
    status = "" if pd.isna(cell["status"]) else f", {cell['status']}"
    score = f"{occasion}: {_number(cell['score'])}{status}"
    if cell["role"] == "baseline":
        return f"{score}; the baseline."
    if not cell["assessable"]:
        return f"{score}; not assessable, {cell['reason']}."
    from_baseline = (
        f"{_movement_words(result, cell['change'])} the baseline, {_class(cell['reliable'])}"
    )
    if cell["outcome"] == "recovered":
        from_baseline += " into the functional range: recovered"
    best = (
        f"{_movement_words(result, cell['from_best'])} the best so far "
        f"({_number(cell['best'])} at {cell['best_at']}), {_class(cell['against_best'])}"
    )
    follow_up_text = (
        ""
        if pd.isna(cell["follow_up"])
        else f"; at {result.post} there is no gain"
        if cell["follow_up"] == "no gain"
        else f"; the gain is {cell['follow_up']}"
        if cell["follow_up"] == "gained later"
        else f"; the gain at {result.post} is {cell['follow_up']}"
    )
    return f"{score}; {from_baseline}; {best}{follow_up_text}."


def _time_words(cell: Any) -> str:
    if "time" not in cell or pd.isna(cell["time"]):
        return ""
    time = cell["time"]
    if isinstance(time, pd.Timestamp):
        text = time.date().isoformat() if time == time.normalize() else time.isoformat(" ")
        since = "" if pd.isna(cell["since"]) else f", day {_number(cell['since'])}"
        return f" ({text}{since})"
    return "" if _number(time) == cell["occasion"] else f" (time {_number(time)})"


def _movement_words(result: CourseResult, points: float) -> str:
    if points == 0:
        return "the same as"
    better = (points < 0) == (result.scale.better == "lower")
    size = _number(abs(points))
    noun = "point" if size == "1" else "points"
    return f"{size} {noun} {'better' if better else 'worse'} than"


def _class(word: str) -> str:
    return _RELIABLE[word]


def _whole(result: CourseResult, person: Any) -> list[str]:
    if not person["assessable"]:
        return [f"The course is not assessable: {person['reason']}."]
    firsts = (
        ("first_gain", "First reliable gain"),
        ("first_deterioration", "First reliable deterioration from the baseline"),
        ("first_fall_from_best", "First reliable deterioration from the best so far"),
    )
    lines = [
        f"{words}: {'never' if pd.isna(person[name]) else person[name]}."
        for name, words in firsts
    ]
    return [*lines, _maintenance_words(result, person)] if result.post else lines


def _maintenance_words(result: CourseResult, person: Any) -> str:
    post = result.post
    missing = int(person["follow_ups_missing"])
    texts = {
        "kept": f"The gain at {post} is kept on every follow-up.",
        "kept where measured": f"The gain at {post} is kept on every follow-up that has "
        f"a score; {missing} {'has' if missing == 1 else 'have'} none.",
        "lost": f"The gain at {post} is lost at {person['lost_at']}: no reliable improvement "
        f"on the baseline any more, or reliably worse than at {post}.",
        "gained later": f"There is no reliable gain at {post}, and one at the last follow-up: "
        "gained later.",
        "no gain at post": f"There is no reliable gain at {post}.",
    }
    return texts.get(
        person["follow_up"] if pd.notna(person["follow_up"]) else "",
        f"Whether a gain at {post} lasts is not known: there is no score at {post}, or none "
        "after it.",
    )


def _sudden(result: CourseResult, respondent: object) -> list[str]:
    gains = result.sudden_gains
    mine = gains[gains["id"].astype(str) == str(respondent)]
    lines = [
        f"Sudden gain from {gain['before']} to {gain['after']}: {_number(gain['gain'])} points "
        f"({_number(gain['score_before'])} to {_number(gain['score_after'])})" + _reversal(gain)
        for _, gain in mine.iterrows()
    ]
    return lines or ["There is no sudden gain."]


def _reversal(gain: Any) -> str:
    if pd.isna(gain["reversed"]):
        return "; no later session tells whether it lasted."
    return f"; reversed at {gain['reversed_at']}." if gain["reversed"] else "; not reversed."


def _number(value: float) -> str:
    return f"{value:.6g}"
