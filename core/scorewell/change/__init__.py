"""Scores before and after become classes: who changed reliably and clinically.

In the order of the data::

    options/        what a call, a study or a preset chooses
    inputs/         the request: scale, choices, pairs of scores, rules for ties
    parameters/     reliability, standard deviation, populations and cut-offs of the request
    classes/        codes and counts: improved, recovered, clinical
    resolve         every number and rule of a request: the settings
    sample, index   pairs read and checked; the index of change by the method of the settings
    results/        the results of an analysis, an approach and a growth model
    analyse         pairs to a change result; ``run_approach`` and ``advice`` stand above it
    uncertainty/    intervals of limits, cut-offs and shares; whose class depends on them
    trajectory/     the course of each respondent over any number of occasions
    outcome_rules/  rules over several measures
    sensitivity/    other choices, missing later scores, other denominators
    explain/        one respondent's classes, number by number
"""
