"""How precisely limits, cut-offs and shares are known, and whose class depends on it.

In the order of the data::

intervals          intervals of standard deviations and shares
bootstrap          draws of means and standard deviations
reclassify         the classes of a result at other limits and cut-offs
limit_interval, cutoff_interval, group_differences, class_stability
uncertainty        a change result to all of these (``result``)
"""
