"""The results of change analyses.

In the order of the data::

change_result     of an index with a cut-off
approach_results  of any other approach, for respondents or for a group
growth            of a model of all occasions
"""
