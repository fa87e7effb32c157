"""What every scoring method must do, on every back end that is installed."""

from __future__ import annotations

import copy
import importlib
import importlib.util
import itertools
import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd
import polars as pl

from scorewell.answers.columns.binding import Binding
from scorewell.answers.columns.covariate_source import CovariateSource
from scorewell.answers.values.frames import collect_sheet, to_sheet
from scorewell.definitions.model import (
    Answer,
    Coding,
    Covariate,
    Instrument,
    Item,
    MissingRule,
    Scale,
)
from scorewell.registry.contracts import ScoringMethod
from scorewell.scores.score import score
from scorewell.testing.check import (
    Check,
    CheckError,
    checks_from,
    demand,
    demand_name,
    demand_parameters,
    demand_texts,
)

_MOST = 400
_PART = ScoringMethod(
    name="only-part",
    summary="The value of a single part.",
    formula="v",
    score=lambda parts: parts.values[0],
    reach=lambda _ids, lows, highs, _parameters: (lows[0], highs[0]),
    prorates=False,
)
"""What a method over scales is given scales of."""

Table = dict[str, list[Any]]
Scores = list[float | None]


@dataclass(frozen=True, kw_only=True)
class ScoringCase:
    """What a method is tried with.

    Attributes
    ----------
    answers : tuple of tuple of float
        Per part the values that it can have. Values that begin above 0 show
        a method that takes a missing part for 0.
    parameters : mapping
        As a definition would write them; parts are called ``p1``, ``p2`` ...
    covariates : mapping of str to Covariate
        What the method asks for besides.
    covariate_values : mapping of str to tuple
        Values of each covariate to try.
    """

    answers: tuple[tuple[float, ...], ...] = ((1, 2, 3),) * 3
    parameters: Mapping[str, Any] = field(default_factory=dict)
    covariates: Mapping[str, Covariate] = field(default_factory=dict)
    covariate_values: Mapping[str, tuple[str | float, ...]] = field(default_factory=dict)

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the parts."""
        return tuple(f"p{place}" for place in range(1, len(self.answers) + 1))


@dataclass(frozen=True, kw_only=True)
class _Trial:
    """A method with a case, as an instrument that the engine scores."""

    method: ScoringMethod
    case: ScoringCase

    def instrument(self, method: ScoringMethod) -> Instrument:
        case = self.case
        items = tuple(
            Item(
                id=name,
                position=place,
                label=name,
                coding=Coding(
                    id=f"c{place}", answers=tuple(Answer(value=value) for value in values)
                ),
            )
            for place, (name, values) in enumerate(zip(case.ids, case.answers, strict=True), 1)
        )
        over_scales = method.over == "scales"
        below = [
            Scale(
                id=f"s{item.position}", name=item.id, items=(item.id,), method=_PART.name,
                missing=MissingRule(rule="complete"), low=item.coding.lowest,
                high=item.coding.highest, better="none",
            )
            for item in items
        ]  # fmt: skip
        low, high = self.reach()
        scale = Scale(
            id="total", name="Total", method=method.name, parameters=case.parameters,
            items=() if over_scales else case.ids,
            scales=tuple(scale.id for scale in below) if over_scales else (),
            missing=self.missing(), low=low, high=high, better="none",
        )  # fmt: skip
        return Instrument(
            id="trial", version="1.0.0", name="Trial", items=items,
            covariates=case.covariates, scales=(*(below if over_scales else ()), scale),
        )  # fmt: skip

    def missing(self) -> MissingRule:
        """The most that the method can bear."""
        if self.method.prorates and len(self.case.answers) > 1:
            return MissingRule(rule="prorate", max_missing=len(self.case.answers) - 1)
        return MissingRule(rule="complete")

    def parts(self) -> tuple[str, ...]:
        ids = self.case.ids
        return tuple(f"s{i[1:]}" for i in ids) if self.method.over == "scales" else ids

    def reach(self) -> tuple[float, float]:
        lows = [min(values) for values in self.case.answers]
        highs = [max(values) for values in self.case.answers]
        low, high = self.method.reach(self.parts(), lows, highs, self.case.parameters)
        return float(low), float(high)

    def sheets(self) -> Table:
        """Every sheet there can be, blanks too; a part of them if there are too many."""
        columns: list[tuple[Any, ...]] = [(*values, None) for values in self.case.answers]
        columns += [tuple(self.case.covariate_values[name]) for name in self.case.covariates]
        if math.prod(map(len, columns)) <= _MOST:
            rows = list(itertools.product(*columns))
        else:
            draw = random.Random(1)  # noqa: S311  (which sheets, not a secret)
            rows = [tuple(draw.choice(column) for column in columns) for _ in range(_MOST)]
            ends = zip(*((min(v), max(v)) for v in self.case.answers), strict=True)
            rest = [column[0] for column in columns[len(self.case.answers) :]]
            rows += [(*end, *rest) for end in ends]
        names = [*self.case.ids, *self.case.covariates]
        return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))

    def score(self, frame: Any, method: ScoringMethod | None = None) -> Scores:
        """The scores of a frame of any kind, as plain values."""
        scoring_method = method or self.method
        methods = {scoring_method.name: scoring_method, _PART.name: _PART}
        binding = Binding(
            instrument=self.instrument(scoring_method),
            columns={name: name for name in self.case.ids},
            coding="declared",
            covariates={name: CovariateSource(column=name) for name in self.case.covariates},
        )
        return _column(score(frame, binding, methods=methods, keep=(), detail=False))


def _column(frame: Any) -> Scores:
    values = collect_sheet(to_sheet(frame, ["trial.total"]))["trial.total"].to_list()
    return [None if value is None or math.isnan(value) else float(value) for value in values]


def _frames(table: Table) -> Iterator[tuple[str, Any]]:
    """The same sheets on every back end that is installed."""
    yield "Polars", pl.DataFrame(table, strict=False)
    yield "Polars, lazy", pl.LazyFrame(table, strict=False)
    yield "pandas", pd.DataFrame(table)
    yield "pandas, objects", pd.DataFrame(table, dtype=object)
    if importlib.util.find_spec("pyarrow"):
        pa = importlib.import_module("pyarrow")
        yield "PyArrow", pa.table(table)
        if importlib.util.find_spec("duckdb"):
            import duckdb

            yield "DuckDB", duckdb.from_arrow(pa.table(table))


def _differ(first: Scores, second: Scores) -> int | None:
    """The first place where two columns of scores differ."""
    for place, (a, b) in enumerate(zip(first, second, strict=True)):
        if a is None or b is None:
            if a is not b:
                return place
        elif not math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9):
            return place
    return None


def _rows(table: Table, places: Sequence[int]) -> Table:
    return {name: [values[place] for place in places] for name, values in table.items()}


def _sheet(table: Table, place: int) -> str:
    return ", ".join(f"{name} {values[place]}" for name, values in table.items())


def _description(trial: _Trial) -> None:
    """It has a name that definitions can write, and tells what it does."""
    method = trial.method
    demand_name(method.name)
    demand_texts(method, "summary", "formula")


def _parameters_described(trial: _Trial) -> None:
    """Its parameters have a schema that is one, and that the case fits."""
    parameters = trial.case.parameters
    demand_parameters(trial.method.parameters, parameters, case="a ScoringCase")


def _scores_whole_sheets(trial: _Trial) -> None:
    """Parts that suffice give a finite score, unless it is partial."""
    table = trial.sheets()
    scores = trial.score(pl.DataFrame(table, strict=False))
    any_score = False
    for place, value in enumerate(scores):
        blanks = sum(table[name][place] is None for name in trial.case.ids)
        enough = blanks <= trial.missing().most_missing(len(trial.case.ids))
        any_score = any_score or value is not None
        finite = value is not None and math.isfinite(value)
        if enough and not finite and (value is not None or not trial.method.partial):
            raise CheckError(f"Of {_sheet(table, place)} it makes {value}")
    demand(any_score, "It gives no score at all")


def _keeps_blanks(trial: _Trial) -> None:
    """Without enough answers there is no score."""
    table = trial.sheets()
    for place, value in enumerate(trial.score(pl.DataFrame(table, strict=False))):
        blanks = sum(table[name][place] is None for name in trial.case.ids)
        if blanks > trial.missing().most_missing(len(trial.case.ids)) and value is not None:
            raise CheckError(f"Of {_sheet(table, place)} it makes {value:g}")


def _stays_in_reach(trial: _Trial) -> None:
    """Every score lies in its reach; from values above 0, a missing part is not taken for 0."""
    low, high = trial.reach()
    table = trial.sheets()
    for place, value in enumerate(trial.score(pl.DataFrame(table, strict=False))):
        if value is not None and not low - 1e-9 <= value <= high + 1e-9:
            raise CheckError(
                f"The reach is {low:g} to {high:g}, but of {_sheet(table, place)} it makes "
                f"{value:g}"
            )


def _reaches_its_ends(trial: _Trial) -> None:
    """The ends of its reach are scores that there are."""
    sizes = [len(values) + 1 for values in trial.case.answers]
    sizes += [len(trial.case.covariate_values[name]) for name in trial.case.covariates]
    if math.prod(sizes) > _MOST or trial.method.partial:
        return  # not every sheet was tried, or a table need not use its whole range
    scores = [
        value
        for value in trial.score(pl.DataFrame(trial.sheets(), strict=False))
        if value is not None
    ]
    low, high = trial.reach()
    demand(
        math.isclose(min(scores), low, abs_tol=1e-9)
        and math.isclose(max(scores), high, abs_tol=1e-9),
        f"It reaches {min(scores):g} to {max(scores):g}, but says {low:g} to {high:g}",
    )


def _vectorised(trial: _Trial) -> None:
    """The score of a sheet depends on that sheet alone, not on the others or their order."""
    table = trial.sheets()
    count = len(next(iter(table.values())))
    whole = trial.score(pl.DataFrame(table, strict=False))
    back = list(range(count))[::-1]
    backward = trial.score(pl.DataFrame(_rows(table, back), strict=False))[::-1]
    place = _differ(whole, backward)
    if place is not None:
        raise CheckError(f"In another order, {_sheet(table, place)} scores otherwise")
    for start in range(0, count, max(1, count // 12)):
        schema = pl.DataFrame(table, strict=False).schema
        alone = trial.score(pl.DataFrame(_rows(table, [start]), schema=schema, strict=False))
        if _differ([whole[start]], alone) is not None:
            raise CheckError(f"Alone, {_sheet(table, start)} scores otherwise")


def _pure(trial: _Trial) -> None:
    """The same answers give the same score again, and nothing that it is given is changed."""
    before = copy.deepcopy(dict(trial.case.parameters))
    table = trial.sheets()
    frame = pd.DataFrame(table)
    original = frame.copy(deep=True)
    first = trial.score(frame)
    demand(_differ(first, trial.score(frame)) is None, "A second time it scores otherwise")
    demand(dict(trial.case.parameters) == before, "It changes its parameters")
    demand(frame.equals(original), "It changes the answers")


def _same_everywhere(trial: _Trial) -> None:
    """Every back end gives the same scores."""
    table = trial.sheets()
    expected = trial.score(pl.DataFrame(table, strict=False))
    for name, frame in _frames(table):
        try:
            place = _differ(expected, trial.score(frame))
        except Exception as error:
            raise CheckError(f"On {name} it raises {type(error).__name__}: {error}") from error
        if place is not None:
            raise CheckError(
                f"On {name}, {_sheet(table, place)} scores otherwise than on Polars"
            )


def _integers_suffice(trial: _Trial) -> None:
    """With integers for whole values it gives what it gives with floats."""
    if not trial.method.integers:
        return
    table = trial.sheets()
    frame = pl.DataFrame(table, strict=False)
    floats = trial.score(frame, replace(trial.method, integers=False))
    place = _differ(trial.score(frame), floats)
    if place is not None:
        raise CheckError(f"{_sheet(table, place)} scores otherwise; leave integers out")


_CHECKS: tuple[Callable[[_Trial], None], ...] = (
    _description, _parameters_described, _scores_whole_sheets, _keeps_blanks, _stays_in_reach,
    _reaches_its_ends, _vectorised, _pure, _same_everywhere, _integers_suffice,
)  # fmt: skip


def scoring_checks(method: ScoringMethod, case: ScoringCase | None = None) -> list[Check]:
    """Every check of a scoring method.

    Parameters
    ----------
    method : ScoringMethod
        The method.
    case : ScoringCase, optional
        What it is tried with: three parts from 1 to 3 without parameters,
        unless given. Every possible sheet is tried, up to some hundreds.

    Examples
    --------
    >>> from scorewell.registry.plugins.discovery import load_plugins
    >>> checks = scoring_checks(load_plugins().scoring_methods["sum"])
    >>> [check.name for check in checks][-2:]
    ['same-everywhere', 'integers-suffice']
    >>> for check in checks:
    ...     check()
    """
    trial = _Trial(method=method, case=case or ScoringCase())
    return checks_from(method.name, _CHECKS, trial)
