"""Who changed reliably and clinically: from pairs of scores to classes, each input named.

The way of a call::

    options  what the call and the study say, presets included; the scale's change entry below
    request  the analysis as asked for, with the sample's own scores
    terms    every number settled: reliability, standard deviation, populations, cut-offs, ties
    analyse  pairs of scores on these terms: index, classes, counts
    advise   one respondent on these terms: how many points, and to which score

Other approaches, each with its own result: ``distribution``, ``statistical``, ``anchor``,
``percentage``, ``hageman_arrindell`` for respondents; ``anchor_group``, ``anchor_between`` and
``proportions`` for groups; ``analyse_growth`` for all occasions; ``minimal_detectable_change``
for a scale. ``judge_by`` judges by an approach that a plugin registers, ours included.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scorewell.lazy import lazy_names

if TYPE_CHECKING:
    from scorewell.change.advice import Advice
    from scorewell.change.analysis import analyse
    from scorewell.change.approaches import anchor, statistical
    from scorewell.change.asked import approach_named, check_approach, judge_by
    from scorewell.change.cutoffs import Cutoffs
    from scorewell.change.detectable import DetectableChange, minimal_detectable_change
    from scorewell.change.effect import GroupEffect, anchor_between, anchor_group
    from scorewell.change.figures import SAMPLE_ALPHA, Control, Population, SampleAlpha
    from scorewell.change.group import GroupFigure, GroupJudgement
    from scorewell.change.growth import GrowthResult, analyse_growth
    from scorewell.change.hageman import TrueChange, hageman_arrindell
    from scorewell.change.indexed import combined, distribution
    from scorewell.change.inputs import Input
    from scorewell.change.judgement import Judgement
    from scorewell.change.options import ChangeOptions
    from scorewell.change.percent import percentage
    from scorewell.change.presets import PRESETS, Preset
    from scorewell.change.proportions import proportions
    from scorewell.change.result import ChangeResult
    from scorewell.change.shares import wilson
    from scorewell.change.single import advise

__all__ = [
    "PRESETS",
    "SAMPLE_ALPHA",
    "Advice",
    "ChangeOptions",
    "ChangeResult",
    "Control",
    "Cutoffs",
    "DetectableChange",
    "GroupEffect",
    "GroupFigure",
    "GroupJudgement",
    "GrowthResult",
    "Input",
    "Judgement",
    "Population",
    "Preset",
    "SampleAlpha",
    "TrueChange",
    "advise",
    "analyse",
    "analyse_growth",
    "anchor",
    "anchor_between",
    "anchor_group",
    "approach_named",
    "check_approach",
    "combined",
    "distribution",
    "hageman_arrindell",
    "judge_by",
    "minimal_detectable_change",
    "percentage",
    "proportions",
    "statistical",
    "wilson",
]

__getattr__ = lazy_names(
    __name__,
    {
        "advice": ("Advice",),
        "analysis": ("analyse",),
        "approaches": ("anchor", "statistical"),
        "asked": ("approach_named", "check_approach", "judge_by"),
        "cutoffs": ("Cutoffs",),
        "detectable": ("DetectableChange", "minimal_detectable_change"),
        "effect": ("GroupEffect", "anchor_between", "anchor_group"),
        "figures": ("SAMPLE_ALPHA", "Control", "Population", "SampleAlpha"),
        "group": ("GroupFigure", "GroupJudgement"),
        "growth": ("GrowthResult", "analyse_growth"),
        "hageman": ("TrueChange", "hageman_arrindell"),
        "indexed": ("combined", "distribution"),
        "inputs": ("Input",),
        "judgement": ("Judgement",),
        "options": ("ChangeOptions",),
        "percent": ("percentage",),
        "presets": ("PRESETS", "Preset"),
        "proportions": ("proportions",),
        "result": ("ChangeResult",),
        "shares": ("wilson",),
        "single": ("advise",),
    },
)
