"""The short way from a data frame to scores and change, in Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scorewell.errors import ChangeError
from scorewell.registry import Registry, open_registry

if TYPE_CHECKING:
    import pandas as pd

    from scorewell.change import ChangeResult
    from scorewell.model import Instrument
    from scorewell.study import StudyResult

__all__ = ["analyse_change", "evaluate", "findings", "load", "score"]


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
    keep: Sequence[str] | None = None,
    scales: Sequence[str] | None = None,
    detail: bool = True,
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
    keep : sequence of str, optional
        Columns to hand through; all that are no items by default.
    scales : sequence of str, optional
        Only these scales.
    detail : bool
        Whether to add, per scale, how many items were answered, whether the
        score was prorated, why it is null, and its bands.
    registry : Registry, optional
        Known instruments; all installed ones by default.

    Returns
    -------
    frame
        The kept columns, then one column ``instrument.scale`` per scale.

    Raises
    ------
    DataError
        If items cannot be bound to columns, or the data fits only another
        encoding.

    Examples
    --------
    A respondent who answers 3 to all ten items of the PSEQ scores 10 x 3 = 30.

    >>> import pandas as pd
    >>> frame = pd.DataFrame({"id": [1], **{f"pseq_{n}": [3] for n in range(1, 11)}})
    >>> score(frame, "pseq", detail=False)["pseq.total"].item()
    30.0
    """
    from scorewell.responses import bind, column_names
    from scorewell.scoring import score as score_frame

    registry = registry or open_registry()
    found = registry.load(instrument) if isinstance(instrument, str) else instrument
    binding = bind(
        column_names(frame),
        found,
        mapping=columns,
        coding=coding,
        missing_codes=tuple(missing_codes),
    )
    return score_frame(
        frame,
        binding,
        methods=registry.plugins.scoring_methods,
        keep=keep,
        scales=scales,
        detail=detail,
    )


def findings(
    frame: Any,
    instrument: str | Instrument,
    *,
    columns: str | Mapping[str, str] | None = None,
    coding: str = "",
    missing_codes: Sequence[float | str] = (),
    keep: Sequence[str] = (),
) -> pd.DataFrame:
    """Every answer that is not allowed, as a table: row, item, value, problem, action.

    Parameters
    ----------
    frame, instrument, columns, coding, missing_codes
        As in :func:`score`.
    keep : sequence of str, optional
        Columns to carry along, for example the respondent's id.
    """
    from scorewell.responses import bind, column_names
    from scorewell.responses import findings as find

    binding = bind(
        column_names(frame),
        load(instrument),
        mapping=columns,
        coding=coding,
        missing_codes=tuple(missing_codes),
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
    from scorewell.change import ChangeOptions, analyse

    registry = registry or open_registry()
    name, _, part = scale.rpartition(".")
    if not name:
        raise ChangeError(
            f"`{scale}` names no scale", hint="write instrument.scale: pseq.total"
        )
    instrument = registry.load(name)
    if part not in [each.id for each in instrument.scales]:
        known = ", ".join(each.id for each in instrument.scales)
        raise ChangeError(f"{instrument.id} has no scale `{part}`", hint=f"its scales: {known}")
    return analyse(
        pairs,
        instrument.scale(part),
        instrument=instrument,
        method_registry=registry.plugins.change_methods,
        options=[("call", ChangeOptions.from_mapping(options))],
    )


def evaluate(study: str | Path) -> StudyResult:
    """Run a study file; see :func:`scorewell.report.write_report` for its report."""
    from scorewell.study import read_plan, run_study

    return run_study(read_plan(Path(study)))
