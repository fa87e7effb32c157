"""The values in the columns of covariates, as expressions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scorewell.answers.columns.covariate_source import CovariateSource
from scorewell.answers.columns.encoding import Encoding
from scorewell.answers.values.expressions import read_column
from scorewell.definitions.model import Answer, Coding, Covariate, Instrument
from scorewell.errors import DataError
from scorewell.registry.contracts import expressions as ex
from scorewell.registry.contracts.strata import CovariateColumn

_NUMBER = r"^\s*[+-]?\d+([.,]\d+)?\s*$"


def covariate_columns(
    frame: Any, instrument: Instrument, sources: Mapping[str, CovariateSource]
) -> dict[str, CovariateColumn]:
    """The covariates of an instrument that have a column, as expressions by name."""
    schema = ex.schema_of(frame)
    columns = {}
    for name, source in sources.items():
        covariate = instrument.covariates[name]
        read = _category if covariate.values else _number
        columns[name] = read(covariate, source, schema[source.column])
    return columns


def _category(covariate: Covariate, source: CovariateSource, dtype: Any) -> CovariateColumn:
    places = {value: float(place) for place, value in enumerate(covariate.values)}
    answers = tuple(Answer(value=place, label=value) for value, place in places.items())
    # Without codes no number means a category: a label is never read as a number.
    names: dict[str | float, str] = {value: value for value in covariate.values}
    for mapping in (covariate.synonyms, source.codes):
        names.update(mapping.items())
    code = Encoding(
        coding=Coding(id=covariate.id, answers=answers),
        codes=tuple((text, places[value]) for text, value in names.items()),
    )
    read = read_column(source.column, dtype, code, ex.Float64)
    return CovariateColumn(covariate=covariate, known=read.ok, value=read.value)


def _number(covariate: Covariate, source: CovariateSource, dtype: Any) -> CovariateColumn:
    x = ex.col(source.column)
    if dtype == ex.String:
        text = ex.when(x.str.contains(_NUMBER)).then(x)
        x = text.str.strip_chars().str.replace_all(",", ".", literal=True)
    elif not dtype.is_numeric():
        raise DataError(
            f"column '{source.column}' holds {dtype}, which are no numbers",
            hint=f"name a column that holds the {covariate.label} as a number",
        )
    number = x.cast(ex.Float64)
    inside = (number >= covariate.low) & (number <= covariate.high)
    return CovariateColumn(
        covariate=covariate,
        known=ex.when(inside).then(1).otherwise(0),
        value=ex.when(inside).then(number).otherwise(0.0),
    )
