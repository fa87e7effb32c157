"""Broken, foreign and unwanted packages, each really installed: the rest works, and one is told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

import pytest
from plugin_packages import install_packages, write_project

DISTRIBUTIONS = Path(__file__).parents[1] / "distributions"
MOOD = DISTRIBUTIONS / "data_only/scorewell_example_data/example-mood.yaml"
HOOKS = "from scorewell import hookimpl\n\n"
PACKAGES: dict[str, Mapping[str, str]] = {
    "faulty-import": {
        "__init__.py": "print('loud')\nraise ImportError('a library is not installed')"
    },
    "faulty-exit": {"__init__.py": "import sys\n\nsys.exit('not on this machine')"},
    "faulty-name": {
        "__init__.py": HOOKS + "@hookimpl\ndef register_scoring_method(register):\n    pass"
    },
    "faulty-argument": {
        "__init__.py": HOOKS
        + dedent("""\
            from pathlib import Path

            @hookimpl
            def register_change_methods(add_method):
                pass

            @hookimpl
            def scorewell_instruments():
                return [Path(__file__).parent / "definitions"]
            """),
        "definitions/argument-mood.yaml": MOOD.read_text()
        .replace("example-mood", "argument-mood")
        .replace("EMS", "AMS")
        .replace("mood thermometer", "of the wrong argument"),
    },
    "faulty-call": {
        "__init__.py": HOOKS
        + dedent("""\
            @hookimpl
            def register_scoring_methods(register):
                raise RuntimeError("no table")

            @hookimpl
            def scorewell_instruments():
                return 7

            @hookimpl
            def register_outcome_rules(register):
                register({"name": "a rule as a dict"})
            """)
    },
    "faulty-command": {
        "__init__.py": HOOKS
        + dedent("""\
            @hookimpl
            def register_commands(app):
                @app.command("list")
                def other_list():
                    raise RuntimeError("the wrong list")

                @app.command("unreadable")
                def unreadable(a: complex):
                    pass

                @app.command("raises")
                def raises():
                    raise KeyError("tables")

                @app.command("works")
                def works():
                    print("it works")
            """)
    },
    "faulty-files": {
        "good-mood.yaml": MOOD.read_text()
        .replace("example-mood", "good-mood")
        .replace("EMS", "GMS")
        .replace("mood thermometer", "the good one"),
        "bad-mood.yaml": MOOD.read_text()
        .replace("example-mood", "bad-mood")
        .replace("EMS", "BMS")
        .replace("mood thermometer", "the bad one")
        .replace("items: [1, 2, 3]", "items: [1, 2, 4]"),
        "__init__.py": "raise SystemError('code of a package of data has run')",
    },
    "twin-one": {"twin.yaml": MOOD.read_text().replace("example-mood", "twin")},
    "twin-two": {"twin.yaml": MOOD.read_text().replace("example-mood", "twin")},
    "from-the-future": {
        "__init__.py": "raise SystemError('code for a newer scorewell has run')"
    },
    "future-data": {"later-mood.yaml": MOOD.read_text().replace("example-mood", "later-mood")},
}
NEWER = {"from-the-future", "future-data"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which every one of these packages is built and installed."""
    target, sources = tmp_path_factory.mktemp("site"), tmp_path_factory.mktemp("sources")
    for name, files in PACKAGES.items():
        package = name.replace("-", "_")
        data = "__init__.py" not in files or name == "faulty-files"
        for file, text in files.items():
            path = sources / name / package / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        write_project(
            sources / name,
            name,
            package,
            requires=f"scorewell{'>=99' if name in NEWER else ''}",
            group=f"scorewell{'.instruments' if data else ''}",
        )
    install_packages([sources / name for name in PACKAGES], target)
    return target


@pytest.fixture
def run(site: Path, tmp_path: Path):
    """``run(words, only=[...])``: the command line, with these plugins allowed."""

    def call(
        *words: str, only: str | None = None, **variables: str
    ) -> subprocess.CompletedProcess:
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(site), os.environ.get("PYTHONPATH", "")]),
        }
        environment = environment | {"COLUMNS": "400", **variables}
        if only is not None:
            environment["SCOREWELL_PLUGINS"] = only
        command = [sys.executable, "-c", "from scorewell.cli.main import main; main()", *words]
        return subprocess.run(
            command, capture_output=True, text=True, env=environment, cwd=tmp_path, check=False
        )

    return call


def rows(result: subprocess.CompletedProcess) -> dict[str, dict[str, str]]:
    return {row["plugin"]: row for row in json.loads(result.stdout)}


def test_everything_works_beside_all_of_them_at_once(run):
    output = run("list", "--format", "json")
    assert output.returncode == 0, output.stderr
    ids = {row["id"] for row in json.loads(output.stdout)}
    assert {"pseq", "good-mood", "argument-mood"} <= ids
    assert run("show", "pseq").returncode == 0


@pytest.mark.parametrize(
    ("name", "status", "error", "hint"),
    [
        ("faulty-import", "failed", "it cannot be imported: ImportError: a library is not", ""),
        ("faulty-exit", "failed", "it cannot be imported: SystemExit: not on this machine", ""),
        (
            "faulty-name",
            "failed",
            "there is no hook `register_scoring_method`; did you mean register_scoring_methods?",
            "",
        ),
        (
            "faulty-argument",
            "partly failed",
            "the hook `register_change_methods` cannot be registered: it asks for `add_method`",
            "hint: `register_change_methods` is given register",
        ),
        ("faulty-call", "partly failed", "failed: RuntimeError: no table", "returns a list of"),
        ("faulty-call", "partly failed", "`scorewell_instruments` gives no paths", ""),
        ("faulty-call", "partly failed", "registers a dict, which is no outcome rule", ""),
        ("faulty-command", "partly failed", "the command `list` is there already", ""),
        ("faulty-command", "partly failed", "the command `unreadable` cannot be used", ""),
        ("faulty-files", "partly failed", "bad-mood.yaml is no valid definition", "check"),
        ("from-the-future", "failed", "it needs scorewell >=99, and this is", "upgrade"),
        ("future-data", "failed", "it needs scorewell >=99, and this is", "upgrade"),
    ],
)
def test_the_plugins_command_says_what_happened_and_how_to_go_on(
    run, name, status, error, hint
):
    result = run("plugins", "--format", "json", only=name)
    assert result.returncode == 1
    row = rows(result)[name]
    assert row["status"] == status
    assert error in row["errors"]
    assert hint in result.stderr
    assert f"without it: scorewell --disable {name}" in result.stderr
    clean = run("--disable", name, "plugins", "--format", "json", only=name)
    assert clean.returncode == 0, clean.stderr
    assert rows(clean)[name]["status"] == "disabled"


def test_what_a_plugin_prints_while_it_loads_does_not_spoil_results(run):
    result = run("list", "--format", "json", only="faulty-import")
    assert json.loads(result.stdout)
    assert "loud" in result.stderr


def test_the_right_hook_beside_a_wrong_argument_works(run):
    assert run("show", "argument-mood", only="faulty-argument").returncode == 0


def test_the_good_file_of_a_package_with_a_bad_one_works(run, tmp_path: Path):
    (tmp_path / "answers.csv").write_text("id,m1,m2,m3\n1,2,0,1\n")
    good = run("score", "good-mood", "answers.csv", "--format", "json", only="faulty-files")
    assert good.returncode == 0, good.stderr
    # 2 + (2 - 0) + 1 = 5
    assert json.loads(good.stdout)[0]["good-mood.total"] == 5
    bad = run("score", "bad-mood", "answers.csv", only="faulty-files")
    assert bad.returncode == 1
    assert "bad-mood.yaml" in bad.stderr
    assert "Traceback" not in bad.stderr


def test_no_code_of_a_data_only_package_runs(run):
    """Its ``__init__`` raises what nothing catches in silence."""
    for words in (["plugins"], ["list"], ["show", "good-mood"]):
        result = run(*words, only="faulty-files")
        assert "has run" not in result.stdout + result.stderr
    assert run("show", "good-mood", only="faulty-files").returncode == 0


def test_no_code_for_a_newer_scorewell_runs(run):
    result = run("plugins", "--trace", only="from-the-future")
    assert "has run" not in result.stdout + result.stderr


def test_one_id_in_two_packages_names_both_and_either_can_be_asked_for(run):
    plugins = run("plugins", only="twin-one,twin-two")
    assert plugins.returncode == 1
    assert "ask for one as twin-one:twin or twin-two:twin" in plugins.stderr
    output = run("show", "twin", only="twin-one,twin-two")
    assert output.returncode == 2
    assert "twin-one:twin or twin-two:twin" in output.stderr
    assert run("show", "twin-one:twin", only="twin-one,twin-two").returncode == 0
    assert run("--disable", "twin-two", "show", "twin").returncode == 0
    assert run("show", "pseq", only="twin-one,twin-two").returncode == 0


def test_commands_beside_bad_ones_work_and_hide_none(run):
    assert run("works", only="faulty-command").stdout.strip() == "it works"
    output = run("list", only="faulty-command")
    assert output.returncode == 0
    assert "pseq" in output.stdout


def test_an_error_in_a_plugins_code_is_laid_at_its_door(run):
    result = run("raises", only="faulty-command")
    assert result.returncode == 70
    assert "a defect in the plugin faulty-command (faulty-command 1.0)" in result.stderr
    assert "scorewell --disable faulty-command" in result.stderr
    assert "defect in scorewell" not in result.stderr


@pytest.mark.parametrize("name", ["faulty-import", "Faulty_Import", "faulty.import"])
def test_a_plugin_is_disabled_by_option_or_environment_however_it_is_spelt(run, name):
    option = run("--disable", name, "plugins", "--format", "json", only="faulty-import")
    environment = run(
        "plugins", "--format", "json", only="faulty-import", SCOREWELL_DISABLE=f"x,{name}"
    )
    assert rows(option)["faulty-import"]["status"] == "disabled"
    assert rows(environment)["faulty-import"]["status"] == "disabled"
    assert "is disabled: --disable names it" in option.stderr
    assert "is disabled: SCOREWELL_DISABLE names it" in environment.stderr
    assert "no plugin is called `x`" in environment.stderr


def test_only_allowed_plugins_run(run):
    result = run("plugins", "--format", "json", only="faulty-files")
    states = {name: rows(result)[name]["status"] for name in PACKAGES}
    assert states.pop("faulty-files") == "partly failed"
    assert set(states.values()) == {"disabled"}
    assert "loud" not in result.stderr


@pytest.mark.parametrize(("words", "only"), [(["--no-plugins"], None), ([], "")])
def test_no_plugins_leaves_out_all_but_the_bundled_ones(run, words, only):
    result = run(*words, "plugins", "--format", "json", only=only)
    assert result.returncode == 0, result.stderr
    states = rows(result)
    assert {states[name]["status"] for name in PACKAGES} == {"disabled"}
    assert states["scorewell_plugins.scoring"]["status"] == "loaded"
    assert run(*words, "show", "pseq", only=only).returncode == 0


def test_a_method_of_a_plugin_that_raises_is_the_plugins_defect(tmp_path: Path):
    """The innermost frame of ours or a plugin's decides; libraries are only called."""
    from scorewell.registry.plugins.plugin import Plugin, failing_plugin

    plugin = Plugin(name="p", kind="hooks", package="made_up_package")
    scope = {"__name__": "made_up_package.scoring"}
    exec("def score(call):\n    return call()", scope)
    for expected, result in (("json.decoder", plugin), ("scorewell.scores.score", None)):
        inner: dict = {"__name__": expected}
        exec("def fails():\n    raise KeyError('x')", inner)
        with pytest.raises(KeyError) as caught:
            scope["score"](inner["fails"])
        assert failing_plugin(caught.value, [plugin]) is result
