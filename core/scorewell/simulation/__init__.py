"""Made-up answers that behave like published ones.

The way of a call::

    Design      how many respondents, which occasions, how much change, what is missing
    targets     the alphas and norms that are published, or asked for
    calibrated  the model whose expected alphas, means and spread are these
    simulate    answers drawn from it, with what was expected of them
"""
