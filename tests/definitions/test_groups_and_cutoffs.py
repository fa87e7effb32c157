"""For whom a figure is, the default set of bands, scales that are only a step, and cut-offs."""

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from scorewell.cli.main import build
from scorewell.definitions.compare_versions import compare
from scorewell.definitions.lint.linter import check
from scorewell.definitions.model import Cutoff, Instrument
from scorewell.definitions.reading.load import load_instrument, load_overlay
from scorewell.definitions.reading.overlay import apply_overlay
from scorewell.errors import DefinitionError
from scorewell.registry.plugins.discovery import load_plugins
from scorewell.registry.registry import open_registry
from scorewell.scores.check_definition import definition_errors
from scorewell.simulation.targets import targets

BASE = (Path(__file__).parents[1] / "cases/valid/base.yaml").read_text("utf-8")
WOMEN = """\
      - id: women
        name: Severity
        for: {description: women in primary care, age: 18 to 65, limits: {sex: female}}
        bands: [{label: low, from: 0, below: 6}, {label: high, from: 6, to: 12}]
        source: author-2002
        checked: one-source
"""
CUTOFFS = """\
    cutoffs:
      - {id: range, value: 4, edge: below, kind: clinical-functional, for: adults, source: author-2001, locator: table 2, checked: one-source, note: Read twice.}
      - {id: t, value: 60, edge: at-or-below, kind: screening, metric: T score, source: author-2002, checked: one-source}
"""
SEX = "covariates:\n  sex: {label: sex, values: [female, male]}\n"
BANDS_END = "        source: author-2001\n        checked: one-source\n    change:"


def write(tmp_path: Path, *edits: tuple[str, str]) -> Path:
    text = BASE
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "base.yaml"
    path.write_text(text, "utf-8")
    return path


WITH_WOMEN = (
    ("items:\n  - {id: base_1", f"{SEX}items:\n  - {{id: base_1"),
    (BANDS_END, BANDS_END.replace("    change:", WOMEN + "    change:")),
)
WITH_CUTOFFS = (("    change:", CUTOFFS + "    change:"),)
DEFAULT = ("      - id: severity\n", "      - id: severity\n        default: true\n")
AUXILIARY = ("    name: First pair\n", "    name: First pair\n    auxiliary: true\n")


def methods():
    return load_plugins(entry_points=lambda group: []).scoring_methods


def codes(path: Path) -> list[str]:
    return [finding.code for finding in check(path, methods=methods())]


def run(*arguments: object):
    app = build(load_plugins(entry_points=lambda group: []))
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def columns(path: Path, **options: object) -> list[str]:
    from scorewell import score

    answers = pd.DataFrame({f"base_{place}": [0, 1] for place in range(1, 5)})
    return [*score(answers, load_instrument(path), **options).columns]


# --- for whom, and the default -------------------------------------------------------------


def test_a_set_says_for_whom_it_is(tmp_path: Path):
    path = write(tmp_path, *WITH_WOMEN)
    bands = load_instrument(path).scale("total").bands[1]
    assert bands.title == "Severity (for women in primary care, 18 to 65, sex female)"
    assert codes(path) == []
    assert bands.title in " ".join(run("show", path).output.split())


def test_the_text_alone_says_for_whom_too(tmp_path: Path):
    path = write(
        tmp_path, ("        name: Severity\n", "        name: Severity\n        for: adults\n")
    )
    assert load_instrument(path).scale("total").bands[0].title == "Severity (for adults)"


def test_a_group_names_covariates_that_are_there(tmp_path: Path):
    path = write(tmp_path, (BANDS_END, BANDS_END.replace("    change:", WOMEN + "    change:")))
    assert codes(path) == ["covariate-exists"]


def test_outputs_show_the_default_set(tmp_path: Path):
    path = write(tmp_path, *WITH_WOMEN)
    assert [name for name in columns(path) if ".band." in name] == [
        "base.total.band.severity",
        "base.total.band.women",
    ]
    path = write(tmp_path, *WITH_WOMEN, DEFAULT)
    assert [name for name in columns(path) if ".band." in name] == ["base.total.band.severity"]
    assert "women in primary care" not in run("show", path).output
    assert "women in primary care" in run("explain", path, "scales.total.bands.women").output


def test_examples_check_every_set(tmp_path: Path):
    example = ("bands: {total: {severity: middle}}", "bands: {total: {women: high}}")
    path = write(tmp_path, *WITH_WOMEN, DEFAULT, example)
    assert [problem.path for problem in definition_errors(path, methods=methods())] == [
        "examples[2].bands.total.women"
    ]


def test_a_scale_has_one_default(tmp_path: Path):
    second = ("      - id: women\n", "      - id: women\n        default: true\n")
    assert codes(write(tmp_path, *WITH_WOMEN, DEFAULT, second)) == ["default-bands-once"]


def test_sets_of_one_name_say_for_whom_they_are(tmp_path: Path):
    values = (WOMEN.splitlines(keepends=True)[2], "")
    assert codes(write(tmp_path, WITH_WOMEN[1], values)) == ["bands-for-whom"]
    assert codes(write(tmp_path, WITH_WOMEN[1], values, DEFAULT)) == []


def test_isi_of_9_is_in_one_band():
    # 8 to 14 is subthreshold insomnia (Bastien et al., 2001), the default set.
    answers = pd.DataFrame({f"isi_{place}": [3 if place < 4 else 0] for place in range(1, 8)})
    from scorewell import score

    row = score(answers, "isi").iloc[0]
    assert row["isi.total"] == 9
    assert [name for name in row.index if ".band." in name] == ["isi.total.band.severity"]


# --- a step to another scale -----------------------------------------------------------------


def test_outputs_leave_a_step_out_unless_it_is_asked_for(tmp_path: Path):
    path = write(tmp_path, AUXILIARY)
    assert codes(path) == []
    assert not any(name.startswith("base.pair") for name in columns(path))
    assert "base.pair" in columns(path, scales=["pair"])
    assert "Scale pair" not in run("show", path).output


def test_examples_run_the_steps(tmp_path: Path):
    wrong = ("scores: {total: 3, pair: 0, whole: 3}", "scores: {total: 3, pair: 1, whole: 3}")
    path = write(tmp_path, AUXILIARY, wrong)
    assert [problem.code for problem in definition_errors(path, methods=methods())] == [
        "examples-pass"
    ]


def test_nobody_aims_at_the_alpha_of_a_step():
    goals = targets(open_registry().load("promis-29"))
    assert not any(goal.scale.scale.auxiliary for goal in goals.alphas)


# --- cut-offs -------------------------------------------------------------------------------


def cutoffs(instrument: Instrument) -> tuple[Cutoff, ...]:
    return instrument.scale("total").cutoffs


def test_cutoffs_are_stored_shown_and_explained(tmp_path: Path):
    path = write(tmp_path, *WITH_CUTOFFS)
    assert codes(path) == []
    assert [cutoff.text for cutoff in cutoffs(load_instrument(path))] == [
        "functional below 4",
        "functional at or below 60 (T score)",
    ]
    page = " ".join(run("show", path).output.split())
    assert "range: functional below 4, between the clinical and the functional range" in page
    explained = run("explain", path, "scales.total.cutoffs.range").output
    assert "table 2" in explained
    assert "Read twice." in explained


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("value: 4", "value: 13", "cutoff-in-range"),
        ("value: 4", "value: 0", "cutoff-in-range"),  # nothing lies below the lowest score
        ("edge: below", "edge: above", "cutoff-in-range"),
        ("edge: below", "edge: under", "schema-enum"),
        ("source: author-2001, locator: table 2", "source: author-1999", "source-exists"),
        ("source: author-2001, locator: table 2, ", "", "schema-missing-key"),
        ("id: t,", "id: range,", "entry-ids-unique"),
    ],
)
def test_cutoffs_are_checked(tmp_path: Path, old: str, new: str, code: str):
    assert CUTOFFS.count(old) == 1
    text = CUTOFFS.replace(old, new)
    assert codes(write(tmp_path, ("    change:", text + "    change:"))) == [code]


OVERLAY = """\
format: 1
extends: base
name: Our cut-offs
sources:
  ours: {title: Our figures, container: Our files}
scales:
  - id: total
    cutoffs:
      - {id: ID, value: 5, edge: below, kind: caseness, source: ours, checked: ours}
"""


def test_an_overlay_adds_a_cutoff_and_rewrites_none(tmp_path: Path):
    base = load_instrument(write(tmp_path, *WITH_CUTOFFS))
    file = tmp_path / "overlay.yaml"
    file.write_text(OVERLAY.replace("ID", "ours"), "utf-8")
    overlay = apply_overlay(base, load_overlay(file))
    assert [(cutoff.id, cutoff.origin.name) for cutoff in cutoffs(overlay)] == [
        ("range", ""),
        ("t", ""),
        ("ours", "Our cut-offs"),
    ]
    file.write_text(OVERLAY.replace("ID", "range"), "utf-8")
    with pytest.raises(DefinitionError) as error:
        apply_overlay(base, load_overlay(file))
    assert [finding.code for finding in error.value.findings] == ["overlay-adds"]


def test_diff_says_what_a_change_can_alter(tmp_path: Path):
    old = load_instrument(write(tmp_path))
    new = load_instrument(write(tmp_path, *WITH_WOMEN, *WITH_CUTOFFS, DEFAULT, AUXILIARY))
    assert {entry.path: entry.effect for entry in compare(old, new)} == {
        "covariates.sex": "words",
        "scales.total.bands.severity.default": "judgements",
        "scales.total.bands.women": "judgements",
        "scales.total.cutoffs.range": "judgements",
        "scales.total.cutoffs.t": "judgements",
        "scales.pair.auxiliary": "judgements",
    }
