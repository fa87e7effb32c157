"""Findings in the data.

``answer_checks`` finds answers that are not allowed, ``skip_checks`` those that contradict an
earlier one, ``row_checks`` rows that cannot be compared; ``findings`` collects them in one
table, ``policies`` says what becomes of each kind.
"""
