"""What a report costs: from the answers to the folder, and in a browser.

``python benchmarks/report.py`` evaluates studies of 13 and of 5,000 respondents, each in a
fresh process, and opens their pages in Chromium where Playwright and a browser are there.
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
from pathlib import Path

import numpy as np
import yaml

NORMS = {"mean": 24, "sd": 7, "source": "made up for this benchmark"}
REPORT_ONLY = """
import sys, time
from pathlib import Path
from scorewell.study import read_plan, run_study
result = run_study(read_plan(Path(sys.argv[1])))
start = time.perf_counter()
from scorewell.report import html_report
text = html_report(result)
print(time.perf_counter() - start, len(text.encode()))
"""


def study(folder: Path, respondents: int, *, scales: list[str]) -> Path:
    """Answers to the 22 items of the FSCRS before and after, at random, and their study."""
    rng = np.random.default_rng(respondents)
    items = [f"fscrs_{n}" for n in range(1, 23)]
    lines = [",".join(["respondent", "site", "occasion", *items])]
    for who in range(respondents):
        level = rng.normal(2.4, 0.7)
        for occasion, shift in (("pre", 0.0), ("post", rng.normal(-0.6, 0.6))):
            answers = np.clip(np.rint(rng.normal(level + shift, 0.9, 22)), 0, 4).astype(int)
            lines.append(",".join([f"R{who:05d}", f"S{who % 4}", occasion, *map(str, answers)]))
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


def evaluate(path: Path, out: Path, *options: str) -> tuple[float, float]:
    """Seconds of the whole command in a process of its own: by the clock, and of computing."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = "from scorewell.cli import main; main()"
    subprocess.run(
        [sys.executable, "-c", command, "evaluate", path, "-o", out, *options],
        check=True,
        capture_output=True,
    )
    clock, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def browse(page_file: Path, who: str) -> dict[str, float]:
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
        box.get_by_role("searchbox").fill(who)
        box.locator("tbody tr").nth(0).wait_for()
        found = time.perf_counter() - start
        browser.close()
    return {"opened": ready, "filtered": found}


def main() -> None:
    """Run and print one line per study."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--respondents", type=int, nargs="+", default=[13, 5000])
    asked = parser.parse_args()
    for respondents in asked.respondents:
        for scales in (["hated_self"], ["hated_self", "reassured_self", "inadequate_self"]):
            with tempfile.TemporaryDirectory() as name:
                folder = Path(name)
                path = study(folder, respondents, scales=scales)
                clock, computing = map(
                    min,
                    zip(*(evaluate(path, folder / f"out{n}") for n in range(3)), strict=True),
                )
                made = subprocess.run(
                    [sys.executable, "-c", REPORT_ONLY, path],
                    check=True,
                    capture_output=True,
                    text=True,
                ).stdout.split()
                page = folder / "out0" / "summary.html"
                print(
                    json.dumps(
                        {
                            "respondents": respondents,
                            "scales": len(scales),
                            "evaluate_s": round(clock, 2),
                            "computing_s": round(computing, 2),
                            "page_s": round(float(made[0]), 2),
                            "page_mb": round(page.stat().st_size / 1e6, 2),
                            **{
                                k: round(v, 2)
                                for k, v in browse(page, f"R{respondents - 1:05d}").items()
                            },
                            "peak_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
                            // 1024,
                        }
                    ),
                    flush=True,
                )


if __name__ == "__main__":
    main()
