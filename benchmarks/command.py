"""What commands cost as whole processes, from the shell's prompt to the next.

- ``scorewell score fscrs`` from CSV to CSV beside ``by_hand.py``, a program in
  lazy Polars that was written for this one file and writes the same bytes;
- the same with answers out of range, which the command lists and the program
  by hand only counts;
- commands that compute nothing, and a file of 13 rows, beside the start of
  Python with typer or with Polars.

Runs are interleaved. Seconds are processor time of the process and wall-clock
time, each the least of all runs: other work on the machine can only lengthen
them. Compile the package before (``python -m compileall``), as an installer
does. ::

    python benchmarks/command.py --most 1000000
"""

from __future__ import annotations

import argparse
import filecmp
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from by_hand import ITEMS

SCOREWELL = [sys.executable, "-c", "from scorewell.cli.main import main; main()"]
BY_HAND = [sys.executable, str(Path(__file__).with_name("by_hand.py"))]


def make_data(file: Path, rows: int, *, odd: float) -> None:
    """3 % of answers missing, 5 % of rows lacking 40 %, and some out of range."""
    import numpy as np
    import polars as pl

    rng = np.random.default_rng(rows)
    thin = rng.random(rows) < 0.05
    columns = {"id": pl.Series([f"r{row}" for row in range(rows)])}
    for item in ITEMS:
        x = rng.integers(0, 5, rows).astype(np.int16)
        wrong = rng.random(rows) < odd
        x[wrong] = rng.choice([9, -1, 44], wrong.sum())
        blank = rng.random(rows) < np.where(thin, 0.4, 0.03)
        columns[item] = pl.Series(x).set(pl.Series(blank), None)
    pl.DataFrame(columns).write_csv(file)


def measure(command: list[str]) -> tuple[float, float]:
    """Processor time and wall-clock time of one process, in seconds."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed; run it to see why")
    return usage.ru_utime + usage.ru_stime, wall


def least(commands: dict[str, list[str]], runs: int) -> dict[str, tuple[float, float]]:
    measurements: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            measurements[name].append(measure(command))
    return {
        name: (min(cpu for cpu, _ in all_), min(wall for _, wall in all_))
        for name, all_ in measurements.items()
    }


def show(measurements: dict[str, tuple[float, float]], beside: str) -> None:
    base = measurements[beside]
    for name, (cpu, wall) in measurements.items():
        print(f"  {name:34} {cpu:7.3f} {wall:7.3f}", end="")
        print(f"   {cpu / base[0]:6.2f} {wall / base[1]:6.2f} of {beside}")


def score_beside_hand(folder: Path, rows: int, runs: int) -> None:
    clean, odd = folder / f"{rows}.csv", folder / f"{rows}-odd.csv"
    for file, share in ((clean, 0.0), (odd, 0.0002)):
        if not file.exists():
            make_data(file, rows, odd=share)
    scorewell_output, by_hand = folder / "scorewell.csv", folder / "by-hand.csv"

    def score(file: Path) -> list[str]:
        return [
            *SCOREWELL,
            "score",
            "fscrs",
            str(file),
            "-o",
            str(scorewell_output),
            "--overwrite",
        ]

    for file in (clean, odd):
        measure(score(file))
        measure([*BY_HAND, str(file), str(by_hand)])
        if not filecmp.cmp(scorewell_output, by_hand, shallow=False):
            sys.exit(f"{scorewell_output} and {by_hand} differ")
    print(f"\n{rows:,} rows; seconds of processor and clock, and times of by hand")
    commands = {
        "by hand": [*BY_HAND, str(clean), str(by_hand)],
        "scorewell score": score(clean),
        "scorewell score, some out of range": score(odd),
    }
    show(least(commands, runs), "by hand")


def start_up(folder: Path, runs: int) -> None:
    make_data(folder / "13.csv", 13, odd=0.0)
    print("\nstart-up; seconds of processor and clock, and times of the library alone")
    light = {"import typer": [sys.executable, "-c", "import typer"]}
    light |= {name: [*SCOREWELL, *name.split()] for name in ("--help", "list", "show pseq")}
    show(least(light, runs), "import typer")
    score = [*SCOREWELL, "score", "fscrs", "--coding", "declared", str(folder / "13.csv")]
    heavy = {"import polars": [sys.executable, "-c", "import polars"], "score, 13 rows": score}
    show(least(heavy, runs), "import polars")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--most", type=int, default=1_000_000, help="largest number of rows")
    parser.add_argument("--runs", type=int, default=7, help="runs of each command")
    parser.add_argument("--folder", type=Path, help="keep the data here")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = options.folder or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        start_up(folder, options.runs)
        for rows in (10**power for power in range(5, 9) if 10**power <= options.most):
            score_beside_hand(folder, rows, options.runs)


if __name__ == "__main__":
    main()
