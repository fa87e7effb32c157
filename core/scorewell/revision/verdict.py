"""Whether a version number says what a change can alter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scorewell.revision.differences import Difference
from scorewell.revision.effects import EFFECTS, Effect

__all__ = ["Verdict", "judge_version"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What follows from the differences of two versions.

    Attributes
    ----------
    effect : {'scores', 'judgements', 'words', ''}
        The gravest of the differences; empty where there is none.
    fits : bool
        Whether the version number says so.
    message : str
        Both in a sentence.
    """

    effect: Effect | str
    fits: bool
    message: str


def judge_version(differences: Sequence[Difference], *, old: str, new: str) -> Verdict:
    """Whether a new version number says what a change can alter.

    A change that can alter a score raises the first number; one that can
    alter a judgement, or adds something, at least the second; any other at
    least the third. While the first number is 0, the second stands for it.

    Parameters
    ----------
    differences : sequence of Difference
        From the old version to the new one.
    old, new : str
        Their version numbers, such as ``1.4.0``.

    Examples
    --------
    >>> score = Difference(path="scales.total.method", kind="changed", old="sum", new="mean",
    ...     effect="scores")
    >>> judge_version([score], old="1.4.0", new="1.5.0").message
    'a score can change, so the version after 1.4.0 is 2.0.0 or later, not 1.5.0'
    >>> judge_version([score], old="1.4.0", new="2.0.0").fits
    True
    """
    found = {each.effect for each in differences}
    gravest = next((each for each in EFFECTS if each in found), "")
    before, after = _numbers(old), _numbers(new)
    if not differences:
        fits = after >= before
        text = "nothing that a definition says differs"
        return _verdict("", fits, text if fits else f"{text}, and {new} is before {old}")
    adds = any(each.kind == "added" for each in differences)
    step = 0 if gravest == "scores" else 1 if gravest == "judgements" or adds else 2
    if before[0] == 0:
        step = min(step + 1, 2)
    least = (*before[:step], before[step] + 1, *(0 for _ in before[step + 1 :]))
    reason = {
        "scores": "a score can change",
        "judgements": "no score can change, but a class, band, cut-off or alert can",
        "words": "no number can change",
    }[gravest]
    if after >= least:
        return _verdict(gravest, True, f"{reason}, and the version number says so")
    wanted = ".".join(map(str, least))
    return _verdict(
        gravest, False, f"{reason}, so the version after {old} is {wanted} or later, not {new}"
    )


def _verdict(effect: Effect | str, fits: bool, message: str) -> Verdict:
    return Verdict(effect=effect, fits=fits, message=message)


def _numbers(version: str) -> tuple[int, ...]:
    first, second, third = version.split(".")
    return int(first), int(second), int(third)
