"""The kit for hooks, commands, exporters and importers: bad ones fail the check about it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from textwrap import dedent
from types import ModuleType
from typing import Any

import polars as pl
import pytest
from plugin_packages import install_packages, write_project

import scorewell_plugins.commands
import scorewell_plugins.exchange
import scorewell_plugins.instruments
from scorewell.authoring.draft import DraftItem, DraftScale, InstrumentDraft, parse_coding
from scorewell.errors import DataError, PluginError
from scorewell.registry.contracts import (
    Exporter,
    ExportFile,
    Importer,
    Reader,
    ScoringMethod,
    Table,
    Writer,
)
from scorewell.registry.hookspecs import hookimpl
from scorewell.testing import (
    Check,
    CheckError,
    ImporterCase,
    checks_of,
    command_checks,
    exporter_checks,
    hook_checks,
    importer_checks,
    parametrize_with_checks,
)

REDCAP = """Variable / Field Name,Form Name,Section Header,Field Type,Field Label,"Choices, Calculations, OR Slider Labels"
mood_1,mood,,radio,How sad?,"0, never | 1, often"
mood_2,mood,,radio,How glad?,"0, never | 1, often"
"""
ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
FHIR = {
    "resourceType": "Questionnaire",
    "item": [
        {
            "linkId": "mood_1", "text": "How sad?", "type": "choice",
            "answerOption": [
                {"valueCoding": {
                    "code": str(code), "display": label,
                    "extension": [{"url": ORDINAL, "valueDecimal": code}],
                }}
                for code, label in enumerate(("never", "often"))
            ],
        }
    ],
}  # fmt: skip
CASES = {
    "redcap": ImporterCase(
        write=lambda path: path.write_text(REDCAP), items=("trial_1", "trial_2")
    ),
    "fhir": ImporterCase(
        write=lambda path: path.write_text(json.dumps(FHIR)), items=("trial_1",)
    ),
}


@parametrize_with_checks(scorewell_plugins.exchange, cases=CASES)
def test_bundled_exchange(check: Check):
    check()


@parametrize_with_checks(scorewell_plugins.commands)
def test_bundled_commands(check: Check):
    check()


@parametrize_with_checks(scorewell_plugins.instruments)
def test_bundled_instruments(check: Check):
    check()


def failing(checks: list[Check]) -> dict[str, str]:
    failures = {}
    for check in checks:
        try:
            check()
        except CheckError as error:
            failures[check.name] = str(error)
    return failures


def plugin(**functions: Any) -> ModuleType:
    """A module with these functions."""
    module = ModuleType("made_up_plugin")
    for name, function in functions.items():
        setattr(module, name, function)
    return module


def brings(*entries: object) -> Any:
    """A hook that registers these."""

    @hookimpl
    def hook(register):
        for entry in entries:
            register(entry)

    return hook


# --- misspelt hooks ---------------------------------------------------------------------------


def with_register(register):
    raise AssertionError("called")


def with_app(app):
    raise AssertionError("called")


@pytest.mark.parametrize(
    ("name", "function", "hint"),
    [
        ("register_reader", with_register, "did you mean register_readers?"),
        ("regsiter_writers", with_register, "did you mean register_writers?"),
        ("register_command", with_app, "did you mean register_commands?"),
        ("scorewell_instrument", lambda: [], "did you mean scorewell_instruments?"),
        ("register_importers", with_register, "not marked with @hookimpl"),
        ("scorewell_instruments", lambda: [], "not marked with @hookimpl"),
    ],
)
def test_a_function_that_looks_like_a_hook_is_told_with_the_nearest(
    name: str, function: Any, hint: str
):
    if name == "register_importers":
        function = lambda register: None  # noqa: E731 - the kit calls what has the name of a hook
    module = plugin(**{name: function, "register_exporters": brings(exporter())})
    assert hint in failing(hook_checks(module))["hooks-are-marked"]


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("_register_reader", with_register),
        ("register_reader", lambda register, path: None),
        ("register_all", with_register),
        ("register", with_register),
    ],
)
def test_a_helper_is_no_misspelt_hook(name: str, function: Any):
    module = plugin(**{name: function, "register_exporters": brings(exporter())})
    assert failing(hook_checks(module)) == {}


@pytest.mark.parametrize(
    ("functions", "message"),
    [
        (
            {"register_scoring_method": hookimpl(lambda register: None)},
            "register_scoring_methods?",
        ),
        ({"register_commands": hookimpl(lambda program: None)}, "asks for `program`"),
        ({"on_start": hookimpl(lambda: None)}, "the hooks are"),
    ],
)
def test_a_marked_function_that_is_no_hook_fails(functions: dict[str, Any], message: str):
    assert message in failing(hook_checks(plugin(**functions)))["hooks-exist"]


def test_a_hook_that_cannot_be_called_is_refused():
    with pytest.raises(PluginError, match=r"`register_readers` .* asks for `add`"):
        checks_of(plugin(register_readers=hookimpl(lambda add: None)))


def test_a_plugin_with_nothing_but_a_misspelt_hook_is_refused_with_the_hint():
    with pytest.raises(PluginError, match="registers no scoring") as caught:
        checks_of(plugin(register_reader=with_register))
    assert "did you mean register_readers?" in caught.value.hint


def test_a_hook_that_raises_is_named():
    @hookimpl
    def register_readers(register):
        raise KeyError("no table")

    with pytest.raises(PluginError, match="`register_readers` raises KeyError: 'no table'"):
        checks_of(plugin(register_readers=register_readers))


@pytest.mark.parametrize("entry", [{"name": "odd"}, None, "reader"])
def test_what_is_of_no_kind_fails(entry: object):
    failures = failing(hook_checks(plugin(register_readers=brings(entry))))
    assert f"registers a {type(entry).__name__}, and no Reader" in failures["right-kinds"]


# --- clashes ----------------------------------------------------------------------------------


def exporter(**fields: Any) -> Exporter:
    def write(instrument):
        return ExportFile(content="\n".join(item.id for item in instrument.items))

    return Exporter(
        **({"name": "ids", "summary": "S.", "suffix": ".txt", "write": write} | fields)
    )


def reader(name: str, *suffixes: str, **fields: Any) -> Reader:
    return Reader(
        name=name, summary="S.", suffixes=suffixes,
        read=lambda *_: Table(frame=pl.LazyFrame(), format=name), **fields,
    )  # fmt: skip


def writer(name: str, *suffixes: str) -> Writer:
    return Writer(name=name, summary="S.", suffixes=suffixes, write=lambda *_: None)


def method(name: str) -> ScoringMethod:
    return ScoringMethod(
        name=name, summary="S.", formula="F", score=lambda parts: parts.values[0],
        reach=lambda *_: (0, 1),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("hook", "entries", "check", "message"),
    [
        (
            "register_scoring_methods",
            [method("sum")],
            "names-are-free",
            "`sum` is registered by",
        ),
        ("register_exporters", [exporter(name="redcap")], "names-are-free", "`redcap` is"),
        (
            "register_readers",
            [reader("one", ".one"), reader("one", ".two")],
            "names-are-free",
            "registers `one` 2 times",
        ),
        (
            "register_readers",
            [reader("mine", ".csv")],
            "endings-are-free",
            "The reader csv of scorewell is for files called .csv; a person has to name yours",
        ),
        ("register_readers", [reader("mine", ".mine", ".sav")], "endings-are-free", ".sav"),
        ("register_writers", [writer("mine", ".xlsx")], "endings-are-free", "called .xlsx"),
        (
            "register_writers",
            [writer("one", ".own"), writer("two", ".own")],
            "endings-are-free",
            "both for files called .own",
        ),
        (
            "register_readers",
            [reader("one", ".own"), reader("two", ".own")],
            "endings-are-free",
            "both for files called .own",
        ),
    ],
)
def test_a_name_or_ending_of_another_fails(
    hook: str, entries: list[Any], check: str, message: str
):
    failures = failing(hook_checks(plugin(**{hook: brings(*entries)})))
    assert message in failures[check]
    assert set(failures) == {check}


def test_two_readers_may_share_an_ending_where_one_recognises_its_files():
    entries = [reader("one", ".own"), reader("two", ".own", recognises=lambda *_: False)]
    assert failing(hook_checks(plugin(register_readers=brings(*entries)))) == {}


@pytest.mark.parametrize(
    ("id_", "more", "message"),
    [
        ("phq-9", "", "`phq-9` is also a name of"),
        ("own-mood", "acronym: PHQ-9\n", "`phq-9` is also a name of"),
        ("own-mood", "aliases: [GAD-7]\n", "`gad-7` is also a name of"),
        ("own-mood", "acronym: OM\n", ""),
    ],
)
def test_an_id_acronym_or_alias_of_another_instrument_fails(
    tmp_path: Path, id_: str, more: str, message: str
):
    (tmp_path / f"{id_}.yaml").write_text(
        f"format: 1\nid: {id_}\nversion: 1.0.0\nname: Mood of our own\n{more}"
    )
    failures = failing(hook_checks(plugin(scorewell_instruments=hookimpl(lambda: [tmp_path]))))
    assert set(failures) == ({"definitions-are-free"} if message else set())
    assert message in failures.get("definitions-are-free", "")


def test_a_folder_that_is_absent_fails(tmp_path: Path):
    module = plugin(scorewell_instruments=hookimpl(lambda: tmp_path / "absent"))
    assert "There is no file or folder" in failing(hook_checks(module))["definitions-are-free"]


# --- commands ---------------------------------------------------------------------------------


def command(name: str, text: str = "Say it.", kind: type = str) -> Any:
    def register_commands(app):
        def function(value) -> None:
            raise AssertionError("called")

        function.__annotations__["value"] = kind
        function.__doc__ = text
        app.command(name)(function)

    return register_commands


@pytest.mark.parametrize(
    ("register_commands", "check", "message"),
    [
        (command("list"), "name-is-free", "`list` is a command of scorewell"),
        (command("demo"), "name-is-free", "`demo` is a command of scorewell"),
        (command("twice"), "name-is-free", "Another plugin brings `twice`"),
        (command("wrong", kind=complex), "can-be-built", "RuntimeError"),
        (command("wrong", text=""), "description", "no help text"),
        (command("Wrong_Name"), "description", "The name is `Wrong_Name`"),
    ],
)
def test_a_bad_command_fails_the_check_about_it(
    register_commands: Any, check: str, message: str
):
    failures = failing(command_checks(register_commands, taken_names=["twice"]))
    assert message in failures[check]
    assert set(failures) == {check}


def test_good_commands_and_groups_pass():
    import typer

    def register_commands(app):
        command("words")(app)
        group = typer.Typer(help="Words of our own.")
        command("count")(group)
        app.add_typer(group, name="own-words")

    checks = command_checks(register_commands)
    assert {check.subject for check in checks} == {"words (command)", "own-words (command)"}
    assert failing(checks) == {}


def test_the_same_command_twice_fails():
    def register_commands(app):
        command("words")(app)
        command("words")(app)

    assert (
        "brings `words` 2 times" in failing(command_checks(register_commands))["name-is-free"]
    )


# --- exporters and importers ------------------------------------------------------------------


def fail(*_: object) -> Any:
    raise KeyError("labels")


COUNTER = iter(range(100))


@pytest.mark.parametrize(
    ("fields", "check", "message"),
    [
        ({"suffix": "txt"}, "description", "`txt` is not lower case with the dot"),
        ({"summary": ""}, "description", "no summary"),
        ({"write": lambda _: "form"}, "writes", "gives a str, and no ExportFile"),
        ({"write": lambda _: None}, "writes", "gives a NoneType"),
        ({"write": lambda _: ExportFile(content="")}, "writes", "content is empty"),
        (
            {"write": lambda i: ExportFile(content=i.items[0].id)},
            "writes",
            "The item trial_2 (sometimes (2)) is not in it",
        ),
        (
            {"write": lambda i: replace(exporter().write(i), losses="the key")},
            "writes",
            "no tuple of texts",
        ),
        (
            {"write": lambda i: ExportFile(content=f"trial_1 trial_2 trial_3 {next(COUNTER)}")},
            "pure",
            "A second time",
        ),
        (
            {"write": lambda i: fail() if "<" in i.items[1].label else exporter().write(i)},
            "any-label",
            "KeyError",
        ),
    ],
)
def test_a_bad_exporter_fails_the_check_about_it(
    fields: dict[str, Any], check: str, message: str
):
    assert message in failing(exporter_checks(exporter(**fields)))[check]


def test_an_exporter_may_refuse_labels_with_an_error_of_its_own():
    def write(instrument):
        if "<" in instrument.items[1].label:
            raise DataError("no markup")
        return exporter().write(instrument)

    assert failing(exporter_checks(exporter(write=write))) == {}


def read_lines(path: Path, options: Any) -> InstrumentDraft:
    """One item a line; a file without items is refused."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise DataError(f"{path.name} is no text") from error
    items = tuple(DraftItem(id=line, label=line, coding="answers") for line in lines)
    places = tuple(range(1, len(items) + 1))
    return InstrumentDraft(
        id=options.id, codings=(parse_coding("0-4"),), items=items,
        scales=(DraftScale(id="total", name="Total", items=places),),
    )  # fmt: skip


def importer(read: Any = read_lines) -> Importer:
    return Importer(name="lines", summary="One item a line.", suffixes=(".txt",), read=read)


LINES = ImporterCase(write=lambda path: path.write_text("i_1\ni_2\n"), items=("i_1", "i_2"))


def test_a_good_importer_passes():
    assert failing(importer_checks(importer(), LINES)) == {}


@pytest.mark.parametrize(
    ("read", "check", "message"),
    [
        (lambda *_: None, "reads", "gives a NoneType, and no InstrumentDraft"),
        (lambda path, options: read_lines(path, replace(options, id="b")), "reads", "id is b"),
        (
            lambda path, options: replace(
                read_lines(path, options), items=read_lines(path, options).items[:1], scales=()
            ),
            "reads",
            "The items are i_1, not i_1, i_2",
        ),
        (
            lambda path, options: (path.with_suffix(".log").write_text("x"), read_lines(path, options))[1],
            "reads",
            "these files are others: form.log",
        ),
        (fail, "refuses-wrong-files", "Of the file empty it raises KeyError"),
        (
            lambda path, options: read_lines(LINES.write(path) and path, options),
            "refuses-wrong-files",
            "It makes a draft of the file empty",
        ),
    ],
)  # fmt: skip
def test_a_bad_importer_fails_the_check_about_it(read: Any, check: str, message: str):
    assert message in failing(importer_checks(importer(read), LINES))[check]


def test_an_importer_needs_a_form_to_read():
    assert "Give it an ImporterCase" in failing(importer_checks(importer()))["reads"]


# --- an installed package ---------------------------------------------------------------------

PACKAGE = """
    import time
    from pathlib import Path

    from scorewell import hookimpl
    from scorewell.registry.contracts import Exporter, ExportFile, Reader, Table

    time.sleep(1.1)

    @hookimpl
    def register_readers(register):
        register(Reader(name="csv", summary="S.", suffixes=(".csv",), read=lambda *_: None))

    @hookimpl
    def register_exporters(register):
        register(Exporter(name="names", summary="S.", suffix=".n", write=lambda _: None))

    @hookimpl
    def register_commands(app):
        @app.command("show")
        def show() -> None:
            "Show what is there."

    @hookimpl
    def scorewell_instruments():
        return [Path(__file__).parent]

    def register_writer(register):
        pass
    """
TEST = """
    import wrong_plugin
    from scorewell.testing import parametrize_with_checks

    @parametrize_with_checks(wrong_plugin)
    def test_everything(check):
        check()
    """


def test_the_kit_finds_what_is_wrong_with_an_installed_package(tmp_path: Path):
    source, target = tmp_path / "source", tmp_path / "target"
    (source / "wrong_plugin").mkdir(parents=True)
    (source / "wrong_plugin/__init__.py").write_text(dedent(PACKAGE))
    (source / "wrong_plugin/gad-7.yaml").write_text(
        "format: 1\nid: gad-7\nversion: 1.0.0\nname: Another\n"
    )
    write_project(source, "wrong-plugin", "wrong_plugin", entry="wrong")
    install_packages([source], target)
    (tmp_path / "test_it.py").write_text(dedent(TEST))
    paths = [str(target), os.environ.get("PYTHONPATH", "")]
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_it.py"],
        capture_output=True, text=True, check=False, cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(paths), "COLUMNS": "400"},
    )  # fmt: skip
    failures = {
        line.partition("[")[2].partition("]")[0]
        for line in result.stdout.splitlines()
        if line.startswith("FAILED")
    }
    assert {
        "hooks: hooks-are-marked", "hooks: names-are-free", "hooks: endings-are-free",
        "hooks: definitions-are-free", "hooks: import-is-fast", "show (command): name-is-free",
        "names (exporter): writes", "csv (reader): reads",
    } <= failures  # fmt: skip
    assert "hooks: hooks-exist" not in failures
    assert "names (exporter): description" not in failures
    for text in (
        "did you mean register_writers?", "`csv` is registered by scorewell_plugins.readers",
        "`gad-7` is also a name of", "import libraries inside the functions",
        "`show` is a command of scorewell", "a person has to name yours with --reader",
    ):  # fmt: skip
        assert text in result.stdout
