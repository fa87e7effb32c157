"""The answers of one respondent to the items of one instrument."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scorewell.i18n.messages import say, say_plural, term
from scorewell.report.formatting import number, one_line, points

if TYPE_CHECKING:
    from scorewell.definitions.model import Instrument, Item
    from scorewell.report.respondents.score_history import ScoreHistory


def _score(value: float) -> str:
    return number(value, decimals=2)


def history_words(history: ScoreHistory) -> str:
    """From which score to which, whether that is reliable, and in which range it ends."""
    if not history.points:
        return say("person.nothing")
    parts = [_end_words(history), _change_words(history), _follow_up_words(history)]
    return " ".join(filter(None, parts))


def _end_words(history: ScoreHistory) -> str:
    """The class at the end of treatment; empty where that is the only one."""
    if not history.post:
        return ""
    if history.outcome:
        outcome = say(f"outcome.{history.outcome}")
        return say("person.at_post", occasion=history.post, outcome=outcome)
    return say("person.not_at_post", occasion=history.post, reason=term(history.reason))


def _follow_up_words(history: ScoreHistory) -> str:
    """The class at follow-up, and whether a gain at the end of treatment lasted."""
    follow_up = history.follow_up
    if follow_up is None:
        return say("person.no_follow_up") if history.post else ""
    words = say(
        "person.at_follow_up",
        occasion=follow_up.occasion,
        score=_score(follow_up.score),
        outcome=say(f"outcome.{follow_up.outcome}"),
    )
    if not follow_up.gain:
        return f"{words}."
    gain = term(follow_up.gain)
    if follow_up.lost_at and follow_up.lost_at != follow_up.occasion:
        gain = f"{gain} ({follow_up.lost_at})"
    return f"{words}; {gain}."


def _change_words(history: ScoreHistory) -> str:
    reason = _reason(history) if history.reason and not history.post else ""
    if history.change is None:
        (first, before), *rest = history.compared or history.points
        words = say("person.one", score=_score(before), occasion=first)
        return f"{words} {reason}".strip() if not rest and len(history.points) == 1 else reason
    (first, before), (last, after) = history.compared
    direction = -1 if history.scale.better == "lower" else 1
    gain = history.change * direction
    points = _score(abs(history.change))
    sentence = say(
        f"person.moved_{'better' if gain > 0 else 'worse' if gain < 0 else 'same'}",
        first=first, last=last, before=_score(before), after=_score(after),
        points=say_plural("count.point", 1 if points == "1" else 2, n=points),
    )  # fmt: skip
    if not history.outcome:
        return f"{sentence} {reason}".strip()
    words = f"{sentence} {say(f'person.{history.outcome}')}"
    start, end = history.status
    if start and end and history.outcome != "recovered":
        if start == end:
            words += f" {say('person.status_kept', range=term(start))}"
        else:
            words += f" {say('person.status_left', start=term(start), end=term(end))}"
    return words


def _reason(history: ScoreHistory) -> str:
    return say("person.reason", reason=term(history.reason))


def missing_score_words(missing: Iterable[tuple[str, str]]) -> str:
    """Of each occasion without a score, why there is none."""
    return " ".join(
        say("person.lacking", occasion=occasion, reason=term(reason))
        for occasion, reason in missing
    )


_SIDES = {
    (True, False): "below", (True, True): "below_or_on",
    (False, False): "above", (False, True): "above_or_on",
}  # fmt: skip
"""Functional scores, by whether lower is better and whether the cut-off is one of them."""


def target_score_words(history: ScoreHistory) -> str:
    """Later scores that would mean a certain outcome; empty where none is known."""
    goals, lower = history.goals, history.scale.better == "lower"
    better, worse = ("lower", "higher") if lower else ("higher", "lower")
    parts = []
    if history.points and goals.improved is not None:
        parts.append(say(f"person.goal.improved_{better}", score=_score(goals.improved)))
    if history.points and goals.deteriorated is not None:
        parts.append(say(f"person.goal.deteriorated_{worse}", score=_score(goals.deteriorated)))
    if goals.functional is not None:
        parts.append(say(f"person.goal.functional_{better}", score=_score(goals.functional)))
    elif history.cutoffs.value is not None:
        cutoff = points(history.cutoffs.value, history.scale)
        edge = history.cutoffs.entry
        exact = edge is not None and edge.on_edge == "functional"
        parts.append(say(f"person.goal.cutoff_{_SIDES[lower, exact]}", cutoff=cutoff))
    else:
        parts.append(say("person.goal.not_judged", why=one_line(history.cutoffs.barrier)))
    if goals.improved is None and history.limit is not None:
        parts.append(say("person.goal.limit", limit=points(history.limit, history.scale)))
    return " ".join(parts)


@dataclass(frozen=True, kw_only=True)
class ItemLine:
    """One item.

    Attributes
    ----------
    position : int
        Its place on the form.
    label : str
        What it is about.
    reversed : bool
        Whether it is turned round when scored.
    cells : tuple of (str, float)
        For each occasion the answer in words and its place between the lowest
        (0) and the highest (1) allowed; empty and 0 where there is none.
    """

    position: int
    label: str
    reversed: bool
    cells: tuple[tuple[str, float], ...]


@dataclass(frozen=True, kw_only=True)
class AnswerProfile:
    """The answers to the items of one instrument.

    Attributes
    ----------
    title : str
        The instrument.
    occasions : tuple of str
        The occasions with answers, in order.
    lines : tuple of Line
        One per item, in the order of the form.
    """

    title: str
    occasions: tuple[str, ...]
    lines: tuple[ItemLine, ...]


def answer_profile(
    instrument: Instrument,
    answers: Mapping[tuple[str, str], float],
    occasions: Sequence[str],
    *,
    scales: Sequence[str] = (),
) -> AnswerProfile:
    """The answers of one respondent.

    Parameters
    ----------
    answers : mapping
        Answer by occasion and item.
    occasions : sequence of str
        The occasions, in order.
    scales : sequence of str
        Whose reversed items are marked.
    """
    reverse_items = {item for name in scales for item in instrument.scale(name).reversed}
    return AnswerProfile(
        title=one_line(f"{instrument.acronym or instrument.id}: {instrument.name}"),
        occasions=tuple(map(one_line, occasions)),
        lines=tuple(
            ItemLine(
                position=item.position,
                label=one_line(item.label),
                reversed=item.id in reverse_items,
                cells=tuple(
                    _cell(item, answers.get((occasion, item.id))) for occasion in occasions
                ),
            )
            for item in instrument.items
        ),
    )


def _cell(item: Item, answer: float | None) -> tuple[str, float]:
    if answer is None:
        return "", 0.0
    coding = item.coding
    labels = {option.value: option.label for option in coding.answers}
    label = labels.get(answer, "")
    words = f"{number(answer)} ({one_line(label)})" if label else number(answer)
    span = coding.highest - coding.lowest
    return words, (answer - coding.lowest) / span if span else 0.0
