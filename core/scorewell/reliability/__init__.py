"""How reliable scores are, computed from a sample.

The way of a call::

    item_matrix         answers to items as numbers, reversed where the key says so
    sample_reliability  alpha, omega, lambda-6, halves, each item, the published figures beside
    score_pairs         scores on two occasions, matched by respondent
    retest_reliability  retest and intraclass correlations, standard errors
    compare_alphas      whether two alphas from independent samples differ

Below them are single formulas on covariances: ``alpha``, ``omega_total``,
``guttman_lambda6``, ``split_half``, ``spearman_brown``, ``disattenuated`` and so on.
"""
