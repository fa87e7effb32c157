"""Rules over several measures at once: who recovered on all, on any, or as a service counts it.

The way of a call::

    judge     each measure: clinical or functional before and after, improved, deteriorated
    conditions  the rule's conditions over the measures, each yes, no or not determined
    apply     respondents matched by id, outcomes, counts with their denominators
"""
