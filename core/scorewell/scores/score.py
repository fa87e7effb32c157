"""Scoring a frame: in goes any kind, out comes the same kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from scorewell.answers.columns.bind import bind
from scorewell.answers.columns.binding import Binding
from scorewell.answers.values.encoding_check import check_encoding
from scorewell.answers.values.encoding_parts import check_parts
from scorewell.answers.values.frames import (
    column_names,
    is_in_memory,
    is_pandas,
    to_native,
    to_pandas,
    to_sheet,
)
from scorewell.answers.values.label_languages import detect_languages
from scorewell.definitions.model import Instrument
from scorewell.errors import DataError, did_you_mean
from scorewell.registry.contracts import ScoringMethod
from scorewell.scores.output_columns import check_clash, output_names
from scorewell.scores.pipeline import apply_plan, method_error
from scorewell.scores.plan import compile_plan

if TYPE_CHECKING:
    import pandas as pd


def score(
    frame: Any,
    binding: Binding | Instrument,
    *,
    methods: Mapping[str, ScoringMethod],
    keep: Sequence[str] | None = None,
    scales: Sequence[str] | None = None,
    detail: bool = True,
    norms: Sequence[str] = (),
) -> Any:
    """Score every row of a frame.

    A missing answer is never zero: the missing rule of each scale decides
    whether there is a score, and without any answer there is none.

    Parameters
    ----------
    frame : frame
        One row per answer sheet: a pandas, Polars, PyArrow or DuckDB frame,
        or any other that narwhals knows. It is not changed.
    binding : Binding or Instrument
        Which column holds which item; with an instrument the columns are
        found by name.
    keep : sequence of str, optional
        Columns that come along; every column without an item, if not given.
    scales : sequence of str, optional
        The scales to score; all, if not given.
    detail : bool, optional
        Whether counts, reasons, bands and alerts come out, too.
    norms : sequence of str, optional
        Norms beside which scores are set, by id or by the name of a set
        (``nicholas-2019``) for every scale that has it, or with the scale
        (``total.nicholas-2019``).

    Returns
    -------
    frame
        The same kind as came in, lazy if it was lazy, with the index of a
        pandas frame: the kept columns; per scale ``instrument.scale`` (the
        score, a float, null if there is none) and with detail ``.answered``
        (how many items), ``.prorated`` (whether it rests on fewer than all
        answers), ``.reason`` (why there is none) and ``.band.<id>``; per norm
        ``.z.<norm>``, ``.T.<norm>`` and ``.percentile-normal.<norm>``, or
        ``.percentile.<norm>`` from a published table, and for norms in strata
        ``.norm.<set>`` and ``.norm-reason.<set>``; then
        ``instrument.<item or scale>.alert``, and ``instrument.invalid``, the
        number of answers that are not allowed and were taken as missing.

    Raises
    ------
    DataError
        If columns are missing or clash, or if the answers fit an alternative
        encoding as well as the declared one or better (of a lazy frame this is
        not checked: see :func:`scorewell.answers.values.encoding_check.check_encoding`).
    DefinitionError
        If the instrument cannot be scored as it says.
    """
    names = column_names(frame)
    if isinstance(binding, Instrument):
        binding = bind(names, binding)
    lazy = not is_in_memory(frame)
    binding = binding if lazy else detect_languages(frame, binding)
    plan = compile_plan(binding, methods=methods, scales=scales, detail=detail, norms=norms)
    kept_columns = columns_to_keep(names, binding, keep)
    check_clash(plan, kept_columns)
    sheet = to_sheet(frame, binding.read_columns)
    if lazy and hasattr(sheet, "collect"):
        return to_native(apply_plan(plan, sheet, keep=kept_columns))
    check_parts(frame, binding)
    check_encoding(frame, binding)
    pandas = is_pandas(frame)
    scores = apply_plan(plan, sheet, keep=() if pandas else kept_columns)
    scores = scores.select(*(() if pandas else kept_columns), *output_names(plan))
    try:
        scores = scores.collect() if isinstance(scores, pl.LazyFrame) else to_native(scores)
    except Exception as error:  # a method may raise anything
        failure = method_error(plan, error)
        if failure is None:
            raise
        raise failure from error
    return _beside(frame, kept_columns, scores) if pandas else scores


def columns_to_keep(
    names: Sequence[str], binding: Binding, keep: Sequence[str] | None
) -> list[str]:
    """The columns that come along: those asked for, or all without an item."""
    if keep is None:
        return [name for name in names if name not in binding.answer_columns]
    for name in keep:
        if name not in names:
            raise DataError(
                f"there is no column '{name}' to keep", hint=did_you_mean(name, names)
            )
    return list(dict.fromkeys(keep))


def _beside(
    frame: pd.DataFrame, kept_columns: Sequence[str], scores: pl.DataFrame
) -> pd.DataFrame:
    """The kept columns of a pandas frame and the results, under its index."""
    import pandas as pd

    names = column_names(frame)
    results = to_pandas(scores).set_index(frame.index)
    return pd.concat(
        [frame.iloc[:, [names.index(name) for name in kept_columns]], results], axis=1
    )
