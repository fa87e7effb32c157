"""What an approach says about a group as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import pandas as pd

from scorewell.change.inputs import Input
from scorewell.errors import Finding
from scorewell.methods import Approach
from scorewell.model import Instrument, Scale
from scorewell.plain import plain, records

__all__ = ["GroupFigure", "GroupJudgement"]


@dataclass(frozen=True, kw_only=True)
class GroupFigure:
    """One figure of a group.

    Attributes
    ----------
    name : str
        What it is, for example ``mean change``.
    value : float
        In its unit.
    unit : {'points', 'share'}
        Points of the scale, or a part of one.
    low, high : float or None
        Its interval; None where there is none.
    level : float or None
        Confidence level, or posterior probability, of the interval.
    how : str
        How the interval was found.
    """

    name: str
    value: float
    unit: str = "points"
    low: float | None = None
    high: float | None = None
    level: float | None = None
    how: str = ""


@dataclass(frozen=True, kw_only=True)
class GroupJudgement:
    """What an approach says about a group as a whole.

    Attributes
    ----------
    approach : str
        Name of the approach.
    figures : tuple of GroupFigure
        What it found, with intervals where there are any.
    verdict : str
        What that means, in a few words.
    words : str
        The same in a sentence, with its numbers.
    n : tuple of int
        How many respondents: the pairs, or one number per group.
    inputs, findings
        As in :class:`~scorewell.change.judgement.Judgement`.
    method : Approach or None
        The approach itself, where it was asked for by name.
    parameters : mapping
        What it was told.
    otherwise : mapping
        The choices of a change analysis that its entry in a study makes otherwise.
    """

    approach: str
    instrument: Instrument
    scale: Scale
    figures: tuple[GroupFigure, ...]
    verdict: str
    words: str
    n: tuple[int, ...]
    inputs: tuple[Input, ...]
    findings: tuple[Finding, ...] = ()
    method: Approach | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    otherwise: Mapping[str, Any] = field(default_factory=dict)

    def sentence(self) -> str:
        """The judgement in a sentence."""
        return self.words

    def to_frame(self) -> pd.DataFrame:
        """The figures, one row each: the fields of GroupFigure, then ``n`` and ``verdict``."""
        n = " and ".join(map(str, self.n))
        frame = pd.DataFrame([asdict(each) for each in self.figures])
        return frame.assign(n=n, verdict=self.verdict)

    def to_dict(self) -> dict[str, object]:
        """The whole judgement as plain values that JSON can hold."""
        names = ("approach", "parameters", "otherwise", "verdict", "n", "inputs", "findings")
        return {
            "instrument": {"id": self.instrument.id, "version": self.instrument.version},
            "scale": {"id": self.scale.id, "better": self.scale.better},
            **{name: plain(getattr(self, name)) for name in names},
            "figures": records(pd.DataFrame([asdict(each) for each in self.figures])),
            "sentence": self.sentence(),
        }
