"""How much a result depends on choices, on missing scores and on its denominator.

In the order of the data::

choices              what each factor of an analysis may be: criterion, index, ...
tally                every combination judged and counted
multiverse           pairs to the result of all combinations (``multiverse_result``)
missing_data         what missing later scores could hide (``missing_data_result``)
at_risk              outcomes as shares of those for whom they were possible
"""
