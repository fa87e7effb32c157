"""What every result can do, whichever class it is."""

from __future__ import annotations

import subprocess
import sys

import pytest
from report_cases import PAIRS, SCALE, compare, study

import scorewell
from scorewell.change.sensitivity.at_risk import denominators
from scorewell.change.sensitivity.missing_data import missing_bounds
from scorewell.change.uncertainty.uncertainty import precision
from scorewell.errors import ScorewellError
from scorewell.registry.contracts import ExpectedLine
from scorewell.results import Result, SvgFigure

CHANGE = compare()
RESULTS = [
    CHANGE,
    precision(CHANGE, draws=200),
    missing_bounds(CHANGE),
    denominators(CHANGE),
    study(CHANGE),
    scorewell.simulate("gad-2", 20),
    scorewell.examine(scorewell.simulate("gad-2", 20, occasions=("pre",)).frame, "gad-2"),
    scorewell.analyse_reliability(
        scorewell.simulate("gad-7", 60, occasions=("pre",)).frame, "gad-7.total"
    ),
]


@pytest.mark.parametrize("result", RESULTS, ids=lambda result: type(result).__name__)
def test_every_result_has_a_table_values_a_summary_html_and_one_short_line(result):
    assert isinstance(result, Result)
    assert len(result.to_frame()) >= 0
    assert isinstance(result.to_dict(), dict)
    assert len(result.summary()) > 0
    assert result._repr_html_().lstrip().startswith("<")
    line = repr(result)
    assert len(line) < 200
    assert "\n" not in line


def test_the_line_of_a_change_counts_outcomes_and_shows_no_scores():
    """Who is what: see ``report_cases.py``."""
    counts = CHANGE.summary().set_index("outcome")["n"]
    assert repr(CHANGE) == (
        f"<ChangeResult {CHANGE.instrument.id}.{SCALE.id}: n={len(PAIRS)}, "
        f"assessable={CHANGE.n_assessable}, recovered={counts['recovered']}, "
        f"improved={counts['improved']}, unchanged={counts['unchanged']}, "
        f"deteriorated={counts['deteriorated']}>"
    )


def test_values_without_cases_name_nobody():
    for result in RESULTS[:4]:
        assert {"cases", "respondents", "ids"}.isdisjoint(result.to_dict(cases=False))


def test_a_result_that_is_not_about_respondents_explains_none():
    with pytest.raises(ScorewellError, match="SampleReliability"):
        RESULTS[-1].explain("1")


def test_a_study_explains_a_respondent_on_every_scale():
    person = CHANGE.cases["id"].iloc[0]
    assert study(CHANGE, CHANGE).explain(person).count(CHANGE.explain(person)) == 2


def test_how_firm_numbers_are_is_computed_when_asked_for():
    fresh = type(study())(
        title="", changes=(CHANGE,), scores=study().scores, findings=study().findings,
        alerts=study().alerts, manifest={},
    )  # fmt: skip
    assert {"precision", "missing", "denominators"}.isdisjoint(vars(fresh))
    assert len(fresh.precision) == len(fresh.missing) == len(fresh.denominators) == 1
    assert fresh.precision is fresh.precision


def test_the_line_expected_without_change_is_that_of_no_change():
    assert CHANGE.expected_line == ExpectedLine(intercept=0.0, slope=1.0)


def test_the_line_of_an_index_is_the_one_of_its_formula():
    """Edwards and Nunnally: M + r (x1 - M), with r .875 and M the mean before."""
    result = compare(
        method=scorewell.open_registry().plugins.change_methods["edwards-nunnally"]
    )
    pre = result.cases.loc[result.cases["assessable"], "pre"]
    mean = result.settings.method_inputs["mean_pre"]
    assert mean == pytest.approx(result.cases["pre"].dropna().mean())
    line = result.expected_line
    assert (line.slope, line.intercept) == pytest.approx((0.875, mean * 0.125))
    expected = result.cases.loc[result.cases["assessable"], "expected"]
    assert line.at(pre.to_numpy()).tolist() == pytest.approx(expected.tolist())


def test_settings_are_kept_as_values():
    assert CHANGE.settings.tie_rules.on_limit == "unchanged"
    assert CHANGE.settings.method_inputs["reliability"] == 0.875


@pytest.mark.parametrize(
    "use", ["result.explain('P1')", "result.plot()", "result._repr_html_()"]
)
def test_explanations_and_figures_are_there_without_importing_them(use):
    code = (
        "import pandas as pd, sys, scorewell\n"
        "pairs = pd.DataFrame({'id': ['P1', 'P2', 'P3'], 'pre': [20, 18, 9], 'post': [5, 17, 8]})\n"
        "result = scorewell.analyse_change(pairs, 'phq-9.total', reliability=0.84)\n"
        "assert 'scorewell.report.notebook' not in sys.modules\n"
        f"print(str({use})[:60])"
    )
    output = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert output.returncode == 0, output.stderr
    assert output.stdout


def test_a_figure_is_saved_as_svg(tmp_path):
    path = SvgFigure("<svg/>").save(tmp_path / "figure.svg")
    assert path.read_text(encoding="utf-8") == "<svg/>\n"
