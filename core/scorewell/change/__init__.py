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
