"""What a notebook shows. Numbers by hand: see ``report_cases.py``."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from report_cases import HOSTILE, Page, compare, hostile_study, study

import scorewell
from scorewell.errors import DataError, ScorewellError


def shown_html(value):
    return Page(value._repr_html_())


def test_an_instrument_shows_its_scales():
    page = shown_html(scorewell.load("pseq"))
    assert "Pain Self-Efficacy Questionnaire (PSEQ)" in page.words
    assert "0 to 60, higher is better" in page.words


def test_a_result_shows_shares_with_n_and_interval():
    words = shown_html(compare()).words
    assert "2 of 6 (33%) of those in the clinical range before recovered" in words
    assert "recovered 2 7 29% 8% to 64%" in words


def test_a_study_shows_each_scale_and_the_published_table():
    words = shown_html(study()).words
    assert "MOOD: Low mood: 2 of 6 (33%) of those in the clinical range before" in words
    assert "significant change 0 2 1" in words


def test_hostile_words_are_shown_as_words():
    hostile = hostile_study()
    for value in (hostile, hostile.changes[0], hostile.changes[0].instrument):
        tags = {tag for tag, _ in shown_html(value).tags}
        assert not tags & {"script", "img", "a", "svg", "style", "form"}
    assert HOSTILE[0] in shown_html(hostile).words


@pytest.mark.parametrize("figure", ["", "jacobson", "change", "distribution"])
def test_a_result_is_drawn(figure):
    drawing = compare().plot(figure)
    assert ET.fromstring(drawing._repr_svg_()).tag == "{http://www.w3.org/2000/svg}svg"
    assert str(drawing) == drawing.svg


def test_a_study_is_drawn_as_an_overview_unless_a_scale_is_named():
    result = study()
    assert 'class="plot overview"' in result.plot().svg
    assert 'class="plot change"' in result.plot("change", scale="mood.low_mood").svg
    with pytest.raises(ScorewellError, match="no scale 'x'"):
        result.plot("change", scale="x")


def test_an_unknown_drawing_names_those_that_there_are():
    with pytest.raises(ScorewellError, match="no drawing 'jacobsn'") as caught:
        compare().plot("jacobsn")
    assert "jacobson" in caught.value.hint


def test_a_drawing_is_saved_and_never_over_a_file_unasked(tmp_path):
    drawing = compare().plot()
    assert drawing.save(tmp_path / "a.svg").read_text("utf-8") == f"{drawing.svg}\n"
    assert drawing.save(str(tmp_path / "a.png")).read_bytes().startswith(b"\x89PNG")
    with pytest.raises(DataError, match="exists already"):
        drawing.save(tmp_path / "a.svg")
    assert drawing.save(tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    with pytest.raises(ScorewellError, match=r"\.svg, \.png or \.pdf"):
        drawing.save(tmp_path / "a.bmp")
