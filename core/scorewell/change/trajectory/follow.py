"""Follow every respondent over any number of occasions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from scorewell.change.index import index_of, limit_findings
from scorewell.change.inputs.input import Input
from scorewell.change.inputs.request import Request
from scorewell.change.options.options import ChangeOptions
from scorewell.change.resolve import ChangeSettings, resolve
from scorewell.change.trajectory.occasions import FIRST_SCORE, Occasions
from scorewell.change.trajectory.read_scores import read_rows
from scorewell.change.trajectory.result import CourseResult
from scorewell.change.trajectory.score_grid import Grid, make_grid
from scorewell.change.trajectory.session_gains import cut_of, find_sudden_gains
from scorewell.change.trajectory.status import classify_scores, follow_gains
from scorewell.change.trajectory.sudden_gains import SuddenGains
from scorewell.change.trajectory.tables import cell_table, respondent_table
from scorewell.definitions.model import Instrument, Scale
from scorewell.errors import ChangeError, Finding
from scorewell.i18n.messages import words
from scorewell.registry.contracts import ChangeMethod


def without_control(grid: Grid, request: Request) -> tuple[Grid, tuple[Finding, ...]]:
    """The grid without the control group that the options name, and a note on it.

    As for two occasions, the control group is not judged, and its scores are
    in no figure of the sample.
    """
    setting = request.setting("control_group")
    if setting is None:
        return grid, ()
    label = str(setting.value)
    inside = np.zeros(len(grid.ids), dtype=bool)
    if grid.group is not None:
        inside = (grid.group.astype("string") == label).to_numpy(dtype=bool, na_value=False)
    if not inside.any():
        raise ChangeError(
            f"{request.path}: no respondent is in the control group '{label}'",
            hint="name the column of the groups, and the group as it is written",
        )
    note = request.finding(
        "control-group",
        f"the {int(inside.sum())} respondents of the control group '{label}' are not followed",
    )
    rows = np.flatnonzero(~inside)
    grid_without_control = replace(
        grid,
        ids=grid.ids.take(rows).reset_index(drop=True),
        group=None if grid.group is None else grid.group.take(rows).reset_index(drop=True),
        times=None if grid.times is None else grid.times[rows],
        **{
            name: getattr(grid, name)[rows] for name in ("scores", "has_row", "reason", "start")
        },
    )
    return grid_without_control, (note,)


METHOD = "jacobson-truax"
"""The method of every course: the only one with one limit for any two scores."""


def follow(
    scores: pd.DataFrame,
    scale: Scale,
    *,
    instrument: Instrument,
    method_registry: Mapping[str, ChangeMethod],
    occasions: Occasions,
    options: Sequence[tuple[str, ChangeOptions]] = (),
    sudden_gains: SuddenGains | None = None,
    pair_settings: ChangeSettings | None = None,
    origin: str = "call",
) -> CourseResult:
    r"""Follow every respondent over any number of occasions.

    Parameters
    ----------
    scores : pandas.DataFrame
        ``id``, ``score``, and ``occasion`` or ``time`` or both; ``group`` if
        wanted. One row per respondent and occasion, in any order; rows may
        be lacking. ``time`` holds numbers (days, weeks, sessions) or dates.
    scale : Scale
        The scale, whose direction decides what improvement is.
    instrument : Instrument
        The instrument it belongs to.
    method_registry : mapping of str to ChangeMethod
        The registered change methods by name.
    occasions : Occasions
        The order of the occasions, the baseline, and the end of treatment.
        Where no order is declared it comes from ``time``: each distinct time
        is an occasion; where there is a column ``occasion`` as well, its
        occasions are ordered by their times, which must not overlap; dates
        alone give each respondent a sequence of their own.
    options : sequence of (str, ChangeOptions)
        Options by who sets them, the strongest first; as for
        :func:`~scorewell.change.analyse.analyse`. ``baseline`` stands for
        the baseline scores of all respondents, ``pairs`` for those of
        respondents with a score at ``post`` (without one: with any later
        score).
    sudden_gains : SuddenGains, optional
        The criteria of sudden gains, if these are to be looked for.
    pair_settings : ChangeSettings, optional
        The settings by which baseline and end of treatment are judged
        elsewhere. Every comparison with the baseline follows them, so that a
        respondent has the same class in both results; by default those of the
        course.
    origin : {'call', 'study', 'default'}
        Who says the occasions and the criteria of sudden gains.

    Returns
    -------
    CourseResult

    Raises
    ------
    ChangeError
        If an input is lacking or cannot be used, nothing says in which order
        the occasions come, a respondent has two rows of one occasion, or the
        method is not Jacobson and Truax's.

    Notes
    -----
    One limit of reliable change, settled as for two occasions, holds for any
    two scores of a respondent:

    .. math:: L = z\, S \sqrt{2} \sqrt{1 - r}

    with z the critical value, S the standard deviation and r the reliability
    (Jacobson and Truax, 1991, doi:10.1037/0022-006X.59.1.12). A score is a
    reliable improvement on an earlier one where it is better by more than L,
    and a reliable deterioration where it is worse by more than L; what a
    change of exactly L counts as is a rule of the analysis.

    Each score after the baseline is compared with the baseline score and
    against the best score from the baseline to the occasion before. What
    happens later never changes what is said about an earlier occasion. A
    missing score ends nothing: the comparisons go on with the scores there
    are. Many comparisons of one respondent are not corrected for their
    number: with ten occasions and no true change, more than one respondent in
    twenty shows at least one reliable change. Follow-ups are described in
    :func:`~scorewell.change.trajectory.status.follow_gains`, sudden gains in
    :class:`~scorewell.change.trajectory.sudden_gains.SuddenGains`.

    Examples
    --------
    Of two occasions: the R package clinicalsignificance 3.0.0 counts 16 improved, 4
    unchanged and 5 deteriorated, and of the first 6 recovered.

    >>> from scorewell.change.example_data import CHOICES, INSTRUMENT, SCALE, pairs
    >>> from scorewell.registry.registry import open_registry
    >>> methods = open_registry().plugins.change_methods
    >>> found = follow(
    ...     pairs().melt("id", var_name="occasion", value_name="score"), SCALE,
    ...     instrument=INSTRUMENT, method_registry=methods, options=CHOICES,
    ...     occasions=Occasions.of(["pre", "post"], post="post"),
    ... )
    >>> counts = found.summary().query("occasion == 'post'").set_index("what")["n"]
    >>> counts[["improved", "unchanged", "deteriorated", "recovered"]].tolist()
    [16, 4, 5, 6]
    """
    request = Request(instrument=instrument, scale=scale, options=tuple(options))
    _ = request.direction
    whole_grid = make_grid(read_rows(scores, request), occasions, request)
    grid, notes = without_control(whole_grid, request)
    request = replace(request, baseline=grid.population)
    _check_method(request)
    settings = resolve(request, method_registry)
    base = grid.baseline_scores
    error = float(index_of(settings, base, base).standard_error)
    limit = settings.critical_value * error
    pair_settings = pair_settings or settings
    status = classify_scores(grid, settings, pair_settings, request)
    gain_status = follow_gains(grid, status, settings, request)
    gains = None
    inputs = (*settings.inputs, *_inputs(grid, occasions, origin))
    if sudden_gains is not None:
        gains = find_sudden_gains(grid, sudden_gains, limit=limit, request=request)
        inputs += sudden_gains.inputs(cut=cut_of(sudden_gains, limit), origin=origin)
    return CourseResult(
        instrument=instrument,
        scale=scale,
        method=settings.method,
        occasions=grid.labels,
        post=occasions.post,
        cells=cell_table(grid, status, gain_status),
        respondents=respondent_table(grid, status, gain_status, gains),
        intervals=gains,
        inputs=inputs,
        standard_error=error,
        critical_value=settings.critical_value,
        limit=limit,
        cutoffs=pair_settings.cutoffs,
        rules=pair_settings.tie_rules,
        findings=(
            *grid.findings,
            *notes,
            *settings.findings,
            *limit_findings(request, limit),
            *_other_method(pair_settings, request),
        ),
    )


def _other_method(pair_settings: ChangeSettings, request: Request) -> tuple[Finding, ...]:
    """A note where scores are compared with the baseline by a method of its own."""
    if pair_settings.method.name == METHOD:
        return ()
    return (
        request.finding(
            "course-method",
            words(
                "every score is compared with the baseline by the method {{ method }}, as for "
                "two occasions; the limit of {{ limit }} holds between two later scores",
                method=pair_settings.method.name,
                limit=METHOD,
            ),
        ),
    )


def _check_method(request: Request) -> None:
    setting = request.setting("method")
    if setting is not None and setting.value != METHOD:
        raise ChangeError(
            f"{request.path}: a course cannot be judged by the method '{setting.value}'",
            hint=f"one limit has to hold for any two scores, which only {METHOD} gives",
        )


def _inputs(grid: Grid, occasions: Occasions, origin: str) -> tuple[Input, ...]:
    """The order of the occasions and what they are for, with their trails."""
    has_order = bool(occasions.order)
    inputs = [
        Input(
            name="occasions",
            value=", ".join(grid.labels),
            origin=origin if has_order else "sample",
            detail="in the order declared" if has_order else "in the order of their times",
        ),
        Input(
            name="baseline",
            value=occasions.baseline or grid.labels[0],
            origin=origin if occasions.baseline else "default",
            detail="each respondent's first score"
            if occasions.baseline == FIRST_SCORE
            else "all later scores are held against the score of this occasion",
        ),
    ]
    if occasions.post:
        detail = "the end of treatment; occasions after it are follow-ups"
        inputs.append(Input(name="post", value=occasions.post, origin=origin, detail=detail))
    return tuple(inputs)
