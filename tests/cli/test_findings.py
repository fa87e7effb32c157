"""Findings of data and analyses on stderr and in JSON, in every format, and exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

STUDY = """\
format: 1
title: Three people
data: [{file: scores.csv}]
columns: {id: id, occasion: visit}
occasions: {pre: pre, post: post}
measures:
  - {instrument: pseq, change: {total: {sd: 0.3}}}
"""
# The limit is 1.96 x 0.3 x sqrt(2 (1 - .88)) = .288 points, and the PSEQ moves in whole ones.
SMALL = "limit-below-step"


@pytest.fixture(autouse=True)
def files(tmp_path: Path):
    """Totals, and answers of which one is not allowed (9), in a sheet and a study."""
    (tmp_path / "totals.csv").write_text("id,pre,post\na,20,30\nb,15,15\nc,10,4\n")
    (tmp_path / "long.csv").write_text("id,day,total\na,0,20\na,7,30\nb,0,15\nb,7,15\n")
    items = ",".join(f"pseq_{n}" for n in range(1, 11))
    lines = [f"id,visit,{items}"]
    for place, name in enumerate("abcdefgh"):
        for visit, answer in (("pre", place % 5), ("post", 6)):
            lines.append(f"{name},{visit}," + ",".join([str(answer)] * 9 + [str(place % 3)]))
    (tmp_path / "good.csv").write_text("\n".join(lines))
    lines[1] = "a,pre," + ",".join(["0"] * 9 + ["9"])
    (tmp_path / "scores.csv").write_text("\n".join(lines))
    measure = "{instrument: pseq, change: {sd: 0.3}}"
    study = STUDY.replace("{instrument: pseq, change: {total: {sd: 0.3}}}", measure)
    (tmp_path / "bad.yaml").write_text(study)
    (tmp_path / "good.yaml").write_text(study.replace("scores.csv", "good.csv"))


TOTALS = ("pseq.total", "totals.csv", "--id", "id", "--total", "pre,post", "--sd", "0.3")
COURSE = ("pseq.total", "long.csv", "--id", "id", "--time", "day", "--total", "total", "--sd")
ANALYSES = [
    ("change", *TOTALS),
    ("change", *TOTALS, "--explain", "a"),
    ("change", "pseq.total", "--pre-score", "10", "--post-score", "20", "--sd", "0.3"),
    ("course", *COURSE, "0.3"),
    ("target", "pseq.total", "--sd", "0.3"),
    ("compare", "good.yaml"),
]


@pytest.mark.parametrize("format_", [(), ("-f", "table"), ("-f", "csv"), ("-f", "json")])
@pytest.mark.parametrize("command", ANALYSES, ids=lambda command: " ".join(command[:2]))
def test_warnings_of_an_analysis_go_to_stderr_in_every_format_and_exit_with_0(
    run, command: tuple[str, ...], format_: tuple[str, ...]
):
    one_respondent = command[0] == "target" or "--pre-score" in command
    if (format_ == ("-f", "csv") and one_respondent) or ("--explain" in command and format_):
        pytest.skip("there is no such form")
    outcome = run(*command, *format_)
    assert outcome.code == 0, outcome.err
    assert f"[{SMALL}]" in outcome.err
    assert "warning: pseq.total: the limit of reliable change" in outcome.err
    assert "hint: check that the standard deviation" in outcome.err


@pytest.mark.parametrize("command", [ANALYSES[0], *ANALYSES[2:]], ids=lambda c: " ".join(c[:2]))
def test_findings_of_an_analysis_are_in_its_json(run, command: tuple[str, ...]):
    result = json.loads(run(*command, "-f", "json").out)
    findings = (result if isinstance(result, dict) else result[0])["findings"]
    assert SMALL in {finding["code"] for finding in findings} or command[0] == "compare"
    assert all(finding["severity"] in {"error", "warning", "note"} for finding in findings)


def test_a_warning_about_several_scales_is_said_once(run, tmp_path: Path):
    items = [f"fscrs_{n}" for n in range(1, 23)]
    rows = [
        f"{i},{v}," + ",".join(["1"] * 21 + [str(i)]) for i in (1, 2) for v in ("pre", "post")
    ]
    (tmp_path / "f.csv").write_text("\n".join([f"id,visit,{','.join(items)}", *rows]))
    outcome = run(
        "change", "fscrs", "f.csv", "--id", "id", "--occasion", "visit", "--sd", "0.001",
        "--reliability", "0.9", "--coding", "declared",
    )  # fmt: skip
    lines = [line for line in outcome.err.splitlines() if f"[{SMALL}]" in line]
    assert len(lines) == 1, outcome.err
    assert "fscrs.hated_self, fscrs.reassured_self" in lines[0]


SHEET = ("--id", "id", "--occasion", "visit")
DATA = [
    ("score", "pseq", "{}.csv"),
    ("change", "pseq", "{}.csv", *SHEET),
    ("course", "pseq", "{}.csv", *SHEET, "--occasions", "pre,post"),
    ("reliability", "pseq", "{}.csv", "--occasion", "visit", "--occasion-value", "pre"),
    ("evaluate", "{}.yaml"),
    ("compare", "{}.yaml"),
    ("table", "{}.yaml"),
    ("plot", "{}.yaml"),
    ("methods", "text", "{}.yaml"),
]


@pytest.mark.parametrize("command", DATA, ids=lambda command: command[0])
def test_an_answer_that_cannot_be_used_exits_with_1_and_output_is_whole(
    run, command: tuple[str, ...]
):
    def texts(name: str) -> list[str]:
        study = "good" if name == "good" else "bad"
        sheet = "good" if name == "good" else "scores"
        return [text.format(study if text.endswith("yaml") else sheet) for text in command]

    clean = run(*texts("good"))
    assert clean.code == 0, clean.err
    outcome = run(*texts("bad"), *(["--overwrite"] if command[0] == "evaluate" else []))
    assert outcome.code == 1
    assert outcome.out.count("\n") == pytest.approx(clean.out.count("\n"), abs=6)
    assert "outside-coding" in outcome.err or "1 answers are not allowed" in outcome.err


@pytest.mark.parametrize(
    ("policy", "code"),
    [("outside-coding=null-answer", 0), ("outside-coding=null-score", 0), ("text=error", 1)],
)
def test_a_policy_that_takes_answers_as_missing_makes_them_warnings(
    run, policy: str, code: int
):
    outcome = run("score", "pseq", "scores.csv", "--policy", policy)
    assert (outcome.code, len(outcome.rows)) == (code, 16)
    assert "[outside-coding]" in outcome.err


def test_kinds_are_counted_on_stderr_beside_a_file_of_findings(run):
    outcome = run("score", "pseq", "scores.csv", *SHEET[2:], "--findings", "all.csv")
    assert "1  outside the coding 0, 1, 2, 3, 4, 5, 6 [outside-coding]" in outcome.err
    assert "findings are in all.csv" in outcome.err


def test_json_of_scores_has_the_findings_of_each_row(run):
    outcome = run("score", "pseq", "scores.csv", *SHEET[2:], "--brief", "-f", "json")
    rows = json.loads(outcome.out)
    assert [len(row["findings"]) for row in rows] == [1, *[0] * 15]
    (finding,) = rows[0]["findings"]
    assert (finding["kind"], finding["severity"]) == ("outside-coding", "error")
    assert "value" not in finding


def test_json_of_scores_has_findings_about_the_file_in_every_row(run, tmp_path: Path):
    (tmp_path / "old.csv").write_bytes(
        (tmp_path / "good.csv").read_bytes() + b"\nz\xe4,pre,1\n"
    )
    rows = json.loads(run("score", "pseq", "old.csv", "--brief", "-f", "json").out)
    assert all("character-set" in {f["kind"] for f in row["findings"]} for row in rows)


def test_json_of_change_has_the_findings_in_the_data(run):
    (result,) = json.loads(run("change", "pseq", "scores.csv", *SHEET, "-f", "json").out)
    assert [finding["kind"] for finding in result["data_findings"]] == ["outside-coding"]


@pytest.mark.parametrize("table", ["findings", "items", "scales"])
def test_what_the_doctor_suspects_is_on_stderr_whatever_is_printed(run, tmp_path, table: str):
    run("simulate", "rses", "-n", "200", "--occasions", "pre", "-o", "r.csv")
    lines = [line.split(",") for line in (tmp_path / "r.csv").read_text().splitlines()]
    place = lines[0].index("rses_2")
    for line in lines[1:]:
        line[place] = str(3 - int(line[place]))
    (tmp_path / "r.csv").write_text("\n".join(map(",".join, lines)))
    outcome = run(
        "doctor", "rses", "r.csv", "--coding", "declared", "-f", "csv", "--table", table
    )
    assert outcome.code == 1
    assert "rses_2" in outcome.err


def test_the_demonstration_with_its_warnings_exits_with_0(run):
    outcome = run("demo")
    assert outcome.code == 0
    assert "warning: scs-sf.total_mean, pseq.total" in outcome.err
    assert "[small-sample]" in outcome.err


def test_findings_of_a_report_say_how_severe_they_are(run, tmp_path: Path):
    assert run("evaluate", "bad.yaml", "-o", "report").code == 1
    lines = (tmp_path / "report/findings.csv").read_text().splitlines()
    assert any(",outside-coding,error," in line for line in lines)
    assert (tmp_path / "report/summary.html").exists()
