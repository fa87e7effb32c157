"""Plugins that fail at work, each really installed: it is named, and the rest works.

``test_plugin_failures`` has the same kinds one by one, in one process.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest
import yaml
from plugin_packages import install_packages, write_project

HOOKS = "from scorewell import hookimpl\n\n"
PACKAGES = {
    "odd-approaches": """
        import pandas as pd
        from scorewell.change.results.approach_results import GroupJudgement, Judgement
        from scorewell.registry.contracts import Approach, ChangeMethod

        TEXTS = dict(title="T", summary="S.", formula="F", reference="R")

        def raises(pairs, context):
            raise KeyError("an answer")

        def half(pairs, context):
            return Judgement(approach="", instrument=context.instrument, scale=context.scale,
                             cases=pd.DataFrame({"id": pairs["id"]}), inputs=())

        def silent(pairs, context):
            return GroupJudgement(approach="", instrument=context.instrument, inputs=(),
                                  scale=context.scale, figures=(), verdict="x", words=None, n=(4,))

        def sound(pairs, context):
            cases = pairs.assign(change=pairs["post"] - pairs["pre"], outcome="improved",
                                 assessable=True, reason="")
            return Judgement(approach="", instrument=context.instrument, scale=context.scale,
                             cases=cases, inputs=())

        @hookimpl
        def register_change_methods(register):
            for judge in (raises, half, silent, sound):
                register(Approach(name=f"odd-{judge.__name__}", judge=judge, **TEXTS))
            register(ChangeMethod(name="odd-index", inputs=(), compute=lambda *_: None, **TEXTS))
        """,
    "odd-scores": """
        import sys
        from scorewell.registry.contracts import ScoringMethod, add

        def fails_in_studies(parts):
            if "scorewell.study.run" in sys.modules:
                raise ValueError("not today")
            return add(parts.values)

        def reach(ids, lows, highs, parameters):
            return float(sum(lows)), float(sum(highs))

        @hookimpl
        def register_scoring_methods(register):
            register(ScoringMethod(name="odd-sum", summary="S.", formula="F",
                                   score=fails_in_studies, reach=reach))
        """,
    "odd-files": """
        import polars as pl
        from scorewell.registry.contracts import (
            Exporter, ExportFile, Importer, Reader, Table, Writer)

        def half(frame, path):
            path.write_text("half")
            raise OSError("no space")

        def folder(frame, path):
            path.mkdir()
            raise KeyError("x")

        def fail(*_):
            raise RuntimeError("x")

        def table(name):
            return lambda *_: Table(frame=pl.LazyFrame({"id": [name]}), format=name)

        @hookimpl
        def register_writers(register):
            for name, write in {"half": half, "folder": folder, "none": lambda *_: None}.items():
                register(Writer(name=name, summary="S.", suffixes=(f".{name}",), write=write))
            register(Writer(name="mine", summary="S.", suffixes=(".csv", ".mine"), write=half))

        @hookimpl
        def register_readers(register):
            register(Reader(name="any-csv", summary="S.", suffixes=(".csv",), read=table("odd")))
            register(Reader(name="fails", summary="S.", suffixes=(".csv",), read=table("odd"),
                            recognises=fail))
            register(Reader(name="one", summary="S.", suffixes=(".log",), read=table("one")))

        @hookimpl
        def register_exporters(register):
            for name, write in {"raises": fail, "none": lambda _: None,
                                "bytes": lambda _: ExportFile(content=b"x")}.items():
                register(Exporter(name=name, summary="S.", suffix=".x", write=write))

        @hookimpl
        def register_importers(register):
            for name, read in {"raises": fail, "none": lambda *_: None,
                               "dict": lambda *_: {}}.items():
                register(Importer(name=name, summary="S.", suffixes=(".x",), read=read))
        """,
    "odd-twin": """
        import polars as pl
        from scorewell.registry.contracts import Reader, Table, Writer

        @hookimpl
        def register_readers(register):
            read = lambda *_: Table(frame=pl.LazyFrame({"id": ["two"]}), format="two")
            register(Reader(name="two", summary="S.", suffixes=(".log",), read=read))
            register(Reader(name="fails", summary="S.", suffixes=(".fails",), read=read))

        @hookimpl
        def register_writers(register):
            write = lambda frame, path: path.write_text("twin")
            register(Writer(name="twin", summary="S.", suffixes=(".half", ".twin"), write=write))
        """,
    "odd-names": """
        @hookimpl
        def register_writers(register):
            pass

        def register_readers(register):
            raise SystemError

        def register_scoring_method(register):
            raise SystemError

        def register_all(register):
            pass

        def _register_reader(register):
            pass
        """,
    "odd-slow": """
        import time

        time.sleep(1.1)

        @hookimpl
        def register_readers(register):
            pass
        """,
}
TOTALS = "id,before,after\n1,20,30\n2,20,25\n3,40,44\n4,10,5\n"
EXAMPLE = Path(__file__).parents[1] / (
    "distributions/data_only/scorewell_example_data/example-mood.yaml"
)
ANSWERS = (
    "id,"
    + ",".join(f"pseq_{n}" for n in range(1, 11))
    + "\na"
    + ",3" * 10
    + "\nb"
    + ",0" * 10
    + "\n"
)
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which every one of these packages is built and installed."""
    target, sources = tmp_path_factory.mktemp("site"), tmp_path_factory.mktemp("sources")
    for name, text in PACKAGES.items():
        package = sources / name / name.replace("-", "_")
        package.mkdir(parents=True)
        (package / "__init__.py").write_text(HOOKS + dedent(text))
        write_project(sources / name, name, package.name)
    install_packages([sources / name for name in PACKAGES], target)
    return target


@pytest.fixture
def run(site: Path, tmp_path: Path) -> Run:
    """``run(plugins, *words)``: the command line with these plugins, in a folder with data."""
    (tmp_path / "totals.csv").write_text(TOTALS)
    (tmp_path / "answers.csv").write_text(ANSWERS)
    paths = [str(site), os.environ.get("PYTHONPATH", "")]

    def call(plugins: str, *words: str) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {
            "PYTHONPATH": os.pathsep.join(paths), "COLUMNS": "300", "SCOREWELL_PLUGINS": plugins,
        }  # fmt: skip
        command = [sys.executable, "-m", "scorewell", *words]
        return subprocess.run(
            command, capture_output=True, text=True, env=environment, cwd=tmp_path, check=False
        )

    return call


def write_study(folder: Path, **more: object) -> None:
    content = {
        "format": 1, "title": "Approaches",
        "data": [{
            "file": "totals.csv",
            "columns": {"pre": {"before": "total"}, "post": {"after": "total"}},
        }],
        "columns": {"id": "id"}, "occasions": {"pre": "pre", "post": "post"},
        "measures": [{"instrument": "pseq", "totals": {"total": "total"}}],
    }  # fmt: skip
    change = {"sd": 10, "reliability": 0.92, "functional": "none"}
    (folder / "study.yaml").write_text(yaml.safe_dump(content | {"change": change} | more))


def test_a_study_goes_on_without_the_approaches_that_fail(run: Run, tmp_path: Path):
    names = ("odd-raises", "odd-half", "odd-silent", "odd-sound", "percentage")
    approaches = [{"approach": name} for name in names[:-1]]
    write_study(
        tmp_path, approaches=[*approaches, {"approach": "percentage", "improvement": 30}]
    )
    result = run(
        "odd-approaches", "evaluate", "study.yaml", "--forms", "html,json", "-o", "out"
    )
    assert result.returncode == 1
    assert "defect in scorewell" not in result.stderr
    report = json.loads((tmp_path / "out/report.json").read_text())
    approaches_left = [entry["approach"] for entry in report["judgements"]]
    assert approaches_left == ["odd-sound", "percentage"]
    assert len(report["changes"]) == 1
    findings = (tmp_path / "out/findings.csv").read_text()
    for name in names[:3]:
        assert f"the approach `{name}` of the plugin odd-approaches" in findings
        assert f"`{name}`" in result.stdout  # the summary
        assert name in (tmp_path / "out/summary.html").read_text()
    assert "an answer" not in findings + result.stdout + result.stderr


def test_a_study_goes_on_without_the_index_that_fails(run: Run, tmp_path: Path):
    change = {"sd": 10, "reliability": 0.92, "functional": "none", "method": "odd-index"}
    write_study(tmp_path, change=change, approaches=[{"approach": "odd-sound"}])
    result = run("odd-approaches", "evaluate", "study.yaml", "-o", "out")
    assert result.returncode == 1
    text = " ".join(result.stdout.split())
    assert "the change method `odd-index` of the plugin odd-approaches" in text
    assert "odd-sound" in text
    assert (tmp_path / "out/scores.csv").is_file()


def test_a_study_goes_on_without_the_measure_whose_method_fails(run: Run, tmp_path: Path):
    text = EXAMPLE.read_text("utf-8").replace("method: sum", "method: odd-sum")
    (tmp_path / "example-mood.yaml").write_text(text)
    (tmp_path / "totals.csv").write_text(
        "id,before,after,m1,m2,m3\n1,20,30,0,1,2\n2,20,25,1,1,1\n3,40,44,2,0,1\n"
    )
    pseq = {"instrument": "pseq", "totals": {"total": "total"}}
    data = [{
        "file": "totals.csv",
        "columns": {"pre": {"before": "total"}, "post": {"after": "total"}},
    }]  # fmt: skip
    write_study(
        tmp_path, data=data, instruments=["example-mood.yaml"],
        measures=[{"instrument": "example-mood"}, pseq],
    )  # fmt: skip
    result = run("odd-scores", "evaluate", "study.yaml", "--accept-errors", "-o", "out")
    assert result.returncode == 1, result.stderr
    assert "the scoring method `odd-sum` of the plugin odd-scores" in result.stderr
    assert "PSEQ" in result.stdout
    assert "pseq.total" in (tmp_path / "out/scores.csv").read_text()


@pytest.mark.parametrize("name", ["raises", "half", "silent"])
def test_an_approach_that_is_asked_for_alone_is_an_error(run: Run, name: str):
    words = ("change", "pseq.total", "totals.csv", "--id", "id", "--total", "before,after")
    result = run("odd-approaches", *words, "--approach", f"odd-{name}")
    assert result.returncode == 1
    assert f"error: the approach `odd-{name}` of the plugin odd-approaches" in result.stderr
    assert "scorewell --disable odd-approaches" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("name", ["half", "folder", "none"])
def test_a_writer_that_fails_leaves_no_file(run: Run, tmp_path: Path, name: str):
    before = sorted(tmp_path.iterdir())
    result = run("odd-files", "score", "pseq", "answers.csv", "-o", f"scores.{name}")
    assert result.returncode == 1
    assert f"the writer `{name}` of the plugin odd-files" in result.stderr
    assert sorted(tmp_path.iterdir()) == before
    (tmp_path / f"scores.{name}").write_text("of yesterday")
    run("odd-files", "score", "pseq", "answers.csv", "-o", f"scores.{name}", "--overwrite")
    assert (tmp_path / f"scores.{name}").read_text() == "of yesterday"


@pytest.mark.parametrize("name", ["raises", "none", "bytes"])
def test_an_exporter_that_fails_leaves_no_file(run: Run, tmp_path: Path, name: str):
    before = sorted(tmp_path.iterdir())
    result = run("odd-files", "export", "pseq", "--to", name, "-o", "form.x")
    assert result.returncode == 1
    assert f"the exporter `{name}` of the plugin odd-files" in result.stderr
    assert sorted(tmp_path.iterdir()) == before
    assert (
        run("odd-files", "export", "pseq", "--to", "redcap", "-o", "form.csv").returncode == 0
    )


@pytest.mark.parametrize("name", ["raises", "none", "dict"])
def test_an_importer_that_fails_leaves_no_file(run: Run, tmp_path: Path, name: str):
    (tmp_path / "form.x").write_text("x")
    before = sorted(tmp_path.iterdir())
    result = run(
        "odd-files",
        "import",
        "form.x",
        "--from",
        name,
        "--instrument-id",
        "mood",
        "-o",
        "m.yaml",
    )
    assert result.returncode == 1
    assert f"the importer `{name}` of the plugin odd-files" in result.stderr
    assert sorted(tmp_path.iterdir()) == before


def test_a_file_of_ours_is_read_by_us_unless_another_reader_is_asked_for(run: Run):
    words = ("score", "pseq", "answers.csv", "--format", "json")
    result = run("odd-files", *words)
    assert json.loads(result.stdout)[0]["pseq.total"] == 30  # ten times 3
    assert "`fails` of the plugin odd-files" in result.stderr
    choice = run("odd-files", *words, "--reader", "any-csv")
    assert choice.returncode == 1  # it makes a table of its own, without the items
    assert "10 of 10 items have no column" in choice.stderr


def test_clashes_of_endings_name_both_sides(run: Run, tmp_path: Path):
    (tmp_path / "answers.log").write_text("x")
    result = run("odd-files,odd-twin", "plugins", "--format", "json")
    assert result.returncode == 1
    errors = {row["plugin"]: row["errors"] for row in json.loads(result.stdout)}
    assert (
        "the writer `mine` is for files called '.csv', and so is `csv` of scorewell"
        in (errors["odd-files"])
    )
    for text in (
        "the reader `two` is for files called '.log', and so is `one` of the plugin odd-files",
        "the writer `twin` is for files called '.half', and so is `half` of the plugin odd-files",
        "the reader `fails` is registered by odd-files and by odd-twin",
    ):
        assert text in errors["odd-twin"]
    question = run("odd-files,odd-twin", "score", "pseq", "answers.log")
    assert question.returncode == 1
    assert "readers one (plugin odd-files), two (plugin odd-twin)" in question.stderr
    assert "--reader" in question.stderr
    output = run("odd-files,odd-twin", "score", "pseq", "answers.csv", "-o", "scores.twin")
    assert output.returncode == 0, output.stderr
    assert (tmp_path / "scores.twin").read_text() == "twin"


def test_functions_that_only_look_like_hooks_are_told(run: Run):
    result = run("odd-names", "plugins", "--format", "json")
    assert result.returncode == 1
    (row,) = [row for row in json.loads(result.stdout) if row["plugin"] == "odd-names"]
    assert row["status"] == "partly failed"
    assert "the function `register_readers` is not marked with @hookimpl" in row["errors"]
    assert "did you mean register_scoring_methods?" in row["errors"]
    assert "register_all" not in row["errors"]
    assert "_register_reader" not in row["errors"]
    assert run("odd-names", "show", "pseq").returncode == 0


def test_a_plugin_with_a_slow_import_is_named_once(run: Run):
    for words in (("list",), ("plugins",), ("--disable", "x", "plugins")):
        lines = [
            line for line in run("odd-slow", *words).stderr.splitlines() if "waits" in line
        ]
        (line,) = lines
        assert line.startswith("warning: every command waits 1.")
        assert "odd-slow (odd-slow 1.0)" in line
    assert "waits" not in run("odd-names", "list").stderr
