"""The library: every definition against its key, typed a second time.

``tests/data/keys`` holds one file per instrument, typed from the published key and not from the
definition. The scorer below is plain Python and shares nothing with the engine; 500 random answer
sheets with blanks must come out alike, score by score, band by band, alert by alert.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from scorewell.loading import load_instrument
from scorewell.plugins import load_plugins
from scorewell.resources import bundled
from scorewell.responses import bind
from scorewell.scoring import score

KEYS = sorted((Path(__file__).parent / "data" / "keys").glob("*.json"))
SHEETS = 500


def read_key(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


def answers_of(key: dict[str, Any]) -> list[list[float]]:
    """The allowed answers of each item."""
    every = list(range(key["low"], key["high"] + 1))
    return [key.get("answers", {}).get(str(n), every) for n in range(1, key["items"] + 1)]


def one_score(
    scale: dict[str, Any], allowed: list[list[float]], sheet: list[float | None]
) -> float | None:
    """One score by the key: sum or mean, times a factor, scaled up where that is allowed."""
    values = []
    for n in scale["items"]:
        answer = sheet[n - 1]
        if answer is None:
            continue
        mirrored = n in scale.get("reversed", [])
        values.append(
            min(allowed[n - 1]) + max(allowed[n - 1]) - answer if mirrored else answer
        )
    missing = len(scale["items"]) - len(values)
    if not values or missing > scale.get("may_miss", 0):
        return None
    mean = sum(values) / len(values)
    whole = mean if scale["method"] == "mean" else mean * len(scale["items"])
    return whole * scale.get("factor", 1)


def band_of(bands: list[list[Any]], value: float) -> str:
    """Label of the first band whose upper edge, itself included, is not passed."""
    return next(label for label, top in bands if value <= top + 1e-9)


@pytest.mark.parametrize("path", KEYS, ids=lambda path: path.stem)
def test_500_random_sheets_score_by_the_key_as_by_the_definition(path: Path):
    key = read_key(path)
    instrument = load_instrument(bundled("instruments") / f"{path.stem}.yaml")
    assert len(instrument.items) == key["items"]
    allowed = answers_of(key)
    draw = random.Random(path.stem)
    rows = []
    for number in range(SHEETS):
        blanks = (0, 0.05, 0.3)[number % 3]
        rows.append([None if draw.random() < blanks else draw.choice(each) for each in allowed])
    frame = pl.DataFrame(
        rows, schema=[(item.id, pl.Float64) for item in instrument.items], orient="row"
    )
    scored = score(frame, instrument, methods=load_plugins().scoring_methods)
    for name, scale in key["scales"].items():
        expected = [one_score(scale, allowed, row) for row in rows]
        found = scored[instrument.column(name)].to_list()
        for row, want, got in zip(rows, expected, found, strict=True):
            assert (want is None) == (got is None), (name, row)
            assert want is None or got == pytest.approx(want, abs=1e-9), (name, row)
        for set_id, bands in scale.get("bands", {}).items():
            labels = scored[f"{instrument.column(name)}.band.{set_id}"].to_list()
            assert labels == [
                None if each is None else band_of(bands, each) for each in expected
            ]
    for name, parts in key.get("composites", {}).items():
        of_parts = [
            [one_score(key["scales"][one], allowed, row) for one in parts] for row in rows
        ]
        expected = [None if None in each else sum(each) for each in of_parts]
        assert scored[instrument.column(name)].to_list() == pytest.approx(expected, abs=1e-9)
    for n, least in key.get("alerts", {}).items():
        raised = scored[f"{instrument.id}.{instrument.items[int(n) - 1].id}.alert"].to_list()
        answers = [row[int(n) - 1] for row in rows]
        assert raised == [answer is not None and answer >= least for answer in answers]


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
    scored = score(frame, binding, methods=load_plugins().scoring_methods)
    assert scored["eat-26.total"].to_list() == [75, 3, 2]


def test_every_instrument_has_a_second_key():
    typed_elsewhere = {"fscrs", "gad-7", "phq-9", "pseq", "scs-sf"}  # in test_instruments.py
    bundled_ids = {path.stem for path in bundled("instruments").glob("*.yaml")}
    assert bundled_ids - typed_elsewhere == {path.stem for path in KEYS}
