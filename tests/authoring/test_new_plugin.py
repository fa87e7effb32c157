"""``scorewell new plugin``: each package builds, installs, and passes its own tests as it is."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from scorewell import __version__
from scorewell.authoring.plugin_package import plugin_files
from scorewell.cli.main import build
from scorewell.errors import DataError
from scorewell.registry.plugins.discovery import load_plugins

KINDS = ("data", "methods")
PLUGINS = load_plugins(entry_points=lambda group: [])


def new(*arguments: object):
    command = ["new", "plugin", *map(str, arguments)]
    return CliRunner().invoke(build(PLUGINS), command, obj=PLUGINS, prog_name="scorewell")


def call(*command: object, site: Path | None = None, folder: Path | None = None):
    environment = {**os.environ, "COLUMNS": "300"}
    path = environment.get("PYTHONPATH", "")
    if site is not None:
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, [str(site), path]))
    return subprocess.run(
        [sys.executable, *map(str, command)], capture_output=True, text=True, check=False,
        env=environment, cwd=folder,
    )  # fmt: skip


@pytest.fixture(scope="session")
def plugin_folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a package of each kind, as the command writes them."""
    folder = tmp_path_factory.mktemp("packages")
    for kind in KINDS:
        outcome = new(f"our-{kind}", "--content", kind, "--output", folder)
        assert outcome.exit_code == 0, outcome.output
    return folder


@pytest.fixture(scope="session")
def site(plugin_folders: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where their wheels, built without a network, are installed."""
    wheels, target = tmp_path_factory.mktemp("wheels"), tmp_path_factory.mktemp("site")
    pip = ("-m", "pip", "--quiet", "--disable-pip-version-check")
    for kind in KINDS:
        install = call(
            *pip, "wheel", "--no-deps", "--no-index", "--no-build-isolation",
            "--wheel-dir", wheels, plugin_folders / f"our-{kind}",
        )  # fmt: skip
        assert install.returncode == 0, install.stderr
    files = sorted(wheels.glob("*.whl"))
    assert len(files) == len(KINDS)
    process = call(*pip, "install", "--no-deps", "--no-index", "--target", target, *files)
    assert process.returncode == 0, process.stderr
    with zipfile.ZipFile(next(file for file in files if "our_data" in file.name)) as wheel:
        names = [name for name in wheel.namelist() if "dist-info" not in name]
    assert sorted(names) == ["our_data/__init__.py", "our_data/our-data-example.yaml"]
    return target


@pytest.mark.parametrize("kind", KINDS)
def test_its_own_tests_pass_at_once(kind: str, plugin_folders: Path, site: Path):
    process = call(
        "-m", "pytest", "-p", "scorewell.testing.pytest_plugin", "-p", "no:cacheprovider",
        "-v", "-W", "error", site=site, folder=plugin_folders / f"our-{kind}",
    )  # fmt: skip
    assert process.returncode == 0, process.stdout + process.stderr
    assert f"our-{kind}-example.yaml::check PASSED" in process.stdout
    assert f"our-{kind}-example.yaml::example: mixed answers PASSED" in process.stdout
    assert "test_example_is_found_and_scores PASSED" in process.stdout
    if kind == "methods":
        assert "test_methods[our-methods-from-lowest: same-everywhere] PASSED" in process.stdout
        assert "test_methods[our-methods-in-deviations: antisymmetric] PASSED" in process.stdout


def scorewell(site: Path, *arguments: object):
    return call("-c", "from scorewell.cli.main import main; main()", *arguments, site=site)


def test_both_are_plugins_that_load(site: Path):
    process = scorewell(site, "plugins", "--format", "json")
    rows = {row["plugin"]: row for row in json.loads(process.stdout)}
    for kind, output_text in (("data", "data"), ("methods", "hooks")):
        row = rows[f"our-{kind}"]
        assert (row["kind"], row["status"]) == (output_text, "loaded"), row
        assert row["distribution"] == f"our-{kind} 0.1.0"


@pytest.mark.parametrize("kind", KINDS)
def test_check_finds_the_distribution_by_its_name_and_nothing_wrong(kind: str, site: Path):
    process = scorewell(site, "check", f"our-{kind}", "--strict")
    assert process.returncode == 0, process.stdout + process.stderr
    assert "1 file checked: 0 errors, 0 warnings" in process.stderr


def test_check_of_a_distribution_tells_what_is_wrong_in_it(
    plugin_folders: Path, tmp_path: Path
):
    """The same package, installed with an example that does not come out."""
    source = tmp_path / "our-data"
    shutil.copytree(plugin_folders / "our-data", source)
    example = source / "src/our_data/our-data-example.yaml"
    example.write_text(example.read_text().replace("scores: {total: 1}", "scores: {total: 2}"))
    pip = ("-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-build-isolation")
    assert call(*pip, "--target", tmp_path / "site", source).returncode == 0
    process = scorewell(tmp_path / "site", "check", "our_data")  # names of packages are one
    assert process.returncode == 1
    assert "total is 1, not 2" in process.stdout


@pytest.mark.parametrize("kind", KINDS)
def test_it_has_what_a_package_needs(kind: str, plugin_folders: Path):
    root = plugin_folders / f"our-{kind}"
    text = (root / "pyproject.toml").read_text()
    assert f'dependencies = ["scorewell>={__version__},<1"]' in text
    assert "\nlicense = " in text
    for name in ("README.md", ".github/workflows/test.yml", ".schemas/overlay.schema.json"):
        assert (root / name).is_file()
    assert "${{ matrix.python }}" in (root / ".github/workflows/test.yml").read_text()
    (example,) = root.rglob("*-example.yaml")
    schema = example.read_text().splitlines()[0].partition("=")[2]
    assert (example.parent / schema).resolve() == root / ".schemas/instrument.schema.json"


def test_nothing_that_is_there_is_replaced_unasked(plugin_folders: Path, tmp_path: Path):
    (tmp_path / "our-data").mkdir()
    readme = tmp_path / "our-data/README.md"
    readme.write_text("mine")
    assert isinstance(new("our-data", "--output", tmp_path).exception, DataError)
    assert list((tmp_path / "our-data").iterdir()) == [readme]
    assert readme.read_text() == "mine"
    assert new("our-data", "--output", tmp_path, "--overwrite").exit_code == 0
    assert readme.read_text() == (plugin_folders / "our-data/README.md").read_text()


@pytest.mark.parametrize("name", ["Our", "our_data", "1st", "a--b", "../up", "x" * 29, ""])
def test_what_is_no_name_is_refused(name: str, tmp_path: Path):
    with pytest.raises(DataError, match="cannot be the name"):
        plugin_files(name, tmp_path, kind="data", core="0.1.0")


@pytest.mark.parametrize("name", ["scorewell", "json", "class", "scorewell-plugins", "tests"])
def test_a_name_that_python_needs_is_refused(name: str, tmp_path: Path):
    outcome = new(name, "--output", tmp_path)
    assert outcome.exit_code == 2
    assert "something else in Python" in outcome.output
    assert list(tmp_path.iterdir()) == []
    assert new("our-data", "--content", "art", "--output", tmp_path).exit_code == 2
