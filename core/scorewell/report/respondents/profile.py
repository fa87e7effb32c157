"""The answers of one respondent to the items of one instrument."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scorewell.report.words import number, one_line

if TYPE_CHECKING:
    from scorewell.model import Instrument, Item

__all__ = ["Line", "Profile", "profile"]


@dataclass(frozen=True, kw_only=True)
class Line:
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
class Profile:
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
    lines: tuple[Line, ...]


def profile(
    instrument: Instrument,
    answers: Mapping[tuple[str, str], float],
    occasions: Sequence[str],
    *,
    scales: Sequence[str] = (),
) -> Profile:
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
    turned = {item for name in scales for item in instrument.scale(name).reversed}
    return Profile(
        title=one_line(f"{instrument.acronym or instrument.id}: {instrument.name}"),
        occasions=tuple(map(one_line, occasions)),
        lines=tuple(
            Line(
                position=item.position,
                label=one_line(item.label),
                reversed=item.id in turned,
                cells=tuple(_cell(item, answers.get((when, item.id))) for when in occasions),
            )
            for item in instrument.items
        ),
    )


def _cell(item: Item, answer: float | None) -> tuple[str, float]:
    if answer is None:
        return "", 0.0
    coding = item.coding
    labels = {each.value: each.label for each in coding.answers}
    label = labels.get(answer, "")
    words = f"{number(answer)} ({one_line(label)})" if label else number(answer)
    span = coding.highest - coding.lowest
    return words, (answer - coding.lowest) / span if span else 0.0
