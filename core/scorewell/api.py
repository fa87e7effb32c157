"""The short way from a data frame to scores and change, in Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scorewell.errors import ChangeError, DataError
from scorewell.registry.registry import Registry, open_registry

if TYPE_CHECKING:
    import pandas as pd

    from scorewell.change.results.change_result import ChangeResult
    from scorewell.change.trajectory.result import CourseResult
    from scorewell.change.trajectory.sudden_gains import SuddenGains
    from scorewell.definitions.model import Instrument, Scale
    from scorewell.reliability.result import SampleReliability
    from scorewell.screening.result import Examination
    from scorewell.simulation.result import Simulation
    from scorewell.study.result import StudyResult


def load(
    name: str | Instrument, *, folders: Sequence[str] = (), overlays: Sequence[str] = ()
) -> Instrument:
    """One instrument by id, acronym, alias or path of its file.

    Parameters
    ----------
    name : str or Instrument
        An instrument is handed back as it is.
    folders, overlays : sequence of path, optional
        Further definitions, and overlays to apply in this order.

    Raises
    ------
    UnknownInstrumentError
        With the nearest names.

    Examples
    --------
    >>> load("pseq").scale("total").high
    60
    """
    if not isinstance(name, str):
        return name
    return open_registry(folders, overlays=overlays).load(name)


def score(
    frame: Any,
    instrument: str | Instrument,
    *,
    columns: str | Mapping[str, str] | None = None,
    coding: str = "",
    missing_codes: Sequence[float | str] = (),
    codes: Mapping[str, Any] | None = None,
    reversed_already: Sequence[str] = (),
    covariates: Mapping[str, str | Mapping[str, Any]] | None = None,
    keep: Sequence[str] | None = None,
    scales: Sequence[str] | None = None,
    detail: bool = True,
    norms: Sequence[str] = (),
    registry: Registry | None = None,
) -> Any:
    """Score every row of a frame; the same kind of frame comes back.

    Parameters
    ----------
    frame : pandas, Polars (eager or lazy), PyArrow, DuckDB or other frame
        One row per respondent and occasion, one column per item.
    instrument : str or Instrument
        Id, acronym or alias; or a loaded instrument.
    columns : str or mapping, optional
        Pattern such as ``Q{n}``, or item to column.
    coding : str, optional
        Name of the alternative encoding that the data uses.
    missing_codes : sequence, optional
        Codes that stand for a missing answer.
    codes : mapping, optional
        What is written to the value that is scored, or such a map by coding.
    covariates : mapping, optional
        Where sex, age and what else scores depend on stands: column by
        covariate, or ``{"column": ..., "codes": {1: "male", 2: "female"}}``.
        Columns of the same name are found without it.
    reversed_already : sequence of str, optional
        Items whose numbers were reversed before; ``["all"]`` stands for every
        item that a scale reverses. Never taken from the data.
    keep : sequence of str, optional
        Columns to hand through; all that are no items by default.
    scales : sequence of str, optional
        Only these scales.
    detail : bool
        Whether to add, per scale, how many items were answered, whether the
        score was prorated, why it is null, and its bands.
    norms : sequence of str, optional
        Norms beside which scores are set as z, T and percentile: ids or names
        of sets, or ``scale.id``.
    registry : Registry, optional
        Known instruments; all installed ones by default.

    Returns
    -------
    frame
        The kept columns, then one column ``instrument.scale`` per scale.

    Raises
    ------
    DataError
        If items cannot be bound to columns, or the data fits another
        encoding as well as the declared one or better.

    Examples
    --------
    A respondent who answers 3 to all ten items of the PSEQ scores 10 x 3 = 30. Answers from
    0 to 6 and those counted from 1 to 7 both have a 3, so it must be said which they are.

    >>> import pandas as pd
    >>> frame = pd.DataFrame({"id": [1], **{f"pseq_{n}": [3] for n in range(1, 11)}})
    >>> score(frame, "pseq", coding="declared", detail=False)["pseq.total"].item()
    30.0
    """
    from scorewell.answers.columns.bind import bind
    from scorewell.answers.values.frames import column_names
    from scorewell.scores.score import score as score_frame

    registry = registry or open_registry()
    found = registry.load(instrument) if isinstance(instrument, str) else instrument
    binding = bind(
        column_names(frame),
        found,
        mapping=columns,
        coding=coding,
        missing_codes=tuple(missing_codes),
        codes=codes,
        reversed_already=reversed_already,
        covariates=covariates,
    )
    return score_frame(
        frame,
        binding,
        methods=registry.plugins.scoring_methods,
        keep=keep,
        scales=scales,
        detail=detail,
        norms=norms,
    )


def findings(
    frame: Any,
    instrument: str | Instrument,
    *,
    columns: str | Mapping[str, str] | None = None,
    coding: str = "",
    missing_codes: Sequence[float | str] = (),
    codes: Mapping[str, Any] | None = None,
    reversed_already: Sequence[str] = (),
    keep: Sequence[str] = (),
) -> pd.DataFrame:
    """Every answer that is not allowed, as a table: row, item, value, problem, action.

    Parameters
    ----------
    frame, instrument, columns, coding, missing_codes, codes, reversed_already
        As in :func:`score`.
    keep : sequence of str, optional
        Columns to carry along, for example the respondent's id.
    """
    from scorewell.answers.checks.answer_checks import findings as find
    from scorewell.answers.columns.bind import bind
    from scorewell.answers.values.frames import column_names

    binding = bind(
        column_names(frame),
        load(instrument),
        mapping=columns,
        coding=coding,
        missing_codes=tuple(missing_codes),
        codes=codes,
        reversed_already=reversed_already,
    )
    return find(frame, binding, keep=keep)


def analyse_change(
    pairs: pd.DataFrame, scale: str, *, registry: Registry | None = None, **options: Any
) -> ChangeResult:
    """Judge the change of every respondent on one scale.

    Parameters
    ----------
    pairs : pandas.DataFrame
        ``id``, ``pre``, ``post`` and, if wanted, ``group``; one row each.
    scale : str
        ``instrument.scale``, for example ``pseq.total``.
    registry : Registry, optional
        Known instruments; all installed ones by default.
    **options
        As in the ``change`` part of a study file: ``reliability``, ``sd``,
        ``clinical``, ``functional``, ``criterion``, ``level`` and so on.

    Returns
    -------
    ChangeResult
        Cases, tables, inputs with their sources, findings.

    Examples
    --------
    >>> import pandas as pd
    >>> pairs = pd.DataFrame({"id": ["a", "b"], "pre": [20, 20], "post": [40, 21]})
    >>> result = analyse_change(pairs, "pseq.total", sd=10, reliability=0.92, clinical={
    ...     "mean": 20, "sd": 10, "source": "made up"})

    The limit is 1.96 x sqrt(2) x 10 x sqrt(1 - .92) = 7.84 points, so a rise
    of 20 is reliable and a rise of 1 is not.

    >>> round(result.limit, 2), result.cases["reliable"].tolist()
    (7.84, ['improved', 'unchanged'])
    """
    from scorewell.change.analyse import analyse
    from scorewell.change.options.options import ChangeOptions

    registry = registry or open_registry()
    instrument, found = _scale(scale, registry)
    return analyse(
        pairs,
        found,
        instrument=instrument,
        method_registry=registry.plugins.change_methods,
        options=[("call", ChangeOptions.from_mapping(options))],
    )


def _scale(name: str, registry: Registry) -> tuple[Instrument, Scale]:
    """The scale that ``instrument.scale`` names."""
    owner, _, part = name.rpartition(".")
    if not owner:
        raise ChangeError(f"`{name}` names no scale", hint="write instrument.scale: pseq.total")
    instrument = registry.load(owner)
    if part not in [each.id for each in instrument.scales]:
        known = ", ".join(each.id for each in instrument.scales)
        raise ChangeError(f"{instrument.id} has no scale `{part}`", hint=f"its scales: {known}")
    return instrument, instrument.scale(part)


def analyse_course(
    scores: pd.DataFrame,
    scale: str,
    *,
    order: Sequence[object] = (),
    baseline: object = "",
    post: object = "",
    sequence: str = "",
    sudden_gains: SuddenGains | None = None,
    registry: Registry | None = None,
    **options: Any,
) -> CourseResult:
    """Follow every respondent on one scale over any number of occasions.

    Parameters
    ----------
    scores : pandas.DataFrame
        ``id``, ``score``, and ``occasion`` or ``time`` (numbers or dates) or
        both; ``group`` if wanted. One row per respondent and occasion.
    scale : str
        ``instrument.scale``, for example ``pseq.total``.
    order : sequence, optional
        The occasions from the first to the last; by their time otherwise.
    baseline, post, sequence
        As in :class:`~scorewell.change.trajectory.occasions.Occasions`.
    sudden_gains : SuddenGains, optional
        The criteria of sudden gains, if these are to be looked for.
    registry : Registry, optional
        Known instruments; all installed ones by default.
    **options
        As in :func:`analyse_change`.

    Returns
    -------
    CourseResult
        Every status of every respondent on every occasion, counts, inputs
        with their sources, findings, and each course in words.

    Examples
    --------
    >>> import pandas as pd
    >>> scores = pd.DataFrame({
    ...     "id": ["a", "a", "a"], "occasion": ["post", "pre", "3m"], "score": [35, 20, 24]})
    >>> result = analyse_course(scores, "pseq.total", order=["pre", "post", "3m"], post="post",
    ...     sd=10, reliability=0.92, clinical={"mean": 20, "sd": 10, "source": "made up"})

    The limit is 1.96 x sqrt(2) x 10 x sqrt(1 - .92) = 7.84 points: 15 more
    than at baseline are a gain; 4 more are none, so it is lost.

    >>> result.respondents[["first_gain", "follow_up", "lost_at"]].iloc[0].tolist()
    ['post', 'lost', '3m']
    """
    from scorewell.change.options.options import ChangeOptions
    from scorewell.change.trajectory.follow import follow
    from scorewell.change.trajectory.occasions import Occasions

    registry = registry or open_registry()
    instrument, found = _scale(scale, registry)
    return follow(
        scores,
        found,
        instrument=instrument,
        method_registry=registry.plugins.change_methods,
        occasions=Occasions.of(order, baseline=baseline, post=post, sequence=sequence),
        options=[("call", ChangeOptions.from_mapping(options))],
        sudden_gains=sudden_gains,
    )


def analyse_reliability(
    frame: Any,
    scale: str,
    *,
    instrument: Instrument | None = None,
    columns: str | Mapping[str, str] | None = None,
    coding: str = "",
    missing_codes: Sequence[float | str] = (),
    codes: Mapping[str, Any] | None = None,
    reversed_already: Sequence[str] = (),
    rows: str = "complete",
    level: float = 0.95,
    retest: Any = None,
    id_column: str = "",
    registry: Registry | None = None,
) -> SampleReliability:
    """Reliability of a scale in a sample, from the answers to its items.

    Parameters
    ----------
    frame : pandas, Polars or other frame
        One row per respondent, one column per item; one occasion only.
    scale : str
        ``instrument.scale``, for example ``pseq.total``.
    instrument : Instrument, optional
        The instrument, where it is loaded already.
    columns, coding, missing_codes, codes, reversed_already
        As in :func:`score`.
    rows : {'complete', 'pairwise'}
        Only complete rows, or for each pair of items all rows that have both.
    level : float
        Confidence level of the intervals.
    retest : frame, optional
        The same columns on a second occasion.
    id_column : str, optional
        Column that identifies the respondent in both frames; needed for a retest.
    registry : Registry, optional
        Known instruments; all installed ones by default.

    Returns
    -------
    SampleReliability
        Alpha, omega and others with their intervals, each item, the published
        figures beside, findings.

    Raises
    ------
    DataError
        If there is no such scale, items cannot be bound to columns, or the data
        does not suffice.

    Examples
    --------
    Ten items that agree perfectly have alpha 1.

    >>> import pandas as pd
    >>> frame = pd.DataFrame({f"pseq_{n}": [0, 2, 4, 6] for n in range(1, 11)})
    >>> analyse_reliability(frame, "pseq.total").alpha.value
    1.0
    """
    from scorewell.reliability.items import item_matrix
    from scorewell.reliability.retest import retest_reliability, score_pairs
    from scorewell.reliability.sample_reliability import sample_reliability

    registry = registry or open_registry()
    name, _, part = scale.rpartition(".")
    if not name:
        raise DataError(f"`{scale}` names no scale", hint="write instrument.scale: pseq.total")
    found = instrument or registry.load(name)
    reading: dict[str, Any] = {
        "coding": coding,
        "missing_codes": tuple(missing_codes),
        "codes": codes,
        "reversed_already": reversed_already,
    }
    items = item_matrix(frame, found, part, columns=columns, **reading)
    again = None
    if retest is not None:
        if not id_column:
            raise DataError(
                "a retest needs the column that identifies respondents", hint="give id_column"
            )
        pairs = score_pairs(
            frame,
            retest,
            found,
            part,
            id_column=id_column,
            methods=registry.plugins.scoring_methods,
            mapping=columns,
            **reading,
        )
        again = retest_reliability(pairs, level=level, path=found.column(part))
    return sample_reliability(items, found, part, rows=rows, level=level, retest=again)


def examine(
    frame: Any,
    instrument: str | Instrument,
    *,
    columns: str | Mapping[str, str] | None = None,
    coding: str = "",
    missing_codes: Sequence[float | str] = (),
    codes: Mapping[str, Any] | None = None,
    reversed_already: Sequence[str] = (),
    occasion: str = "",
) -> Examination:
    """Look for signs that answers are reversed already, mis-keyed or in the wrong columns.

    Parameters
    ----------
    frame, instrument, columns, coding, missing_codes, codes, reversed_already
        As in :func:`score`; one occasion only.
    occasion : str, optional
        What to call it.

    Returns
    -------
    Examination
        ``findings`` with how sure they are and what to do; ``items``, ``scales``
        and ``respondents`` with the figures behind them.

    Raises
    ------
    DataError
        If items cannot be bound to columns.

    Examples
    --------
    >>> made = simulate("rses", 200, occasions=("pre",)).frame
    >>> examine(made, "rses").suspicious
    False
    """
    from scorewell.answers.columns.bind import bind
    from scorewell.answers.values.frames import column_names
    from scorewell.screening.screen import examine as look

    binding = bind(
        column_names(frame),
        load(instrument),
        mapping=columns,
        coding=coding,
        missing_codes=tuple(missing_codes),
        codes=codes,
        reversed_already=reversed_already,
    )
    return look(frame, binding, occasion=occasion)


def simulate(
    instrument: str | Instrument,
    respondents: int = 100,
    *,
    occasions: Sequence[str] = ("pre", "post"),
    change: float | Sequence[float] = 0.5,
    alpha: float | None = None,
    correlation: float = 0.5,
    retest: float | None = None,
    norm: str = "",
    missing: float = 0.0,
    dropout: float = 0.0,
    seed: int = 1,
) -> Simulation:
    """Answers of made-up respondents, with the published alpha and a given change.

    Parameters
    ----------
    instrument : str or Instrument
        Id, acronym or alias; or a loaded instrument.
    respondents : int
        How many there are at the first occasion.
    occasions, alpha, correlation, retest, norm, missing, dropout, seed
        As in :class:`~scorewell.simulation.design.Design`.
    change : float or sequence of float
        Standardised effect at every later occasion, or one for each, positive
        where it is an improvement.

    Returns
    -------
    Simulation
        ``frame`` (or ``wide()``) holds the answers, ``expected`` what the model
        expects of every scale.

    Raises
    ------
    DataError
        If a number is out of range, or no model gives what is asked for.

    Examples
    --------
    >>> made = simulate("pseq", 20, change=0.6, seed=3)
    >>> len(made.frame), made.expected["effect"].round(3).tolist()
    (40, [0.0, 0.6])
    """
    from scorewell.simulation.design import Design
    from scorewell.simulation.draw import simulate as draw

    effects = (change,) if isinstance(change, int | float) else tuple(change)
    design = Design(
        respondents=respondents,
        occasions=tuple(occasions),
        change=tuple(float(each) for each in effects),
        alpha=alpha,
        correlation=correlation,
        retest=retest,
        norm=norm,
        missing=missing,
        dropout=dropout,
        seed=seed,
    )
    return draw(load(instrument), design)


def evaluate(study: str | Path) -> StudyResult:
    """Run a study file; see :func:`scorewell.write_report` for its report."""
    from scorewell.study.plan import read_plan
    from scorewell.study.run import run_study

    return run_study(read_plan(Path(study)))
