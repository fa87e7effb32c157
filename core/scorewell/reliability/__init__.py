"""Reliability of scores, computed from a sample.

In the order of the data::

    items                answers to the items of a scale as numbers, keyed
    covariance           covariances of items, correlations and their intervals
    alpha, omega, lower_bounds, intraclass   coefficients, each with its formula
    measurement_error    standard error of measurement
    corrections          attenuation, Spearman-Brown
    comparison           test of two alphas
    sample_reliability   all coefficients of a scale in a sample
    retest               scores on two occasions
    published            the sample's coefficients beside published ones
    findings             warnings about sample, scoring and items
    coefficient, result  values and results
"""
