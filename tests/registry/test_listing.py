"""``scorewell list``: what is known of each definition, counted without loading it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from typer.testing import CliRunner

from scorewell.cli.main import build
from scorewell.definitions.reading.header import read_survey
from scorewell.definitions.reading.load import load_instrument
from scorewell.io.bundled_files import bundled
from scorewell.registry.plugins.discovery import load_plugins

FILES = sorted(bundled("instruments").glob("*.yaml"))
APP = build(load_plugins(entry_points=lambda group: []))


def list_json(*arguments: str) -> list[dict[str, str]]:
    output = CliRunner().invoke(APP, ["list", "--format", "csv", *arguments])
    assert output.exit_code == 0, output.output
    return list(csv.DictReader(io.StringIO(output.stdout)))


def ids(*arguments: str) -> set[str]:
    return {row["id"] for row in list_json(*arguments)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_survey_counts_what_loading_finds(path: Path):
    survey, whole = read_survey(path), load_instrument(path)
    assert survey is not None
    scales = whole.scales
    figures = [entry for scale in scales for entry in scale.reliability]
    norms = [norm for scale in scales for norm in scale.norms]
    assert survey.items == len(whole.items)
    assert len(survey.scales) == len(scales)
    assert survey.reliability == sum(not figure.gap for figure in figures)
    assert survey.norms == sum(norm.mean is not None and norm.sd is not None for norm in norms)
    assert survey.gaps == sum(bool(entry.gap) for entry in (*figures, *norms))
    assert survey.bands == sum(len(scale.bands) for scale in scales)
    assert survey.thresholds == sum(len(scale.thresholds) for scale in scales)
    assert survey.wording == whole.licence.text.status
    assert survey.free == whole.licence.text.allows_reproduction


def test_one_row_of_the_list_by_hand():
    # From the record of the PHQ-9: nine items, a total and two verdicts, five reliabilities,
    # eleven norms, two sets of bands and the two verdicts in words, one change threshold; the key
    # of the total in two texts, those of the verdicts in one; public domain.
    [row] = [row for row in list_json() if row["id"] == "phq-9"]
    assert row == {
        "id": "phq-9",
        "acronym": "PHQ-9",
        "name": "Patient Health Questionnaire-9",
        "construct": "depression",
        "version": row["version"],
        "from": "scorewell",
        "items": "9",
        "scales": "3",
        "key": "one-source",
        "reliability": "5",
        "norms": "11",
        "gaps": "0",
        "bands": "4",
        "thresholds": "1",
        "wording": "public-domain",
    }


def test_filters_narrow_the_list_together():
    depression = ids("--construct", "Depression")
    assert {"phq-9", "hads", "ces-d"} <= depression
    assert not depression & {"gad-7", "pcs", "brs"}
    free = ids("--construct", "depression", "--free")
    assert {"phq-9", "ces-d"} <= free < depression
    assert "hads" not in free
    normed = ids("--free", "--has", "norms")
    assert "phq-9" in normed
    assert not normed & {"ces-d", "isi"}  # no norm; wording not free
    assert ids("--free", "--has", "norms", "--has", "thresholds") <= normed


def test_a_misspelt_part_is_refused_with_the_right_one():
    output = CliRunner().invoke(APP, ["list", "--has", "nroms"])
    assert output.exit_code == 2
    assert "did you mean norms?" in output.stderr


@pytest.mark.parametrize(
    "text",
    [
        "scales: &a []\nitems: []\nlicence: {}\n",
        "scales: [\n",
        "scales: !!map {}\nitems: []\nlicence: {}\n",
    ],
    ids=["anchor", "unfinished", "tag"],
)
def test_what_cannot_be_surveyed_is_no_survey(tmp_path: Path, text: str):
    path = tmp_path / "bad.yaml"
    path.write_text(text)
    assert read_survey(path) is None


def test_a_definition_in_flow_style_and_one_with_misleading_lines_are_counted_alike(
    tmp_path: Path,
):
    flow = tmp_path / "flow.yaml"
    flow.write_text(
        '{items: [{id: a}, {id: b}], licence: {text: {status: free, evidence: "so"}},\n'
        "scales: [{id: t, key: {checked: one-source}, bands: [{}], norms: [{mean: 1, sd: 2}]}]}"
    )
    lines = tmp_path / "lines.yaml"
    # The text in quotes goes on over lines, one of which looks like a key.
    lines.write_text(
        'name: "first\nscales: of text"\nitems:\n- {id: a}\n- {id: b}\n'
        'licence:\n  text: {status: free, evidence: "so"}\nscales:\n- id: t\n'
        "  key: {checked: one-source}\n  bands: [{}]\n  norms:\n  - {mean: 1, sd: 2}\n"
    )
    for path in (flow, lines):
        survey = read_survey(path)
        assert survey is not None
        assert (survey.items, survey.key, survey.bands, survey.norms) == (2, "one-source", 1, 1)
        assert survey.free
        assert survey.has("key")
        assert not survey.has("thresholds")


def test_a_file_that_cannot_be_surveyed_is_listed_with_blanks_and_left_out_by_filters(
    tmp_path: Path,
):
    head = "format: 1\nid: odd\nversion: 1.0.0\nname: Odd\nabout: {construct: [oddness]}\n"
    (tmp_path / "odd.yaml").write_text(head + "scales: &a []\nitems: *a\nlicence: {}\n")
    folder = ("--instruments", str(tmp_path), "--construct", "oddness")
    [row] = list_json(*folder)
    assert (row["id"], row["items"], row["wording"]) == ("odd", "", "")
    assert list_json(*folder, "--has", "key") == []


def test_filters_that_nothing_fits_say_how_many_fit_each_of_them():
    output = CliRunner().invoke(
        APP, ["list", "--construct", "insomnia", "--free", "--has", "key"]
    )
    assert output.exit_code == 0
    assert "None fits all of this" in output.stderr
    counts = [
        len(ids(*entry))
        for entry in (["--construct", "insomnia"], ["--free"], ["--has", "key"])
    ]
    for count, name in zip(counts, ("measure insomnia", "are free", "have key"), strict=True):
        assert f"{count} {name}" in output.stderr
    # The Insomnia Severity Index, whose wording is not free.
    assert counts[0] == 1
