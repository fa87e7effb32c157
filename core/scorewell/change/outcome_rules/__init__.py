"""Rules over several measures at once: who recovered on all of them, or on any.

In the order of the data::

measure_facts       each measure: statuses before and after, improved, deteriorated
amounts             amounts of change that a rule names, and how they are met
three_valued_logic  yes, no and not determined
conditions          the conditions of a rule over the measures
respondents         respondents of all measures, matched by id
counts              how many had each outcome, with their denominators
result, explain     the result, and its sentences
apply               a rule and change results to the result
"""
