"""The numbers of an analysis: reliability, standard deviation, populations and cut-offs.

``control_group`` gives the figures of people who were not treated; ``method_inputs`` lists
every number that an index of change may need.
"""
