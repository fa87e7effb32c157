"""The library: every definition against its key, typed a second time.

``tests/data/keys`` holds one file per instrument, typed from the published key and not from the
definition. The scorer below is plain Python and shares nothing with the engine; 500 random answer
sheets with blanks must come out alike, score by score, band by band, alert by alert.
"""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import narwhals.stable.v2 as nw
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from scorewell.answers.columns.bind import bind
from scorewell.definitions.model import Instrument
from scorewell.definitions.reading.load import load_instrument
from scorewell.io.bundled_files import bundled
from scorewell.registry.plugins.discovery import load_plugins
from scorewell.scores.pipeline import apply_plan
from scorewell.scores.plan import compile_plan
from scorewell.scores.score import score

KEYS = sorted((Path(__file__).parents[1] / "data" / "keys").glob("*.json"))
SHEETS = 500


def read_key(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


def answers_of(key: dict[str, Any]) -> list[list[float]]:
    """The allowed answers of each item."""
    numbers = list(range(key["low"], key["high"] + 1))
    return [key.get("answers", {}).get(str(n), numbers) for n in range(1, key["items"] + 1)]


def fill_sheet(key: dict[str, Any], sheet: list[Any]) -> list[Any]:
    """The sheet with what the form lets a respondent skip."""
    sheet = list(sheet)
    for skip in key.get("skips", []):
        first = [sheet[n - 1] for n in skip["after"]]
        if None not in first and sum(first) <= skip["up_to"]:
            for n in skip["blank"]:
                if sheet[n - 1] is None:
                    sheet[n - 1] = skip["as"]
    return sheet


def items_of(scale: dict[str, Any], sheet: list[Any], person: dict[str, str]) -> list[int]:
    """The items that the scale has for this respondent."""
    absent = {
        rule["item"]
        for rule in scale.get("left_out", [])
        if sheet[rule["item"] - 1] == rule.get("answer", object())
        or ("sex" in rule and person.get("sex") == rule["sex"])
    }
    return [n for n in scale["items"] if n not in absent]


def decide_criteria(scale: dict[str, Any], items: list[int], sheet: list[Any]) -> float | None:
    """Yes or no by rules, each tried with every blank as a symptom and as none."""
    arguments = []
    for rule in scale["rules"]:
        among = [n for n in rule.get("among", scale["items"]) if n in items]
        sure = sum(
            sheet[n - 1] >= scale["from"][str(n)] for n in among if sheet[n - 1] is not None
        )
        blank = sum(sheet[n - 1] is None for n in among)
        counts = range(sure, sure + blank + 1)
        arguments.append(
            {rule.get("need", 0) <= count <= rule.get("up_to", 99) for count in counts}
        )
    if {False} in arguments:
        return 0
    return 1 if all(argument == {True} for argument in arguments) else None


def one_score(
    scale: dict[str, Any],
    permitted: list[list[float]],
    sheet: list[Any],
    person: dict[str, str] | None = None,
) -> float | None:
    """One score by the key, scaled up from the answers given where that is allowed."""
    items = items_of(scale, sheet, person or {})
    sheet = [None if isinstance(answer, str) else answer for answer in sheet]
    answered = [n for n in items if sheet[n - 1] is not None]
    if scale["method"] == "verdict":
        return decide_criteria(scale, items, sheet) if answered else None
    if not answered or len(items) - len(answered) > scale.get("may_miss", 0):
        return None
    values = []
    for n in answered:
        answer = sheet[n - 1]
        if n in scale.get("reversed", []):
            answer = min(permitted[n - 1]) + max(permitted[n - 1]) - answer
        if "map" in scale:
            answer = scale["map"][str(n)][str(answer)]
        if scale["method"] == "count":
            answer = int(answer >= scale["from"][str(n)])
        values.append(answer)
    if scale["method"] == "digits":
        return float("".join(f"{value:g}" for value in values))
    if scale["method"] == "mean":
        result = sum(values) / len(values)
    elif scale["method"] == "percent":
        result = 100 * sum(values) / sum(max(permitted[n - 1]) for n in answered)
    else:
        result = sum(values) / len(values) * len(items)
    if scale.get("round") and len(answered) < len(items):
        result = int(result + 0.5)
    return result * scale.get("factor", 1)


def looked_up(table: dict[str, float], raw: float | None) -> float | None:
    """What a table makes of a score; none where it has no entry."""
    return None if raw is None else table.get(f"{raw:g}")


def band_of(bands: list[list[Any]], value: float) -> str:
    """Label of the first band whose upper edge, itself included, is not passed."""
    return next(label for label, top in bands if value <= top + 1e-9)


def draw_sheets(key: dict[str, Any], name: str) -> tuple[list[list[Any]], list[dict[str, str]]]:
    """Random answer sheets with blanks, and what is known of who filled them in."""
    draw = random.Random(name)
    permitted = answers_of(key)
    for n, texts in key.get("texts", {}).items():
        permitted[int(n) - 1] = [*permitted[int(n) - 1], *texts]
    rows, people = [], []
    for number in range(SHEETS):
        blanks = (0, 0.05, 0.3)[number % 3]
        rows.append(
            [None if draw.random() < blanks else draw.choice(entry) for entry in permitted]
        )
        get = {name: draw.choice(words) for name, words in key.get("people", {}).items()}
        people.append({name: word for name, word in get.items() if word is not None})
    return rows, people


def frame_of(
    rows: list[list[Any]], people: list[dict[str, str]], instrument: Any
) -> pl.DataFrame:
    """The sheets as a table; a column in which somebody wrote text is text."""
    columns: dict[str, Any] = {}
    for item, answers in zip(instrument.items, zip(*rows, strict=True), strict=True):
        output_text = any(isinstance(answer, str) for answer in answers)
        values = [None if a is None else str(a) if output_text else float(a) for a in answers]
        columns[item.id] = pl.Series(values, dtype=pl.String if output_text else pl.Float64)
    for covariate in instrument.covariates:
        columns[covariate] = pl.Series(
            [person.get(covariate) for person in people], dtype=pl.String
        )
    return pl.DataFrame(columns)


def agree(result: list[Any], expected: list[Any], name: str, rows: list[list[Any]]) -> None:
    for row, want, value in zip(rows, expected, result, strict=True):
        assert (want is None) == (value is None), (name, row)
        assert want is None or value == pytest.approx(want, abs=1e-9), (name, row)


def expected_scores(
    key: dict[str, Any], rows: list[list[Any]], people: list[dict[str, str]]
) -> dict[str, list[float | None]]:
    """Every score of every sheet by the key."""
    permitted = answers_of(key)
    expected: dict[str, list[float | None]] = {}
    for name, scale in key["scales"].items():
        expected[name] = [
            one_score(scale, permitted, fill_sheet(key, row), person)
            for row, person in zip(rows, people, strict=True)
        ]
    for name, composite in key.get("composites", {}).items():
        several = isinstance(composite, dict)
        parts, factor = (composite["of"], composite["times"]) if several else (composite, 1)
        sheets = zip(*(expected[part] for part in parts), strict=True)
        expected[name] = [None if None in sheet else sum(sheet) * factor for sheet in sheets]
    for name, lookup in key.get("lookups", {}).items():
        expected[name] = [looked_up(lookup["table"], raw) for raw in expected[lookup["of"]]]
    return expected


def everything(instrument: Instrument) -> Instrument:
    """The instrument with no default set of bands and no step: outputs show all of it."""
    scales = [
        replace(
            scale,
            auxiliary=False,
            bands=tuple(replace(bands, default=False) for bands in scale.bands),
        )
        for scale in instrument.scales
    ]
    return replace(instrument, scales=tuple(scales))


@pytest.mark.parametrize("path", KEYS, ids=lambda path: path.stem)
def test_500_random_sheets_score_by_the_key_as_by_the_definition(path: Path):
    key = read_key(path)
    instrument = load_instrument(bundled("instruments") / f"{path.stem}.yaml")
    assert len(instrument.items) == key["items"]
    rows, people = draw_sheets(key, path.stem)
    frame = frame_of(rows, people, instrument)
    table = score(frame, everything(instrument), methods=load_plugins().scoring_methods)
    expected = expected_scores(key, rows, people)
    assert set(expected) == {scale.id for scale in instrument.scales}
    bands = {name: scale.get("bands", {}) for name, scale in key["scales"].items()}
    bands |= key.get("bands", {})
    for name, scores in expected.items():
        agree(table[instrument.column(name)].to_list(), scores, name, rows)
        ids = {band.id for band in instrument.scale(name).bands}
        scale_key = key["scales"].get(name, {})
        no_band = [
            scale_key.get("bands_of_all_items", False)
            and items_of(scale_key, sheet, person) != scale_key["items"]
            for sheet, person in zip(rows, people, strict=True)
        ]
        assert ids == set(bands.get(name, {})), name
        for set_id, labels in bands.get(name, {}).items():
            assert table[f"{instrument.column(name)}.band.{set_id}"].to_list() == [
                None if entry is None or shorter else band_of(labels, entry)
                for entry, shorter in zip(scores, no_band, strict=True)
            ]
    items = {alert.item for alert in instrument.alerts if alert.item}
    assert items == {instrument.items[int(n) - 1].id for n in key.get("alerts", {})}
    for n, least in key.get("alerts", {}).items():
        error = table[f"{instrument.id}.{instrument.items[int(n) - 1].id}.alert"].to_list()
        answers = [row[int(n) - 1] for row in rows]
        assert error == [answer is not None and answer >= least for answer in answers]


@pytest.mark.parametrize("path", KEYS, ids=lambda path: path.stem)
def test_expressions_of_narwhals_and_of_polars_give_the_same(path: Path):
    instrument = load_instrument(bundled("instruments") / f"{path.stem}.yaml")
    frame = frame_of(*draw_sheets(read_key(path), path.stem), instrument)
    norms = [
        f"{scale.id}.{norm.id}"
        for scale in instrument.scales
        for norm in scale.norms
        if norm.percentiles or None not in (norm.mean, norm.sd)
    ]
    plan = compile_plan(
        bind(frame.columns, instrument), methods=load_plugins().scoring_methods, norms=norms
    )
    assert plan.bilingual
    expected = apply_plan(plan, frame.lazy(), keep=(), count_invalid=True).collect()
    common = apply_plan(plan, nw.from_native(frame.lazy()), keep=(), count_invalid=True)
    assert_frame_equal(expected, common.to_native().collect())


@pytest.mark.parametrize("path", KEYS, ids=lambda path: path.stem)
def test_the_key_names_every_scale_but_composites(path: Path):
    instrument = load_instrument(bundled("instruments") / f"{path.stem}.yaml")
    plain = {scale.id for scale in instrument.scales if not scale.scales}
    assert plain == set(read_key(path)["scales"])


@pytest.mark.parametrize(
    ("coding", "always", "never"), [("first-to-sixth", 1, 6), ("sixth-to-first", 6, 1)]
)
def test_eat_26_from_the_six_answers_of_the_form(coding: str, always: int, never: int):
    # By hand: always is 3 on 25 items and 0 on item 26, never is 3 on item 26 alone; rarely on
    # item 26 beside twenty-five times sometimes is 2.
    rarely, sometimes = (5, 4) if never == 6 else (2, 3)
    rows = [[always] * 26, [never] * 26, [*[sometimes] * 25, rarely]]
    instrument = load_instrument(bundled("instruments") / "eat-26.yaml")
    columns = [item.id for item in instrument.items]
    frame = pl.DataFrame(rows, schema=columns, orient="row")
    binding = bind(columns, instrument, coding=coding)
    scores = score(frame, binding, methods=load_plugins().scoring_methods)
    assert scores["eat-26.total"].to_list() == [75, 3, 2]


def test_every_instrument_has_a_second_key():
    typed_elsewhere = {"fscrs", "gad-7", "pseq", "scs-sf"}  # in test_instruments.py
    bundled_ids = {path.stem for path in bundled("instruments").glob("*.yaml")}
    assert bundled_ids - typed_elsewhere == {path.stem for path in KEYS}
