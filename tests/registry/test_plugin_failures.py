"""What plugins do wrong while they work: the plugin is named, and the rest works."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd
import polars as pl
import pytest

import scorewell
from scorewell.answers.checks.findings import Problems
from scorewell.answers.files.open import find_reader, load_table, open_table
from scorewell.answers.files.write import find_writer, sink
from scorewell.change.results.approach_results import GroupFigure, GroupJudgement, Judgement
from scorewell.definitions.model import (
    Answer,
    Coding,
    Instrument,
    Item,
    MissingRule,
    OutcomeRule,
    RuleOutcome,
    Scale,
)
from scorewell.errors import DataError, PluginError
from scorewell.registry.contracts import (
    Approach,
    ChangeIndex,
    ChangeMethod,
    Exporter,
    GrowthMethod,
    Importer,
    Reader,
    ReadOptions,
    ScoringMethod,
    Slopes,
    Table,
    Writer,
)
from scorewell.registry.hookspecs import hookimpl
from scorewell.registry.plugins.discovery import load_plugins
from scorewell.registry.plugins.plugin_set import Plugins
from scorewell.registry.registry import open_registry
from scorewell.scores.outside_range import count_outside
from scorewell.scores.score import score
from scorewell.scores.score_file import score_file

TEXTS = {"title": "T", "summary": "S.", "formula": "F", "reference": "R"}
LOAD = Callable[..., Plugins]


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> LOAD:
    """``load(hook, *methods)``: the bundled plugins and one that registers these."""

    def call(hook: str, *methods: Any) -> Plugins:
        module = ModuleType("clinic_plugin")

        @hookimpl
        def function(register):
            for method in methods:
                register(method)

        setattr(module, hook, function)
        monkeypatch.setitem(sys.modules, "clinic_plugin", module)
        points = [EntryPoint(name="clinic", value="clinic_plugin", group="scorewell")]
        return load_plugins(entry_points=lambda group: points if group == "scorewell" else [])

    return call


def fail(*_: Any, **__: Any) -> Any:
    raise KeyError("a secret answer")


def reader(**fields: Any) -> Reader:
    defaults = {
        "name": "odd",
        "summary": "Odd.",
        "suffixes": (".odd",),
        "read": lambda *_: Table(frame=pl.LazyFrame({"id": ["odd"]}), format="odd"),
    }
    return Reader(**{**defaults, **fields})


def scoring_method(**fields: Any) -> ScoringMethod:
    defaults: dict[str, Any] = {
        "name": "odd-sum",
        "summary": "Odd.",
        "formula": "F",
        "score": lambda parts: sum(parts.values),
        "reach": lambda *_: (0, 6),
    }
    return ScoringMethod(**{**defaults, **fields})


def approach(judge: Any) -> Approach:
    return Approach(name="odd", judge=judge, **TEXTS)


def rule(outcome: RuleOutcome) -> OutcomeRule:
    return OutcomeRule(
        name="odd", title="Odd", summary="S.", sources={}, fewest=1, outcomes=(outcome,)
    )


def instrument(method: str = "odd-sum") -> Instrument:
    coding = Coding(id="c", answers=tuple(Answer(value=value) for value in range(4)))
    items = tuple(
        Item(id=f"q_{place}", position=place, coding=coding, label=f"q {place}")
        for place in (1, 2)
    )
    scales = tuple(
        Scale(
            id=name, name=name, items=("q_1", "q_2"), method=uses, low=0, high=6,
            missing=MissingRule(rule="complete"), better="lower",
        )
        for name, uses in (("odd", method), ("plain", "sum"))
    )  # fmt: skip
    return Instrument(id="mood", version="1.0.0", name="Mood", items=items, scales=scales)


ANSWERS = pl.DataFrame({"id": ["a", "b"], "q_1": [1, 3], "q_2": [2, 0]})


@pytest.mark.parametrize(
    "result", [3, None, "text", [1, 2], pl.Series([1.0]), lambda parts: parts]
)
def test_a_score_that_is_no_expression_names_the_plugin(load: LOAD, result: Any):
    plugins = load("register_scoring_methods", scoring_method(score=lambda parts: result))
    with pytest.raises(PluginError, match="`odd-sum` of the plugin clinic") as caught:
        score(ANSWERS, instrument(), methods=plugins.scoring_methods)
    assert "scorewell --disable clinic" in caught.value.hint
    # what does not use it works: 1 + 2, 3 + 0
    remaining = score(ANSWERS, instrument(), methods=plugins.scoring_methods, scales=["plain"])
    assert remaining["mood.plain"].to_list() == [3.0, 3.0]


@pytest.mark.parametrize(
    "expression",
    [
        lambda parts: nw.lit("text"),
        lambda parts: nw.col("not there"),
        lambda parts: parts.values[0].cast(nw.String),
        fail,
    ],
)
@pytest.mark.parametrize("kind", ["polars", "pandas", "file"])
def test_an_expression_that_cannot_be_computed_names_the_plugin(
    load: LOAD, expression: Any, kind: str, tmp_path: Path
):
    plugins = load("register_scoring_methods", scoring_method(score=expression))
    methods = plugins.scoring_methods
    source, target = tmp_path / "a.csv", tmp_path / "b.csv"
    ANSWERS.write_csv(source)
    run = {
        "polars": lambda: score(ANSWERS, instrument(), methods=methods),
        "pandas": lambda: score(ANSWERS.to_pandas(), instrument(), methods=methods),
        "file": lambda: score_file(source, target, instrument(), methods=methods),
    }[kind]
    with pytest.raises(PluginError, match="`odd-sum` of the plugin clinic"):
        run()
    assert not (tmp_path / "b.csv").exists()


def test_an_expression_that_fails_on_some_answers_names_the_plugin(load: LOAD, tmp_path: Path):
    def fails_on_three(series: pl.Series) -> pl.Series:
        if (series == 3).any():
            raise ValueError("three")
        return series

    def method(parts):
        return parts.values[0].map_batches(fails_on_three, return_dtype=pl.Float64)

    plugins = load("register_scoring_methods", scoring_method(score=method, bilingual=True))
    methods = plugins.scoring_methods
    fine = score(ANSWERS[:1], instrument(), methods=methods)
    assert fine["mood.odd"].to_list() == [1.0]
    with pytest.raises(PluginError, match="`odd-sum` of the plugin clinic"):
        score(ANSWERS, instrument(), methods=methods)
    ANSWERS.write_csv(tmp_path / "a.csv")
    with pytest.raises(PluginError, match="`odd-sum` of the plugin clinic"):
        score_file(tmp_path / "a.csv", tmp_path / "b.csv", instrument(), methods=methods)


@pytest.mark.parametrize(
    "reach", [lambda *_: None, lambda *_: 7, lambda *_: (6, 0), lambda *_: (0, np.inf), fail]
)
def test_a_range_that_is_none_names_the_plugin(load: LOAD, reach: Any):
    plugins = load("register_scoring_methods", scoring_method(reach=reach))
    with pytest.raises(PluginError, match="`odd-sum` of the plugin clinic"):
        plugins.scoring_methods["odd-sum"].reach(["a"], [0.0], [3.0], {})


@pytest.mark.parametrize(
    ("hook", "method", "problem"),
    [
        ("register_scoring_methods", scoring_method(summary=None), "`summary` is a NoneType"),
        ("register_scoring_methods", scoring_method(parameters=None), "no|not a JSON Schema"),
        ("register_readers", reader(suffixes=".odd"), "`suffixes` are a str"),
        ("register_readers", {"name": "odd"}, "registers a dict"),
    ],
)
def test_a_description_that_is_missing_leaves_out_only_that_method(
    load: LOAD, hook: str, method: Any, problem: str
):
    plugins = load(hook, method, scoring_method(name="good"), reader(name="good"))
    plugins.call_all()
    (plugin,) = plugins.failed
    assert plugin.name == "clinic"
    assert any(part in plugin.errors[0] for part in problem.split("|"))
    good = plugins.scoring_methods if hook == "register_scoring_methods" else plugins.readers
    assert "good" in good
    assert "odd-sum" not in good
    assert "odd" not in good


def test_a_reader_that_fails_to_recognise_names_its_plugin_and_others_read(
    load: LOAD, tmp_path: Path
):
    bad = reader(name="bad", recognises=fail)
    plugins = load("register_readers", bad, reader())
    (tmp_path / "a.odd").write_text("x")
    table = open_table(tmp_path / "a.odd", readers=plugins.readers)
    assert table.format == "odd"
    (finding,) = table.findings
    assert finding.code == "plugin-failed"
    assert "`bad` of the plugin clinic" in finding.message
    assert "secret" not in str(finding)


@pytest.mark.parametrize("recognises", [None, fail, lambda *_: True, lambda *_: "yes"])
def test_bundled_readers_go_before_those_of_plugins(
    load: LOAD, tmp_path: Path, recognises: Any
):
    mine = reader(suffixes=(".csv", ".xlsx", ".odd"), recognises=recognises)
    plugins = load("register_readers", mine)
    path = tmp_path / "a.csv"
    path.write_text("id,q_1\nb,1\n")
    assert find_reader(path, readers=plugins.readers).name == "csv"
    plugin_set = load_table(path, readers=plugins.readers)
    assert plugin_set.frame["id"].to_list() == ["b"]
    codes = [finding.code for finding in plugin_set.table.findings]
    assert codes == ([] if recognises is None else codes)
    assert len(codes) == (recognises is not None)
    questions = load_table(path, ReadOptions(reader="odd"), readers=plugins.readers)
    assert questions.frame["id"].to_list() == ["odd"]


def test_a_reader_of_a_plugin_that_recognises_a_file_of_ours_is_told(
    load: LOAD, tmp_path: Path
):
    plugins = load("register_readers", reader(suffixes=(".csv",), recognises=lambda *_: True))
    path = tmp_path / "a.csv"
    path.write_text("id,q_1\nb,1\n")
    (finding,) = open_table(path, readers=plugins.readers).findings
    assert (finding.code, finding.severity) == ("other-reader", "warning")
    assert "--reader odd" in finding.hint
    by_name = open_table(path, ReadOptions(reader="csv"), readers=plugins.readers)
    assert by_name.findings == ()


def failing_rows(*_: Any) -> Table:
    frame = pl.LazyFrame({"id": ["a"]}).select(pl.col("id").cast(pl.Int64))
    return Table(frame=frame, format="odd")


@pytest.mark.parametrize(
    "read",
    [
        fail,
        failing_rows,
        lambda *_: ["a", "b"],
        lambda *_: None,
        lambda *_: Table(frame=pl.DataFrame({"id": ["a"]})),
        lambda *_: Table(frame=pl.LazyFrame({"id": ["a"]}), format=None),
        lambda *_: Table(frame=pl.LazyFrame({"id": ["a"]}), findings=("text",)),
        lambda *_: Table(frame=pl.LazyFrame({"id": ["a"]}), labels=3),
        lambda *_: Table(frame=pl.LazyFrame({"id": ["a"]}), raw=[1]),
    ],
)
def test_a_reader_that_fails_names_its_plugin_and_not_the_file(
    load: LOAD, tmp_path: Path, read: Any
):
    plugins = load("register_readers", reader(read=read))
    (tmp_path / "a.odd").write_text("x")
    with pytest.raises(PluginError, match="`odd` of the plugin clinic") as caught:
        load_table(tmp_path / "a.odd", readers=plugins.readers)
    assert "the file cannot be read" not in str(caught.value)
    assert "secret" not in str(caught.value)
    (tmp_path / "a.csv").write_text("id,q_1\nb,1\n")
    plugin_set = load_table(tmp_path / "a.csv", readers=plugins.readers)
    assert plugin_set.frame["id"].to_list() == ["b"]


def test_what_a_reader_says_of_a_file_on_purpose_stays(load: LOAD, tmp_path: Path):
    def read(path, options):
        raise DataError("line 3 has no name")

    plugins = load("register_readers", reader(read=read))
    (tmp_path / "a.odd").write_text("x")
    with pytest.raises(DataError, match="line 3 has no name"):
        load_table(tmp_path / "a.odd", readers=plugins.readers)


def writer(**fields: Any) -> Writer:
    defaults: dict[str, Any] = {
        "name": "odd",
        "summary": "Odd.",
        "suffixes": (".odd",),
        "write": lambda frame, path: path.write_text("odd"),
    }
    return Writer(**{**defaults, **fields})


@pytest.mark.parametrize(
    "fields",
    [
        {"write": fail},
        {"write": lambda frame, path: None},
        {"sink": fail},
        {"sink": lambda frame, path: [1]},
        {"sink": lambda frame, path: frame.select(pl.col("id").cast(pl.Int64))},
    ],
)
def test_a_writer_that_fails_names_its_plugin_and_leaves_no_file(
    load: LOAD, tmp_path: Path, fields: dict[str, Any]
):
    plugins = load("register_writers", writer(**fields))
    frame = pl.LazyFrame({"id": ["a"]})
    with pytest.raises(PluginError, match="`odd` of the plugin clinic"):
        sink(frame, tmp_path / "a.odd", writers=plugins.writers)
    assert list(tmp_path.iterdir()) == []
    sink(frame, tmp_path / "a.csv", writers=plugins.writers)
    assert (tmp_path / "a.csv").read_text() == "id\na\n"


def test_bundled_writers_go_before_those_of_plugins(load: LOAD):
    plugins = load("register_writers", writer(suffixes=(".csv", ".odd")))
    assert find_writer(Path("a.csv"), writers=plugins.writers).name == "csv"
    assert find_writer(Path("a.odd"), writers=plugins.writers).name == "odd"


@pytest.mark.parametrize("write", [fail, lambda _: None, lambda _: "form"])
def test_an_exporter_that_fails_names_its_plugin(load: LOAD, write: Any):
    exporter = Exporter(name="odd", summary="S.", suffix=".odd", write=write)
    plugins = load("register_exporters", exporter)
    with pytest.raises(PluginError, match="the exporter `odd` of the plugin clinic"):
        plugins.exporters["odd"].write(instrument())


@pytest.mark.parametrize("read", [fail, lambda *_: None, lambda *_: {}])
def test_an_importer_that_fails_names_its_plugin(load: LOAD, read: Any):
    importer = Importer(name="odd", summary="S.", suffixes=(".odd",), read=read)
    plugins = load("register_importers", importer)
    with pytest.raises(PluginError, match="the importer `odd` of the plugin clinic"):
        plugins.importers["odd"].read(Path("a.odd"), None)


@pytest.mark.parametrize(
    "method",
    [
        ChangeMethod(name="odd", inputs=(), compute=fail, **TEXTS),
        ChangeMethod(name="odd", inputs=(), compute=lambda *_: [1.0], **TEXTS),
        GrowthMethod(name="odd", compute=fail, **TEXTS),
        GrowthMethod(name="odd", compute=lambda *_: None, **TEXTS),
        approach(fail),
        approach(lambda *_, **__: 3),
    ],
)
def test_a_change_method_that_fails_names_its_plugin(load: LOAD, method: Any):
    plugins = load("register_change_methods", method)
    if isinstance(method, Approach):
        call = plugins.approaches["odd"].judge
    elif isinstance(method, GrowthMethod):
        call = plugins.growth_methods["odd"].compute
    else:
        call = plugins.change_methods["odd"].compute
    with pytest.raises(PluginError, match="`odd` of the plugin clinic") as caught:
        call(pd.DataFrame(), np.array([1.0]), {})
    assert "secret" not in str(caught.value)


PRE, POST = np.array([10.0, 20.0, np.nan]), np.array([12.0, 15.0, 3.0])


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"index": [1.0, 2.0]}, "one finite number per respondent"),
        ({"index": np.array([1.0, np.nan, 1.0])}, "one finite number per respondent"),
        ({"index": ["a", "b", "c"]}, "one finite number per respondent"),
        ({"expected": [1.0]}, "one finite number per respondent"),
        ({"standard_error": 0.0}, "standard error above 0"),
        ({"standard_error": None}, "standard error above 0"),
        ({"standard_error": np.array([1.0, -1.0, 1.0])}, "standard error above 0"),
    ],
)
def test_an_index_with_wrong_numbers_names_the_plugin(
    load: LOAD, fields: dict[str, Any], expected: str
):
    sound = {"index": np.array([0.2, -0.5, np.nan]), "standard_error": 10.0}
    method = ChangeMethod(
        name="odd", inputs=(), compute=lambda *_: ChangeIndex(**(sound | fields)), **TEXTS
    )
    plugins = load("register_change_methods", method)
    with pytest.raises(PluginError, match=f"`odd` of the plugin clinic.*{expected}"):
        plugins.change_methods["odd"].compute(PRE, POST, {})


CASES = pd.DataFrame(
    {
        "id": ["a", "b"], "pre": [1.0, 2.0], "post": [2.0, 2.0], "change": [1.0, 0.0],
        "outcome": ["improved", None], "assessable": [True, False], "reason": ["", "missing"],
    }
)  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"cases": CASES.drop(columns="outcome")}, "the column outcome"),
        ({"cases": None}, "the column id"),
        ({"cases": CASES[:1]}, "one case per respondent"),
        ({"cases": CASES.assign(outcome=["better", "worse"])}, "outcomes are of recovered"),
        ({"cases": CASES.assign(assessable=[True, None])}, "whether assessable"),
        ({"inputs": [1]}, "`inputs` are a tuple of Input"),
        ({"findings": ("text",)}, "`findings` are a tuple of Finding"),
    ],
)
def test_a_judgement_that_lacks_a_part_names_the_plugin(
    load: LOAD, fields: dict[str, Any], expected: str
):
    def judge(pairs, context):
        values = {"approach": "", "instrument": None, "scale": None, "inputs": ()}
        return Judgement(**(values | {"cases": CASES} | fields))

    plugins = load("register_change_methods", approach(judge))
    with pytest.raises(PluginError, match=f"`odd` of the plugin clinic.*{expected}"):
        plugins.approaches["odd"].judge(CASES[["id", "pre", "post"]], None)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"figures": None}, "tuple of GroupFigure"),
        ({"figures": (1.0,)}, "tuple of GroupFigure"),
        ({"words": None}, "its `words`"),
        ({"verdict": " "}, "its `verdict`"),
        ({"n": 12}, "`n` is a tuple"),
    ],
)
def test_a_judgement_of_a_group_without_its_summary_names_the_plugin(
    load: LOAD, fields: dict[str, Any], expected: str
):
    def judge(pairs, context):
        values = {
            "approach": "", "instrument": None, "scale": None, "inputs": (), "n": (2,),
            "figures": (GroupFigure(name="mean", value=1.0),), "verdict": "so", "words": "So.",
        }  # fmt: skip
        return GroupJudgement(**(values | fields))

    plugins = load("register_change_methods", approach(judge))
    with pytest.raises(PluginError, match=f"`odd` of the plugin clinic.*{expected}"):
        plugins.approaches["odd"].judge(CASES[["id", "pre", "post"]], None)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"slope": [1.0]}, "one finite number per respondent"),
        ({"tested": ["a", "b"]}, "one finite number per respondent"),
        ({"average": None}, "are numbers"),
        ({"trouble": None}, "`trouble` is a text"),
    ],
)
def test_slopes_with_wrong_numbers_name_the_plugin(
    load: LOAD, fields: dict[str, Any], expected: str
):
    lists = {name: [1.0, 2.0] for name in ("slope", "tested", "standard_error")}
    numbers = dict.fromkeys(("average", "average_error", "slope_sd", "residual_sd"), 1.0)
    slopes = Slopes(**(lists | numbers | fields))
    plugins = load(
        "register_change_methods", GrowthMethod(name="odd", compute=lambda *_: slopes, **TEXTS)
    )
    with pytest.raises(PluginError, match=f"`odd` of the plugin clinic.*{expected}"):
        plugins.growth_methods["odd"].compute(PRE, POST, np.array([0, 1, 1]), 2)


@pytest.mark.parametrize("answers", [None, [1], ["yes", "no"], [2, 0], [1.5, 0]])
def test_a_rule_whose_test_gives_no_answers_names_the_plugin(load: LOAD, answers: Any):
    outcome = RuleOutcome(
        id="good", title="Good", definition="Is.", test=lambda measures: answers
    )
    plugins = load("register_outcome_rules", rule(outcome))
    (isolated,) = plugins.outcome_rules["odd"].outcomes
    with pytest.raises(PluginError, match="the outcome rule `odd` of the plugin clinic"):
        isolated.test({"any": SimpleNamespace(pre=np.array([1.0, 2.0]))})


@pytest.mark.parametrize(
    ("hook", "method", "problem"),
    [
        ("register_scoring_methods", scoring_method(score=3), "`score` is an? int"),
        ("register_scoring_methods", scoring_method(reach=None), "`reach` is a NoneType"),
        ("register_readers", reader(read="csv"), "`read` is a str"),
        ("register_readers", reader(suffixes=None), "`suffixes` are a NoneType"),
        ("register_readers", reader(uses=3), "`uses` are a int"),
        ("register_readers", reader(uses=("page",)), "`uses` name `page`, which is no option"),
        (
            "register_scoring_methods",
            scoring_method(parameters={"type": 3}),
            "`parameters` are not a JSON Schema",
        ),
        (
            "register_scoring_methods",
            scoring_method(parameters={"properties": {"edge": {"type": "figure"}}}),
            "`parameters` are not a JSON Schema",
        ),
        (
            "register_outcome_rules",
            rule(RuleOutcome(id="good", title="Good", definition="Is.", test=3)),
            "the `test` of its outcome `good` is a int",
        ),
        (
            "register_outcome_rules",
            rule(RuleOutcome(id="good", title="Good", definition="Is.")),
            "needs either conditions or a test",
        ),
        ("register_change_methods", approach(None), "`judge` is a NoneType"),
        (
            "register_change_methods",
            ChangeMethod(name="odd", inputs=None, compute=fail, **TEXTS),
            "`inputs` are a NoneType",
        ),
    ],
)
def test_a_method_without_its_function_is_left_out(
    load: LOAD, hook: str, method: Any, problem: str
):
    plugins = load(hook, method)
    plugins.call_all()
    (plugin,) = plugins.failed
    assert re.search(problem, plugin.errors[0])


def test_what_a_plugin_prints_does_not_spoil_results(
    load: LOAD, capsys: pytest.CaptureFixture[str]
):
    def compute(*_: Any) -> ChangeIndex:
        sys.stdout.write("loud method\n")
        return ChangeIndex(index=np.array([1.0]), standard_error=2.0)

    method = ChangeMethod(name="odd", inputs=(), compute=compute, **TEXTS)
    plugins = load("register_change_methods", method)
    plugins.change_methods["odd"].compute(np.array([1.0]), np.array([2.0]), {})
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "loud method\n")


def test_a_method_that_works_is_the_same_as_before(load: LOAD):
    index = ChangeIndex(index=np.array([1.0]), standard_error=2.0)
    method = ChangeMethod(name="odd", inputs=(), compute=lambda *_: index, **TEXTS)
    plugins = load("register_change_methods", method)
    assert plugins.change_methods["odd"].compute(np.array([1.0]), np.array([2.0]), {}) is index


def test_the_time_that_a_plugin_takes_to_import_is_measured(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "slow_plugin.py").write_text("import time\n\ntime.sleep(1.05)\n")
    (tmp_path / "fast_plugin.py").write_text("")
    points = [
        EntryPoint(name=name, value=f"{name}_plugin", group="scorewell")
        for name in ("slow", "fast")
    ]
    start = time.perf_counter()
    plugins = load_plugins(entry_points=lambda group: points if group == "scorewell" else [])
    assert time.perf_counter() - start > 1
    assert [plugin.name for plugin in plugins.plugins if plugin.slow] == ["slow"]


@pytest.mark.parametrize(
    ("function", "n"),
    [
        (lambda parts: parts.values[0] * 7, 2),  # 7 and 21, of 0 to 6
        (lambda parts: parts.values[0] / (parts.values[1] * 0), 2),  # 1/0 and 3/0
        (lambda parts: parts.values[0] - 2, 1),  # -1 and 1
        (lambda parts: parts.values[0] * 2, 0),  # 2 and 6
    ],
)
@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_scores_outside_the_range_are_counted(
    load: LOAD, tmp_path: Path, function: Any, n: int, suffix: str
):
    plugins = load("register_scoring_methods", scoring_method(score=function))
    methods = plugins.scoring_methods
    frame = score(ANSWERS, instrument(), methods=methods)
    expected = {"odd": n} if n else {}
    assert count_outside(frame, instrument()) == expected
    source, target = tmp_path / f"a{suffix}", tmp_path / f"b{suffix}"
    ANSWERS.write_csv(source) if suffix == ".csv" else ANSWERS.write_parquet(source)
    report = score_file(source, target, instrument(), methods=methods)
    assert dict(report.outside) == expected


def test_a_finding_about_scores_outside_names_range_and_plugin():
    problems = Problems()
    problems.add_outside_scores(instrument(), {"odd": 2}, {"odd-sum": "clinic"})
    (row,) = problems.frame().to_dicts()
    assert (row["kind"], row["item"]) == ("score-outside", "odd")
    assert row["problem"] == "2 scores outside the range of the definition, 0 to 6"
    assert "`" not in row["action"]
    assert "of the plugin clinic" in row["action"]


@pytest.mark.parametrize("library", ["polars", "pandas"])
def test_scores_outside_the_range_are_told_in_python(load: LOAD, library: str):
    method = scoring_method(score=lambda parts: parts.values[0] * 7)
    registry = open_registry(plugins=load("register_scoring_methods", method))
    frame = ANSWERS if library == "polars" else ANSWERS.to_pandas()
    with pytest.warns(UserWarning, match=r"mood\.odd: 2 scores outside the range .* 0 to 6"):
        scorewell.score(frame, instrument(), registry=registry, coding="declared")
    table = scorewell.findings(frame, instrument(), registry=registry, coding="declared")
    assert table[["item", "kind"]].to_numpy().tolist() == [["odd", "score-outside"]]
    assert "of the plugin clinic" in table["action"].item()
    plain = instrument("sum")
    assert scorewell.findings(frame, plain, registry=registry, coding="declared").empty
