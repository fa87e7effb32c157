"""A result in a sentence, each number with its n."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["sentence"]


def _count(number: int) -> str:
    return "none" if number == 0 else str(number)


def sentence(
    *,
    reliable: Mapping[str, int],
    assessable: int,
    not_assessable: Mapping[str, int],
    moved: tuple[int, int, int] | None,
) -> str:
    """The result of a sample in a sentence.

    Parameters
    ----------
    reliable : mapping of str to int
        How many ``improved`` and ``deteriorated`` reliably.
    assessable : int
        Of how many.
    not_assessable : mapping of str to int
        How many could not be assessed, by reason.
    moved : tuple of three int, or None
        How many were clinical at baseline, how many of these functional at
        the end, and how many of those had improved reliably; None without a
        cut-off.

    Examples
    --------
    >>> print(sentence(
    ...     reliable={"improved": 6, "deteriorated": 0}, assessable=13,
    ...     not_assessable={"no post score": 2}, moved=(9, 5, 4),
    ... ))
    6 of 13 respondents improved reliably; none deteriorated reliably; 5 of the 9 in the \
clinical range at baseline ended in the functional range, 4 of them with reliable \
improvement (recovered). 2 more could not be assessed (no post score: 2).
    """
    reasons = ", ".join(f"{why}: {number}" for why, number in not_assessable.items() if number)
    others = sum(not_assessable.values())
    if assessable == 0:
        return f"None of {others} respondents could be assessed ({reasons or 'no rows'})."
    people = "respondent" if assessable == 1 else "respondents"
    improved, deteriorated = reliable["improved"], reliable["deteriorated"]
    parts = [
        f"{_count(improved).capitalize()} of {assessable} {people} improved reliably",
        f"{_count(deteriorated)} deteriorated reliably",
        _movement(moved),
    ]
    text = "; ".join(parts) + "."
    return f"{text} {others} more could not be assessed ({reasons})." if others else text


def _movement(moved: tuple[int, int, int] | None) -> str:
    if moved is None:
        return "there is no cut-off, so movement into the functional range was not judged"
    clinical, functional, recovered = moved
    if clinical == 0:
        return "none was in the clinical range at baseline"
    text = (
        f"{_count(functional)} of the {clinical} in the clinical range at baseline ended in "
        "the functional range"
    )
    if functional == 0:
        return text
    return f"{text}, {_count(recovered)} of them with reliable improvement (recovered)"
