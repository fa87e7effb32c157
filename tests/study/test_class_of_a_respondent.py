"""A respondent has one class in every file of a report, at the end of treatment and at follow-up.

Random studies of totals over four occasions, with missing rows and scores. The classes are worked
out a second time in plain Python: a change is reliable beyond 1.959964 x S x sqrt(2) x sqrt(1 - r),
the cut-off by criterion a is M + 2 S or M - 2 S; neither is a possible score, so nothing is a tie.
"""

from __future__ import annotations

import csv
import html
import json
import math
import random
import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from scorewell.report.write_report import write_report
from scorewell.study.plan import read_plan
from scorewell.study.run import run_study

SCALES = {
    "phq-9": ("lower", 0, 27),
    "gad-7": ("lower", 0, 21),
    "core-10": ("lower", 0, 40),
    "isi": ("lower", 0, 28),
    "pseq": ("higher", 0, 60),
}
OCCASIONS = ("pre", "mid", "post", "6m")
Scores = dict[str, dict[str, dict[str, int]]]
"""Score by instrument, respondent and occasion."""


def make_scores(numbers: random.Random) -> Scores:
    """Scores of 40 respondents on three instruments; about one in six is missing."""
    scores: Scores = {}
    for name in numbers.sample(sorted(SCALES), 3):
        better, low, high = SCALES[name]
        sign = -1 if better == "lower" else 1
        width = high - low
        for number in range(40):
            level = numbers.gauss(low + width * (0.62 if sign < 0 else 0.35), width * 0.15)
            values = {}
            for place, occasion in enumerate(OCCASIONS):
                gain = place * width * 0.1 * numbers.choice((0, 1, 1.5))
                score = round(level + sign * gain + numbers.gauss(0, width * 0.08))
                if numbers.random() > 0.16:
                    values[occasion] = min(max(score, low), high)
            scores.setdefault(name, {})[f"R{number}"] = values
    return scores


def make_study(folder: Path, scores: Scores, change: dict[str, dict[str, object]]) -> Path:
    """The files of a study; the path of its study file."""
    people = list(next(iter(scores.values())))
    with (folder / "data.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "visit", *scores])
        for person in people:
            for occasion in OCCASIONS:
                cells = [part[person].get(occasion, "") for part in scores.values()]
                if any(cell != "" for cell in cells):
                    writer.writerow([person, occasion, *cells])
    content = {
        "format": 1, "title": "Random", "data": [{"file": "data.csv"}],
        "columns": {"id": "id", "occasion": "visit"},
        "occasions": {"pre": "pre", "post": "post", "order": list(OCCASIONS)},
        "measures": [
            {"instrument": name, "totals": {"total": name}, "change": change[name]}
            for name in scores
        ],
    }  # fmt: skip
    path = folder / "study.yaml"
    path.write_text(yaml.safe_dump(content, sort_keys=False))
    return path


def judge(pre: int | None, later: int | None, *, sign: int, limit: float, cutoff: float) -> str:
    """The class of one later score against the baseline; empty without both."""
    if pre is None or later is None:
        return ""
    gain = sign * (later - pre)
    if gain > limit:
        recovered = sign * pre < sign * cutoff < sign * later
        return "recovered" if recovered else "improved"
    return "deteriorated" if gain < -limit else "unchanged"


def follow_up_word(
    values: dict[str, int], post: str, later: str, *, sign: int, limit: float
) -> str:
    """Whether a gain is kept, lost, there later, or not there; empty where nobody knows."""
    if not post:
        return ""
    if post not in ("recovered", "improved"):
        return "gained later" if later in ("recovered", "improved") else "no gain at post"
    if not later:
        return ""
    fell = sign * (values["6m"] - values["post"]) < -limit
    return "kept" if later in ("recovered", "improved") and not fell else "lost"


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def page_classes(path: Path) -> list[tuple[str, str, str]]:
    """Class at the end of treatment, at follow-up, and word of the gain, scale by scale."""
    lines = re.findall(r'<p class="headline">(.*?)</p>', path.read_text(), re.DOTALL)
    classes = []
    for line in map(html.unescape, lines):
        post = re.search(r"End of treatment \(post\): (\w+)\.", line)
        later = re.search(r"Follow-up \(6m, score \d+\): (\w+)(?:; ([\w ]+))?\.", line)
        classes.append(
            (post[1] if post else "", later[1] if later else "", (later and later[2]) or "")
        )
    return classes


def files_of(folder: Path) -> dict[str, dict[tuple[str, str], tuple[str, ...]]]:
    """Classes by file, then by instrument and respondent."""
    course = ("post_outcome", "follow_up_outcome", "follow_up")
    files: dict[str, dict[tuple[str, str], tuple[str, ...]]] = {
        "change.csv": {
            (row["instrument"], row["id"]): (row["outcome"],)
            for row in rows_of(folder / "change.csv")
        },
        "course-respondents.csv": {
            (row["instrument"], row["id"]): tuple(row[name] for name in course)
            for row in rows_of(folder / "course-respondents.csv")
        },
        "course.csv": {
            (row["instrument"], row["id"]): (row["outcome"],)
            for row in rows_of(folder / "course.csv")
            if row["occasion"] == "post"
        },
    }
    data = json.loads((folder / "report.json").read_text())
    for name, table, columns in (
        ("changes", "cases", ("outcome",)),
        ("courses", "respondents", course),
    ):
        files[f"report.json, {name}"] = {
            (part["instrument"]["id"], row["id"]): tuple(row.get(key, "") for key in columns)
            for part in data[name]
            for row in part[table]
        }
    instruments = [part["instrument"]["id"] for part in data["changes"]]
    files["pages"] = {
        (instrument, path.stem): classes
        for path in (folder / "respondents").glob("R*.html")
        for instrument, classes in zip(instruments, page_classes(path), strict=True)
    }
    return files


@pytest.mark.parametrize("seed", range(6))
def test_every_file_has_the_class_of_a_plain_loop(tmp_path: Path, seed: int) -> None:
    numbers = random.Random(seed)
    scores = make_scores(numbers)
    change, terms = {}, {}
    for name in scores:
        better, low, high = SCALES[name]
        sign = -1 if better == "lower" else 1
        width = high - low
        sd, reliability = round(width * 0.131, 3), numbers.choice((0.81, 0.88, 0.93))
        mean = round(low + width * (0.7 if sign < 0 else 0.3), 2) + 0.013
        change[name] = {
            "reliability": reliability, "sd": sd, "criterion": "a", "functional": "none",
            "clinical": {"mean": mean, "sd": sd, "source": "made up"},
        }  # fmt: skip
        terms[name] = {
            "sign": sign,
            "limit": 1.959964 * sd * math.sqrt(2) * math.sqrt(1 - reliability),
            "cutoff": mean + 2 * sign * sd,
        }
    result = run_study(read_plan(make_study(tmp_path, scores, change)))
    write_report(result, tmp_path / "out", forms=("html", "json"), respondents=True)
    files = files_of(tmp_path / "out")
    totals: Counter[str] = Counter()
    for name, people in scores.items():
        sign, limit = int(terms[name]["sign"]), terms[name]["limit"]
        for person, values in people.items():
            post, later = (
                judge(values.get("pre"), values.get(occasion), **terms[name])
                for occasion in ("post", "6m")
            )
            word = follow_up_word(values, post, later, sign=sign, limit=limit)
            expected = (post, later, word)
            for file, classes in files.items():
                actual = classes.get((name, person), ("",))
                row = expected[: len(actual)]
                if file == "pages" and not later:
                    row = (post, "", "")
                assert actual == row, (file, name, person, values)
            totals.update(expected)
    words = {"recovered", "improved", "unchanged", "kept", "lost", "gained later"}
    assert words <= set(totals), totals
    assert sum(map(len, files["pages"].values())) == 3 * len(files["pages"])


@pytest.mark.parametrize("method", ["edwards-nunnally", "gulliksen-lord-novick"])
def test_a_course_takes_the_class_of_the_method_of_the_study(
    tmp_path: Path, method: str
) -> None:
    # The limit of a course, by Jacobson and Truax, gives other classes to some of them.
    scores = make_scores(random.Random(11))
    change: dict[str, dict[str, object]] = {
        name: {"reliability": 0.8, "method": method, "criterion": "a", "functional": "none"}
        for name in scores
    }
    result = run_study(read_plan(make_study(tmp_path, scores, change)))
    write_report(result, tmp_path / "out", forms=("html", "json"), respondents=True)
    files = files_of(tmp_path / "out")
    classes = files.pop("change.csv")
    assert len(classes) > 100
    for file, results in files.items():
        for key, outcome in classes.items():
            assert results[key][:1] == outcome, (file, key)
    unlike = 0
    for course in result.courses:
        post = course.cells[course.cells["role"] == "post"]
        names = {True: "improved", False: "unchanged"}
        sign = -1 if course.scale.better == "lower" else 1
        gains = post["change"] * sign
        unlike += int((gains.gt(course.limit).map(names) != post["reliable"])[gains >= 0].sum())
        assert "course-method" in {finding.code for finding in course.findings}
    assert unlike > 0
