"""Overlays: the scaffold with its gaps, what contradicts a definition, and what results say."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from scorewell.authoring.overlay_file import overlay_files
from scorewell.cli.main import build
from scorewell.definitions.lint.linter import check
from scorewell.definitions.reading.load import load_instrument, load_overlay
from scorewell.errors import DataError, DefinitionError, Finding
from scorewell.io.bundled_files import bundled
from scorewell.registry.plugins.discovery import load_plugins
from scorewell.registry.registry import open_registry

PLUGINS = load_plugins(entry_points=lambda group: [])
EXAMPLE = Path(__file__).parents[1] / (
    "distributions/data_only/scorewell_example_data/example-mood.yaml"
)
FSCRS = load_instrument(bundled("instruments") / "fscrs.yaml")


def run(*arguments: object):
    command = [str(argument) for argument in arguments]
    return CliRunner().invoke(build(PLUGINS), command, obj=PLUGINS, prog_name="scorewell")


def findings(path: Path) -> list[Finding]:
    bases = open_registry([EXAMPLE.parent], plugins=PLUGINS).load
    return check(path, methods=PLUGINS.scoring_methods, bases=bases)


def fill_gap(text: str, scale: str, entry: str, **figures: float) -> str:
    """The overlay with one gap filled in, as a person would: no gap, comments taken away."""
    before, _, rest = text.partition(f"- id: {scale} ")
    start = rest.index(f"- id: {entry}\n")
    end = rest.find("- id:", start + 1)
    part = rest[start : end if end > 0 else len(rest)]
    copy = re.sub(r"\n +# TODO[^\n]*|\n +gap:[^\n]*", "", part)
    for key, value in figures.items():
        copy = copy.replace(f"# {key}:\n", f"{key}: {value}\n")
    copy = copy.replace("# checked: one-source", "checked: one-source")
    copy = copy.replace("# locator: the table or page", "locator: table 2")
    return f"{before}- id: {scale} {rest.replace(part, copy, 1)}"


# --- the scaffold -----------------------------------------------------------------------------


def test_a_new_overlay_holds_every_gap_and_is_valid_as_it_stands(tmp_path: Path):
    output = run("new", "overlay", "FSCRS", "--output", tmp_path)
    assert output.exit_code == 0, output.output
    path = tmp_path / "fscrs-overlay.yaml"
    assert {finding.code for finding in findings(path)} == {"todo-open"}
    text = path.read_text()
    gaps = [
        (scale.id, entry.id)
        for scale in FSCRS.scales
        for entry in (*scale.norms, *scale.reliability)
        if entry.gap
    ]
    assert len(gaps) > 10
    for scale, entry in gaps:
        assert f"- id: {entry}\n" in text.partition(f"- id: {scale} ")[2]
    assert text.count("then remove the gap and uncomment") == len(gaps)
    assert text.startswith("# yaml-language-server: $schema=.schemas/overlay.schema.json\n")
    assert (tmp_path / ".schemas/overlay.schema.json").is_file()


def test_an_overlay_that_nobody_filled_in_changes_no_figure(tmp_path: Path):
    run("new", "overlay", "fscrs", "--output", tmp_path, "--title", "Nothing yet")
    overlay_instrument = open_registry(
        overlays=[tmp_path / "fscrs-overlay.yaml"], plugins=PLUGINS
    )
    hated = overlay_instrument.load("fscrs").scale("hated_self")
    base = FSCRS.scale("hated_self")
    assert [(norm.id, norm.mean, norm.gap) for norm in hated.norms] == [
        (norm.id, norm.mean, norm.gap) for norm in base.norms
    ]


def test_a_gap_that_is_filled_in_is_taken(tmp_path: Path):
    run("new", "overlay", "fscrs", "--output", tmp_path, "--title", "From the paper")
    path = tmp_path / "fscrs-overlay.yaml"
    path.write_text(
        fill_gap(path.read_text(), "hated_self", "baiao-2015-non-clinical", mean=3.5, sd=4.5)
    )
    assert {finding.code for finding in findings(path)} == {"todo-open"}  # the others
    overlay_instrument = open_registry(overlays=[path], plugins=PLUGINS).load("fscrs")
    norm = overlay_instrument.scale("hated_self").norm("baiao-2015-non-clinical")
    assert norm is not None
    assert (norm.mean, norm.sd, norm.gap, norm.origin.name) == (3.5, 4.5, "", "From the paper")
    assert norm.provenance.locator == "table 2"


def test_one_scale_and_a_place_of_ones_own(tmp_path: Path):
    output = run(
        "new", "overlay", "fscrs", "--scales", "hated_self", "--own-norms", "--output", tmp_path
    )
    assert output.exit_code == 0
    path = tmp_path / "fscrs-overlay.yaml"
    text = path.read_text()
    assert "- id: hated_self " in text
    assert "inadequate_self" not in text
    assert text.count("- id: own-service") == 1
    assert {finding.code for finding in findings(path)} == {"todo-open"}


def test_an_instrument_without_gaps_gets_a_place_of_its_own(tmp_path: Path):
    output = run("new", "overlay", EXAMPLE, "--output", tmp_path)
    assert output.exit_code == 0, output.output
    path = tmp_path / "example-mood-overlay.yaml"
    assert {finding.code for finding in findings(path)} == {"todo-open"}
    text = path.read_text().replace("        # n:\n", "")
    path.write_text(fill_gap(text, "total", "own-service", mean=3, sd=1))
    base = load_instrument(EXAMPLE)
    from scorewell.definitions.reading.overlay import apply_overlay

    norm = apply_overlay(base, load_overlay(path)).scale("total").norm("own-service")
    assert norm is not None
    assert (norm.mean, norm.sd) == (3, 1)


@pytest.mark.parametrize(
    "path", sorted(bundled("instruments").glob("*.yaml")), ids=lambda path: path.stem
)
def test_every_instrument_has_a_valid_overlay_to_begin_with(path: Path, tmp_path: Path):
    overlay_instrument = overlay_files(load_instrument(path), tmp_path, own_norms=True)
    (overlay,) = [file for file in overlay_instrument if file.suffix == ".yaml"]
    overlay.write_text(overlay_instrument[overlay])
    assert {finding.code for finding in findings(overlay)} == {"todo-open"}


def test_an_overlay_that_is_there_is_never_replaced_unasked(tmp_path: Path):
    path = tmp_path / "fscrs-overlay.yaml"
    path.write_text("mine")
    assert isinstance(run("new", "overlay", "fscrs", "-o", tmp_path).exception, DataError)
    assert path.read_text() == "mine"
    assert run("new", "overlay", "fscrs", "-o", tmp_path, "--overwrite").exit_code == 0


def test_a_scale_that_is_not_there_is_wrong_usage(tmp_path: Path):
    output = run("new", "overlay", "fscrs", "--scales", "hated_slef", "--output", tmp_path)
    assert output.exit_code == 2
    assert "did you mean hated_self?" in output.output
    assert list(tmp_path.iterdir()) == []


# --- contradictions ---------------------------------------------------------------------------

HEAD = """\
format: 1
extends: example-mood
name: Ours
sources:
  own: {title: Figures of ours, container: Our service}
"""
NORM = (
    "{id: ours, population: clinical, mean: MEAN, sd: 1, sample: {n: 20}, source: own, "
    "checked: one-source}"
)


BANDS = (
    "scales: [{id: total, bands: [{id: ours, name: Ours, source: own, checked: one-source, "
    "bands: [{label: low, from: 0, below: 5}, {label: high, from: 5, to: 9}]}]}]\n"
)


def overlay(folder: Path, text: str, *, name: str = "overlay.yaml") -> Path:
    path = folder / name
    path.write_text(HEAD + text)
    return path


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("scales: [{id: total, range: [0, 7]}]\n", "range"),
        ("scales: [{id: total, reversed: [1]}]\n", "reversed"),
        ("scales: [{id: total, method: mean}]\n", "method"),
        ("scales: [{id: total, items: [1, 2]}]\n", "items"),
        ("scales: [{id: total, better: lower}]\n", "better"),
        ("items: [{id: m1, coding: other}]\n", "coding"),
        ("codings: {much: {values: [{value: 0}, {value: 1}]}}\n", "values"),
    ],
)
def test_an_overlay_that_would_change_the_key_is_refused_as_that(
    text: str, key: str, tmp_path: Path
):
    path = overlay(tmp_path, text)
    (result,) = findings(path)
    assert result.code == "overlay-adds"
    assert result.message.startswith(f"an overlay cannot change `{key}`")
    with pytest.raises(DefinitionError, match="is not a valid overlay"):
        load_overlay(path)


def test_a_key_that_no_file_has_is_a_slip_and_no_contradiction(tmp_path: Path):
    (result,) = findings(overlay(tmp_path, "nots: []\n"))
    assert result.code == "schema-unknown-key"
    assert "did you mean notes?" in result.hint


def test_items_of_another_form_are_refused(tmp_path: Path):
    path = overlay(tmp_path, "items: [{id: m4, label: fourth}]\n")
    assert [finding.code for finding in findings(path)] == ["item-exists"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"scales: [{{id: total, norms: [{NORM.replace('MEAN', '6.5')}]}}]\n", "norms[0].mean"),
        (f"scales: [{{id: total, norms: [{NORM.replace('MEAN', '-1')}]}}]\n", "norms[0].mean"),
        (BANDS, "bands[0].bands[1].to"),
    ],
)
def test_figures_beyond_the_range_are_refused_when_it_is_used(
    text: str, line: str, tmp_path: Path
):
    """The range of the example is 0 to 6."""
    path = overlay(tmp_path, text)
    registry = open_registry([EXAMPLE.parent], overlays=[path], plugins=PLUGINS)
    with pytest.raises(DefinitionError) as caught:
        registry.load("example-mood")
    (result,) = caught.value.findings
    assert result.path == f"scales[0].{line}"
    assert "lies outside 0 to 6" in result.message


def test_figures_at_the_ends_of_the_range_are_taken(tmp_path: Path):
    text = f"scales: [{{id: total, norms: [{NORM.replace('MEAN', '6')}]}}]\n"
    registry = open_registry(
        [EXAMPLE.parent], overlays=[overlay(tmp_path, text)], plugins=PLUGINS
    )
    assert registry.load("example-mood").scale("total").norms[0].mean == 6


# --- stacks, and what results say -------------------------------------------------------------


def two(folder: Path) -> tuple[Path, Path]:
    """Two overlays: the second takes its own norm for change."""
    first = overlay(
        folder,
        f"scales: [{{id: total, norms: [{NORM.replace('MEAN', '2')}], "
        "change: {clinical: ours, why: first}}]\n",
        name="first.yaml",
    )
    second = overlay(
        folder,
        f"scales: [{{id: total, norms: [{NORM.replace('MEAN', '3').replace('ours', 'theirs')}], "
        "change: {clinical: theirs, why: second}}]\n",
        name="second.yaml",
    )
    second.write_text(second.read_text().replace("name: Ours", "name: Theirs"))
    return first, second


def test_the_order_of_overlays_is_the_one_that_is_said(tmp_path: Path):
    first, second = two(tmp_path)

    def overlay_instrument(*overlays: Path):
        registry = open_registry([EXAMPLE.parent], overlays=overlays, plugins=PLUGINS)
        return registry.load("example-mood")

    value, item_ = overlay_instrument(first, second), overlay_instrument(second, first)
    assert [entry.name for entry in value.overlays] == ["Ours", "Theirs"]
    assert [entry.name for entry in item_.overlays] == ["Theirs", "Ours"]
    assert value.scale("total").change[0].clinical == "theirs"  # the last one decides
    assert item_.scale("total").change[0].clinical == "ours"
    assert value.digest != item_.digest


def test_results_name_each_overlay_with_the_hash_of_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SCOREWELL_INSTRUMENTS", str(EXAMPLE.parent))
    first, second = two(tmp_path)
    data = tmp_path / "answers.csv"
    data.write_text("id,m1,m2,m3\n1,2,0,1\n")
    result = run(
        "score", "example-mood", data, "--overlay", second, "--overlay", first, "-f", "csv"
    )
    assert result.exit_code == 0, result.output
    lines = [line for line in result.stderr.splitlines() if line.startswith("with the overlay")]
    assert lines == [
        f"with the overlay {name} (sha256 {hashlib.sha256(path.read_bytes()).hexdigest()})"
        for name, path in (("Theirs", second), ("Ours", first))
    ]
    stdout = run("show", "example-mood", "--overlay", first).stdout
    assert (
        f"with overlay: Ours (sha256 {hashlib.sha256(first.read_bytes()).hexdigest()[:12]})"
        in stdout
    )
