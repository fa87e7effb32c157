"""The result of following respondents: by score, by respondent, by occasion."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import pandas as pd

from scorewell.change.inputs.input import Input
from scorewell.change.inputs.tie_rules import Rules
from scorewell.change.parameters.cutoffs import Cutoffs
from scorewell.change.trajectory.tables import reason_table, summary_table
from scorewell.definitions.model import Instrument, Scale
from scorewell.errors import ChangeError, Finding
from scorewell.io.json_values import plain, records
from scorewell.registry.contracts import ChangeMethod
from scorewell.results import PlottableResult, ScaleResult


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class CourseResult(ScaleResult, PlottableResult):
    """The course of every respondent on one scale.

    Attributes
    ----------
    instrument, scale, method
        What was followed, and by which index.
    occasions : tuple of str
        The occasions, in order.
    post : str
        The end of treatment; empty if none is named.
    cells : pandas.DataFrame
        One row per respondent and occasion, respondents in order of first
        appearance, occasions in order. ``id``; ``group`` where there is one;
        ``occasion``, ``place`` (from 1), ``role`` (before the baseline,
        baseline, later, post, follow-up); ``time`` as given and ``since`` the
        baseline (dates: in days) where there is one; ``score``; ``status``
        (clinical, functional); ``change`` from the baseline, in points, and
        ``index``, in standard errors; ``reliable`` (improved, unchanged,
        deteriorated, against the baseline); ``outcome`` (recovered, improved,
        unchanged, deteriorated); ``best``, the best score from the baseline
        to the occasion before, ``best_at`` its occasion, ``from_best`` the
        points from it, ``against_best`` (improved, unchanged, deteriorated);
        ``follow_up`` (kept, lost, gained later, no gain); ``assessable``, and ``reason``
        why not.
        What cannot be said is missing. The baseline itself is not assessable
        and needs no reason.
    respondents : pandas.DataFrame
        One row per respondent: ``id``; ``group``; ``baseline`` score and
        ``baseline_status``; ``n_later``, scores after it; ``best`` score and
        ``best_at``; ``last`` score, ``last_at``, ``last_reliable``,
        ``last_status``, ``last_outcome``; ``post_status`` and ``post_outcome``,
        those at ``post``, the outcome of the treatment; ``follow_up_at``, the
        last follow-up with a score, and ``follow_up_outcome`` on it;
        ``first_gain``, the first occasion
        with a reliable improvement on the baseline; ``first_deterioration``
        from the baseline; ``first_fall_from_best``, the first reliable
        deterioration from the best score so far; ``follow_up`` (kept, kept
        where measured, lost, gained later, no gain at post), ``lost_at``,
        ``follow_ups_missing``; ``assessable``, whether there is a baseline
        and a later score, and ``reason`` why not; ``sudden_gains`` and
        ``first_sudden_gain`` (the session after it) where asked for.
    intervals : pandas.DataFrame or None
        Every interval between neighbouring sessions against the criteria of
        sudden gains; None where not asked for. See
        :func:`~scorewell.change.trajectory.session_gains.find_sudden_gains`.
    inputs : tuple of Input
        Every number and choice that entered, with its origin and source.
    standard_error, critical_value, limit : float
        As in :class:`~scorewell.change.results.change_result.ChangeResult`.
    cutoffs : Cutoffs
        Where the functional range begins.
    rules : Rules
        What exact ties count as.
    findings : tuple of Finding
        Notes and warnings about inputs, rows and scores.
    """

    main_table: ClassVar[str] = "cells"
    respondent_tables: ClassVar[tuple[str, ...]] = ("respondents", "cells", "intervals")

    instrument: Instrument
    scale: Scale
    method: ChangeMethod
    occasions: tuple[str, ...]
    post: str
    cells: pd.DataFrame
    respondents: pd.DataFrame
    intervals: pd.DataFrame | None
    inputs: tuple[Input, ...]
    standard_error: float
    critical_value: float
    limit: float
    cutoffs: Cutoffs
    rules: Rules
    findings: tuple[Finding, ...] = ()

    @property
    def n(self) -> int:
        """How many respondents there are."""
        return len(self.respondents)

    @cached_property
    def n_assessable(self) -> int:
        """How many respondents have a baseline and a later score."""
        return int(self.respondents["assessable"].sum())

    @cached_property
    def sudden_gains(self) -> pd.DataFrame:
        """The intervals that are sudden gains.

        Raises
        ------
        ChangeError
            If sudden gains were not asked for.
        """
        if self.intervals is None:
            raise ChangeError(
                f"sudden gains of {self.instrument.column(self.scale.id)} were not looked for",
                hint="ask for them with their criteria: SuddenGains(cut=7)",
            )
        hits = self.intervals["sudden_gain"].fillna(value=False).astype(bool)
        return self.intervals[hits].reset_index(drop=True)

    def summary(self, *, level: float = 0.95) -> pd.DataFrame:
        """How many respondents stood where on each occasion.

        Parameters
        ----------
        level : float
            Confidence level of the intervals.

        Returns
        -------
        pandas.DataFrame
            ``occasion``; ``what``; ``n``; ``of``; ``share``, one of the
            other; ``low`` and ``high``, Wilson's interval of the share.
            ``improved``, ``unchanged``, ``deteriorated`` (against the
            baseline), ``worse than best``, ``functional`` and ``recovered``
            are of the respondents assessable on the occasion; ``functional``
            at the baseline is of those with a baseline score; ``kept`` and
            ``lost`` are of those with a gain at ``post`` and a score on the
            follow-up, ``gained later`` of those with scores on both and no gain
            at ``post``. A row of nobody is left out, and without a cut-off
            there is no ``functional`` and no ``recovered``.
        """
        classified = self.cutoffs.value is not None
        return summary_table(self.cells, classified=classified, level=level)

    @property
    def outcome_column(self) -> str:
        """The column of ``respondents`` with the outcome: at ``post``, else at the end."""
        return "post_outcome" if self.post else "last_outcome"

    @property
    def follow_ups(self) -> tuple[str, ...]:
        """The occasions after ``post``; none without one."""
        return self.occasions[self.occasions.index(self.post) + 1 :] if self.post else ()

    def follow_up_counts(self) -> dict[str, int]:
        """How many respondents kept, lost or later gained a reliable improvement.

        Returns
        -------
        dict of str to int
            ``kept`` (those where it is kept where measured among them),
            ``lost``, ``gained later``, and ``no gain`` (scores at ``post`` and
            on a follow-up, and no gain). Empty without follow-ups.
        """
        if not self.follow_ups:
            return {}
        people = self.respondents
        counts = people["follow_up"].value_counts()
        later = people["follow_up_at"].notna() & (people["follow_up"] == "no gain at post")
        return {
            "kept": int(counts.get("kept", 0) + counts.get("kept where measured", 0)),
            "lost": int(counts.get("lost", 0)),
            "gained later": int(counts.get("gained later", 0)),
            "no gain": int(later.sum()),
        }

    def missing(self) -> pd.DataFrame:
        """How many respondents are not assessable on each occasion, and why.

        Returns
        -------
        pandas.DataFrame
            ``occasion``, ``respondents``, ``scored``, ``assessable``, and a
            column per reason.
        """
        return reason_table(self.cells)

    def _values(self) -> dict[str, object]:
        return {
            **self._heading(
                ("id", "version", "name", "digest"), ("id", "name", "better", "low", "high")
            ),
            "method": {
                name: getattr(self.method, name)
                for name in ("name", "title", "formula", "reference")
            },
            "occasions": list(self.occasions),
            "post": self.post or None,
            **{
                name: plain(getattr(self, name))
                for name in (
                    "inputs", "standard_error", "critical_value", "limit", "cutoffs", "rules",
                    "findings",
                )
            },
            "counts": {"respondents": self.n, "assessable": self.n_assessable},
            "follow_up": self.follow_up_counts() or None,
            "summary": records(self.summary()),
            "missing": records(self.missing()),
        }  # fmt: skip
