"""Findings in the data.

``answer_checks`` finds answers that are not allowed, ``row_checks`` rows that cannot be
compared, ``findings`` collects both in one table, ``policies`` says what becomes of each kind.
"""
