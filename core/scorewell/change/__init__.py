"""Who changed reliably and clinically: from pairs of scores to classes, each input named.

The way of a call::

    options  what the call and the study say; the scale's change entry comes below them
    request  the analysis as asked for, with the sample's own baseline scores
    terms    every number settled: reliability, standard deviation, populations, cut-offs, ties
    analyse  pairs of scores on these terms: index, classes, counts
    advise   one respondent on these terms: how many points, and to which score
"""

from scorewell.change.advice import Advice
from scorewell.change.analysis import analyse
from scorewell.change.cutoffs import Cutoffs
from scorewell.change.inputs import Input
from scorewell.change.options import ChangeOptions, Population
from scorewell.change.result import ChangeResult
from scorewell.change.shares import wilson
from scorewell.change.single import advise

__all__ = [
    "Advice",
    "ChangeOptions",
    "ChangeResult",
    "Cutoffs",
    "Input",
    "Population",
    "advise",
    "analyse",
    "wilson",
]
