"""A small data set on which published programs have been run, for examples and for trying out.

Twenty-five made-up respondents on a scale from 0 to 60 where lower is better. The scores before
have a mean of exactly 24 and a standard deviation of exactly 8, so that with a functional
population of mean 8 and standard deviation 8 the cut-offs by a, b and c are 8, 24 and 16, and
scores lie on each of them. The R packages clinsig 1.2 and clinicalsignificance 3.0.0 were run
on it; examples in this package say which of them gave a number.
"""

from __future__ import annotations

import pandas as pd

from scorewell.change.options.options import ChangeOptions
from scorewell.change.options.typed_figures import Population
from scorewell.definitions.model import Instrument, MissingRule, Scale
from scorewell.registry.contracts import ApproachContext
from scorewell.registry.registry import open_registry

INSTRUMENT = Instrument(id="worked", version="1.0.0", name="Worked example")
"""An instrument that exists for examples only."""

SCALE = Scale(
    id="total",
    name="Total",
    method="sum",
    missing=MissingRule(rule="complete"),
    low=0,
    high=60,
    better="lower",
)
"""Its only scale."""

CHOICES = (
    (
        "call",
        ChangeOptions(
            preset="clinicalsignificance-3.0",
            reliability=0.875,
            functional=Population(mean=8, sd=8),
            criterion="c",
        ),
    ),
)
"""The choices with which the programs were run."""

_PRE = (
    40, 36, 34, 32, 32, 32, 30, 28, 28, 26, 26, 24, 8, 12, 14, 16, 16, 16, 18, 20, 20, 22, 22,
    24, 24,
)  # fmt: skip
_POST = (
    16, 8, 24, 24, 16, 15, 22, 20, 28, 34, 16, 24, 16, 4, 24, 16, 26, 6, 8, 8, 30, 12, 16, 14,
    16,
)  # fmt: skip


def pairs() -> pd.DataFrame:
    """The scores: ``id``, ``pre`` and ``post``.

    Examples
    --------
    By the construction of the data set, 24 and 8.

    >>> before = pairs()["pre"]
    >>> float(before.mean()), float(before.std())
    (24.0, 8.0)
    """
    return pd.DataFrame({"id": range(1, len(_PRE) + 1), "pre": _PRE, "post": _POST})


def example_context() -> ApproachContext:
    """The context in which an approach judges the example, with these choices."""
    return ApproachContext(
        instrument=INSTRUMENT,
        scale=SCALE,
        change_methods=open_registry().plugins.change_methods,
        options=CHOICES,
    )
