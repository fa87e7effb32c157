"""Definitions with errors are refused for work, unless the user insists."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import scorewell
from scorewell.cli.main import main
from scorewell.errors import DefinitionError
from scorewell.registry.registry import open_registry
from scorewell.scores.check_definition import load_checked

BASE = Path(__file__).parents[1] / "cases/valid/base.yaml"
OVERLAY = """
format: 1
extends: base
name: Own bands
version: 1.0.0
sources:
  ours: {title: Our bands, container: Our files}
scales:
  - id: total
    bands:
      - id: local
        name: Local
        bands:
          - {label: low, from: 0, below: 4}
          - {label: high, from: 5, to: 12}
        source: ours
        checked: one-source
"""
DATA = "id,base_1,base_2,base_3,base_4\np1,3,2,1,0\n"
# 3 + 2 + 1, and item 4 reversed within 0 to 3: 3 - 0 = 3; together 9.
STUDY = """
format: 1
title: One measure
data: [{file: pre.csv, occasion: pre}, {file: post.csv, occasion: post}]
columns: {id: id}
occasions: {pre: pre, post: post}
instruments: [base.yaml]
measures:
  - {instrument: base, scales: [total], coding: declared}
"""


def change_text(folder: Path, old: str, new: str) -> Path:
    text = BASE.read_text(encoding="utf-8")
    assert old in text
    path = folder / "base.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


CASES = {
    # The examples say what the key with item 4 reversed gives.
    "another item reversed": ("reversed: [4]", "reversed: [3]", "examples-pass"),
    "a range that the key does not reach": (
        "range: [0, 12]", "range: [0, 16]", "range-reached"),
    "a gap between bands": (
        "{label: high, above: 8, to: 12}", "{label: high, above: 9, to: 12}",
        "bands-cover-range"),
    "one value twice": ("{value: 2, label: often}", "{value: 3, label: often}",
        "coding-values-unique"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "code"), CASES.values(), ids=CASES)
def test_a_definition_with_errors_is_refused_with_their_places(tmp_path, old, new, code):
    path = change_text(tmp_path, old, new)
    with pytest.raises(DefinitionError, match="has errors, so it is not used") as refusal:
        load_checked(open_registry([tmp_path]), "base")
    assert code in {finding.code for finding in refusal.value.findings}
    assert {finding.file for finding in refusal.value.findings} == {str(path)}
    assert all(finding.line for finding in refusal.value.findings)


@pytest.mark.parametrize(("old", "new", "code"), CASES.values(), ids=CASES)
def test_whoever_insists_gets_the_instrument_with_its_errors(tmp_path, old, new, code):
    path = change_text(tmp_path, old, new)
    instrument = scorewell.load(str(path), accept_errors=True)
    assert code in {finding.code for finding in instrument.accepted_errors}
    with pytest.raises(DefinitionError):
        scorewell.load(str(path))
    with pytest.raises(DefinitionError):
        scorewell.score(pd.DataFrame({"base_1": [1]}), str(path))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (", container: Journal of Inventions 1:1-9, doi: 10.5555/made.up.1", ""),
        ("id: base_1,", "id: sad,"),
        ("{kind: pitfall,", "{kind: gap,"),
    ],
    ids=["a source that cannot be found", "an id that is a word", "a note"],
)
def test_what_makes_no_score_wrong_does_not_stop_work(tmp_path, old, new):
    text = BASE.read_text(encoding="utf-8").replace("base_1", "sad") if "sad" in new else ""
    path = change_text(tmp_path, old, new)
    if text:
        path.write_text(text, encoding="utf-8")
    assert not load_checked(open_registry([tmp_path]), "base").accepted_errors


def test_an_overlay_with_errors_is_refused(tmp_path):
    """Bands from 0 below 4 and from 5: 4.5 has none, as the total can be prorated."""
    change_text(tmp_path, "id: base", "id: base")
    overlay = tmp_path / "own.yaml"
    overlay.write_text(OVERLAY, encoding="utf-8")
    with pytest.raises(DefinitionError) as refusal:
        load_checked(open_registry([tmp_path / "base.yaml"], overlays=[overlay]), "base")
    assert {finding.file for finding in refusal.value.findings} == {str(overlay)}
    assert {finding.code for finding in refusal.value.findings} == {"bands-cover-range"}


def test_a_definition_is_checked_once_for_each_content(tmp_path, monkeypatch):
    import scorewell.scores.check_definition as module

    calls = []
    check = module.definition_errors
    monkeypatch.setattr(
        module, "definition_errors", lambda *a, **k: calls.append(a) or check(*a, **k)
    )
    change_text(tmp_path, "name: Made-up", "name: Twice made-up")
    plugins = open_registry().plugins
    for _ in range(3):
        load_checked(open_registry([tmp_path], plugins=plugins), "base")
    load_checked(open_registry(plugins=plugins), "pseq")
    assert len(calls) == 1
    change_text(tmp_path, "name: Made-up", "name: Thrice made-up")
    load_checked(open_registry([tmp_path], plugins=plugins), "base")
    assert len(calls) == 2


def run(capsys, monkeypatch, *arguments: str) -> tuple[int, str, str]:
    monkeypatch.setattr("sys.argv", ["scorewell", *arguments])
    with pytest.raises(SystemExit) as end:
        main()
    out, err = capsys.readouterr()
    return int(end.value.code or 0), out, err


def test_score_refuses_and_accepts(tmp_path, capsys, monkeypatch):
    """With item 3 reversed for item 4: 3 + 2 + (3 - 1) + 0 = 7 in place of 9."""
    monkeypatch.chdir(tmp_path)
    change_text(tmp_path, "reversed: [4]", "reversed: [3]")
    Path("data.csv").write_text(DATA, encoding="utf-8")
    call = ("score", "base.yaml", "data.csv", "--scales", "total", "--brief", "--coding")
    code, out, err = run(capsys, monkeypatch, *call, "declared")
    assert (code, out) == (1, "")
    assert "base.yaml:" in err
    assert "[examples-pass]" in err
    assert "--accept-errors" in err
    insist = (*call, "declared", "--accept-errors", "--findings", "findings.csv")
    code, out, err = run(capsys, monkeypatch, *insist)
    assert (code, out) == (0, "id,base.total\np1,7.0\n")
    assert "warning: the definition of base has errors" in err
    assert "definition-errors-accepted" in Path("findings.csv").read_text(encoding="utf-8")


def test_evaluate_refuses_and_says_what_was_accepted(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    change_text(tmp_path, "reversed: [4]", "reversed: [3]")
    Path("pre.csv").write_text(DATA + "p2,2,2,2,1\np3,1,3,2,0\n", encoding="utf-8")
    Path("post.csv").write_text(DATA + "p2,0,1,0,3\np3,1,0,0,2\n", encoding="utf-8")
    Path("study.yaml").write_text(STUDY, encoding="utf-8")
    code, _, err = run(capsys, monkeypatch, "evaluate", "study.yaml", "-o", "report")
    assert code == 1
    assert "[examples-pass]" in err
    assert not Path("report").exists()
    code, out, _ = run(
        capsys, monkeypatch, "evaluate", "study.yaml", "-o", "report", "--accept-errors"
    )
    assert code == 0
    assert "is used all the same" in out
    manifest = json.loads(Path("report/manifest.json").read_text(encoding="utf-8"))
    assert {entry["code"] for entry in manifest["definitions"][0]["accepted_errors"]} == {
        "examples-pass"
    }
    assert "is used all the same" in Path("report/summary.html").read_text(encoding="utf-8")
    assert "is used all the same" in Path("report/findings.csv").read_text(encoding="utf-8")


ANSWER_ROWS = [
    f"p{n},{a % 4},{(a + n) % 4},{n % 4},{a // 2 % 4}" for n in range(12) for a in (n, n + 5)
]
OCCASIONS = ("--id", "id", "--occasion", "occasion", "--coding", "declared")
COMMANDS = {
    "score": ("score", "base.yaml", "both.csv", "--coding", "declared"),
    "change": ("change", "base.total", "both.csv", *OCCASIONS, "--pre", "a", "--post", "b"),
    "approach": ("change", "base.total", "both.csv", *OCCASIONS, "--pre", "a", "--post", "b",
                 "--approach", "minimal-detectable-change"),
    "course": ("course", "base.total", "both.csv", *OCCASIONS, "--occasions", "a,b"),
    "reliability": ("reliability", "base.total", "pre.csv", "--coding", "declared"),
    "doctor": ("doctor", "base.yaml", "pre.csv", "--coding", "declared"),
    "target": ("target", "base.total", "--pre-score", "8", "--sd", "2", "--reliability", "0.8"),
    "compare": ("compare", "study.yaml"),
    "simulate": ("simulate", "base.yaml", "-n", "5"),
}  # fmt: skip


@pytest.fixture
def insist(tmp_path, capsys, monkeypatch):
    """``insist(*arguments)``: exit code and both outputs of a command with --accept-errors."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SCOREWELL_INSTRUMENTS", str(tmp_path / "base.yaml"))
    change_text(tmp_path, "reversed: [4]", "reversed: [3]")
    rows = [line + "," + "ab"[place % 2] for place, line in enumerate(ANSWER_ROWS)]
    names = "id,base_1,base_2,base_3,base_4"
    Path("both.csv").write_text("\n".join([f"{names},occasion", *rows]), encoding="utf-8")
    Path("pre.csv").write_text("\n".join([names, *ANSWER_ROWS[::2]]), encoding="utf-8")
    Path("post.csv").write_text("\n".join([names, *ANSWER_ROWS[1::2]]), encoding="utf-8")
    study = STUDY.replace("instruments: [base.yaml]\n", "")
    Path("study.yaml").write_text(study, encoding="utf-8")
    return lambda *arguments: run(capsys, monkeypatch, *arguments, "--accept-errors")


@pytest.mark.parametrize("format_", ["csv", "json"])
@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_every_command_says_what_was_accepted(insist, command, format_):
    if command[0] == "target" and format_ == "csv":
        format_ = "table"  # one respondent has no CSV form
    code, out, err = insist(*command, "--format", format_)
    assert code in {0, 1}, err
    assert out, err
    assert "used all the same" in err
    # Made-up answers are a table of answers; stderr alone speaks of them.
    if format_ == "json" and command[0] != "simulate":
        assert "used all the same" in out


@pytest.mark.parametrize("table", ["published", "outcomes"])
def test_a_table_has_a_note_on_what_was_accepted(insist, table):
    code, out, _ = insist("table", "study.yaml", table, "--format", "md")
    assert code == 0
    assert "used all the same" in out
