"""Plugins: what is found, what is isolated, and what a person is told."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType

import pytest

from scorewell.registry.contracts import ScoringMethod
from scorewell.registry.hookspecs import hookimpl
from scorewell.registry.plugins.discovery import DEFAULT_PLUGINS, load_plugins

DISTRIBUTIONS = Path(__file__).parents[1] / "distributions"


def no_entry_points(group: str) -> list[EntryPoint]:
    return []


def plugin_with(**functions: object) -> ModuleType:
    module = ModuleType("made_up_plugin")
    for name, function in functions.items():
        setattr(module, name, function)
    return module


def load_with(monkeypatch: pytest.MonkeyPatch, **modules: ModuleType):
    """Load the bundled plugins and, as if by entry points, the given modules."""
    for name, module in modules.items():
        monkeypatch.setitem(sys.modules, name, module)
    points = [EntryPoint(name=name, value=name, group="scorewell") for name in modules]
    return load_plugins(entry_points=lambda group: points if group == "scorewell" else [])


def method_named(name: str) -> ScoringMethod:
    return ScoringMethod(
        name=name,
        summary="",
        formula="",
        score=lambda parts: parts.count,
        reach=lambda *_: (0, 1),
    )


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the three example distributions are really installed."""
    target = tmp_path_factory.mktemp("site")
    sources = tmp_path_factory.mktemp("sources")
    for name in ("data_only", "hooks", "broken"):
        shutil.copytree(DISTRIBUTIONS / name, sources / name)
        subprocess.run(
            [
                sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index",
                "--no-build-isolation", "--disable-pip-version-check",
                "--target", str(target), "--upgrade", str(sources / name),
            ],
            check=True,
        )  # fmt: skip
    return target


def with_site(installed: Path) -> str:
    return os.pathsep.join([str(installed), os.environ.get("PYTHONPATH", "")])


def run(installed: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": with_site(installed), "COLUMNS": "300"}
    command = [sys.executable, "-c", "from scorewell.cli.main import main; main()", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, env=environment, cwd=installed, check=False
    )


def test_bundled_plugins_load_without_errors():
    plugins = load_plugins(entry_points=no_entry_points)
    assert [plugin.name for plugin in plugins.plugins] == list(DEFAULT_PLUGINS)
    assert not plugins.failed
    expected = {"sum", "mean", "weighted", "max", "min", "count", "composite"}
    assert expected <= set(plugins.scoring_methods)
    assert "jacobson-truax" in plugins.change_methods
    assert not plugins.failed


def test_installed_distributions_are_told_apart(installed: Path):
    result = run(installed, "plugins", "--format", "json")
    assert result.returncode == 1, result.stderr  # one of them is broken
    rows = {row["plugin"]: row for row in json.loads(result.stdout)}
    data, hooks, damaged = (
        rows[name] for name in ("example", "example-hooks", "example-broken")
    )
    assert (data["kind"], data["status"]) == ("data", "loaded")
    assert data["distribution"] == "scorewell-example-data 1.2.0"
    assert data["gives"] == "2 definitions"
    assert (hooks["kind"], hooks["status"]) == ("hooks", "loaded")
    assert hooks["distribution"] == "scorewell-example-hooks 0.3.1"
    assert damaged["status"] == "failed"
    assert "needs a library that is not installed" in damaged["errors"]


def test_plugins_as_text_say_what_failed_and_what_to_do(installed: Path):
    result = run(installed, "plugins", "--format", "table", "--trace")
    assert "scorewell-example-broken" in result.stdout
    assert "example-broken: it cannot be imported: ImportError" in result.stderr
    assert "Mend or uninstall" in result.stderr
    assert 'File "' in result.stderr  # the traceback that --trace asks for


def test_the_tool_works_beside_a_broken_plugin(installed: Path):
    result = run(installed, "show", "pseq")
    assert result.returncode == 0, result.stderr
    assert "Pain Self-Efficacy Questionnaire" in result.stdout
    assert "warning: plugins with errors: example-broken" in result.stderr


def test_a_data_only_package_gives_an_instrument_and_runs_no_code(
    installed: Path, tmp_path: Path
):
    data = tmp_path / "answers.csv"
    data.write_text("id,m1,m2,m3\n1,2,0,1\n")
    result = run(installed, "score", "EMS", str(data), "--format", "json")
    assert result.returncode == 0, result.stderr
    # 2 + (2 - 0) + 1 = 5
    assert json.loads(result.stdout)[0]["example-mood.total"] == 5


def test_a_hook_package_gives_a_method_with_a_table_a_reader_and_a_command(
    installed: Path, tmp_path: Path
):
    output_text = run(installed, "standard-scores").stdout.splitlines()
    assert output_text[0] == "sex,age_from,age_below,raw,standard"
    data = tmp_path / "answers.booklet"
    data.write_text("R1; sex=male; age=41; s1=2; s2=0; s3=1\n")
    result = run(installed, "score", "example-standard", str(data), "--format", "json")
    assert result.returncode == 0, result.stderr
    # 2 + (2 - 0) + 1 = 5, which the table makes 30 + 2 + 5 + 5 x 5 = 62 for an older man
    assert float(json.loads(result.stdout)[0]["example-standard.standard"]) == 62
    assert run(installed, "check", str(DISTRIBUTIONS / "hooks")).returncode == 0


def test_a_change_method_of_a_plugin_can_be_chosen(installed: Path, tmp_path: Path):
    data = tmp_path / "scores.csv"
    data.write_text("id,pre,post\n1,10,40\n2,20,20\n3,30,31\n")
    result = run(
        installed, "change", "pseq.total", str(data), "--total", "pre,post",
        "--method", "in-baseline-sds", "--reliability", "0.9", "--format", "csv",
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    # baseline 10, 20, 30 has SD 10; 40 - 10 = 30 is 3 of them
    assert result.stdout.splitlines()[1].split(",").count("3.0") == 1


def test_an_overlay_of_a_package_is_asked_for_by_its_distribution(installed: Path):
    name = "scorewell-example-data:our-clinic"
    output = run(installed, "show", "example-mood", "--overlay", name)
    assert output.returncode == 0, output.stderr
    assert "our-clinic" in output.stdout
    wrong = run(installed, "show", "example-mood", "--overlay", name.replace("our", "your"))
    assert wrong.returncode == 1
    assert "did you mean our-clinic?" in wrong.stderr


def test_what_is_left_out_reads_no_file_either(installed: Path, tmp_path: Path):
    data = tmp_path / "answers.booklet"
    data.write_text("R1; pseq_1=2\n")
    for words in (["--no-plugins"], ["--disable", "example-hooks"]):
        result = run(installed, *words, "score", "pseq", str(data))
        assert result.returncode == 1
        assert "files called '.booklet' are not read here" in result.stderr


def test_a_locked_study_refuses_a_plugin_that_came_later(installed: Path, tmp_path: Path):
    (tmp_path / "scores.csv").write_text(
        "id,when,total\n1,pre,10\n1,post,40\n2,pre,20\n2,post,20\n"
    )
    study = tmp_path / "study.yaml"
    study.write_text(
        "format: 1\ntitle: Locked\ndata: [{file: scores.csv}]\n"
        "columns: {id: id, occasion: when}\noccasions: {pre: pre, post: post}\n"
        "change: {sd: 10, reliability: 0.9, clinical: {mean: 20, sd: 10, source: made up}}\n"
        "measures: [{instrument: pseq, totals: {total: total}}]\n"
    )
    assert run(installed, "--disable", "example-hooks", "lock", str(study)).returncode == 0
    words = ["evaluate", str(study), "--locked", "-o", str(tmp_path / "report")]
    output = run(installed, *words)
    assert output.returncode == 1
    assert (
        "the plugin `example-hooks` of scorewell-example-hooks was not there" in output.stderr
    )
    assert "scorewell --disable example-hooks" in output.stderr
    permitted_run = run(installed, "--disable", "example-hooks", *words)
    assert permitted_run.returncode == 0, permitted_run.stderr
    manifest = json.loads((tmp_path / "report/manifest.json").read_text())
    states = {plugin["name"]: plugin["status"] for plugin in manifest["plugins"]}
    assert states == {
        "example": "loaded", "example-broken": "failed", "example-hooks": "disabled",
    }  # fmt: skip
    (data,) = [plugin for plugin in manifest["plugins"] if plugin["name"] == "example"]
    assert (data["distribution"], data["version"]) == ("scorewell-example-data", "1.2.0")
    assert len(data["sha256"]) == 64


@pytest.mark.parametrize("name", ["data_only", "hooks"])
def test_the_example_distributions_pass_their_own_tests(installed: Path, name: str):
    environment = {
        **os.environ,
        "PYTHONPATH": with_site(installed),
        "SCOREWELL_DISABLE": "example-broken",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    output = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull,
         "--rootdir", str(DISTRIBUTIONS / name), str(DISTRIBUTIONS / name / "tests")],
        capture_output=True, text=True, env=environment, cwd=installed, check=False,
    )  # fmt: skip
    assert output.returncode == 0, output.stdout + output.stderr


def test_a_misspelt_hook_is_an_error_of_that_plugin(monkeypatch: pytest.MonkeyPatch):
    @hookimpl
    def register_scoring_method(register):
        """One letter short."""

    plugins = load_with(
        monkeypatch, misspelt=plugin_with(register_scoring_method=register_scoring_method)
    )
    (failed,) = plugins.failed
    assert failed.errors == [
        "there is no hook `register_scoring_method`; did you mean register_scoring_methods?"
    ]
    assert "sum" in plugins.scoring_methods


def test_a_misspelt_hook_leaves_the_right_ones_working(monkeypatch: pytest.MonkeyPatch):
    @hookimpl
    def register_change_method(register):
        """One letter short."""

    @hookimpl
    def register_scoring_methods(register):
        register(method_named("of-the-plugin"))

    module = plugin_with(
        register_change_method=register_change_method,
        register_scoring_methods=register_scoring_methods,
    )
    plugins = load_with(monkeypatch, half=module)
    assert plugins.failed[0].status == "partly failed"
    assert "of-the-plugin" in plugins.scoring_methods


def test_a_wrong_argument_name_is_an_error_of_that_plugin(monkeypatch: pytest.MonkeyPatch):
    @hookimpl
    def register_scoring_methods(add_method):
        """The argument is called register."""

    plugins = load_with(
        monkeypatch, wrong=plugin_with(register_scoring_methods=register_scoring_methods)
    )
    (failed,) = plugins.failed
    assert "cannot be registered" in failed.errors[0]
    assert "sum" in plugins.scoring_methods


def test_a_module_without_hooks_is_an_error(monkeypatch: pytest.MonkeyPatch):
    plugins = load_with(monkeypatch, hookless=plugin_with(register_scoring_methods=print))
    assert "implements no hook" in plugins.failed[0].errors[0]


def test_a_hook_that_raises_is_isolated(monkeypatch: pytest.MonkeyPatch):
    @hookimpl
    def register_scoring_methods(register):
        raise RuntimeError("no table")

    plugins = load_with(
        monkeypatch, raising=plugin_with(register_scoring_methods=register_scoring_methods)
    )
    assert "sum" in plugins.scoring_methods
    (failed,) = plugins.failed
    assert failed.errors == [
        "the hook `register_scoring_methods` failed: RuntimeError: no table"
    ]
    assert "no table" in failed.trace


def test_a_method_name_that_is_taken_names_both_plugins(monkeypatch: pytest.MonkeyPatch):
    @hookimpl
    def register_scoring_methods(register):
        register(method_named("sum"))

    plugins = load_with(
        monkeypatch, taking=plugin_with(register_scoring_methods=register_scoring_methods)
    )
    original = load_plugins(entry_points=no_entry_points).scoring_methods["sum"]
    assert plugins.scoring_methods["sum"].summary == original.summary
    (failed,) = plugins.failed
    assert "`sum` is registered by scorewell_plugins.scoring and by taking" in failed.errors[0]
