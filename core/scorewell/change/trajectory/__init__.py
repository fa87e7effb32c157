"""One respondent's course over any number of occasions, each status with its rule.

The way of a call::

    reading    the rows of a long frame: respondent, occasion, time, score
    columns    which occasion each row belongs to; never by the order of the rows
    grid       scores by respondent and occasion, with the reason where there is none
    standing   each score against the baseline, the best so far, and the cut-off
    keeping    a gain at the end of treatment, kept or lost at follow-up
    intervals  sudden gains from one session to the next
"""
