"""The answer sheets that travel with a definition, and whether they come out right."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scorewell.answers.columns.binding import Binding
from scorewell.answers.columns.covariate_source import CovariateSource
from scorewell.answers.columns.encoding import DECLARED_CODING
from scorewell.definitions.model import Example, Instrument
from scorewell.errors import Finding, ScorewellError
from scorewell.registry.contracts import ScoringMethod
from scorewell.scores.score import score

_CODE = "examples-pass"
_TOLERANCE = 1e-9
_COVARIATE = "covariate "


@dataclass(frozen=True, kw_only=True)
class ExampleResult:
    """What one answer sheet gives.

    Attributes
    ----------
    scores : mapping of str to float or None
        Score by scale.
    bands : mapping of str to mapping
        Label by set of bands, by scale.
    alerts : tuple of str
        The items and scales whose alerts are raised.
    reasons : mapping of str to str
        Why there is no score, by scale without one.
    """

    scores: Mapping[str, float | None]
    bands: Mapping[str, Mapping[str, str | None]]
    alerts: tuple[str, ...]
    reasons: Mapping[str, str]


def run_example(
    instrument: Instrument, example: Example, methods: Mapping[str, ScoringMethod]
) -> ExampleResult:
    """Score one example."""
    return _run(instrument, [example], methods)[0]


def check_examples(
    instrument: Instrument, methods: Mapping[str, ScoringMethod]
) -> list[Finding]:
    """Score every example and compare it with what it says must come out.

    Scores must agree to 1e-9; bands that are named and the set of alerts
    must agree exactly.

    Returns
    -------
    list of Finding
        One per disagreement, empty if every example passes.
    """
    places = dict(enumerate(instrument.examples))
    wrong = [
        _finding(
            f"examples[{place}].answers",
            f"{len(example.answers)} answers for {len(instrument.items)} items",
        )
        for place, example in places.items()
        if len(example.answers) != len(instrument.items)
    ]
    if wrong or not places:
        return wrong
    try:
        results = _run(instrument, list(places.values()), methods)
    except ScorewellError as error:
        return [Finding(code=_CODE, message=error.message, path="scales", hint=error.hint)]
    return [
        _finding(f"examples[{place}].{path}", f"example '{example.name}': {message}")
        for (place, example), result in zip(places.items(), results, strict=True)
        for path, message in _differences(example, result)
    ]


def _finding(path: str, message: str) -> Finding:
    return Finding(code=_CODE, message=message, path=path)


def _run(
    instrument: Instrument, examples: Sequence[Example], methods: Mapping[str, ScoringMethod]
) -> list[ExampleResult]:
    import polars as pl

    instrument = _with_every_band(instrument)
    columns: dict[str, list[str | None]] = {
        item.id: [_text(example.answers[place]) for example in examples]
        for place, item in enumerate(instrument.items)
    }
    covariate_columns = {name: f"{_COVARIATE}{name}" for name in instrument.covariates}
    for name, column in covariate_columns.items():
        columns[column] = [_text(example.covariates.get(name)) for example in examples]
    binding = Binding(
        instrument=instrument,
        columns={item.id: item.id for item in instrument.items},
        coding=DECLARED_CODING,
        covariates={
            name: CovariateSource(column=column) for name, column in covariate_columns.items()
        },
    )
    # Text holds numbers and codes alike; pandas would take longer to import than all this.
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    scales = [scale.id for scale in instrument.scales]
    scores = score(frame, binding, methods=methods, scales=scales, keep=())
    return [_result(instrument, row) for row in scores.iter_rows(named=True)]


def _text(value: float | str | None) -> str | None:
    """An answer as a file has it."""
    if value is None or isinstance(value, str):
        return value
    return str(int(value)) if float(value).is_integer() else str(value)


def _with_every_band(instrument: Instrument) -> Instrument:
    """The instrument without default sets of bands, so that outputs have every set."""
    scales = tuple(
        replace(scale, bands=tuple(replace(bands, default=False) for bands in scale.bands))
        if any(bands.default for bands in scale.bands)
        else scale
        for scale in instrument.scales
    )
    return replace(instrument, scales=scales)


def _result(instrument: Instrument, row: Mapping[Any, Any]) -> ExampleResult:
    def value_or_none(name: str) -> Any:
        value = row[name]
        return None if value is None or value != value else value  # noqa: PLR0124 - NaN is not

    column = instrument.column
    scales = {scale.id: value_or_none(column(scale.id)) for scale in instrument.scales}
    targets = dict.fromkeys(alert.target for alert in instrument.alerts)
    return ExampleResult(
        scores=scales,
        bands={
            scale.id: {
                bands.id: value_or_none(f"{column(scale.id)}.band.{bands.id}")
                for bands in scale.bands
            }
            for scale in instrument.scales
        },
        alerts=tuple(target for target in targets if row[f"{instrument.id}.{target}.alert"]),
        reasons={
            scale: str(row[f"{column(scale)}.reason"])
            for scale, names in scales.items()
            if names is None
        },
    )


def _differences(example: Example, result: ExampleResult) -> Iterator[tuple[str, str]]:
    for scale, expected in example.scores.items():
        actual = result.scores.get(scale)
        if not _agree(expected, actual):
            reason = f" ({result.reasons[scale]})" if scale in result.reasons else ""
            yield (
                f"scores.{scale}",
                f"{scale} is {_score_text(actual)}{reason}, not {_score_text(expected)}",
            )
    for scale, labels in example.bands.items():
        for bands, label in labels.items():
            band = result.bands.get(scale, {}).get(bands)
            if band != label:
                yield f"bands.{scale}.{bands}", f"{scale} is {_in(band)}, not {_in(label)}"
    if set(example.alerts) != set(result.alerts):
        raised_text, expected_text = (
            ", ".join(targets) or "none" for targets in (result.alerts, example.alerts)
        )
        yield "alerts", f"alerts raised: {raised_text}; expected: {expected_text}"


def _in(band: str | None) -> str:
    return "in no band" if band is None else f"in band '{band}'"


def _agree(expected: float | None, actual: float | None) -> bool:
    if expected is None or actual is None:
        return expected is actual
    return math.isclose(expected, actual, rel_tol=0, abs_tol=_TOLERANCE)


def _score_text(score: float | None) -> str:
    return "null" if score is None else f"{score:.10g}"
