"""Thresholds of the findings; ``docs/doctor.md`` has the error rates that they give."""

from __future__ import annotations

import math
from collections.abc import Collection
from statistics import NormalDist

from scorewell.answers.columns.binding import Binding
from scorewell.answers.columns.encoding import reversed_items
from scorewell.errors import Finding

HOW_SURE = {"error": "sure", "warning": "likely", "note": "possible"}
"""Severity of a finding, and how sure it is."""


def finding(code: str, message: str, severity: str, path: str, hint: str = "") -> Finding:
    """One finding of the examination."""
    return Finding(code=code, message=message, severity=severity, path=path, hint=hint)


def turning_back(binding: Binding, items: Collection[str]) -> str:
    """The option by which items that look turned are read as they should; empty if none does.

    Only items that a scale reverses can have been reversed before.
    """
    reversible = reversed_items(binding.instrument)
    if not items or not set(items) <= set(reversible):
        return ""
    if set(items) <= binding.mirrored:
        return "they were read as reversed already; if they are not, leave that out"
    mirrored = [item for item in reversible if item in {*items, *binding.mirrored}]
    option_value = ",".join(["all"] if mirrored == reversible else mirrored)
    study_value = option_value.replace(",", ", ")
    return f"--reversed-already {option_value} (in a study: reversed_already: [{study_value}])"


FEWEST = 30
"""From fewer respondents with complete answers than this nothing is concluded."""

LEAST_FALSE = 0.005
"""Chance of a false alarm of one kind in one file, shared among everything that is tested."""

LEAST_ITEM = 0.2
"""Weakest correlation, once turned, with which an item is said to be turned."""

LEAST_SCALE = 0.2
"""The same for a whole scale within the scale that counts it."""

LEAST_UNRELATED = 0.35
"""The same for a scale that is related to others by its direction alone."""

SURE = 0.2
"""A lower limit above this makes a finding sure, otherwise it is likely."""

MOST_APART = 0.15
"""Two parts of a scale whose correlation lies surely below this do not belong together."""

FLIPPED_SD = 1.5
"""Standard deviations from every published mean at which a flipped scale is thought of."""


def level_for(tests: int) -> float:
    """Two-sided confidence level of each of so many tests."""
    return 1 - 2 * LEAST_FALSE / max(tests, 1)


def lower_limit(r: float, n: int, tests: int) -> float:
    """Lower limit of a correlation, simultaneous for so many tests."""
    return math.tanh(_z(r) - _reach(n, tests))


def upper_limit(r: float, n: int, tests: int) -> float:
    """Upper limit of a correlation, simultaneous for so many tests."""
    return math.tanh(_z(r) + _reach(n, tests))


def _z(r: float) -> float:
    return math.atanh(min(max(r, -0.999999), 0.999999))


def _reach(n: int, tests: int) -> float:
    return NormalDist().inv_cdf((1 + level_for(tests)) / 2) / math.sqrt(max(n - 3, 1))
