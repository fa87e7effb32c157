"""The page about data: every command on it runs, and it names every kind of finding."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import yaml
from typer.testing import CliRunner

from scorewell.answers.checks.policies import KINDS
from scorewell.cli.main import build
from scorewell.definitions.lint.linter import check
from scorewell.registry.plugins.discovery import load_plugins
from scorewell.registry.registry import open_registry

PAGE = (Path(__file__).parents[2] / "docs/data.md").read_text(encoding="utf-8")
PLUGINS = load_plugins(entry_points=lambda group: [])


def test_every_command_of_the_page_runs_in_its_order(tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    commands = [
        line
        for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
        for line in block.splitlines()
        if line.strip()
    ]
    assert len(commands) >= 9
    ran = []
    for line in commands:
        program, *arguments = shlex.split(line)
        assert program == "scorewell"
        output = CliRunner().invoke(build(PLUGINS), arguments, obj=PLUGINS, prog_name=program)
        ran.append((line, output.exit_code))
        assert output.exit_code == 0, (line, output.output, output.exception)
    assert (tmp_path / "report/findings.csv").is_file()
    assert "DECIDE" in (tmp_path / "study.yaml").read_text(encoding="utf-8")


def test_every_kind_of_finding_is_on_the_page():
    assert [kind for kind in KINDS if f"`{kind}`" not in PAGE] == []


def test_every_kind_on_the_page_is_one():
    table = PAGE.partition("| kind | what it is |")[2].partition("\n\n")[0]
    values = set(re.findall(r"`([a-z-]+)`", table))
    assert values == set(KINDS)


def test_every_option_of_the_page_is_one_of_the_commands():
    text = "".join(
        CliRunner().invoke(build(PLUGINS), [name, "--help"], obj=PLUGINS).output
        for name in (
            "score",
            "change",
            "inspect",
            "evaluate",
            "simulate",
            "reliability",
            "template",
        )
    )
    values = set(re.findall(r"(--[a-z][a-z-]+)", PAGE))
    assert {option for option in values if option not in text} == set()


def test_the_overlay_of_the_page_adds_labels_once_they_are_filled_in(tmp_path: Path):
    (block,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    path = tmp_path / "overlay.yaml"
    path.write_text(block.replace("..., ..., ..., ...", "nie, selten, oft, immer"), "utf-8")
    result = yaml.safe_load(path.read_text("utf-8"))
    bases = open_registry(plugins=PLUGINS).load
    findings = check(path, methods=PLUGINS.scoring_methods, bases=bases)
    assert [finding for finding in findings if finding.severity == "error"] == [], findings
    assert result["extends"] == "phq-9"
