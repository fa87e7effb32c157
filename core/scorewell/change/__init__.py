"""Who changed reliably and clinically: from pairs of scores to classes, each input named.

The way of a call::

    options  what the call and the study say, presets included; the scale's change entry below
    request  the analysis as asked for, with the sample's own scores
    terms    every number settled: reliability, standard deviation, populations, cut-offs, ties
    analyse  pairs of scores on these terms: index, classes, counts
    advise   one respondent on these terms: how many points, and to which score
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scorewell.lazy import lazy_names

if TYPE_CHECKING:
    from scorewell.change.advice import Advice
    from scorewell.change.analysis import analyse
    from scorewell.change.cutoffs import Cutoffs
    from scorewell.change.figures import Control, Population
    from scorewell.change.inputs import Input
    from scorewell.change.options import ChangeOptions
    from scorewell.change.presets import PRESETS, Preset
    from scorewell.change.result import ChangeResult
    from scorewell.change.shares import wilson
    from scorewell.change.single import advise

__all__ = [
    "PRESETS",
    "Advice",
    "ChangeOptions",
    "ChangeResult",
    "Control",
    "Cutoffs",
    "Input",
    "Population",
    "Preset",
    "advise",
    "analyse",
    "wilson",
]

__getattr__ = lazy_names(
    __name__,
    {
        "advice": ("Advice",),
        "analysis": ("analyse",),
        "cutoffs": ("Cutoffs",),
        "figures": ("Control", "Population"),
        "inputs": ("Input",),
        "options": ("ChangeOptions",),
        "presets": ("PRESETS", "Preset"),
        "result": ("ChangeResult",),
        "shares": ("wilson",),
        "single": ("advise",),
    },
)
