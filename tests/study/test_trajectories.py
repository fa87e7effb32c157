"""Courses in a study file, in a report and on the command line.

PSEQ totals, 0 to 60, higher better; S = 10 and r = .92 give a limit of 1.959964 x 10 x sqrt(2) x
sqrt(.08) = 7.84 points. Clinical mean 20 and SD 10, criterion a: 20 + 2 x 10 = 40, so 41 is
functional.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path

import pandas as pd
import pytest
import yaml

import scorewell
from scorewell.cli.main import main
from scorewell.errors import DataError, DefinitionError
from scorewell.report.write_report import write_report
from scorewell.study.plan import read_plan
from scorewell.study.run import run_study

ROWS = """id,visit,week,site,total
a,post,8,n,45
a,pre,0,n,20
a,mid,4,n,29
a,6m,34,n,30
b,pre,0,s,30
b,mid,3,s,21
b,6m,33,s,
c,mid,5,s,12
"""
CHANGE = {
    "reliability": 0.92, "sd": 10, "clinical": {"mean": 20, "sd": 10, "source": "made up"},
    "functional": "none", "criterion": "a",
}  # fmt: skip
VALUES = ("--reliability", "0.92", "--sd", "10", "--clinical", "20,10", "--criterion", "a")


def study(folder: Path, **changes: object) -> Path:
    (folder / "totals.csv").write_text(ROWS)
    content = {
        "format": 1, "title": "Course", "data": [{"file": "totals.csv"}],
        "columns": {"id": "id", "occasion": "visit", "group": "site"},
        "occasions": {"pre": "pre", "post": "post", "order": ["pre", "mid", "post", "6m"]},
        "change": CHANGE, "measures": [{"instrument": "pseq", "totals": {"total": "total"}}],
    } | changes  # fmt: skip
    path = folder / "study.yaml"
    path.write_text(yaml.safe_dump(content, sort_keys=False))
    return path


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SCOREWELL_INSTRUMENTS", raising=False)
    monkeypatch.setattr("scorewell.registry.registry.user_folder", lambda: tmp_path / "none")
    monkeypatch.setenv("COLUMNS", "200")
    (tmp_path / "totals.csv").write_text(ROWS)

    def call(*arguments: object) -> tuple[object, str, str]:
        monkeypatch.setattr(sys, "argv", ["scorewell", "course", *map(str, arguments)])
        with pytest.raises(SystemExit) as error:
            main()
        captured = capsys.readouterr()
        return error.value.code, captured.out, captured.err

    return call


def words(frame: pd.DataFrame, person: str, column: str) -> list:
    return [None if pd.isna(x) else x for x in frame.loc[frame["id"] == person, column]]


def test_a_study_with_an_order_follows_every_respondent(tmp_path: Path):
    result = run_study(read_plan(study(tmp_path)))
    (course,) = result.courses
    assert course.limit == pytest.approx(7.84, abs=5e-3)
    # a: 20, 29 (+9), 45 (+25, above 40), 30 (+10, but 15 below post).
    assert words(course.cells, "a", "outcome") == [None, "improved", "recovered", "improved"]
    people = course.respondents.set_index("id")
    assert people.loc["a", ["first_gain", "follow_up", "lost_at"]].tolist() == [
        "mid",
        "lost",
        "6m",
    ]
    assert people.loc["b", "first_deterioration"] == "mid"
    assert people.loc["c", "reason"] == "no baseline score"
    assert people["group"].to_dict() == {"a": "n", "b": "s", "c": "s"}
    assert {entry.origin for entry in course.inputs if entry.name in {"occasions", "post"}} == {
        "study"
    }


def test_a_respondent_in_two_groups_is_in_no_group_of_the_course(tmp_path: Path):
    path = study(tmp_path)
    (tmp_path / "totals.csv").write_text(ROWS.replace("a,6m,34,n", "a,6m,34,s"))
    result = run_study(read_plan(path))
    people = result.courses[0].respondents.set_index("id")["group"]
    assert [label for label in people if not pd.isna(label)] == ["s", "s"]
    assert pd.isna(people["a"])
    assert pd.isna(result.courses[0].cells.set_index("id").loc["a", "group"]).all()
    findings = result.findings[result.findings["kind"] == "several-groups"]
    assert findings["id"].tolist() == ["a"] * 4


def test_the_comparison_of_pre_and_post_stays_beside_the_course(tmp_path: Path):
    with_order = run_study(read_plan(study(tmp_path)))
    two = {"pre": "pre", "post": "post"}
    without = run_study(read_plan(study(tmp_path, occasions=two)))
    assert without.courses == ()
    pd.testing.assert_frame_equal(
        with_order.changes[0].cases.drop(columns="group"),
        without.changes[0].cases.drop(columns="group"),
    )
    # Rows of other occasions are left over only where no order names them.
    assert "other-occasion" not in set(with_order.findings["kind"])
    findings = without.findings[without.findings["kind"] == "other-occasion"]
    assert findings["problem"].tolist() == ["the occasion is neither pre nor post"] * 5


def test_a_study_by_another_method_still_has_courses_by_one_limit(tmp_path: Path):
    change = CHANGE | {"method": "gulliksen-lord-novick"}
    result = run_study(read_plan(study(tmp_path, change=change)))
    assert result.changes[0].method.name == "gulliksen-lord-novick"
    (course,) = result.courses
    assert course.method.name == "jacobson-truax"
    assert course.limit == pytest.approx(7.84, abs=5e-3)


def test_a_row_of_an_occasion_that_the_order_lacks_is_a_finding(tmp_path: Path):
    occasions = {"pre": "pre", "post": "post", "order": ["pre", "mid", "post"]}
    result = run_study(read_plan(study(tmp_path, occasions=occasions)))
    findings = result.findings[result.findings["kind"] == "other-occasion"]
    assert findings["problem"].tolist() == ["the occasion is none of pre, mid, post"] * 2
    assert result.courses[0].cells["occasion"].nunique() == 3


def test_a_time_column_gives_the_order_of_the_occasions(tmp_path: Path):
    columns = {"id": "id", "occasion": "visit", "time": "week"}
    two = {"pre": "pre", "post": "post"}
    result = run_study(read_plan(study(tmp_path, columns=columns, occasions=two)))
    (course,) = result.courses
    assert course.occasions == ("pre", "mid", "post", "6m")
    assert words(course.cells, "b", "since") == [0, 3, None, 33]
    assert result.scores.columns[:3].tolist() == ["id", "occasion", "time"]


def test_sudden_gains_are_looked_for_as_the_study_says(tmp_path: Path):
    path = study(tmp_path, sudden_gains={"cut": 9, "stability": None, "share": None})
    (course,) = run_study(read_plan(path)).courses
    gains = course.sudden_gains
    assert gains[["id", "before", "gain"]].values.tolist() == [
        ["a", "pre", 9],
        ["a", "mid", 16],
    ]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"occasions": {"pre": "pre", "post": "post", "order": ["post", "mid", "pre"]}},
         "the post occasion post does not come after the baseline pre"),
        ({"occasions": {"pre": "pre", "post": "post", "order": ["pre", "mid"]}},
         "the post occasion is post, which is not among the occasions"),
        ({"occasions": {"pre": "pre", "post": "post", "order": ["pre", "pre"]}}, "order"),
        ({"occasions": {"pre": "pre", "post": "post"}, "sudden_gains": {"cut": 7}},
         "only two occasions are named"),
        ({"sudden_gains": {"cut": None, "share": None, "stability": None}},
         "no criterion left"),
        ({"sudden_gains": {"cuts": 7}}, "cuts"),
    ],
)  # fmt: skip
def test_a_study_that_contradicts_itself_is_refused_with_its_place(tmp_path, changes, message):
    with pytest.raises(DefinitionError, match="is not a valid study") as error:
        read_plan(study(tmp_path, **changes))
    assert message in str(error.value)
    assert "study.yaml" in str(error.value)


def test_the_manifest_says_the_order_and_the_criteria(tmp_path: Path):
    path = study(tmp_path, sudden_gains={"cut": 7})
    options = run_study(read_plan(path)).manifest["options"]
    assert options["course"]["order"] == ("pre", "mid", "post", "6m")
    assert options["sudden_gains"]["cut"] == 7
    json.dumps(options)


def test_the_report_has_the_course_in_files_of_its_own(tmp_path: Path):
    result = run_study(read_plan(study(tmp_path)))
    output_text = {path.name: path for path in write_report(result, tmp_path / "report")}
    cells = pd.read_csv(output_text["course.csv"])
    assert len(cells) == 3 * 4
    assert cells.loc[cells["id"] == "a", "follow_up"].dropna().tolist() == ["lost"]
    people = pd.read_csv(output_text["course-respondents.csv"])
    assert people["lost_at"].dropna().tolist() == ["6m"]
    counts = pd.read_csv(output_text["course-occasions.csv"])
    assert counts.query("occasion == 'mid' and what == 'improved'")[
        ["n", "of"]
    ].values.tolist() == [[1, 2]]
    manifest = json.loads(output_text["manifest.json"].read_text())
    assert "course.csv" in manifest["files"]
    write_report(result, tmp_path / "report", overwrite=True)


def test_a_report_on_two_occasions_has_no_course_files(tmp_path: Path):
    two = {"pre": "pre", "post": "post"}
    result = run_study(read_plan(study(tmp_path, occasions=two)))
    names = {path.name for path in write_report(result, tmp_path / "report")}
    assert not {name for name in names if name.startswith("course")}


def test_the_command_prints_a_line_per_respondent_and_occasion(run):
    code, out, _ = run(
        "pseq.total", "totals.csv", "--id", "id", "--occasion", "visit", "--occasions",
        "pre,mid,post,6m", "--post", "post", "--total", "total", "--format", "csv", *VALUES,
    )  # fmt: skip
    assert code == 0
    rows = list(csv.DictReader(io.StringIO(out)))
    assert len(rows) == 12
    result = {(row["id"], row["occasion"]): row for row in rows}
    assert result["a", "post"]["outcome"] == "recovered"
    assert result["a", "6m"]["follow_up"] == "lost"
    assert result["b", "6m"]["reason"] == "no score"
    assert result["c", "pre"]["reason"] == "no row"


def test_the_command_prints_a_table_of_occasions_with_intervals(run):
    code, out, _ = run(
        "pseq", "totals.csv", "--id", "id", "--occasion", "visit", "--occasions", "pre,mid,post,6m",
        "--post", "post", "--total", "total", "--format", "table", *VALUES,
    )  # fmt: skip
    assert code == 0
    assert "2 of 3 respondents assessable, limit 7.84 points" in out
    # At mid a improved and b got worse. 1 of 2, Wilson: 9 to 91 %.
    lines = [line.split() for line in out.splitlines()]
    assert ["mid", "improved", "1", "2", "50", "%", "9", "to", "91", "%"] in lines
    assert ["deteriorated", "1", "2", "50", "%", "9", "to", "91", "%"] in lines


def test_the_command_tells_one_course_in_words(run):
    code, out, _ = run(
        "pseq", "totals.csv", "--id", "id", "--occasion", "visit", "--occasions", "pre,mid,post,6m",
        "--post", "post", "--total", "total", "--explain", "a", *VALUES,
    )  # fmt: skip
    assert code == 0
    assert "The gain at post is lost at 6m" in out
    assert "mid: 29, clinical; 9 points better than the baseline, a reliable improvement" in out


@pytest.mark.parametrize("option", ["--own-sequence", "--own"])
def test_the_command_takes_the_order_from_a_time_column(run, option):
    code, out, _ = run(
        "pseq", "totals.csv", "--id", "id", "--time", "week", "--total", "total", option,
        "--explain", "b", *VALUES,
    )  # fmt: skip
    assert code == 0
    assert "2 (time 3): 21" in out


def test_the_command_reads_wide_totals_and_one_file_per_occasion(run, tmp_path: Path):
    (tmp_path / "wide.csv").write_text("id,t0,t1,t2\na,20,29,45\n")
    wide = run(
        "pseq", "wide.csv", "--id", "id", "--occasions", "pre,mid,post", "--total", "t0,t1,t2",
        "--format", "csv", *VALUES,
    )  # fmt: skip
    for place, score in enumerate((20, 29, 45)):
        (tmp_path / f"f{place}.csv").write_text(f"id,x\na,{score}\n")
    apart = run(
        "pseq", "f0.csv", "f1.csv", "f2.csv", "--id", "id", "--occasions", "pre,mid,post", "--total",
        "x", "--format", "csv", *VALUES,
    )  # fmt: skip
    assert wide[0] == apart[0] == 0
    assert wide[1] == apart[1]
    assert "recovered" in wide[1]


def test_the_command_scores_items_by_prefix(run, tmp_path: Path):
    names = [f"w{week}_pseq_{n}" for week in (0, 4, 8) for n in range(1, 11)]
    answers = ["0", "4", *(str(score) for score in [2] * 8 + [3] * 10 + [5] * 10)]
    (tmp_path / "items.csv").write_text(f"id,{','.join(names)}\na,{','.join(answers)}\n")
    code, out, _ = run(
        "pseq", "items.csv", "--id", "id", "--occasions", "0,4,8", "--prefixes", "w0_,w4_,w8_",
        "--format", "csv", *VALUES,
    )  # fmt: skip
    assert code == 0
    # 0 + 4 + 8 x 2 = 20; ten answers of 3 and of 5: 30 and 50.
    assert [row["score"] for row in csv.DictReader(io.StringIO(out))] == [
        "20.0",
        "30.0",
        "50.0",
    ]


def test_the_command_writes_and_prints_json_with_sudden_gains(run, tmp_path: Path):
    code, out, err = run(
        "pseq", "totals.csv", "--id", "id", "--occasion", "visit", "--occasions", "pre,mid,post,6m",
        "--total", "total", "--sudden-gains", "9", "--stability", "none", "--format", "json",
        "-o", "cells.csv", *VALUES,
    )  # fmt: skip
    assert code == 0
    (whole,) = json.loads(out)
    # 20 to 29 is 9 points, 22.5 % of the 40 to the top; 29 to 45 is 16, 51.6 % of 31.
    sudden = [interval["before"] for interval in whole["intervals"] if interval["sudden_gain"]]
    assert sudden == ["mid"]
    assert "cells.csv" in err
    assert len((tmp_path / "cells.csv").read_text().splitlines()) == 13


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ((), 2, "say in which order the occasions come"),
        (("--occasions", "pre,mid", "--sudden-gains", "big"), 1, "is no number of points"),
        (("--occasions", "pre,mid", "--total", "total", "--explain", "z", *VALUES), 1,
         "there is no respondent z"),
        (("--occasions", "pre,pre", "--total", "total"), 1, "names pre more than once"),
        (("--occasions", "pre,mid", "--time", "wk", "--total", "total"), 1, "has no column `wk`"),
    ],
)  # fmt: skip
def test_wrong_usage_says_what_is_wrong(run, arguments, code, message):
    result, _, err = run("pseq", "totals.csv", "--id", "id", "--occasion", "visit", *arguments)
    assert result == code
    assert message in err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--prefixes", "a_"), "1 --prefixes, and 2 occasions"),
        (("--total", "a,b,c"), "3 columns of --total, and 2 occasions"),
    ],
)
def test_what_each_occasion_has_is_given_for_each(run, arguments, message):
    result, _, err = run(
        "pseq", "totals.csv", "--id", "id", "--occasions", "pre,mid", *arguments
    )
    assert result == 2
    assert message in err


def test_a_time_that_is_no_time_is_refused(tmp_path: Path):
    columns = {"id": "id", "occasion": "visit", "time": "site"}
    with pytest.raises(scorewell.ScorewellError, match="neither numbers nor dates"):
        run_study(read_plan(study(tmp_path, columns=columns)))


def test_an_occasion_of_the_comparison_that_is_not_in_the_data_is_refused(tmp_path: Path):
    occasions = {"pre": "pre", "post": "end", "order": ["pre", "end"]}
    with pytest.raises(DataError, match="no row of the occasion `end`"):
        run_study(read_plan(study(tmp_path, occasions=occasions)))


def test_a_time_that_reads_like_the_occasion_leaves_the_declared_order_in_place(tmp_path, run):
    lines = ["id,visit,week,total"]
    lines += [
        f"{first},{visit},{visit},{score}"
        for first, scores in (("a", (20, 29, 45)), ("b", (30, 21, 25)))
        for visit, score in enumerate(scores, 1)
    ]
    (tmp_path / "same.csv").write_text("\n".join(lines) + "\n")
    call = ("pseq", "same.csv", "--id", "id", "--total", "total", *VALUES, "--format", "csv")
    code, out, err = run(*call, "--occasion", "visit", "--occasions", "1,2,3", "--time", "week")
    assert code == 0, err
    with_both = list(csv.DictReader(io.StringIO(out)))
    by_time = list(csv.DictReader(io.StringIO(run(*call, "--time", "week")[1])))
    assert [(row["occasion"], row["since"]) for row in with_both[:3]] == [
        ("1", "0.0"), ("2", "1.0"), ("3", "2.0"),
    ]  # fmt: skip
    assert [row["outcome"] for row in with_both] == [row["outcome"] for row in by_time]
    assert with_both[2]["outcome"] == "recovered"


def test_a_course_as_a_frame_is_a_copy_of_its_cells(tmp_path):
    (course,) = run_study(read_plan(study(tmp_path))).courses
    frame = course.to_frame()
    pd.testing.assert_frame_equal(frame, course.cells)
    frame["score"] = 0.0
    assert course.cells["score"].iloc[0] == 20
