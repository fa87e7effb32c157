"""The bundled growth methods: a respondent's slope over all occasions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scorewell.registry.contracts import GrowthMethod, Slopes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from scorewell_plugins.change.growth.mixed_model import Lines

    FloatArray = NDArray[np.float64]


_MODEL = (
    "in the model y = (b0 + u0) + (b1 + u1) * t + e, with y the score at time t, b0 and b1 the "
    "average line, u0 and u1 the deviations of one respondent, and e the rest; variances by "
    "restricted maximum likelihood"
)
_LAIRD_WARE = (
    "Laird NM, Ware JH (1982). Random-effects models for longitudinal data. "
    "Biometrics 38(4):963-974. doi:10.2307/2529876"
)


def growth_slope(
    time: FloatArray, score: FloatArray, person: NDArray[np.intp], n: int
) -> Slopes:
    """Each respondent's whole slope, against its own error.

    Parameters
    ----------
    time, score, person, n
        As for :class:`~scorewell.registry.contracts.GrowthMethod`.

    Raises
    ------
    PluginError
        If statsmodels is not installed.

    Notes
    -----
    The model and its errors are those of
    :func:`~scorewell_plugins.change.growth.mixed_model.fit_lines`: average slope
    and deviation together, with the uncertainty of both. Laird
    and Ware (1982), doi:10.2307/2529876.
    """
    from scorewell_plugins.change.growth.mixed_model import fit_lines

    lines = fit_lines(time, score, person, n=n)
    slope = lines.slope + lines.deviations
    return _slopes(lines, estimate=slope, standard_error=lines.total_errors)


def growth_deviation(
    time: FloatArray, score: FloatArray, person: NDArray[np.intp], n: int
) -> Slopes:
    """How far each respondent's slope lies from the average one, and nothing else.

    Parameters
    ----------
    time, score, person, n
        As for :class:`~scorewell.registry.contracts.GrowthMethod`.

    Raises
    ------
    PluginError
        If statsmodels is not installed.

    Notes
    -----
    As :func:`growth_slope`, but only the deviation is tested, by its standard
    deviation given the scores. Laird and Ware (1982), doi:10.2307/2529876.
    """
    from scorewell_plugins.change.growth.mixed_model import fit_lines

    lines = fit_lines(time, score, person, n=n)
    return _slopes(lines, estimate=lines.deviations, standard_error=lines.deviation_errors)


def _slopes(lines: Lines, *, estimate: FloatArray, standard_error: FloatArray) -> Slopes:
    return Slopes(
        slope=lines.slope + lines.deviations,
        tested=estimate,
        standard_error=standard_error,
        average=lines.slope,
        average_error=lines.slope_error,
        slope_sd=lines.slope_sd,
        residual_sd=lines.residual_sd,
        trouble=lines.trouble,
        on_boundary=lines.on_boundary,
    )


GROWTH_METHODS = (
    GrowthMethod(
        name="growth-slope",
        title="A respondent's own slope",
        summary="The slope of a respondent, average and deviation together, divided by its own "
        "error: whether this respondent changed. Nobody is judged where the slopes are not "
        "reliable.",
        formula=f"(b1 + u1) / SE(b1 + u1) {_MODEL}",
        reference=_LAIRD_WARE,
        compute=growth_slope,
        needs_reliability=True,
    ),
    GrowthMethod(
        name="growth-deviation",
        title="The deviation from the average slope",
        summary="Only how far a respondent's slope lies from the average one: where everybody "
        "improves alike, nobody does. It is what clinicalsignificance calls HLM.",
        formula=f"u1 / SD(u1 given y) {_MODEL}",
        reference=_LAIRD_WARE,
        compute=growth_deviation,
    ),
)
"""Every bundled growth method."""
