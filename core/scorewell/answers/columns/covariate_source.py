"""The columns of covariates such as age and sex, and how they are written there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scorewell.answers.columns.column_names import fold
from scorewell.answers.columns.encoding import parse_number
from scorewell.definitions.model import Covariate, Instrument
from scorewell.errors import DataError, did_you_mean

CovariateMapping = Mapping[str, "str | Mapping[str, Any] | CovariateSource"]


@dataclass(frozen=True, kw_only=True)
class CovariateSource:
    """The column of a covariate.

    Attributes
    ----------
    column : str
        The column.
    codes : mapping of str or float to str
        Category by code, where the column does not hold the categories
        themselves: ``{1: "male", 2: "female"}``.
    """

    column: str
    codes: Mapping[str | float, str] = field(default_factory=dict)


def parse_covariate(text: str) -> tuple[str, CovariateSource]:
    """The name and the column of a covariate from the text of a command-line option.

    Examples
    --------
    >>> parse_covariate("age=Alter")
    ('age', CovariateSource(column='Alter', codes={}))
    >>> parse_covariate("sex=Geschlecht:1=male,w=female")[1].codes
    {1.0: 'male', 'w': 'female'}
    """
    name, equals, rest = text.partition("=")
    column, _, code_list = rest.partition(":") if "=" in rest else (rest, "", "")
    pairs = [pair.partition("=") for pair in code_list.split(",") if pair.strip()]
    if not (name.strip() and equals and column.strip()) or not all(pair[1] for pair in pairs):
        raise DataError(
            f"`{text}` names no column for a covariate",
            hint="write age=COLUMN, or with the meaning of codes sex=COLUMN:1=male,2=female",
        )
    codes = {_code(code): value.strip() for code, _, value in pairs}
    return name.strip(), CovariateSource(column=column.strip(), codes=codes)


def _code(text: str) -> str | float:
    number = parse_number(text)
    return text.strip() if number is None else number


def bind_covariates(
    columns: Sequence[str], instrument: Instrument, mapping: CovariateMapping
) -> dict[str, CovariateSource]:
    """The columns of covariates by name.

    A covariate that is not in the mapping is looked for by its name, whatever
    the case. A covariate without a column is not an error: the scores that
    need it are null and say so.
    """
    covariates = instrument.covariates
    sources: dict[str, CovariateSource] = {}
    for name, source in mapping.items():
        if name not in covariates:
            hint = f"it has {', '.join(covariates)}" if covariates else "it has none"
            raise DataError(
                f"{instrument.id} has no covariate '{name}'",
                hint=did_you_mean(name, covariates) or hint,
            )
        sources[name] = _check_source(columns, instrument, covariates[name], _source(source))
    for name in covariates:
        if name not in sources:
            fitting = [column for column in columns if fold(column) == fold(name)]
            if len(fitting) > 1:
                raise DataError(
                    f"{instrument.id}: {len(fitting)} columns are called like the covariate "
                    f"'{name}': {', '.join(fitting)}",
                    hint=f"say which: --covariate {name}=COLUMN",
                )
            if fitting:
                sources[name] = CovariateSource(column=fitting[0])
    return sources


def _source(source: str | Mapping[str, Any] | CovariateSource) -> CovariateSource:
    if isinstance(source, str):
        return CovariateSource(column=source)
    if isinstance(source, CovariateSource):
        return source
    return CovariateSource(
        column=source["column"],
        codes={
            _code(code) if isinstance(code, str) else float(code): value
            for code, value in source.get("codes", {}).items()
        },
    )


def _check_source(
    columns: Sequence[str],
    instrument: Instrument,
    covariate: Covariate,
    source: CovariateSource,
) -> CovariateSource:
    subject = f"{instrument.id}: the covariate '{covariate.id}'"
    if source.column not in columns:
        raise DataError(
            f"{subject} is said to be in column '{source.column}', which is not there",
            hint=did_you_mean(source.column, columns),
        )
    if source.codes and not covariate.values:
        raise DataError(f"{subject} is a number; it has no codes")
    categories = {code: covariate.read(value) for code, value in source.codes.items()}
    unknown = [value for code, value in source.codes.items() if categories[code] is None]
    if unknown:
        raise DataError(
            f"{subject} is never '{unknown[0]}'; it is {', '.join(covariate.values)}",
            hint=did_you_mean(unknown[0], covariate.values),
        )
    return CovariateSource(
        column=source.column, codes={code: str(value) for code, value in categories.items()}
    )
