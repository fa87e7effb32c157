"""Feeds readers and the loader of definitions with inputs that a fuzzer makes, for a while.

Needs ``atheris`` (``pip install atheris``), which is no dependency of anything here. Each
target runs in a process of its own, so that a library that dies takes only its target down. ::

    python benchmarks/fuzz.py --seconds 60

prints, by target, how many inputs were tried and what failed. Anything but a clear error is a
failure: another exception, a crash, or an input that takes longer than ten seconds.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

TARGETS = (
    "csv", "redcap", "qualtrics", "json", "xlsx", "ods", "sav", "dta", "parquet", "feather",
    "definition", "study",
)  # fmt: skip
SLOWEST = 10
LARGEST = 1 << 15


def seeds(target: str, folder: Path) -> None:
    """Small real inputs to start from."""
    import pandas as pd
    import polars as pl

    rows = {"id": ["a", "b"], "q_1": [0.0, 4.0], "q_2": ["x", "y"]}
    frame = pd.DataFrame(rows)
    path = folder / f"seed.{target}"
    if target in {"xlsx", "ods"}:
        frame.to_excel(path, index=False)
    elif target == "sav":
        import pyreadstat

        pyreadstat.write_sav(frame, str(path))
    elif target == "dta":
        frame.to_stata(path, write_index=False)
    elif target == "parquet":
        pl.DataFrame(rows).write_parquet(path)
    elif target == "feather":
        pl.DataFrame(rows).write_ipc(path)
    elif target == "json":
        frame.to_json(path, orient="records")
    elif target in {"definition", "study"}:
        from scorewell.io.bundled_files import bundled

        seed = {"definition": "instruments/pseq.yaml", "study": "demo/study.yaml"}[target]
        top, name = seed.split("/")
        path.write_bytes((bundled(top) / name).read_bytes())
    else:
        path.write_text('id;redcap_event_name;q_1\na;pre;"1,5"\n"ImportId";x;\n')


def read(target: str, path: Path) -> None:
    """What is fuzzed."""
    if target == "definition":
        from scorewell.definitions.reading.load import read_draft

        read_draft(path)
    elif target == "study":
        from scorewell.study.plan import read_plan

        read_plan(path)
    else:
        from scorewell.answers.files.open import load_table
        from scorewell.registry.contracts.files import ReadOptions

        reader = target if target in {"redcap", "qualtrics"} else ""
        load_table(path, ReadOptions(reader=reader))


def run(target: str, seconds: int) -> None:
    """One target, in this process."""
    import atheris

    with atheris.instrument_imports(include=["scorewell", "scorewell_plugins"]):
        from scorewell.errors import ScorewellError

    endings = {"redcap": "csv", "qualtrics": "csv", "definition": "yaml", "study": "yaml"}
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as corpus:
        seeds(target, Path(corpus))
        path = Path(folder) / f"input.{endings.get(target, target)}"

        def run_one(data: bytes) -> None:
            path.write_bytes(data)
            try:
                read(target, path)
            except ScorewellError:
                return

        with atheris.instrument_imports(include=["scorewell", "scorewell_plugins"]):
            run_one(next(Path(corpus).iterdir()).read_bytes())  # what is imported is traced
        options = [
            f"-max_total_time={seconds}", f"-timeout={SLOWEST}", f"-max_len={LARGEST}",
            "-rss_limit_mb=4096", "-verbosity=0", "-print_final_stats=1", corpus,
        ]  # fmt: skip
        atheris.Setup([sys.argv[0], *options], run_one)
        atheris.Fuzz()


def main() -> int:
    """Run the targets one after the other."""
    parser = argparse.ArgumentParser(description="Fuzz the readers and the loader.")
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--targets", default=",".join(TARGETS))
    parser.add_argument("--one", default="", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        run(arguments.one, arguments.seconds)
        return 0
    failed = 0
    for target in arguments.targets.split(","):
        command = [
            sys.executable,
            __file__,
            "--one",
            target,
            "--seconds",
            str(arguments.seconds),
        ]
        process = subprocess.run(
            command, capture_output=True, text=True, errors="replace", check=False
        )
        executions = re.findall(r"number_of_executed_units:\s*(\d+)", process.stderr)
        count = int(executions[-1]) if executions else 0
        good = process.returncode == 0
        failed += not good
        print(
            f"{target:12} {count:>10,} inputs  {'all well' if good else 'FAILED'}", flush=True
        )
        if not good:
            print(process.stderr[-3000:])
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
