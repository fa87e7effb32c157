"""A study file to its result.

In the order of the data::

plan           the study file as values
measure        one instrument: answers or totals to scores
select_scores  pairs and courses of one scale
approaches     further approaches, bound before data are read
outcome_rules  rules over several measures, bound and applied
run            everything in order
result         the result
manifest, lock what it was made with, and pinning that
"""
