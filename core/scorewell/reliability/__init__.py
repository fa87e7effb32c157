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

from scorewell.reliability.alpha import alpha, alpha_if_dropped, feldt_interval, standardised
from scorewell.reliability.analysis import sample_reliability
from scorewell.reliability.attenuation import attenuated, disattenuated
from scorewell.reliability.bounds import SplitHalf, guttman_lambda6, split_half
from scorewell.reliability.coefficient import Coefficient
from scorewell.reliability.comparison import AlphaComparison, compare_alphas
from scorewell.reliability.correlation import fisher_interval, item_rest
from scorewell.reliability.covariance import Covariance, covariance_of
from scorewell.reliability.error import standard_error_interval, standard_error_of_measurement
from scorewell.reliability.intraclass import MeanSquares, intraclass, mean_squares
from scorewell.reliability.items import item_matrix, keyed_items
from scorewell.reliability.omega import OneFactor, omega_total, one_factor
from scorewell.reliability.pairs import score_pairs
from scorewell.reliability.prophecy import length_needed, spearman_brown
from scorewell.reliability.result import SampleReliability
from scorewell.reliability.retest import RetestReliability, retest_reliability

__all__ = [
    "AlphaComparison",
    "Coefficient",
    "Covariance",
    "MeanSquares",
    "OneFactor",
    "RetestReliability",
    "SampleReliability",
    "SplitHalf",
    "alpha",
    "alpha_if_dropped",
    "attenuated",
    "compare_alphas",
    "covariance_of",
    "disattenuated",
    "feldt_interval",
    "fisher_interval",
    "guttman_lambda6",
    "intraclass",
    "item_matrix",
    "item_rest",
    "keyed_items",
    "length_needed",
    "mean_squares",
    "omega_total",
    "one_factor",
    "retest_reliability",
    "sample_reliability",
    "score_pairs",
    "spearman_brown",
    "split_half",
    "standard_error_interval",
    "standard_error_of_measurement",
    "standardised",
]
