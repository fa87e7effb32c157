"""What a command loads before it does its work, and how plugins are noticed without much."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType

import pytest
import typer
from typer.testing import CliRunner

from scorewell.cli.main import build
from scorewell.registry.hookspecs import hookimpl
from scorewell.registry.plugins.discovery import InstalledEntryPoints, load_plugins

# Rooms and libraries that a list of instruments has no use for.
NOT_FOR_LISTS = (
    "scorewell.definitions.model",
    "scorewell.registry.contracts",
    "scorewell.registry.contracts.files",
    "scorewell.registry.contracts.exchange",
    "scorewell.definitions.reading.load",
    "scorewell_plugins.change.indices.all_indices",
    "scorewell_plugins.scoring.methods",
    "scorewell_plugins.readers.delimited",
    "importlib.metadata",
    "importlib.resources",
    "json",
    "polib",
)


def loaded_of(names: tuple[str, ...], arguments: list[str], folder: Path) -> list[str]:
    """Those modules that are loaded when a command has ended."""
    code = (
        "import sys\nfrom scorewell.cli.main import main\n"
        f"sys.argv = ['scorewell', *{arguments!r}]\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print(*[name for name in {names!r} if name in sys.modules], file=sys.stderr)"
    )
    output = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=folder,
        env={**os.environ, "SCOREWELL_INSTRUMENTS": ""},
    )  # fmt: skip
    return output.stderr.splitlines()[-1].split()


def test_a_list_of_instruments_loads_no_model_no_method_and_no_format(tmp_path: Path):
    assert loaded_of(NOT_FOR_LISTS, ["list"], tmp_path) == []


@pytest.mark.parametrize("arguments", [[], ["-o", "scores.csv"]])
def test_scoring_a_small_file_loads_neither_pandas_nor_numpy(
    arguments: list[str], tmp_path: Path
):
    """Though its findings, of which there is one, are told."""
    heads = ",".join(["id", *(f"pseq_{number}" for number in range(1, 11))])
    rows = ["a" + ",3" * 10, "b" + ",0" * 9 + ",9", "c" + ",6" * 10]
    (tmp_path / "answers.csv").write_text("\n".join([heads, *rows, ""]))
    heavy = ("pandas", "numpy", "scipy", "rich", "jinja2", "jsonschema", "polib", "pyarrow")
    result = loaded_of(heavy, ["score", "pseq", "answers.csv", *arguments], tmp_path)
    assert result == []


@pytest.mark.parametrize("options", [[], ["--no-plugins"]], ids=["all", "only bundled"])
@pytest.mark.parametrize("installed", [False, True], ids=["bundled", "a stranger's, too"])
def test_a_command_that_ends_looks_for_cycles_only_for_plugins_of_others(
    options: list[str], installed: bool, tmp_path: Path
):
    if installed:
        declare(tmp_path, "scorewell")
        (tmp_path / "theirs").mkdir()
        (tmp_path / "theirs/hooks.py").write_text("")
    code = (
        "import atexit, gc, sys\nfrom scorewell.cli.main import main\n"
        f"sys.path.insert(0, {str(tmp_path)!r})\n"
        "atexit.register(lambda: print(gc.get_freeze_count() > 1000, file=sys.stderr))\n"
        f"sys.argv = ['scorewell', *{options!r}, '--version']\nmain()"
    )
    output = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    looks = installed and not options
    assert (output.stdout.split()[0], output.stderr.split()[-1]) == (
        "scorewell",
        str(not looks),
    )


def test_help_that_reads_no_parameters_says_what_help_says_that_reads_them(
    monkeypatch: pytest.MonkeyPatch,
):
    reference = ModuleType("theirs")

    @hookimpl
    def register_commands(app: typer.Typer) -> None:
        @app.command()
        def weigh_answers(weight: float = 1.0) -> None:
            """Weigh the answers."""

        @app.command("told", help="Told by its help.")
        def other_command() -> None:
            """Not this."""

        group = typer.Typer(help="Several of theirs.")
        group.command("inner")(other_command)
        app.add_typer(group, name="theirs")

    reference.register_commands = register_commands
    monkeypatch.setitem(sys.modules, "theirs", reference)
    points = [EntryPoint(name="theirs", value="theirs", group="scorewell")]
    plugins = load_plugins(entry_points=lambda group: points if group == "scorewell" else [])
    whole, brief = (
        CliRunner()
        .invoke(build(plugins, brief=entry), ["--help"], prog_name="scorewell")
        .output
        for entry in (False, True)
    )
    assert brief == whole
    for line in (
        "weigh-answers",
        "Weigh the answers.",
        "Told by its help.",
        "Several of",
        "new",
    ):
        assert line in brief


def test_scoring_with_an_unknown_instrument_loads_no_library_of_frames(tmp_path: Path):
    heavy = ("polars", "narwhals", "scorewell.answers", "scorewell.definitions.reading.load")
    assert loaded_of(heavy, ["score", "nosuch", "answers.csv"], tmp_path) == []


def test_a_definition_is_loaded_without_what_only_overlays_need(tmp_path: Path):
    for_overlays = ("scorewell.definitions.reading.overlay", "jsonschema")
    assert loaded_of(for_overlays, ["show", "pseq"], tmp_path) == []


def declare(folder: Path, group: str, *, name: str = "theirs") -> None:
    """Metadata of a distribution with one entry point, as an installer writes it."""
    metadata = folder / f"{name}-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text(f"[{group}]\n{name} = {name}.hooks\n")


def names_found(group: str) -> list[str]:
    return [entry.name for entry in InstalledEntryPoints()(group=group)]


def test_an_entry_point_in_a_folder_of_packages_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    declare(tmp_path, "scorewell-made-up")
    monkeypatch.syspath_prepend(tmp_path)
    assert names_found("scorewell-made-up") == ["theirs"]


def test_an_entry_point_in_a_zip_file_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    declare(tmp_path / "in", "scorewell-made-up")
    with zipfile.ZipFile(tmp_path / "packages.zip", "w") as packed:
        for file in (tmp_path / "in").rglob("*"):
            packed.write(file, file.relative_to(tmp_path / "in"))
    monkeypatch.syspath_prepend(tmp_path / "packages.zip")
    assert names_found("scorewell-made-up") == ["theirs"]


def test_an_entry_point_that_only_a_finder_knows_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    class Finder:
        """As a program that is frozen into one file has it."""

        @staticmethod
        def find_spec(*_: object) -> None:
            return None

        @staticmethod
        def find_distributions(_: object) -> object:
            from importlib.metadata import Distribution

            return [Distribution.at(tmp_path / "theirs-1.0.dist-info")]

    declare(tmp_path, "scorewell-made-up")
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, Finder])
    assert names_found("scorewell-made-up") == ["theirs"]


@pytest.mark.parametrize("place", ["nowhere", "", "file.txt"])
def test_a_place_without_packages_hides_no_entry_point(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "file.txt").write_text("no archive")
    declare(tmp_path / "packages", "scorewell-made-up")
    monkeypatch.setattr(
        sys,
        "path",
        [str(tmp_path / place) if place else "", *sys.path, str(tmp_path / "packages")],
    )
    assert names_found("scorewell-made-up") == ["theirs"]


@pytest.mark.parametrize("group", ["pytest11", "console_scripts"])
def test_it_finds_what_the_machinery_of_python_finds(group: str):
    assert {entry.name for entry in InstalledEntryPoints()(group=group)} == {
        point.name for point in entry_points(group=group)
    }


def test_without_a_declaration_there_is_none():
    assert names_found("scorewell-nobody-declares-this") == []
