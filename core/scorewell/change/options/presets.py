"""Choices that go together: those of a paper, and those of other programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scorewell.errors import ChangeError, did_you_mean


@dataclass(frozen=True, kw_only=True)
class Preset:
    """Choices that go together.

    Attributes
    ----------
    name : str
        The word that options use.
    summary : str
        Whose choices these are.
    differs : str
        Where the results still differ from that program's, and why; empty
        where they do not.
    options : mapping
        The choices, as in the ``change`` entry of a study file.
    """

    name: str
    summary: str
    options: Mapping[str, object]
    differs: str = ""


_COMMON: Mapping[str, object] = {
    "method": "jacobson-truax",
    "sd": "baseline",
    "clinical": "baseline",
    "criterion": "auto",
    "auto_rule": "functional",
    "cutoff_multipliers": [2, 2],
    "centre": "mean",
    "spread": "sd",
    "on_limit": "unchanged",
    "pre_on_cutoff": "clinical",
    "post_on_cutoff": "clinical",
    "recovered_from": "clinical",
}

_PEERS = (
    Preset(
        name="jacobson-truax-1991",
        summary="The paper: a change of more than 1.96 standard errors; criterion c where "
        "functional figures exist, otherwise a; the sample as clinical population.",
        options={**_COMMON, "multiplier": 1.96},
    ),
    Preset(
        name="clinsig-1.2",
        summary="The R package clinsig: 1.96 fixed, all baseline scores, a score on the "
        "cut-off clinical at both occasions.",
        differs="The direction comes from the scale, never from the figures; cut-offs are not "
        "clipped at 0; missing scores do not stop the table. There, figures of a clinical "
        "population also replace the SD of the limit: give sd beside clinical for the same.",
        options={**_COMMON, "multiplier": 1.96},
    ),
    Preset(
        name="clinicalsignificance-3.0",
        summary="The R package clinicalsignificance: figures of complete pairs, the normal "
        "quantile, criterion a, a baseline score on the cut-off functional.",
        differs="Criterion b takes the functional SD, as in the paper, not the clinical one; "
        "occasions are matched by name, never by row order. Harmed is deteriorated with a "
        "functional baseline and a clinical end. For its HA cut-offs see "
        "the approach hageman-arrindell-true-scores.",
        options={
            **_COMMON,
            "sd": "pairs",
            "clinical": "pairs",
            "criterion": "a",
            "level": 0.95,
            "pre_on_cutoff": "functional",
        },
    ),
    Preset(
        name="jtrci-2019",
        summary="The R package JTRCI: figures of complete pairs, 1.96 fixed, a change on the "
        "limit reliable, a later score on the cut-off functional, recovered whatever the "
        "baseline; criterion b where the clinical and the functional population lie apart.",
        differs="Where a clinical population is given, criterion c takes its figures; there it "
        "takes those of the sample.",
        options={
            **_COMMON,
            "auto_rule": "overlap",
            "sd": "pairs",
            "clinical": "pairs",
            "multiplier": 1.96,
            "on_limit": "changed",
            "post_on_cutoff": "functional",
            "recovered_from": "any",
        },
    ),
    Preset(
        name="rciplot-0.1",
        summary="The R package rciplot: all baseline scores, the normal quantile, a "
        "later score on the cut-off clinical, recovered whatever the baseline.",
        differs="Criterion c weights each mean by the SD of the other population (swapped "
        "there) and a takes the clinical SD; a missing later score is not assessable, not "
        "unchanged; one missing baseline score does not hide every change.",
        options={**_COMMON, "level": 0.95, "recovered_from": "any"},
    ),
    Preset(
        name="cecpfuns-0.0",
        summary="The R package CECPfuns: the normal quantile of the level, a change on the "
        "limit unchanged, criterion c. Its user gives the SD: give sd beside it.",
        differs="Missing scores are counted apart, never in the denominator. There, the "
        "cut-off comes from two groups of the user's own: give clinical and functional.",
        options={**_COMMON, "level": 0.95, "criterion": "c"},
    ),
    Preset(
        name="leeds",
        summary="The Leeds Reliable Change Indicator, an Excel workbook: Jacobson and Truax's "
        "index alone.",
        differs="The workbook was not run; its description does not say how it treats exact "
        "ties, so they follow the defaults here.",
        options={"method": "jacobson-truax"},
    ),
)


PRESETS: Mapping[str, Preset] = {entry.name: entry for entry in _PEERS}
"""Every preset by name."""


def preset(name: str) -> Preset:
    """The preset of this name.

    Raises
    ------
    ChangeError
        If there is none.

    Examples
    --------
    >>> preset("jtrci-2019").options["on_limit"]
    'changed'
    """
    entry = PRESETS.get(name)
    if entry is None:
        raise ChangeError(
            f"there is no preset '{name}'",
            hint=did_you_mean(name, PRESETS) or f"there are {', '.join(PRESETS)}",
        )
    return entry
