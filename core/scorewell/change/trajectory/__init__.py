"""The course of each respondent over any number of occasions.

In the order of the data::

occasions      the order of the occasions, the baseline, the end of treatment
read_scores    the rows of a long frame, and which occasion each belongs to
score_grid     scores by respondent and occasion, with the reason where there is none
status         each score against the baseline, the best so far and the cut-off
sudden_gains   the criteria of sudden gains; ``session_gains`` looks for them
tables         one row per score, per respondent, per occasion
follow         scores to the result; ``explain`` puts one course in words
"""
