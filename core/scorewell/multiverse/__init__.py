"""The same pairs judged in every defensible way, and which choice matters.

The way of a call::

    choices     what each factor of an analysis may be: criterion, index, reliability, ...
    parts       the index, and the ranges, settled once per combination of what enters them
    multiverse  every combination: classes counted, shares, respondents who keep their class
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scorewell.lazy import lazy_names

if TYPE_CHECKING:
    from scorewell.multiverse.analysis import multiverse
    from scorewell.multiverse.choices import FACTORS, Choice
    from scorewell.multiverse.result import Multiverse

__all__ = ["FACTORS", "Choice", "Multiverse", "multiverse"]

__getattr__ = lazy_names(
    __name__,
    {
        "analysis": ("multiverse",),
        "choices": ("FACTORS", "Choice"),
        "result": ("Multiverse",),
    },
)
