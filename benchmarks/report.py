"""What a report costs: from the answers to the folder, and in a browser.

``python benchmarks/report.py`` evaluates the demonstration and studies of 13 and of 5,000
respondents, each in a fresh process, and opens their pages in Chromium where Playwright and a
browser are there. Beside the seconds stands how many times as long it computes as the same
Python takes to load the libraries that it needs, which is the least that any program on them
takes. Install the package for it, so that its modules are compiled.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import yaml

from scorewell.io.bundled_files import bundled

REPORT_ONLY = """
import sys, time
from pathlib import Path
from scorewell.study import read_plan, run_study
result = run_study(read_plan(Path(sys.argv[1])))
start = time.process_time()
from scorewell.report import html_report
text = html_report(result)
print(time.process_time() - start, len(text.encode()))
"""


LIBRARIES = "import jinja2, narwhals.stable.v2, pandas, polars, scipy.special, xlsxwriter"
COMMAND = "from scorewell.cli.main import main; main()"


def study(folder: Path, respondents: int, *, scales: list[str]) -> Path:
    """Answers to the 22 items of the FSCRS before and after, at random, and their study."""
    rng = np.random.default_rng(respondents)
    items = [f"fscrs_{n}" for n in range(1, 23)]
    lines = [",".join(["respondent", "site", "occasion", *items])]
    for number in range(respondents):
        level = rng.normal(2.4, 0.7)
        for occasion, shift in (("pre", 0.0), ("post", rng.normal(-0.6, 0.6))):
            answers = np.clip(np.rint(rng.normal(level + shift, 0.9, 22)), 0, 4).astype(int)
            lines.append(
                ",".join([f"R{number:05d}", f"S{number % 4}", occasion, *map(str, answers)])
            )
    (folder / "answers.csv").write_text("\n".join(lines) + "\n")
    content = {
        "format": 1,
        "title": f"{respondents} respondents",
        "data": [{"file": "answers.csv"}],
        "columns": {"id": "respondent", "occasion": "occasion", "group": "site"},
        "occasions": {"pre": "pre", "post": "post"},
        "change": {
            "reliability": 0.9,
            "sd": "baseline",
            "clinical": "baseline",
            "functional": "none",
            "criterion": "a",
        },
        "measures": [{"instrument": "fscrs", "columns": "{id}", "scales": scales}],
    }
    path = folder / "study.yaml"
    path.write_text(yaml.safe_dump(content))
    return path


def timed(*command: object) -> tuple[float, float]:
    """Seconds of a program in a process of its own: by the clock, and of computing."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, "-c", *map(str, command)], check=True, capture_output=True)
    clock, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def least(runs: Iterator[tuple[float, float]]) -> tuple[float, float]:
    """The shortest by the clock, and the shortest of computing."""
    clocks, computing = zip(*runs, strict=True)
    return min(clocks), min(computing)


def browse(page_file: Path, respondent: str) -> dict[str, float]:
    """Seconds until the page can be used, and until one respondent is found in it."""
    program = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        program = None
    if program is None:
        return {}
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page()
        start = time.perf_counter()
        page.goto(page_file.as_uri())
        ready = time.perf_counter() - start
        box = page.locator(
            ".grid", has=page.locator("caption", has_text="Each respondent")
        ).first
        start = time.perf_counter()
        box.get_by_role("searchbox").fill(respondent)
        box.locator("tbody tr").nth(0).wait_for()
        seconds = time.perf_counter() - start
        browser.close()
    return {"opened": ready, "filtered": seconds}


def measure_report(path: Path, folder: Path, *, runs: int, respondent: str) -> dict[str, float]:
    """What one study costs."""
    library_seconds = least(timed(LIBRARIES) for _ in range(runs))[1]
    clock, computing = least(
        timed(COMMAND, "evaluate", path, "-o", folder / f"out{n}") for n in range(runs)
    )
    bare = least(
        timed(COMMAND, "evaluate", path, "-o", folder / f"bare{n}", "--forms", "html")
        for n in range(runs)
    )[1]
    out = [sys.executable, "-c", REPORT_ONLY, path]
    seconds_text = subprocess.run(
        out, check=True, capture_output=True, text=True
    ).stdout.split()
    page = folder / "out0" / "summary.html"
    return {
        "evaluate_s": clock,
        "computing_s": computing,
        "html_only_s": bare,
        "times_libraries": computing / library_seconds,
        "page_s": float(seconds_text[0]),
        "page_mb": page.stat().st_size / 1e6,
        **browse(page, respondent),
        "peak_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
    }


def main() -> None:
    """Run and print one line per study."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--respondents", type=int, nargs="+", default=[13, 5000])
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    sizes = [
        (n, scales)
        for n in arguments.respondents
        for scales in (["hated_self"], ["hated_self", "reassured_self", "inadequate_self"])
    ]
    with tempfile.TemporaryDirectory() as name:
        path, respondent = (
            Path(shutil.copytree(bundled("demo"), f"{name}/demo")) / "study.yaml",
            "R13",
        )
        print_costs(
            measure_report(path, Path(name), runs=arguments.runs, who=respondent),
            respondents=13,
            scales=5,
        )
    for respondents, scales in sizes:
        with tempfile.TemporaryDirectory() as name:
            path, respondent = (
                study(Path(name), respondents, scales=scales),
                f"R{respondents - 1:05d}",
            )
            costs = measure_report(path, Path(name), runs=arguments.runs, who=respondent)
            print_costs(costs, respondents=respondents, scales=len(scales))


def print_costs(costs: dict[str, float], **about: int) -> None:
    """Print a line."""
    print(json.dumps({**about, **{k: round(v, 2) for k, v in costs.items()}}), flush=True)


if __name__ == "__main__":
    main()
