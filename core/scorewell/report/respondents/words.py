"""One respondent on one scale in plain words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from scorewell.report.words import number, points
from scorewell.texts import said, say, term

if TYPE_CHECKING:
    from scorewell.report.respondents.tracks import Track

__all__ = ["goal_words", "lacking_words", "track_words"]


def _score(value: float) -> str:
    return number(value, decimals=2)


def track_words(track: Track) -> str:
    """From which score to which, whether that is reliable, and in which range it ends."""
    if not track.points:
        return say("person.nothing")
    (first, before), (last, after) = track.points[0], track.points[-1]
    if track.change is None:
        words = say("person.one", score=_score(before), occasion=first)
        return f"{words} {_reason(track)}" if track.reason else words
    direction = -1 if track.scale.better == "lower" else 1
    gain = track.change * direction
    points = _score(abs(track.change))
    moved = say(
        f"person.moved_{'better' if gain > 0 else 'worse' if gain < 0 else 'same'}",
        first=first, last=last, before=_score(before), after=_score(after),
        points=say("count.point" if points == "1" else "count.points", n=points),
    )  # fmt: skip
    if not track.outcome:
        return f"{moved} {_reason(track)}".strip()
    words = f"{moved} {say(f'person.{track.outcome}')}"
    start, end = track.status
    if start and end and track.outcome != "recovered":
        if start == end:
            words += f" {say('person.status_kept', range=term(start))}"
        else:
            words += f" {say('person.status_left', start=term(start), end=term(end))}"
    return words


def _reason(track: Track) -> str:
    return say("person.reason", reason=said(track.reason))


def lacking_words(lacking: Iterable[tuple[str, str]]) -> str:
    """Of each occasion without a score, why there is none."""
    return " ".join(
        say("person.lacking", occasion=occasion, reason=said(reason))
        for occasion, reason in lacking
    )


def goal_words(track: Track) -> str:
    """Which later scores would mean what, in points; empty where nothing is known."""
    goals, lower = track.goals, track.scale.better == "lower"
    better, worse = ("lower", "higher") if lower else ("higher", "lower")
    parts = []
    if track.points and goals.improved is not None:
        parts.append(say(f"person.goal.improved_{better}", score=_score(goals.improved)))
    if track.points and goals.deteriorated is not None:
        parts.append(say(f"person.goal.deteriorated_{worse}", score=_score(goals.deteriorated)))
    if goals.functional is not None:
        parts.append(say(f"person.goal.functional_{better}", score=_score(goals.functional)))
    elif track.cutoffs.value is not None:
        cutoff = points(track.cutoffs.value, track.scale)
        parts.append(say(f"person.goal.cutoff_{'below' if lower else 'above'}", cutoff=cutoff))
    if goals.improved is None and track.limit is not None:
        parts.append(say("person.goal.limit", limit=points(track.limit, track.scale)))
    return " ".join(parts)
