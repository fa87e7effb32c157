"""Which column of a frame holds which item, and how its answers are written.

``column_names`` compares names, ``encoding`` says which codes and labels stand for an answer,
``marker_columns`` finds columns that name an encoding or a language, ``covariate_source`` finds
the columns of covariates, ``binding`` is the result, and ``bind`` makes it.
"""
