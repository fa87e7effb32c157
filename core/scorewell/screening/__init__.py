"""Screening of answers for signs that a file was coded or put together wrongly.

In the order of the work::

    screen            one occasion of a file, and all findings about it
    sample            the answers as numbers, keyed as the scales say
    encodings         answers that are coded from another number
    reversed_items    items and scales that run against the key
    swapped_columns   exchanged columns, and scales that fall apart in two
    straightlining    respondents who give one answer over and over
    tables            the figures behind the findings
    findings          thresholds of the findings
"""
