"""From a data frame of answers to scores, findings and reliability."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from scorewell.errors import DataError
from scorewell.registry.registry import Registry, open_registry
from scorewell.scores.check_definition import load_checked

if TYPE_CHECKING:
    import pandas as pd
    from narwhals.stable.v2.typing import IntoFrame, IntoFrameT

    from scorewell.answers.columns.binding import Binding
    from scorewell.answers.columns.covariate_source import CovariateMapping
    from scorewell.definitions.model import Instrument
    from scorewell.reliability.result import SampleReliability
    from scorewell.screening.result import Examination
    from scorewell.simulation.result import Simulation

    Codes = Mapping[str, float] | Mapping[str, Mapping[str, float]]


def load(
    name: str | Instrument,
    *,
    folders: Sequence[str] = (),
    overlays: Sequence[str] = (),
    accept_errors: bool = False,
) -> Instrument:
    """Load an instrument by id, acronym, alias or path of its file.

    Parameters
    ----------
    name : str or Instrument
        An instrument is handed back as it is.
    folders, overlays : sequence of path, optional
        Further definitions, and overlays to apply in this order.
    accept_errors : bool
        Whether to load a definition in which ``scorewell check`` finds errors; results say so.

    Raises
    ------
    UnknownInstrumentError
        With the nearest names.
    DefinitionError
        If a definition that is not bundled, or an overlay, has errors.

    Examples
    --------
    >>> load("pseq").scale("total").high
    60
    """
    if not isinstance(name, str):
        return name
    registry = open_registry(folders, overlays=overlays, accept_errors=accept_errors)
    return load_checked(registry, name)


def score(
    frame: IntoFrameT,
    instrument: str | Instrument,
    *,
    columns: str | Mapping[str, str] | None = None,
    coding: str = "",
    missing_codes: Sequence[float | str] = (),
    missing_codes_over_answers: bool = False,
    codes: Codes | None = None,
    reversed_already: Sequence[str] = (),
    covariates: CovariateMapping | None = None,
    keep: Sequence[str] | None = None,
    scales: Sequence[str] | None = None,
    detail: bool = True,
    norms: Sequence[str] = (),
    registry: Registry | None = None,
) -> IntoFrameT:
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
    missing_codes_over_answers : bool
        Whether such a code may be an answer of the coding; refused otherwise.
    codes : mapping, optional
        Code in the data to the value that is scored, or such a map by coding.
    covariates : mapping, optional
        Columns of sex, age and whatever else scores depend on: column by
        covariate, or ``{"column": ..., "codes": {1: "male", 2: "female"}}``.
        Columns of the same name are found without it.
    reversed_already : sequence of str, optional
        Items whose numbers were reversed before; ``["all"]`` stands for every
        item that a scale reverses. Never taken from the data.
    keep : sequence of str, optional
        Columns to keep; all that are not items by default.
    scales : sequence of str, optional
        Only these scales.
    detail : bool
        Whether to add, per scale, how many items were answered, whether the
        score was prorated, why it is null, and its bands.
    norms : sequence of str, optional
        Norms beside which scores are set as z, T and percentile: ids or names
        of sets, or ``scale.id``.
    registry : Registry, optional
        Instruments and plugins; all that are installed by default.

    Returns
    -------
    frame
        The kept columns, then one column ``instrument.scale`` per scale.

    Warns
    -----
    UserWarning
        If scores of a frame in memory lie outside the range of their scale,
        which a method of a plugin can give; they are left as they are.

    Raises
    ------
    DataError
        If items cannot be bound to columns, the data fits another encoding as
        well as the declared one or better, or a missing code is an answer.

    Examples
    --------
    A respondent who answers 3 to all ten items of the PSEQ scores 10 x 3 = 30. Answers from
    0 to 6 and those counted from 1 to 7 both have a 3, so the call names the encoding.

    >>> import pandas as pd
    >>> frame = pd.DataFrame({"id": [1], **{f"pseq_{n}": [3] for n in range(1, 11)}})
    >>> score(frame, "pseq", coding="declared", detail=False)["pseq.total"].item()
    30.0
    """
    from scorewell.answers.values.frames import is_in_memory
    from scorewell.scores.score import score as score_frame

    registry = registry or open_registry()
    binding = _bind(
        frame,
        instrument,
        registry,
        columns=columns,
        coding=coding,
        missing_codes=missing_codes,
        missing_codes_over_answers=missing_codes_over_answers,
        codes=codes,
        reversed_already=reversed_already,
        covariates=covariates,
    )
    scores: IntoFrameT = score_frame(
        frame,
        binding,
        methods=registry.plugins.scoring_methods,
        keep=keep,
        scales=scales,
        detail=detail,
        norms=norms,
    )
    if is_in_memory(scores):
        for line in _outside_scores(scores, binding.instrument, registry):
            warnings.warn(
                f"{binding.instrument.column(line['item'])}: {line['problem']} "
                f"({line['action']})",
                stacklevel=2,
            )
    return scores


def _outside_scores(
    scores: IntoFrame, instrument: Instrument, registry: Registry
) -> list[dict[str, Any]]:
    """A finding for each scale with scores outside its range."""
    from scorewell.answers.checks.findings import Problems
    from scorewell.answers.values.frames import collect_sheet, column_names, to_sheet
    from scorewell.scores.outside_range import count_outside

    names = column_names(scores)
    columns = [instrument.column(scale.id) for scale in instrument.scales]
    sheet = to_sheet(scores, [column for column in columns if column in names])
    counts = count_outside(collect_sheet(sheet), instrument)
    if not counts:
        return []
    problems = Problems()
    methods = registry.plugins.scoring_methods.items()
    problems.add_outside_scores(
        instrument, counts, {name: method.plugin for name, method in methods}
    )
    return problems.frame().to_dicts()


def _bind(
    frame: IntoFrame,
    instrument: str | Instrument,
    registry: Registry | None,
    *,
    columns: str | Mapping[str, str] | None,
    coding: str,
    missing_codes: Sequence[float | str],
    missing_codes_over_answers: bool,
    codes: Codes | None,
    reversed_already: Sequence[str],
    covariates: CovariateMapping | None,
) -> Binding:
    from scorewell.answers.checks.missing_code_check import refuse_answers_as_missing
    from scorewell.answers.columns.bind import bind
    from scorewell.answers.values.frames import column_names

    if isinstance(instrument, str):
        instrument = load_checked(registry or open_registry(), instrument)
    binding = bind(
        column_names(frame),
        instrument,
        mapping=columns,
        coding=coding,
        missing_codes=tuple(missing_codes),
        codes=codes,
        reversed_already=reversed_already,
        covariates=covariates,
    )
    if not missing_codes_over_answers:
        refuse_answers_as_missing(frame, binding)
    return binding


def findings(
    frame: IntoFrame,
    instrument: str | Instrument,
    *,
    columns: str | Mapping[str, str] | None = None,
    coding: str = "",
    missing_codes: Sequence[float | str] = (),
    missing_codes_over_answers: bool = False,
    codes: Codes | None = None,
    reversed_already: Sequence[str] = (),
    covariates: CovariateMapping | None = None,
    keep: Sequence[str] = (),
    registry: Registry | None = None,
) -> pd.DataFrame:
    """Every answer that is not allowed, as a table: row, item, value, problem, action.

    Scores outside the range of their scale, which a method of a plugin can give, are counted at
    the end of it, scale by scale.

    Parameters
    ----------
    frame, instrument, columns, coding, missing_codes, codes, reversed_already
        As in :func:`score`.
    missing_codes_over_answers, covariates, registry
        As in :func:`score`.
    keep : sequence of str, optional
        Columns to carry along, for example the respondent's id.

    Raises
    ------
    DataError
        If items cannot be bound to columns.

    Examples
    --------
    The answers of the PSEQ go from 0 to 6.

    >>> import pandas as pd
    >>> frame = pd.DataFrame({f"pseq_{n}": [0, 5, 9 if n == 4 else 2] for n in range(1, 11)})
    >>> findings(frame, "pseq")[["row", "item", "value"]].values.tolist()
    [[3, 'pseq_4', '9']]
    """
    import pandas as pd

    from scorewell.answers.checks.answer_checks import findings as find
    from scorewell.scores.score import score as score_frame

    registry = registry or open_registry()
    binding = _bind(
        frame,
        instrument,
        registry,
        columns=columns,
        coding=coding,
        missing_codes=missing_codes,
        missing_codes_over_answers=missing_codes_over_answers,
        codes=codes,
        reversed_already=reversed_already,
        covariates=covariates,
    )
    table = find(frame, binding, keep=keep)
    outside: list[dict[str, Any]] = []
    with suppress(DataError):  # scoring raises it
        methods = registry.plugins.scoring_methods
        scores = score_frame(frame, binding, methods=methods, keep=(), detail=False)
        outside = _outside_scores(scores, binding.instrument, registry)
    if not outside:
        return table
    lines = pd.DataFrame(outside, dtype=object).reindex(columns=list(table.columns))
    return pd.concat([table.astype(object), lines], ignore_index=True)


def analyse_reliability(
    frame: IntoFrame,
    scale: str,
    *,
    instrument: Instrument | None = None,
    columns: str | Mapping[str, str] | None = None,
    coding: str = "",
    missing_codes: Sequence[float | str] = (),
    missing_codes_over_answers: bool = False,
    codes: Codes | None = None,
    reversed_already: Sequence[str] = (),
    rows: str = "complete",
    level: float = 0.95,
    retest: IntoFrame | None = None,
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
    columns, coding, missing_codes, missing_codes_over_answers, codes, reversed_already
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
        Instruments and plugins; all that are installed by default.

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
    instrument_id, _, scale_id = scale.rpartition(".")
    if not instrument_id:
        raise DataError(f"`{scale}` names no scale", hint="write instrument.scale: pseq.total")
    instrument = instrument or load_checked(registry, instrument_id)
    reading: dict[str, Any] = {
        "coding": coding,
        "missing_codes": tuple(missing_codes),
        "codes": codes,
        "reversed_already": reversed_already,
    }
    items = item_matrix(frame, instrument, scale_id, columns=columns, **reading)
    for answers in (frame, retest):
        if answers is not None:
            _bind(
                answers, instrument, registry, columns=columns, covariates=None,
                missing_codes_over_answers=missing_codes_over_answers, **reading,
            )  # fmt: skip
    stability = None
    if retest is not None:
        if not id_column:
            raise DataError(
                "a retest needs the column that identifies respondents", hint="give id_column"
            )
        pairs = score_pairs(
            frame,
            retest,
            instrument,
            scale_id,
            id_column=id_column,
            methods=registry.plugins.scoring_methods,
            mapping=columns,
            **reading,
        )
        path = instrument.column(scale_id)
        stability = retest_reliability(pairs, level=level, path=path)
    return sample_reliability(
        items, instrument, scale_id, rows=rows, level=level, retest=stability
    )


def examine(
    frame: IntoFrame,
    instrument: str | Instrument,
    *,
    columns: str | Mapping[str, str] | None = None,
    coding: str = "",
    missing_codes: Sequence[float | str] = (),
    missing_codes_over_answers: bool = False,
    codes: Codes | None = None,
    reversed_already: Sequence[str] = (),
    covariates: CovariateMapping | None = None,
    occasion: str = "",
    registry: Registry | None = None,
) -> Examination:
    """Look for signs that answers are reversed already, mis-keyed or in the wrong columns.

    Parameters
    ----------
    frame, instrument, columns, coding, missing_codes, codes, reversed_already
        As in :func:`score`; one occasion only.
    missing_codes_over_answers, covariates, registry
        As in :func:`score`.
    occasion : str, optional
        Name of the occasion.

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
    >>> sample = simulate("rses", 200, occasions=("pre",)).frame
    >>> examine(sample, "rses").suspicious
    False
    """
    from scorewell.screening.screen import examine as examine_frame

    binding = _bind(
        frame,
        instrument,
        registry,
        columns=columns,
        coding=coding,
        missing_codes=missing_codes,
        missing_codes_over_answers=missing_codes_over_answers,
        codes=codes,
        reversed_already=reversed_already,
        covariates=covariates,
    )
    return examine_frame(frame, binding, occasion=occasion)


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
    >>> sample = simulate("pseq", 20, change=0.6, seed=3)
    >>> len(sample.frame), sample.expected["effect"].round(3).tolist()
    (40, [0.0, 0.6])
    """
    from scorewell.simulation.design import Design
    from scorewell.simulation.draw import simulate as draw

    effects = (change,) if isinstance(change, int | float) else tuple(change)
    design = Design(
        respondents=respondents,
        occasions=tuple(occasions),
        change=tuple(float(effect) for effect in effects),
        alpha=alpha,
        correlation=correlation,
        retest=retest,
        norm=norm,
        missing=missing,
        dropout=dropout,
        seed=seed,
    )
    return draw(load(instrument), design)
