"""The same pairs judged in every defensible way, and which choice matters.

The way of a call::

    choices     what each factor of an analysis may be: criterion, index, reliability, ...
    parts       the index, and the ranges, settled once per combination of what enters them
    multiverse  every combination: classes counted, shares, respondents who keep their class
"""
