"""Every hook: its promise is written down, and its example in the documents works."""

from __future__ import annotations

import importlib.util
import inspect
import sys
from importlib.metadata import EntryPoint
from itertools import pairwise
from pathlib import Path

import pandas as pd
import polars as pl
import pytest
from typer.testing import CliRunner

from scorewell import analyse_change, open_registry, score
from scorewell.cli.main import build
from scorewell.definitions.reading.load import load_instrument
from scorewell.registry import hookspecs
from scorewell.registry.plugins.discovery import load_plugins
from scorewell.registry.plugins.plugin_set import Plugins

EXAMPLES = Path(__file__).parents[1] / "hooks"
GENERATOR = Path(__file__).parents[2] / "docs/generate.py"
HOOKS = [
    name for name in vars(hookspecs) if hasattr(getattr(hookspecs, name), "scorewell_spec")
]
SECTIONS = {"Parameters", "Returns", "Notes"}


@pytest.fixture
def example(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Plugins:
    """The bundled plugins and the example of the hook that the test is called after."""
    hook = request.node.originalname.removeprefix("test_hook_")
    name = f"example_of_{hook}"
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{hook}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, name, module)
    spec.loader.exec_module(module)
    point = EntryPoint(name="example", value=name, group="scorewell")
    plugins = load_plugins(entry_points=lambda group: [point] if group == "scorewell" else [])
    plugins.call_all()
    assert not plugins.failed
    assert next(plugin for plugin in plugins.plugins if plugin.name == "example").hooks == (
        hook,
    )
    return plugins


def invoke(plugins: Plugins, *words: str) -> str:
    result = CliRunner().invoke(build(plugins), list(words), obj=plugins)
    assert result.exit_code == 0, result.output
    return result.output


def test_hook_scorewell_instruments(example: Plugins):
    assert open_registry(plugins=example).load("TWOM").id == "two-moods"


def test_hook_register_scoring_methods(example: Plugins, tmp_path: Path):
    text = (EXAMPLES / "definitions/two-moods.yaml").read_text()
    path = tmp_path / "two-moods.yaml"
    path.write_text(
        text.replace("method: sum", "method: sum-from-zero").replace(
            "{rule: prorate, max_missing: 1, checked: ours}", "{rule: complete, checked: ours}"
        )
    )
    frame = pd.DataFrame({"m1": [2], "m2": [0], "m3": [1]})
    registry = open_registry([tmp_path], plugins=example)
    scores = score(frame, load_instrument(path), registry=registry)
    # 2 + (2 - 0) + 1, less 0
    assert scores["two-moods.total"].tolist() == [5]


def test_hook_register_change_methods(example: Plugins):
    pairs = pd.DataFrame({"id": ["a", "b"], "pre": [20.0, 20.0], "post": [45.0, 30.0]})
    result = analyse_change(
        pairs, "pseq.total", registry=open_registry(plugins=example),
        method="in-standard-deviations", sd=10,
        clinical={"mean": 20, "sd": 10, "source": "made up"},
    )  # fmt: skip
    # 25 / 10 and 10 / 10, of which the first is beyond 1.96
    assert result.cases["index"].tolist() == [2.5, 1.0]
    assert result.cases["reliable"].tolist() == ["improved", "unchanged"]


def test_hook_register_outcome_rules(example: Plugins):
    from scorewell.change.outcome_rules.apply import apply_rule

    pairs = pd.DataFrame({"id": ["a", "b"], "pre": [30.0, 30.0], "post": [5.0, 28.0]})
    changes = {
        name: analyse_change(
            pairs, scale, registry=open_registry(plugins=example), sd=5, reliability=0.92,
            clinical={"mean": 20, "sd": 5, "source": "made up"},
        )
        for name, scale in (("pain", "pseq.total"), ("other", "pseq.total"))
    }  # fmt: skip
    result = apply_rule(example.outcome_rules["no-harm"], changes)
    # the limit is 1.96 x sqrt(2) x 5 x sqrt(.08) = 3.92: -25 is worse, -2 is not
    assert result.cases["unharmed"].tolist() == ["no", "yes"]


def test_hook_register_readers(example: Plugins, tmp_path: Path):
    from scorewell.answers.files.open import open_table

    (tmp_path / "answers.psv").write_text("id|m1\n7|2\n")
    table = open_table(tmp_path / "answers.psv", readers=example.readers)
    assert table.format == "text with pipes"
    assert table.frame.collect().rows() == [(7, 2)]


def test_hook_register_writers(example: Plugins, tmp_path: Path):
    from scorewell.answers.files.write import find_writer, write_frame

    path = tmp_path / "scores.md"
    write_frame(
        pl.LazyFrame({"id": [7], "total": [30]}),
        path,
        find_writer(path, writers=example.writers),
    )
    assert path.read_text() == "| id | total |\n| --- | --- |\n| 7 | 30 |\n"


def test_hook_register_exporters(example: Plugins):
    output = invoke(example, "export", "pseq", "--to", "list")
    first = open_registry(plugins=example).load("pseq").items[0]
    assert output.splitlines()[0] == f"1. {first.label}"


def test_hook_register_importers(example: Plugins, tmp_path: Path):
    (tmp_path / "form.txt").write_text("first thing\nsecond thing\n")
    invoke(
        example, "import", str(tmp_path / "form.txt"), "--from", "lines", "--instrument-id", "two-things",
        "-o", str(tmp_path),
    )  # fmt: skip
    instrument = load_instrument(tmp_path / "two-things.yaml")
    assert [item.label for item in instrument.items] == ["first thing", "second thing"]
    assert instrument.scale("total").high == 8


def test_hook_register_commands(example: Plugins):
    assert invoke(example, "length", "PSEQ").strip() == "pseq has 10 items"


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_has_a_test_of_its_example(hook: str):
    assert f"test_hook_{hook}" in globals()
    assert (EXAMPLES / f"{hook}.py").is_file()


def test_no_example_is_of_a_hook_that_is_not_there():
    assert {path.stem for path in EXAMPLES.glob("*.py")} == set(HOOKS)


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_says_what_it_is_given_what_it_returns_and_how_results_combine(hook: str):
    text = inspect.getdoc(getattr(hookspecs, hook)) or ""
    lines = text.splitlines()
    sections = {above for above, below in pairwise(lines) if below and set(below) == {"-"}}
    arguments = inspect.signature(getattr(hookspecs, hook)).parameters
    assert sections == (SECTIONS if arguments else SECTIONS - {"Parameters"})
    assert "Called once" in text
    for name in arguments:
        assert f"{name} : " in text


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_is_used_by_a_bundled_plugin(hook: str):
    plugins = load_plugins(entry_points=lambda group: [])
    assert [plugin.name for plugin in plugins.plugins if hook in plugin.hooks]


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_is_in_the_documents_with_its_signature_and_its_example(
    hook: str, monkeypatch: pytest.MonkeyPatch
):
    """They are written from the code; what a checkout holds is compared with it in CI."""
    if not GENERATOR.is_file():
        pytest.skip("the documents are not here")
    monkeypatch.syspath_prepend(GENERATOR.parent)
    spec = importlib.util.spec_from_file_location("generator_of_documents", GENERATOR)
    assert spec is not None
    assert spec.loader is not None
    generator = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generator)
    text = generator.hooks()
    signature = str(inspect.signature(getattr(hookspecs, hook))).replace("'", "")
    _, _, section = text.partition(f"## {hook}\n")
    section = section.partition("\n## ")[0]
    assert f"{hook}{signature}" in section
    assert (EXAMPLES / f"{hook}.py").read_text().strip() in section
    for part in ("**Returns**", "**How results combine**", "**In the bundled plugins**"):
        assert part in section


def test_what_the_hooks_are_is_exported():
    assert set(HOOKS) | {"PROJECT", "hookimpl"} == set(hookspecs.__all__)
