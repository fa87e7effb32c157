"""Made-up answers that behave like published ones.

The way of a call::

    Design      how many respondents, which occasions, how much change, what is missing
    targets     the alphas and norms that are published, or asked for
    calibrated  the model whose expected alphas, means and spread are these
    simulate    answers drawn from it, with what was expected of them
"""

from scorewell.simulation.calibration import calibrated
from scorewell.simulation.design import Design
from scorewell.simulation.draw import simulate
from scorewell.simulation.model import ThresholdModel
from scorewell.simulation.result import Simulation
from scorewell.simulation.targets import AlphaTarget, NormTarget, Targets, targets

__all__ = [
    "AlphaTarget",
    "Design",
    "NormTarget",
    "Simulation",
    "Targets",
    "ThresholdModel",
    "calibrated",
    "simulate",
    "targets",
]
