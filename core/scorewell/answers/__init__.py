"""Answers: from data files to one row of checked answers per respondent and occasion.

The folders in the order of the data: ``files`` opens and writes files, ``columns`` binds the
columns of a frame to the items of an instrument, ``values`` turns what is written in them into
numbers, ``layout`` arranges files as one row per respondent and occasion, ``checks`` finds
answers and rows that cannot be used, and ``detection`` says what an unknown file holds.
"""
