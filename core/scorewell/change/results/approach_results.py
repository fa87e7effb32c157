"""Results of approaches other than an index with a cut-off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.change.classes.classify import OUTCOMES, by_group, code_labels, summary
from scorewell.change.classes.sentence import reason_words
from scorewell.change.inputs.input import Input
from scorewell.change.inputs.pairs import REASONS, Pairs
from scorewell.definitions.model import Instrument, Scale
from scorewell.errors import Finding
from scorewell.i18n.messages import code_message, join_messages, words
from scorewell.io.json_values import plain, records
from scorewell.registry.contracts import Approach
from scorewell.results import ScaleResult


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


@dataclass(frozen=True, kw_only=True, repr=False)
class GroupJudgement(ScaleResult):
    """The result of an approach for a group as a whole.

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
        As in :class:`~scorewell.change.results.approach_results.Judgement`.
    method : Approach or None
        The approach itself, where it was asked for by name.
    parameters : mapping
        The parameters of the approach.
    otherwise : mapping
        The choices of a change analysis that its entry in a study makes otherwise.
    groups : mapping of str to GroupJudgement
        The same within each group of the data, by its label; empty without
        groups.
    """

    respondent_tables: ClassVar[tuple[str, ...]] = ()

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
    groups: Mapping[str, GroupJudgement] = field(default_factory=dict)

    def sentence(self) -> str:
        """The judgement in a sentence."""
        return self.words

    def by_group(self) -> Iterator[tuple[str, GroupJudgement]]:
        """The judgement of all, under an empty label, then that of each group."""
        yield "", self
        yield from self.groups.items()

    def to_frame(self) -> pd.DataFrame:
        """The figures, one row each: the fields of GroupFigure, then ``n`` and ``verdict``.

        With groups the first column is ``group``, empty in the rows about all.
        """
        parts = []
        for label, judgement in self.by_group():
            frame = pd.DataFrame([asdict(figure) for figure in judgement.figures])
            n = " and ".join(map(str, judgement.n))
            frame = frame.assign(n=n, verdict=judgement.verdict)
            if self.groups:
                frame.insert(0, "group", label)
            parts.append(frame)
        return pd.concat(parts, ignore_index=True) if self.groups else parts[0]

    @property
    def _subject(self) -> str:
        return f"{super()._subject} by {self.approach}"

    def _key_counts(self) -> Mapping[str, object]:
        n = " and ".join(map(str, self.n))
        return {"n": n, "figures": len(self.figures)}

    def _values(self) -> dict[str, object]:
        names = ("approach", "parameters", "otherwise", "verdict", "n", "inputs", "findings")
        return {
            **self._heading(scale=("id", "better")),
            **{name: plain(getattr(self, name)) for name in names},
            "figures": records(pd.DataFrame([asdict(figure) for figure in self.figures])),
            "sentence": self.sentence(),
            **(
                {"groups": {label: part.to_dict() for label, part in self.groups.items()}}
                if self.groups
                else {}
            ),
        }


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Judgement(ScaleResult):
    """The result of an approach for each respondent.

    Attributes
    ----------
    approach : str
        Name of the approach, for example ``anchor``.
    cases : pandas.DataFrame
        One row per respondent, in the order given: ``id``, ``group`` where
        there is one, ``pre``, ``post``, ``change`` (post - pre, in points),
        what the approach adds, ``outcome`` (recovered where it asks for a
        cut-off, improved, unchanged, deteriorated), ``assessable``, and
        ``reason`` why not.
    cutoff : float or None
        Where the functional range begins; None where it is not asked for.
    inputs : tuple of Input
        Every number and choice that entered, with its origin and source.
    findings : tuple of Finding
        Notes and warnings about inputs and scores.
    recovers : bool
        Whether the approach tells recovery from improvement.
    barrier : str
        Why recovery, or movement over the cut-off, cannot be judged.
    method : Approach or None
        The approach itself, where it was asked for by name.
    parameters : mapping
        The parameters of the approach.
    otherwise : mapping
        The choices of a change analysis that its entry in a study makes otherwise.
    """

    approach: str
    instrument: Instrument
    scale: Scale
    cases: pd.DataFrame
    inputs: tuple[Input, ...]
    cutoff: float | None = None
    findings: tuple[Finding, ...] = ()
    recovers: bool = False
    barrier: str = ""
    method: Approach | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    otherwise: Mapping[str, Any] = field(default_factory=dict)

    @property
    def n(self) -> int:
        """How many respondents there are."""
        return len(self.cases)

    @property
    def n_assessable(self) -> int:
        """How many of them have an outcome."""
        return int(self.cases["assessable"].sum())

    def summary(self, *, level: float = 0.95) -> pd.DataFrame:
        """How many respondents had each outcome; see ``ChangeResult.summary``."""
        return summary(self.cases, classified=self.recovers, level=level)

    def by_group(self, *, level: float = 0.95) -> pd.DataFrame:
        """The same within each group; see ``ChangeResult.by_group``."""
        return by_group(self.cases, classified=self.recovers, level=level)

    def sentence(self) -> str:
        """The judgement in a sentence, each number with its n."""
        counts = self.summary().set_index("outcome")["n"]
        n_left = self.n - self.n_assessable
        parts = [
            words("{{ n }} {{ what }}", n=n, what=code_message(str(outcome)))
            for outcome, n in counts.items()
        ]
        text = words(
            "Of {{ n }} respondents: {{ parts }}.",
            n=self.n_assessable,
            parts=join_messages(parts, ", "),
        )
        if self.barrier:
            barrier = words("Recovery cannot be judged: {{ why }}.", why=self.barrier)
            text = join_messages([text, barrier]) if self.n_assessable else barrier
        if not n_left:
            return text
        reasons = reason_words(self.n_not_assessable)
        rest = words(
            "{{ n }} more could not be assessed ({{ reasons }}).", n=n_left, reasons=reasons
        )
        return join_messages([text, rest])

    @property
    def _subject(self) -> str:
        return f"{super()._subject} by {self.approach}"

    def _key_counts(self) -> Mapping[str, object]:
        table = self.summary()
        outcomes = dict(zip(table["outcome"], table["n"], strict=True))
        return {"n": self.n, "assessable": self.n_assessable, **outcomes}

    @property
    def n_not_assessable(self) -> Mapping[str, int]:
        """How many respondents are not assessable, by reason."""
        counts = self.cases.loc[~self.cases["assessable"], "reason"].value_counts()
        return {str(reason): int(n) for reason, n in counts.items() if n}

    def _values(self) -> dict[str, object]:
        return {
            "approach": self.approach,
            "parameters": plain(self.parameters),
            "otherwise": plain(self.otherwise),
            **self._heading(scale=("id", "better")),
            "cutoff": plain(self.cutoff),
            "inputs": [plain(source) for source in self.inputs],
            "not_assessable": dict(self.n_not_assessable),
            "sentence": self.sentence(),
            "summary": records(self.summary()),
            "by_group": records(self.by_group()),
            "findings": [plain(finding) for finding in self.findings],
        }


def approach_cases(
    read: Pairs,
    *,
    outcome: NDArray[np.int8],
    columns: Mapping[str, Any],
    reason: NDArray[np.int8] | None = None,
    reasons: tuple[str, ...] = REASONS,
) -> pd.DataFrame:
    """The frame of cases of an approach.

    Parameters
    ----------
    outcome : array of int
        Places in :data:`~scorewell.change.classes.classify.OUTCOMES`; -1 for none.
    columns : mapping
        What the approach adds between ``change`` and ``outcome``.
    reason, reasons
        Why respondents are not assessable, where that is more than the pairs
        say: places in ``reasons``, -1 for who is.
    """
    places = read.reason if reason is None else reason
    frame: pd.DataFrame = read.frame.assign(
        change=read.post - read.pre,
        **columns,
        outcome=code_labels(np.where(places < 0, outcome, -1).astype(np.int8), OUTCOMES),
        assessable=places < 0,
        reason=code_labels((places + 1).astype(np.int8), ("", *reasons)),
    )
    return frame
