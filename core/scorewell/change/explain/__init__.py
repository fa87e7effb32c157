"""How the classes of one respondent came about, for each kind of result.

In the order of the data::

change  a change result, and what all explanations share
others  results of approaches and growth models
"""
