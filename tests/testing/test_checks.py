"""The kit for plugins: what comes with scorewell passes it, and bad methods fail each check."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import narwhals.stable.v2 as nw
import numpy as np
import pytest

import scorewell_plugins.change
import scorewell_plugins.scoring
from scorewell.definitions.model import Covariate
from scorewell.errors import ChangeError, PluginError
from scorewell.registry.contracts import ChangeIndex, ChangeMethod, ScoringMethod, add
from scorewell.registry.hookspecs import hookimpl
from scorewell.testing import (
    ApproachCase,
    Check,
    CheckError,
    ScoringCase,
    change_checks,
    checks_of,
    parametrize_with_checks,
    scoring_checks,
)

EXAMPLE = Path(__file__).parents[1] / (
    "distributions/data_only/scorewell_example_data/example-mood.yaml"
)
CASES = {
    "weighted": ScoringCase(parameters={"weights": {"p1": 1, "p2": 2, "p3": 0.5}}),
    "count": ScoringCase(parameters={"at_least": 2}),
    "criteria": ScoringCase(
        parameters={
            "at_least": 2,
            "all_of": [{"name": "n", "parts": ["p1", "p2"], "fewest": 1}],
        }
    ),
    "rescaled": ScoringCase(parameters={"to": [0, 100]}),
    "table": ScoringCase(
        answers=((1, 2, 3),), parameters={"entries": [[1, 40], [2, 50], [3, 65]]}
    ),
}
APPROACH_CASES = {
    "anchor": ApproachCase(parameters={"improvement": 5}),
    "anchor-group": ApproachCase(parameters={"improvement": 5}),
    "anchor-between": ApproachCase(
        parameters={"improvement": 5, "group": "a", "reference": "b"}
    ),
    "percentage": ApproachCase(parameters={"improvement": 30}),
}


# --- what comes with scorewell ----------------------------------------------------------------


@parametrize_with_checks(scorewell_plugins.scoring, cases=CASES)
def test_bundled_scoring_methods(check: Check):
    check()


@parametrize_with_checks(scorewell_plugins.change, cases=APPROACH_CASES)
def test_bundled_change_methods(check: Check):
    check()


def test_a_method_by_covariates_is_tried_with_them():
    """A table by sex: what suffices for one is not there for the other."""

    def score(parts):
        (value,) = parts.values
        sex = parts.covariates["sex"]
        return nw.when(sex.known & (sex.value == "female")).then(value * 2.0).otherwise(value)

    method = replace(GOOD, name="by-sex", score=score, prorates=False, uses=lambda _: ["sex"])
    sex = Covariate(id="sex", label="sex", values=("female", "male"))
    case = ScoringCase(
        answers=((1, 2, 3),),
        covariates={"sex": sex},
        covariate_values={"sex": ("female", "male")},
    )
    assert case.covariates["sex"] is sex
    names = [check.name for check in scoring_checks(method, case)]
    assert "same-everywhere" in names


# --- bad scoring methods ----------------------------------------------------------------------


def good(parts):
    arguments = nw.when(parts.count > 0).then(parts.count).otherwise(1)
    return add(parts.values).cast(nw.Float64) * len(parts.ids) / arguments


GOOD = ScoringMethod(
    name="good",
    summary="The sum.",
    formula="T n / k",
    score=good,
    reach=lambda ids, lows, highs, parameters: (float(sum(lows)), float(sum(highs))),
)


def counting():
    """Every call adds one more."""
    calls = itertools.count()
    return lambda parts: good(parts) * 0 + 4 + next(calls) * 1e-3


def centred(parts):
    """As far from the mean of everybody."""
    total = good(parts)
    return total - total.mean() + 6


BAD_SCORING = {
    "description": replace(GOOD, name="No Name"),
    "parameters-described": replace(
        GOOD, parameters={"properties": {"edge": {"type": "number"}}, "required": ["edge"]}
    ),
    "scores-whole-sheets": replace(
        GOOD, score=lambda parts: nw.when(parts.values[0] > 1).then(good(parts))
    ),
    "stays-in-reach": replace(GOOD, score=lambda parts: add(parts.values).cast(nw.Float64)),
    "reaches-its-ends": replace(GOOD, reach=lambda *_: (0.0, 20.0)),
    "vectorised": replace(GOOD, score=centred, prorates=False),
    "pure": replace(GOOD, score=counting(), reach=lambda *_: (0.0, 100.0)),
}


def failing(checks: list[Check]) -> dict[str, str]:
    failures = {}
    for check in checks:
        try:
            check()
        except CheckError as error:
            failures[check.name] = str(error)
    return failures


def test_a_good_scoring_method_passes():
    assert failing(scoring_checks(GOOD)) == {}


@pytest.mark.parametrize("name", sorted(BAD_SCORING))
def test_a_bad_scoring_method_fails_the_check_that_is_about_it(name: str):
    failures = failing(scoring_checks(BAD_SCORING[name]))
    assert name in failures
    assert failures[name].startswith(f"{BAD_SCORING[name].name}: ")


def test_a_missing_part_that_is_taken_for_zero_is_told_with_the_sheet():
    """1 + blank + blank is 1, less than the lowest possible 3."""
    failures = failing(scoring_checks(BAD_SCORING["stays-in-reach"]))["stays-in-reach"]
    assert "The reach is 3 to 9" in failures
    assert "None" in failures


def test_integers_that_do_not_suffice_are_found():
    """3 to the power of 41 is more than an integer of 64 bits holds, and not more than a float."""

    def power(parts):
        (value, *_), product = parts.values, parts.values[0]
        for _ in range(40):
            product = product * value
        return product.cast(nw.Float64)

    method = replace(GOOD, score=power, integers=True, prorates=False)
    assert "integers-suffice" in failing(scoring_checks(method))


def test_a_method_that_one_back_end_cannot_run_is_named_with_it(
    monkeypatch: pytest.MonkeyPatch,
):
    """As with a function that one of them does not know, here the pandas one."""
    from scorewell.testing import scoring

    real = scoring.score

    def raise_error(frame, *rest, **more):
        if type(frame).__module__.startswith("pandas"):
            raise NotImplementedError("no such function here")
        return real(frame, *rest, **more)

    monkeypatch.setattr(scoring, "score", raise_error)
    failures = failing(scoring_checks(GOOD))
    assert "On pandas it raises NotImplementedError" in failures["same-everywhere"]


def test_a_back_end_that_scores_otherwise_is_named_with_the_sheet(
    monkeypatch: pytest.MonkeyPatch,
):
    from scorewell.testing import scoring

    real = scoring._frames

    def shift_scores(table):
        yield from real(table)
        yield "another", scoring.pl.DataFrame(table, strict=False).reverse()

    monkeypatch.setattr(scoring, "_frames", shift_scores)
    failures = failing(scoring_checks(GOOD))
    assert "On another, p1 " in failures["same-everywhere"]


def test_without_enough_answers_the_engine_gives_no_score_whatever_the_method_says():
    generous = replace(GOOD, score=lambda parts: parts.count * 0.0 + 5, prorates=False)
    assert "keeps-blanks" not in failing(scoring_checks(generous))


# --- bad change methods -----------------------------------------------------------------------


def raw(pre, post, inputs):
    return ChangeIndex(index=(post - pre) / inputs["sd"], standard_error=inputs["sd"])


RAW = ChangeMethod(
    name="raw", title="Raw", summary="Change by SD.", formula="(post - pre) / sd",
    reference="Made up.", inputs=("sd",), compute=raw,
)  # fmt: skip


def change_of(function, *, inputs=("sd",), name="raw"):
    return replace(RAW, compute=function, inputs=inputs, name=name)


def in_place(pre, post, inputs):
    post -= pre
    return ChangeIndex(index=post / inputs["sd"], standard_error=inputs["sd"])


def of_the_group(pre, post, inputs):
    gain = post - pre - np.nanmean(post - pre)
    return ChangeIndex(
        index=gain / inputs["sd"], standard_error=inputs["sd"],
        expected=pre + np.nanmean(post - pre),
    )  # fmt: skip


BAD_CHANGE = {
    "description": replace(RAW, reference=" ", name="Raw Change"),
    "one-index-each": change_of(
        lambda pre, post, inputs: ChangeIndex(index=post[:-1], standard_error=1.0)
    ),
    "vectorised": change_of(of_the_group),
    "pure": change_of(in_place),
    "missing-stays-missing": change_of(
        lambda pre, post, inputs: raw(np.nan_to_num(pre), np.nan_to_num(post), inputs)
    ),
    "rises-with-the-later-score": change_of(lambda pre, post, inputs: raw(post, pre, inputs)),
    "is-what-it-says": change_of(
        lambda pre, post, inputs: ChangeIndex(
            index=(post - pre) / inputs["sd"], standard_error=2 * inputs["sd"]
        )
    ),
    "antisymmetric": change_of(
        lambda pre, post, inputs: ChangeIndex(
            index=(post - pre) / (inputs["sd"] + pre), standard_error=inputs["sd"] + pre
        )
    ),
    "free-of-the-unit": change_of(
        lambda pre, post, inputs: ChangeIndex(index=(post - pre) / 5, standard_error=5.0)
    ),
    "refuses-what-is-no-number": change_of(raw, inputs=("sd", "reliability")),
    "refuses-no-spread": change_of(
        lambda pre, post, inputs: raw(pre, post, {"sd": max(inputs["sd"], 1.0)})
    ),
}


def test_a_good_change_method_passes():
    assert failing(change_checks(RAW)) == {}


def test_there_is_a_bad_change_method_for_every_check():
    assert set(BAD_CHANGE) == {check.name for check in change_checks(RAW)}


@pytest.mark.parametrize("name", sorted(BAD_CHANGE))
def test_a_bad_change_method_fails_the_check_that_is_about_it(name: str):
    assert name in failing(change_checks(BAD_CHANGE[name]))


def test_a_method_that_refuses_with_an_error_of_its_own_has_refused():
    def strict(pre, post, inputs):
        if not inputs["sd"] > 0:
            raise ChangeError("the standard deviation is 0 or no number")
        return raw(pre, post, inputs)

    assert failing(change_checks(change_of(strict))) == {}


def test_an_index_that_expects_another_score_need_not_turn_round():
    def regressed(pre, post, inputs):
        expected = inputs["mean_pre"] + 0.5 * (pre - inputs["mean_pre"])
        return ChangeIndex.around(expected, post, standard_error=inputs["sd"])

    assert failing(change_checks(change_of(regressed, inputs=("sd", "mean_pre")))) == {}


# --- declared failures ------------------------------------------------------------------------


def plugin(*methods: ScoringMethod | ChangeMethod) -> ModuleType:
    module = ModuleType("made_up")

    @hookimpl
    def register_change_methods(register):
        for method in methods:
            register(method)

    module.register_change_methods = register_change_methods
    return module


def test_a_mistake_in_a_declaration_is_told():
    module = plugin(RAW)
    with pytest.raises(PluginError, match="registers no scoring"):
        checks_of(ModuleType("empty"))
    with pytest.raises(PluginError, match="is given for `raw: pura`") as caught:
        parametrize_with_checks(module, expected_failures={"raw: pura": "why not"})
    assert "did you mean raw: pure?" in caught.value.hint
    with pytest.raises(PluginError, match="has no reason"):
        parametrize_with_checks(module, expected_failures={"raw: pure": " "})
    with pytest.raises(PluginError, match="case is given for `rew`"):
        checks_of(module, cases={"rew": ScoringCase()})


def run_pytest(folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            sys.executable, "-m", "pytest", "-p", "scorewell.testing.pytest_plugin",
            "-p", "no:cacheprovider", "-v", "-rx", *map(str, arguments),
        ],
        capture_output=True, text=True, check=False, cwd=folder, env={**os.environ},
    )  # fmt: skip


def test_an_expected_failure_passes_with_its_reason_and_fails_once_it_is_mended(tmp_path: Path):
    (tmp_path / "test_it.py").write_text(
        """
from types import ModuleType
from dataclasses import replace
from scorewell import hookimpl
from scorewell.registry.contracts import ChangeIndex, ChangeMethod
from scorewell.testing import parametrize_with_checks

def compute(pre, post, inputs):
    return ChangeIndex(index=(post - pre) / 5, standard_error=5.0)

module = ModuleType("fixed")

@hookimpl
def register_change_methods(register):
    register(ChangeMethod(
        name="fixed", title="t", summary="s", formula="f", reference="r", inputs=(), compute=compute))

module.register_change_methods = register_change_methods

@parametrize_with_checks(module, expected_failures={
    "fixed: free-of-the-unit": "five points, by the manual", "fixed: pure": "out of date"})
def test_methods(check):
    check()
"""
    )
    outcome = run_pytest(tmp_path)
    assert "[fixed: free-of-the-unit] - five points, by the manual" in outcome.stdout
    assert "test_methods[fixed: pure] FAILED" in outcome.stdout  # it passes after all
    # the eleven checks of the method, and the seven of the hooks
    assert "1 failed, 16 passed, 1 xfailed" in outcome.stdout


# --- definitions as tests ---------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A good definition, and one with a wrong range and a wrong example."""
    definitions = tmp_path / "definitions"
    definitions.mkdir()
    shutil.copy(EXAMPLE, definitions)
    text = EXAMPLE.read_text()
    for before, after in (
        ("range: [0, 6]", "range: [0, 7]"), ("id: example-mood", "id: bad-mood"),
        ("acronym: EMS\n", ""), ("aliases: [mood thermometer]\n", ""),
        ("scores: {total: 1}", "scores: {total: 3}"),
    ):  # fmt: skip
        assert before in text
        text = text.replace(before, after)
    (definitions / "bad-mood.yaml").write_text(text)
    return tmp_path


def test_definitions_and_examples_are_tests_when_asked_for(folder: Path):
    outcome = run_pytest(folder, "--scorewell-definitions", "definitions")
    assert outcome.returncode == 1
    assert "definitions/example-mood.yaml::check PASSED" in outcome.stdout
    assert "definitions/bad-mood.yaml::check FAILED" in outcome.stdout
    assert "definitions/bad-mood.yaml::example: mixed answers FAILED" in outcome.stdout
    assert "definitions/bad-mood.yaml::example: no answers PASSED" in outcome.stdout
    assert "the range is given as 0 to 7, but the key reaches 0 to 6" in outcome.stdout
    assert "total is 1, not 3" in outcome.stdout
    assert "Traceback" not in outcome.stdout
    assert "2 failed, 14 passed" in outcome.stdout  # two files, seven examples each


def test_nothing_is_collected_unless_asked_for(folder: Path):
    assert run_pytest(folder).returncode == 5  # no tests


def test_the_configuration_asks_and_declares_failures_with_reasons(folder: Path):
    (folder / "pytest.ini").write_text(
        "[pytest]\nscorewell_definitions = definitions\nscorewell_expected_failures =\n"
        "    bad-mood: range-reached: the paper says 7\n"
        "    bad-mood: examples-pass: printed so\n"
    )
    outcome = run_pytest(folder)
    assert outcome.returncode == 0, outcome.stdout
    assert "14 passed, 2 xfailed" in outcome.stdout
    assert "the paper says 7" in outcome.stdout


def test_a_declared_failure_that_does_not_happen_is_one(folder: Path):
    (folder / "definitions/bad-mood.yaml").unlink()
    (folder / "pytest.ini").write_text(
        "[pytest]\nscorewell_definitions = definitions\nscorewell_expected_failures =\n"
        "    example-mood: range-reached: not any more\n"
    )
    outcome = run_pytest(folder)
    assert outcome.returncode == 1
    assert "range-reached is declared to fail here, and does not" in outcome.stdout


def test_a_declaration_without_a_reason_and_a_folder_that_is_absent_are_wrong_usage(
    folder: Path,
):
    (folder / "pytest.ini").write_text(
        "[pytest]\nscorewell_expected_failures =\n    bad-mood: range-reached\n"
    )
    outcome = run_pytest(folder, "--scorewell-definitions", "definitions")
    assert outcome.returncode == 4
    assert "is not `id: code: reason`" in outcome.stderr
    (folder / "pytest.ini").unlink()
    outcome = run_pytest(folder, "--scorewell-definitions", "nowhere")
    assert outcome.returncode == 4
    assert "there is no file or folder nowhere" in outcome.stderr


def test_warnings_fail_only_when_strict(folder: Path):
    (folder / "definitions/bad-mood.yaml").unlink()
    path = folder / "definitions/example-mood.yaml"
    path.write_text(path.read_text() + "# TODO: one more\n")
    assert run_pytest(folder, "--scorewell-definitions", "definitions").returncode == 0
    outcome = run_pytest(folder, "--scorewell-definitions", "definitions", "--scorewell-strict")
    assert outcome.returncode == 1
    assert "todo-open" in outcome.stdout


def test_the_kit_needs_pytest_only_when_it_is_used():
    program = (
        "import sys; import scorewell.testing as kit; from scorewell.registry.plugins.discovery import load_plugins\n"
        "import scorewell_plugins.change as change\n"
        "[check() for check in kit.checks_of(change)[:11]]\n"
        "sys.exit('pytest' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
