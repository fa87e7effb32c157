"""Draw the gallery from the examples.

Run without arguments to rewrite it; with ``--check`` to fail if a drawing is out of date; with
``--picture`` to photograph the demonstration's report as well (it needs Playwright and
Chromium, and is not part of the check).
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import yaml

from scorewell.io.bundled_files import bundled
from scorewell.report.figures.figure_list import draw_figure
from scorewell.report.html.page import html_report
from scorewell.report.respondents.figure import respondent_plot
from scorewell.report.respondents.score_history import score_histories
from scorewell.study.plan import read_plan
from scorewell.study.result import StudyResult
from scorewell.study.run import run_study

DOCS = Path(__file__).parent
FOLDER = DOCS / "gallery"
NOTE = "<!-- written by docs/gallery.py -->\n\n"
ABOUT = """\
Drawings of reports, all of synthetic data and made-up norms; those without another note are of
the demonstration. Each is in the report, where it can be saved as SVG or PNG, and is drawn
alone by the command under it.
"""
ORDER = ("pre", "week 4", "week 8", "post", "follow-up")
ENTRIES = {
    "overview": ("What became of the respondents", "scorewell plot study.yaml overview"),
    "jacobson": (
        "Before against after, with the band of unreliable change and the cut-off",
        "scorewell plot study.yaml jacobson --scale fscrs.inadequate_self",
    ),
    "change": (
        "Each respondent from before to after, sorted",
        "scorewell plot study.yaml change --scale pseq.total",
    ),
    "distribution": (
        "Scores before and after against the norm",
        "scorewell plot study.yaml distribution --scale fscrs.inadequate_self",
    ),
    "trajectory": (
        "All occasions of a course (made-up scores)",
        "scorewell plot study.yaml trajectory",
    ),
    "choices": (
        "What every other choice would have given",
        "scorewell plot study.yaml choices --scale pseq.total",
    ),
    "respondent": (
        "One respondent over time, from the page that --respondent-pages adds",
        "scorewell evaluate study.yaml --respondent-pages",
    ),
}


def demo() -> StudyResult:
    """The demonstration, with every other choice."""
    return run_study(replace(read_plan(bundled("demo") / "study.yaml"), sensitivity=True))


def course() -> StudyResult:
    """Made-up totals of 30 respondents on five occasions."""
    random = np.random.default_rng(7)
    rows = ["respondent,occasion,total"]
    for respondent in range(30):
        score, gain = random.normal(22, 7), random.normal(3.5, 3)
        for occasion in ORDER:
            rows.append(f"S{respondent:02d},{occasion},{round(min(max(score, 0), 60))}")
            score += gain + random.normal(0, 3)
    clinical = {"mean": 20, "sd": 8, "source": "made up for the gallery"}
    content = {
        "format": 1,
        "title": "Made-up course",
        "data": [{"file": "totals.csv"}],
        "columns": {"id": "respondent", "occasion": "occasion"},
        "occasions": {"pre": ORDER[0], "post": ORDER[3], "order": list(ORDER)},
        "change": {"sd": 8, "clinical": clinical, "functional": "none", "criterion": "a"},
        "measures": [{"instrument": "pseq", "totals": {"total": "total"}}],
    }
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "totals.csv").write_text("\n".join(rows) + "\n")
        (Path(name) / "study.yaml").write_text(yaml.safe_dump(content))
        return run_study(read_plan(Path(name) / "study.yaml"))


def drawings() -> dict[str, str]:
    """Every drawing of the gallery by file name."""
    study = demo()
    scales = {
        "overview": "",
        "jacobson": "fscrs.inadequate_self",
        "change": "pseq.total",
        "distribution": "fscrs.inadequate_self",
        "choices": "pseq.total",
    }
    svgs = {name: draw_figure(study, name, scale=scale) for name, scale in scales.items()}
    svgs["trajectory"] = draw_figure(course(), "trajectory")
    pseq = next(
        track
        for track in score_histories(study, pre="pre", post="post")["R13"]
        if track.scale.id == "total"
    )
    svgs["respondent"] = respondent_plot(pseq)
    return {f"{name}.svg": f"{svg}\n" for name, svg in svgs.items()}


def page() -> str:
    """The gallery itself."""
    picture = "![The first screen of the demonstration's report](report.png)\n"
    lines = ["# Gallery\n", ABOUT, picture]
    for name, (title, command) in ENTRIES.items():
        lines += [f"## {title}\n", f"![{title.split(' (')[0]}](gallery/{name}.svg)\n"]
        lines += [f"```sh\n{command}\n```\n"]
    return NOTE + "\n".join(lines).rstrip() + "\n"


def photograph() -> None:
    """The first screen of the demonstration's report as the browser shows it."""
    from playwright.sync_api import sync_playwright

    program = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))))
    with tempfile.TemporaryDirectory() as name, sync_playwright() as play:
        file = Path(name) / "summary.html"
        study = run_study(read_plan(bundled("demo") / "study.yaml"))
        file.write_text(html_report(study), encoding="utf-8")
        browser = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
        view = browser.new_page(viewport={"width": 1280, "height": 800})
        view.goto(file.as_uri())
        view.screenshot(path=DOCS / "report.png")
        browser.close()


def main() -> int:
    """Write or check."""
    documents = {DOCS / "gallery.md": page()}
    documents |= {FOLDER / name: svg for name, svg in drawings().items()}
    stale = [
        path
        for path, text in documents.items()
        if not path.is_file() or path.read_text("utf-8") != text
    ]
    if "--check" in sys.argv[1:]:
        print(*(f"out of date: {path.name}" for path in stale), sep="\n", end="")
        return 1 if stale else 0
    FOLDER.mkdir(exist_ok=True)
    for path in stale:
        path.write_text(documents[path], encoding="utf-8")
    if "--picture" in sys.argv[1:]:
        photograph()
    print("written:", ", ".join(path.name for path in stale) or "nothing")
    return 0


if __name__ == "__main__":
    sys.exit(main())
