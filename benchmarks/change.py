"""What judging change costs, beside plain NumPy arithmetic on the same columns.

For every bundled index, a million pairs of scores with some missing: seconds of

- ``numpy``: the figures that the index needs (means, standard deviations,
  correlation of the complete pairs) and the index itself, as few lines of
  NumPy with the formula written out;
- ``scorewell``: the same figures through the engine, and the index through
  the method, checked as every index is;

and, once, of a whole ``analyse`` from a data frame to classes with every
check, beside the bare arithmetic with one column of codes, and beside the same
with every column of the result, classes in words (categorical, as there). Runs
are interleaved; the table shows medians. ::

    python benchmarks/change.py --rows 1000000
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from scorewell.change.analyse import analyse
from scorewell.change.index import index_of
from scorewell.change.options.options import ChangeOptions
from scorewell.change.options.typed_figures import Control, Population
from scorewell.change.resolve import resolve
from scorewell.change.sample import take
from scorewell.definitions.model import Instrument, MissingRule, Scale
from scorewell_plugins.change.indices.all_indices import CHANGE_METHODS

METHODS = {method.name: method for method in CHANGE_METHODS}
INSTRUMENT = Instrument(id="synthetic", version="1.0.0", name="Synthetic")
SCALE = Scale(
    id="total", name="Total", method="sum", missing=MissingRule(rule="complete"),
    low=0, high=100, better="lower",
)  # fmt: skip
CONTROL = Control(mean_pre=50, sd_pre=10, mean_post=48, sd_post=11, retest=0.8, n=120)
R = 0.9


def make(rows: int) -> pd.DataFrame:
    random = np.random.default_rng(1)
    pre = np.clip(random.normal(55, 12, rows).round(), 0, 100)
    post = np.clip((pre - random.normal(9, 10, rows)).round(), 0, 100)
    post[random.random(rows) < 0.1] = np.nan
    return pd.DataFrame({"id": np.arange(rows), "pre": pre, "post": post})


def by_hand(name: str, pre: np.ndarray, post: np.ndarray) -> np.ndarray:
    """The index in plain NumPy, figures of the sample included."""
    c = CONTROL
    complete = ~(np.isnan(pre) | np.isnan(post))
    if name in CONTROLLED:
        slope, error = CONTROLLED[name](c)
        if name in {"crawford-howell", "crawford-garthwaite"}:
            far = (pre - c.mean_pre) ** 2 / (c.sd_pre**2 * (c.n - 1))
            error = error * np.sqrt(1 + 1 / c.n + far)
        return np.where(
            complete, (post - c.mean_post - slope * (pre - c.mean_pre)) / error, np.nan
        )
    x, y = pre[complete], post[complete]
    if name in {"jacobson-truax", "christensen-mendoza", "jacobson-1984"}:
        root = 1 if name == "jacobson-1984" else 2
        return np.where(
            complete, (post - pre) / (x.std(ddof=1) * np.sqrt(root * (1 - R))), np.nan
        )
    sd, mean = x.std(ddof=1), x.mean()
    if name == "hageman-arrindell":
        later, r12 = y.std(ddof=1), np.corrcoef(x, y)[0, 1]
        error = 2 * sd**2 * (1 - R)
        share = 1 - error / (sd**2 + later**2 - 2 * sd * later * r12)
        top = (post - pre) * share + (y.mean() - mean) * (1 - share)
        return np.where(complete, top / np.sqrt(share * error), np.nan)
    towards = y.mean() if name == "hsu-linn-nord" else mean
    error = sd * np.sqrt(1 - R**2)
    if name == "edwards-nunnally":
        error = sd * np.sqrt(1 - R)
    if name.startswith("nunnally"):
        later = y.std(ddof=1) if name.endswith("sds") else sd
        error = np.sqrt(R**2 * sd**2 * (1 - R) + later**2 * (1 - R))
    return np.where(complete, (post - towards - R * (pre - mean)) / error, np.nan)


def _difference(c: Control) -> float:
    return c.sd_pre * np.sqrt(2 * (1 - c.retest))


def _pooled_variance(c: Control) -> float:
    return np.sqrt((c.sd_pre**2 + c.sd_post**2) * (1 - c.retest))


def _prediction(c: Control) -> float:
    return c.sd_post * np.sqrt(1 - c.retest**2)


CONTROLLED: dict[str, Callable[[Control], tuple[float, float]]] = {
    "chelune": lambda c: (1.0, _difference(c)),
    "iverson": lambda c: (1.0, _pooled_variance(c)),
    "temkin": lambda c: (
        1.0,
        np.sqrt(c.sd_pre**2 + c.sd_post**2 - 2 * c.retest * c.sd_pre * c.sd_post),
    ),
    "speer": lambda c: (c.retest, _difference(c)),
    "mcsweeny": lambda c: (c.retest * c.sd_post / c.sd_pre, _prediction(c)),
    "charter": lambda c: (c.retest, _prediction(c)),
    "crawford-howell": lambda c: (c.retest * c.sd_post / c.sd_pre, _prediction(c)),
    "crawford-garthwaite": lambda c: (
        c.retest * c.sd_post / c.sd_pre,
        _prediction(c) * np.sqrt((c.n - 1) / (c.n - 2)),
    ),
    "maassen": lambda c: (c.sd_post / c.sd_pre, _pooled_variance(c)),
}


def options(name: str) -> ChangeOptions:
    return ChangeOptions(
        method=name,
        reliability=R,
        sd="pairs",
        clinical=Population(mean=55, sd=12),
        functional=Population(mean=30, sd=12),
        control=CONTROL,
    )


def through_engine(name: str, frame: pd.DataFrame) -> Callable[[], np.ndarray]:
    """The engine's share of the work: figures settled, index computed and checked."""
    sample = take(frame, SCALE, instrument=INSTRUMENT)
    request = sample.request

    def run() -> np.ndarray:
        # Anew each time: a sample remembers what it was asked for.
        read = replace(sample.read)
        requested_options = replace(
            request,
            options=(("call", options(name)),),
            baseline=None if name in CONTROLLED else read.baseline,
            sample=None if name in CONTROLLED else read.paired("the complete pairs"),
        )
        return index_of(resolve(requested_options, METHODS), read.pre, read.post).index

    return run


def judged_by_hand(frame: pd.DataFrame) -> np.ndarray:
    """Jacobson and Truax's classes in plain NumPy: the arithmetic and one column of codes."""
    pre, post = frame["pre"].to_numpy(), frame["post"].to_numpy()
    index = by_hand("jacobson-truax", pre, post)
    reliable = np.where(index < -1.96, 0, np.where(index > 1.96, 2, 1))
    recovered = (reliable == 0) & (pre >= 42.5) & (post < 42.5)
    return np.where(np.isnan(index), -1, np.where(recovered, 3, reliable))


def labelled_by_hand(frame: pd.DataFrame) -> pd.DataFrame:
    """The same with every column of a result: change, index, classes and reasons in words."""
    pre, post = frame["pre"].to_numpy(), frame["post"].to_numpy()
    index = by_hand("jacobson-truax", pre, post)
    missing = np.isnan(index)
    reliable = np.where(index < -1.96, 0, np.where(index > 1.96, 2, 1))
    before, after = (
        np.where(np.isnan(scores), -1, np.where(scores < 42.5, 1, 0)) for scores in (pre, post)
    )
    movement = np.where(before == 1, 1, np.where(after == 1, 2, 0))
    recovered = (reliable == 0) & (before == 0) & (after == 1)
    columns = {
        "reliable": (reliable, missing, ["improved", "unchanged", "deteriorated"]),
        "baseline_status": (before, before < 0, ["clinical", "functional"]),
        "end_status": (after, after < 0, ["clinical", "functional"]),
        "significance": (movement, missing, ["not significant", "okay", "significant"]),
        "outcome": (
            np.where(recovered, 0, reliable + 1),
            missing,
            ["recovered", "improved", "unchanged", "deteriorated"],
        ),
        "reason": (np.where(missing, 1, 0), np.zeros_like(missing), ["", "no post score"]),
    }
    words = {
        name: pd.Categorical.from_codes(np.where(none, -1, codes), categories=labels)
        for name, (codes, none, labels) in columns.items()
    }
    return frame.assign(change=post - pre, index=index, **words, assessable=~missing)


def times(functions: dict[str, Callable[[], object]], repeats: int) -> dict[str, float]:
    seconds: dict[str, list[float]] = {name: [] for name in functions}
    for _ in range(repeats):
        for name, function in functions.items():
            start = time.perf_counter()
            function()
            seconds[name].append(time.perf_counter() - start)
    return {name: statistics.median(runs) for name, runs in seconds.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=5)
    arguments = parser.parse_args()
    frame = make(arguments.rows)
    pre, post = frame["pre"].to_numpy(), frame["post"].to_numpy()
    print(f"{arguments.rows} pairs; seconds, median of {arguments.repeats}")
    print(f"{'index':<26}{'numpy':>9}{'scorewell':>11}{'ratio':>8}")
    for name in METHODS:
        engine = through_engine(name, frame)
        np.testing.assert_allclose(engine(), by_hand(name, pre, post), atol=1e-9)
        medians = times(
            {"numpy": lambda n=name: by_hand(n, pre, post), "scorewell": engine},
            arguments.repeats,
        )
        ratio = medians["scorewell"] / medians["numpy"]
        print(f"{name:<26}{medians['numpy']:>9.3f}{medians['scorewell']:>11.3f}{ratio:>8.2f}")
    whole = times(
        {
            "arithmetic": lambda: judged_by_hand(frame),
            "labels": lambda: labelled_by_hand(frame),
            "scorewell": lambda: analyse(
                frame, SCALE, instrument=INSTRUMENT, method_registry=METHODS,
                options=[("call", options("jacobson-truax"))],
            ),
        },
        arguments.repeats,
    )  # fmt: skip
    for name, words in (
        ("arithmetic", "analyse, arithmetic"),
        ("labels", "analyse, with words"),
    ):
        ratio = whole["scorewell"] / whole[name]
        seconds = f"{whole[name]:>9.3f}{whole['scorewell']:>11.3f}"
        print(f"{words:<26}{seconds}{ratio:>8.2f}")


if __name__ == "__main__":
    main()
