"""What scoring costs, beside what the alternatives cost.

Scores answer sheets of 22 items (three scales: a prorated sum of 8, a mean of
8 with two reversed, a prorated sum of 22 with three reversed) from file to
file, each run in a fresh process:

- ``scorewell``: one call of ``score_file``;
- ``polars``: the same columns out of lazy Polars written by hand, nulls
  removed in the first stage;
- ``read``: Polars reading the file and doing nothing else, the floor;
- ``pandas``: the same columns out of plain vectorised pandas.

Runs are interleaved; the table shows medians. Seconds are those of the work,
without starting Python and importing libraries; memory is the peak of the
whole process. ::

    python benchmarks/score.py --most 10000000
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ITEMS = [f"q_{number}" for number in range(1, 23)]
A, B, C = ITEMS[:8], ITEMS[8:16], ITEMS
REVERSED_B, REVERSED_C = {"q_10", "q_12"}, {"q_3", "q_5", "q_7"}
MIN_ANSWERS = {"a": 7, "b": 7, "c": 18}
KINDS = ("csv", "parquet")
ENGINES = ("scorewell", "polars", "read", "pandas")


# --- the engines -----------------------------------------------------------------------


def instrument():
    from scorewell.definitions.model import Answer, Coding, Instrument, Item, MissingRule, Scale

    coding = Coding(id="agreement", answers=tuple(Answer(value=v) for v in range(5)))
    items = [
        Item(id=item, position=place, coding=coding, label=f"item {place}")
        for place, item in enumerate(ITEMS, start=1)
    ]

    def scale(name, parts, method, high, back=()):
        missing = MissingRule(rule="prorate", max_missing=len(parts) - MIN_ANSWERS[name])
        return Scale(
            id=name, name=name, items=tuple(parts), reversed=frozenset(back), method=method,
            missing=missing, low=0, high=high, better="lower",
        )  # fmt: skip

    return Instrument(
        id="q",
        version="1.0.0",
        name="Benchmark",
        items=tuple(items),
        scales=(
            scale("a", A, "sum", 32),
            scale("b", B, "mean", 4, REVERSED_B),
            scale("c", C, "sum", 88, REVERSED_C),
        ),
    )


def run_scorewell(source: Path, target: Path) -> None:
    from scorewell.scores.score_file import score_file
    from scorewell_plugins.scoring.methods import METHODS

    score_file(
        source, target, instrument(), methods={method.name: method for method in METHODS}
    )


def hand_scan(source: Path):
    import polars as pl

    if source.suffix == ".parquet":
        return pl.scan_parquet(source)
    types = {"id": pl.String} | dict.fromkeys(ITEMS, pl.Int64)
    return pl.scan_csv(source, schema=types)


def hand_plan(frame):
    import polars as pl

    def tree(terms):
        if len(terms) == 1:
            return terms[0]
        middle = len(terms) // 2
        return tree(terms[:middle]) + tree(terms[middle:])

    zero, unit = pl.lit(0, dtype=pl.Int16), pl.lit(1, dtype=pl.Int16)
    first = []
    for item in ITEMS:
        x = pl.col(item)
        inside = x.is_between(0, 4)
        first += [
            pl.when(inside).then(unit).otherwise(zero).alias(f"ok_{item}"),
            pl.when(inside).then(x).otherwise(0).cast(pl.Int16).alias(f"v_{item}"),
        ]
    n_answers = tree([pl.col(item).is_not_null().cast(pl.Int16) for item in ITEMS])
    frame = frame.select("id", *first, n_answers.alias("given"))

    def total(parts, back=()):
        ok, v = (lambda i: pl.col(f"ok_{i}")), (lambda i: pl.col(f"v_{i}"))
        return tree([ok(i) * 4 - v(i) if i in back else v(i) for i in parts])

    count = {
        "a": tree([pl.col(f"ok_{i}") for i in A]),
        "b": tree([pl.col(f"ok_{i}") for i in B]),
        "c": tree([pl.col(f"ok_{i}") for i in C]),
    }
    totals = {"a": total(A), "b": total(B, REVERSED_B), "c": total(C, REVERSED_C)}
    frame = frame.select(
        "id",
        "given",
        *(count[s].alias(f"n_{s}") for s in "abc"),
        *(totals[s].alias(f"t_{s}") for s in "abc"),
    )
    out = []
    for s, parts in (("a", 8), ("b", 8), ("c", 22)):
        n, t = pl.col(f"n_{s}"), pl.col(f"t_{s}")
        enough = n >= MIN_ANSWERS[s]
        score = t / n if s == "b" else (t * parts) / n
        most = f" of {parts} answers missing, at most {parts - MIN_ANSWERS[s]} allowed"
        short = pl.when(~enough).then((parts - n).cast(pl.String))
        text = pl.concat_str(short, pl.lit(most))
        reason = pl.when(n == 0).then(pl.lit("no answers")).otherwise(text)
        out += [
            pl.when(enough).then(score).alias(f"q.{s}"),
            n.alias(f"q.{s}.answered"),
            (enough & (n < parts)).alias(f"q.{s}.prorated"),
            reason.alias(f"q.{s}.reason"),
        ]
    return frame.select("id", *out, (pl.col("given") - pl.col("n_c")).alias("q.invalid"))


def run_polars(source: Path, target: Path) -> None:
    plan = hand_plan(hand_scan(source))
    if target.suffix == ".parquet":
        plan.sink_parquet(target)
    else:
        plan.sink_csv(target)


def run_read(source: Path, target: Path) -> None:
    import polars as pl

    frame = hand_scan(source)
    sums = frame.select(pl.col(ITEMS).sum(), pl.col("id").len())
    Path(target).write_text(str(sums.collect(engine="streaming").row(0)))


def run_pandas(source: Path, target: Path) -> None:
    import numpy as np
    import pandas as pd

    if source.suffix == ".parquet":
        frame = pd.read_parquet(source)
    else:
        frame = pd.read_csv(source, dtype={"id": str})
    answers = frame[ITEMS].astype(float)
    clean = answers.where((answers >= 0) & (answers <= 4))
    out = {"id": frame["id"]}
    for s, parts, back in (("a", A, ()), ("b", B, REVERSED_B), ("c", C, REVERSED_C)):
        mine = clean[parts].copy()
        for item in back:
            mine[item] = 4 - mine[item]
        n = mine.notna().sum(axis=1)
        enough = n >= MIN_ANSWERS[s]
        total = mine.sum(axis=1)
        score = total / n if s == "b" else (total * len(parts)) / n
        most = (
            f" of {len(parts)} answers missing, at most {len(parts) - MIN_ANSWERS[s]} allowed"
        )
        reason = (len(parts) - n).astype(str) + most
        reason = reason.where(n > 0, "no answers")
        out |= {
            f"q.{s}": score.where(enough, np.nan),
            f"q.{s}.answered": n.astype("int16"),
            f"q.{s}.prorated": enough & (n < len(parts)),
            f"q.{s}.reason": reason.where(~enough),
        }
    out["q.invalid"] = (answers.notna().sum(axis=1) - clean.notna().sum(axis=1)).astype("int16")
    result = pd.DataFrame(out)
    if target.suffix == ".parquet":
        result.to_parquet(target)
    else:
        result.to_csv(target, index=False)


RUN: dict[str, Callable[[Path, Path], None]] = {
    "scorewell": run_scorewell,
    "polars": run_polars,
    "read": run_read,
    "pandas": run_pandas,
}


# --- the data --------------------------------------------------------------------------


def make_data(folder: Path, rows: int) -> None:
    """3 % of answers missing, 5 % of rows lacking 40 %, 0.02 % out of range."""
    import numpy as np
    import polars as pl

    rng = np.random.default_rng(rows)
    block = min(rows, 500_000)
    parts = []
    for start in range(0, rows, block):
        size = min(block, rows - start)
        thin = rng.random(size) < 0.05
        columns = {"id": pl.Series([f"r{start + row}" for row in range(size)])}
        for item in ITEMS:
            x = rng.integers(0, 5, size).astype(np.int16)
            odd = rng.random(size) < 0.0002
            x[odd] = rng.choice([9, -1, 44], odd.sum())
            blank = rng.random(size) < np.where(thin, 0.4, 0.03)
            x = pl.Series(x)
            x = x.set(pl.Series(blank), None)
            columns[item] = x.cast(pl.Int8)
        part = folder / f"part-{start:012}.parquet"
        pl.DataFrame(columns).write_parquet(part)
        parts.append(part)
    whole = pl.scan_parquet(parts)
    whole.sink_parquet(folder / f"{rows}.parquet", row_group_size=125_000)
    whole.sink_csv(folder / f"{rows}.csv")
    for part in parts:
        part.unlink()


# --- measuring -------------------------------------------------------------------------


def child(engine: str, source: Path, target: Path) -> None:
    """One run; prints seconds and the peak memory of this process in megabytes."""
    import pandas as pd  # noqa: F401 - imports are not what is measured
    import polars as pl  # noqa: F401

    import scorewell.scores.score  # noqa: F401
    from scorewell_plugins import scoring  # noqa: F401

    start, worked = time.perf_counter(), time.process_time()
    RUN[engine](source, target)
    seconds, worked = time.perf_counter() - start, time.process_time() - worked
    status = Path("/proc/self/status").read_text()
    peak = int(status.split("VmHWM:")[1].split()[0]) / 1024
    print(json.dumps({"seconds": seconds, "cpu": worked, "peak": peak}))


def measure(engine: str, source: Path, target: Path) -> dict[str, float]:
    command = [sys.executable, __file__, "--child", engine, str(source), str(target)]
    process = subprocess.run(command, capture_output=True, text=True, check=False)
    if process.returncode:
        sys.exit(f"{engine} on {source.name} failed:\n{process.stderr}")
    return json.loads(process.stdout.splitlines()[-1])


def check_same(folder: Path, rows: int) -> None:
    """Every engine must write the same columns with the same values."""
    import polars as pl

    for kind in KINDS:
        frames = {}
        for engine in ("scorewell", "polars", "pandas"):
            target = folder / f"check-{engine}.parquet"
            target.unlink(missing_ok=True)
            RUN[engine](folder / f"{rows}.{kind}", target)
            frames[engine] = pl.read_parquet(target)
        first = frames.pop("scorewell")
        for engine, frame in frames.items():
            if not first.equals(frame.cast(dict(first.schema))):
                sys.exit(f"{engine} and scorewell differ on {rows} rows of {kind}")
    print(f"scorewell, polars and pandas agree bit for bit on {rows:,} rows")


Key = tuple[str, int, str]


def table(results: dict[Key, list[dict[str, float]]]) -> dict[Key, dict[str, float]]:
    medians = {}
    print(f"\n{'from':8} {'rows':>11} {'engine':10} {'seconds':>8} {'CPU s':>7}", end="")
    print(f" {'rows/s':>12} {'peak MB':>8}")
    for (kind, rows, engine), runs in results.items():
        run_medians = {
            quantity: statistics.median(run[quantity] for run in runs) for quantity in runs[0]
        }
        medians[kind, rows, engine] = run_medians
        print(
            f"{kind:8} {rows:11,} {engine:10} {run_medians['seconds']:8.3f} "
            f"{run_medians['cpu']:7.2f}",
            end="",
        )
        print(f" {rows / run_medians['seconds']:12,.0f} {run_medians['peak']:8.0f}")
    return medians


def ratios(medians: dict[Key, dict[str, float]], sizes: list[int]) -> None:
    print("\nscorewell, in times of: seconds (CPU seconds, which a busy machine sways less)")
    for kind in KINDS:
        for rows in sizes:
            ours = medians[kind, rows, "scorewell"]
            text_parts = []
            for engine in ENGINES[1:]:
                if baseline := medians.get((kind, rows, engine)):
                    wall, cpu = (
                        ours[quantity] / baseline[quantity] for quantity in ("seconds", "cpu")
                    )
                    text_parts.append(f"{engine} {wall:.2f} ({cpu:.2f})")
            print(f"  {kind:8} {rows:11,}  {'  '.join(text_parts)}")
    if len(sizes) < 2:
        return
    small, large = sizes[-2:]
    print(f"\nfrom {small:,} to {large:,} rows: power of rows by which time grows, and memory")
    for kind in KINDS:
        for engine in ("scorewell", "polars", "read"):
            first, last = (medians[kind, rows, engine] for rows in (small, large))
            power = math.log(last["cpu"] / first["cpu"]) / math.log(large / small)
            print(
                f"  {kind:8} {engine:10} {power:.2f}  {last['peak'] / first['peak']:.2f} times"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--most", type=int, default=1_000_000, help="largest number of rows")
    parser.add_argument("--pandas", type=int, default=1_000_000, help="most rows for pandas")
    parser.add_argument("--runs", type=int, default=3, help="runs of each engine")
    parser.add_argument("--folder", type=Path, help="keep the data here")
    parser.add_argument("--child", nargs=3, metavar=("ENGINE", "SOURCE", "TARGET"))
    options = parser.parse_args()
    if options.child:
        engine, source, target = options.child
        return child(engine, Path(source), Path(target))
    sizes = [10**power for power in range(3, 9) if 10**power <= options.most]
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = options.folder or Path(name)
        for rows in sizes:
            if not (folder / f"{rows}.csv").exists():
                make_data(folder, rows)
        check_same(folder, sizes[min(2, len(sizes) - 1)])
        results: dict[Key, list[dict[str, float]]] = {}
        for kind in KINDS:
            for rows in sizes:
                for run in range(options.runs):
                    for engine in ENGINES:
                        if engine == "pandas" and rows > options.pandas:
                            continue
                        target = Path(name) / f"out-{run}.parquet"
                        target.unlink(missing_ok=True)
                        measurement = measure(engine, folder / f"{rows}.{kind}", target)
                        results.setdefault((kind, rows, engine), []).append(measurement)
        ratios(table(results), sizes)
    return None


if __name__ == "__main__":
    main()
