"""Simulated answers that behave like published ones.

In the order of the work::

    design        how many respondents, which occasions, how much change, what is missing
    targets       the published alphas and norms, or those asked for
    model         a threshold model of the items
    calibration   the model whose expected alphas, means and SDs meet the targets
    draw          answers drawn from the model
    result        the answers, and what was expected of them
"""
