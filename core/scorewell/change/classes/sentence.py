"""A result in a sentence, each number with its n."""

from __future__ import annotations

from collections.abc import Mapping

from scorewell.i18n.messages import Message, code_message, join_messages, plural_words, words


def reason_words(not_assessable: Mapping[str, int]) -> Message:
    """Why how many could not be assessed, for example ``no post score: 2``."""
    parts = [
        words("{{ reason }}: {{ n }}", reason=code_message(reason), n=number)
        for reason, number in not_assessable.items()
        if number
    ]
    return join_messages(parts, ", ")


def sentence(
    *,
    reliable: Mapping[str, int],
    assessable: int,
    not_assessable: Mapping[str, int],
    movement: tuple[int, int, int] | None,
    barrier: str = "",
) -> Message:
    """The result of a sample in a sentence.

    Parameters
    ----------
    reliable : mapping of str to int
        How many ``improved`` and ``deteriorated`` reliably.
    assessable : int
        Of how many.
    not_assessable : mapping of str to int
        How many could not be assessed, by reason.
    movement : tuple of three int, or None
        How many were clinical at baseline, how many of these functional at
        the end, and how many of those had improved reliably; None where that
        cannot be judged.
    barrier : str
        Why it cannot be judged.

    Examples
    --------
    >>> print(sentence(
    ...     reliable={"improved": 6, "deteriorated": 0}, assessable=13,
    ...     not_assessable={"no post score": 2}, movement=(9, 5, 4),
    ... ))
    6 of 13 respondents improved reliably; none deteriorated reliably; 5 of the 9 in the \
clinical range at baseline ended in the functional range, 4 of them with reliable \
improvement (recovered). 2 more could not be assessed (no post score: 2).
    """
    reasons = reason_words(not_assessable)
    n_excluded = sum(not_assessable.values())
    if assessable == 0:
        return words(
            "None of {{ n }} respondents could be assessed ({{ reasons }}).",
            n=n_excluded,
            reasons=reasons or words("no rows"),
        )
    text = words(
        "{{ improved }}; {{ deteriorated }}; {{ moved }}.",
        improved=_improved(reliable["improved"], assessable),
        deteriorated=_deteriorated(reliable["deteriorated"]),
        moved=_movement(movement, barrier),
    )
    if not n_excluded:
        return text
    remainder = words(
        "{{ n }} more could not be assessed ({{ reasons }}).", n=n_excluded, reasons=reasons
    )
    return join_messages([text, remainder])


def _improved(n: int, of: int) -> Message:
    if n == 0:
        return plural_words(
            "None of {{ of }} respondent improved reliably",
            "None of {{ of }} respondents improved reliably",
            of,
            of=of,
        )
    return plural_words(
        "{{ n }} of {{ of }} respondent improved reliably",
        "{{ n }} of {{ of }} respondents improved reliably",
        of,
        n=n,
        of=of,
    )


def _deteriorated(n: int) -> Message:
    return (
        words("{{ n }} deteriorated reliably", n=n)
        if n
        else words("none deteriorated reliably")
    )


def _movement(movement: tuple[int, int, int] | None, barrier: str) -> Message:
    if movement is None:
        return words("recovery cannot be judged: {{ why }}", why=barrier)
    clinical, functional, recovered = movement
    if clinical == 0:
        return words("none was in the clinical range at baseline")
    if functional == 0:
        return words(
            "none of the {{ of }} in the clinical range at baseline ended in the functional "
            "range",
            of=clinical,
        )
    text = words(
        "{{ n }} of the {{ of }} in the clinical range at baseline ended in the functional "
        "range",
        n=functional,
        of=clinical,
    )
    among = (
        words("{{ n }} of them with reliable improvement (recovered)", n=recovered)
        if recovered
        else words("none of them with reliable improvement (recovered)")
    )
    return join_messages([text, among], ", ")
