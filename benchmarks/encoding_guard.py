"""How often the check of encodings stops clean files, and lets wrong ones pass.

Run it: ``python benchmarks/encoding_guard.py --files 200``. Each file is drawn from the model
of an instrument, with 3 to 300 respondents, one or two occasions, up to five sites, and a mean
that is moved towards either end of the scale. A clean file is coded as declared. It is
*decided* where it contains an answer that only the declared coding has, and then a stop is a
false one; the others truly fit two encodings, and are stopped by design. Then the same files
are written in the alternative encoding, whole or for the second occasion only, with one cell in
fifty that is no answer.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter

import numpy as np
import polars as pl

from scorewell.answers.columns.bind import bind
from scorewell.answers.columns.binding import Binding
from scorewell.answers.values.encoding_check import check_encoding
from scorewell.answers.values.encoding_parts import check_parts
from scorewell.definitions.model import Instrument
from scorewell.errors import DataError
from scorewell.registry.registry import open_registry
from scorewell.simulation.design import Design
from scorewell.simulation.draw import simulate

ENCODINGS = {
    "phq-9": "one-based", "gad-7": "one-based", "core-10": "one-based", "pseq": "one-based",
    "isi": "one-based", "pcl-5": "one-based", "wsas": "one-based", "who-5": "one-based",
    "rses": "one-based", "k10": "zero-based", "swls": "zero-based", "tsk-11": "zero-based",
}  # fmt: skip
STRAY = ("99", "-1", "n/a", "k.A.", "2.5", "missing")


def draw(instrument: Instrument, rng: np.random.Generator) -> pl.DataFrame:
    """Answers of 3 to 300 respondents as text, with a mean near either end."""
    respondents = round(math.exp(rng.uniform(math.log(3), math.log(300))))
    effect, seed = float(rng.uniform(-2, 2)), int(rng.integers(2**31))
    while True:
        design = Design(
            respondents=respondents, occasions=("pre", "post"), change=(effect,), seed=seed
        )
        try:
            simulation = simulate(instrument, design)
            break
        except DataError:  # so much change does not fit on the scale
            effect *= 0.9
    frame = pl.DataFrame(simulation.frame.to_dict("list"))
    items = [item.id for item in instrument.items]
    if rng.random() < 0.5:
        ends = {item.id: item.coding.lowest + item.coding.highest for item in instrument.items}
        frame = frame.with_columns((ends[item] - pl.col(item)).alias(item) for item in items)
    if rng.random() < 0.5:
        frame = frame.filter(pl.col("occasion") == str(rng.choice(["pre", "post"])))
    sites = rng.choice(list("ABCDE"[: int(rng.integers(1, 6))]), size=frame.height)
    site = pl.Series("site", sites.tolist(), dtype=pl.String)
    return frame.with_columns(site, pl.col(items).cast(pl.Int64).cast(pl.String))


def recode(frame: pl.DataFrame, instrument: Instrument, name: str) -> pl.DataFrame:
    """The answers in an alternative encoding."""
    columns = []
    for item in instrument.items:
        codes = item.coding.alternatives.get(name, item.coding.values)
        pairs = zip(item.coding.values, codes, strict=True)
        code_by_value = {f"{value:g}": f"{code:g}" for value, code in pairs}
        columns.append(pl.col(item.id).replace(code_by_value))
    return frame.with_columns(columns)


def add_strays(
    frame: pl.DataFrame, instrument: Instrument, rng: np.random.Generator
) -> pl.DataFrame:
    """One cell in fifty, and at least one, becomes a value that is no answer."""
    items = [item.id for item in instrument.items]
    cells = frame.select(items).to_numpy().astype(object)
    places = rng.random(cells.shape) < 1 / 50
    places[rng.integers(cells.shape[0]), rng.integers(cells.shape[1])] = True
    cells[places] = rng.choice(STRAY, size=int(places.sum()))
    return frame.with_columns(
        pl.Series(item, list(cells[:, place]), dtype=pl.String)
        for place, item in enumerate(items)
    )


def is_stopped(frame: pl.DataFrame, binding: Binding) -> bool:
    """Whether the check refuses the data."""
    try:
        check_parts(frame, binding)
        check_encoding(frame, binding)
    except DataError:
        return True
    return False


def is_decided(frame: pl.DataFrame, instrument: Instrument, name: str) -> bool:
    """Whether some answer is in the declared coding only."""
    for item in instrument.items:
        codes = item.coding.alternatives.get(name, item.coding.values)
        declared_only = {f"{value:g}" for value in {*item.coding.values} - {*codes}}
        if frame[item.id].is_in(sorted(declared_only)).any():
            return True
    return False


def count_files(files: int, seed: int) -> Counter[str]:
    """How many files of each kind there were, and how many of them were stopped."""
    registry = open_registry()
    rng = np.random.default_rng(seed)
    counts: Counter[str] = Counter()
    for number in range(files):
        identifier = list(ENCODINGS)[number % len(ENCODINGS)]
        instrument, name = registry.load(identifier), ENCODINGS[identifier]
        clean = draw(instrument, rng)
        binding = bind(clean.columns, instrument)
        kinds = {"decided" if is_decided(clean, instrument, name) else "fits both": clean}
        if "decided" in kinds:
            kinds["decided, strays"] = add_strays(clean, instrument, rng)
        wrong = add_strays(recode(clean, instrument, name), instrument, rng)
        kinds["wrong"] = wrong
        post = pl.col("occasion") == "post"
        if clean["occasion"].n_unique() > 1 and is_decided(
            clean.filter(~post), instrument, name
        ):
            kinds["post wrong"] = pl.concat([clean.filter(~post), wrong.filter(post)])
        for kind, frame in kinds.items():
            counts[kind] += 1
            counts[f"{kind}, stopped"] += is_stopped(frame, binding)
    return counts


def main() -> None:
    """Draw the files and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    counts = count_files(options.files, options.seed)
    for kind in ("decided", "decided, strays", "fits both", "wrong", "post wrong"):
        stopped, n = counts[f"{kind}, stopped"], counts[kind]
        print(f"{kind:16} {n:5} files, {stopped:5} stopped ({100 * stopped / max(n, 1):.1f} %)")


if __name__ == "__main__":
    main()
