"""Yes, no and not determined, a whole sample at a time.

What is not known stays unknown unless it cannot matter: *no* and *unknown* is
no, *yes* or *unknown* is yes (Kleene's strong logic).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Answers = NDArray[np.int8]
NO, YES, UNKNOWN = 0, 1, -1
WORDS = ("no", "yes", "not determined")
"""The answers in words; the last stands for -1."""


def opposite(answers: Answers) -> Answers:
    """Yes for no, no for yes.

    Examples
    --------
    >>> opposite(np.array([1, 0, -1], dtype=np.int8)).tolist()
    [0, 1, -1]
    """
    return np.where(answers == UNKNOWN, UNKNOWN, 1 - answers).astype(np.int8)


def all_of(parts: Sequence[Answers]) -> Answers:
    """Whether all are yes.

    Examples
    --------
    >>> yes, no, unknown = (np.array([each], dtype=np.int8) for each in (1, 0, -1))
    >>> [int(all_of(pair)[0]) for pair in ([yes, yes], [yes, unknown], [no, unknown])]
    [1, -1, 0]
    """
    table = np.stack(parts)
    unknown = (table == UNKNOWN).any(axis=0)
    answers = np.where((table == NO).any(axis=0), NO, np.where(unknown, UNKNOWN, YES))
    return answers.astype(np.int8)


def any_of(parts: Sequence[Answers]) -> Answers:
    """Whether at least one is yes."""
    return opposite(all_of([opposite(part) for part in parts]))


def more(parts: Sequence[Answers], other_parts: Sequence[Answers]) -> Answers:
    """Whether more of ``parts`` than of ``other_parts`` are yes.

    Not determined where what is unknown could turn the comparison.
    """
    least, most = _count(parts)
    others_least, others_most = _count(other_parts)
    answers = np.where(least > others_most, YES, np.where(most <= others_least, NO, UNKNOWN))
    return answers.astype(np.int8)


def _count(parts: Sequence[Answers]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """How many are yes, at least and at most."""
    table = np.stack(parts)
    yes = (table == YES).sum(axis=0)
    return yes, yes + (table == UNKNOWN).sum(axis=0)
