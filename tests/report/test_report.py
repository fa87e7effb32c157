"""What a person reads: tables, text, figure, page, workbook, folder.

Expected values are by hand: see ``report_cases.py``.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_cases import (
    COUNTS,
    FINDING_COLUMNS,
    FUNCTIONAL,
    HOSTILE,
    KEY,
    PAIRS,
    SCALE,
    Page,
    alerts,
    compare,
    hostile_study,
    no_cutoff,
    study,
)

from scorewell.change.options.typed_figures import Population
from scorewell.definitions.model import Norm
from scorewell.errors import ScorewellError
from scorewell.io.formula_injection import escape_formula
from scorewell.registry.contracts import ChangeIndex, ChangeMethod, ExpectedLine
from scorewell.report.figures.axis import Axis, ticks
from scorewell.report.figures.jacobson import _marks, jacobson_plot, plot_points
from scorewell.report.figures.overview import overview_plot
from scorewell.report.html.alert_page import alert_displays, alert_page
from scorewell.report.html.page import html_report
from scorewell.report.outcome_order import UnreliableBand, unreliable_band
from scorewell.report.references import INTERVALS, References, references
from scorewell.report.tables.display_table import MOST_ROWS, MOST_ROWS_IN_PAGE, case_display
from scorewell.report.tables.frames import (
    count_frame,
    csv_bytes,
    finding_frame,
    input_frame,
    outcome_frame,
    published_frame,
)
from scorewell.report.text.plain_text import text_summary, three_by_three
from scorewell.report.text.sentences import cutoff_words, illustrative_words, limit_words
from scorewell.report.write_report import FILES, write_report

# --- tables ---------------------------------------------------------------------------------


def test_one_table_has_the_published_layout():
    table = published_frame([compare()])
    assert list(table.columns) == ["deterioration", "improvement", "no change"]
    assert table.index.tolist() == [
        ("MOOD: Low mood (n = 7)", "not significant"),
        ("MOOD: Low mood (n = 7)", "okay at baseline"),
        ("MOOD: Low mood (n = 7)", "significant change"),
    ]
    assert table.to_numpy().tolist() == COUNTS


def test_one_table_without_a_cutoff_does_not_pretend_to_have_classified():
    table = published_frame([no_cutoff()])
    assert table.index.get_level_values("significance").tolist() == ["not judged"]
    assert table.to_numpy().tolist() == [[1, 3, 3]]


def test_one_scale_on_two_terms_gives_two_blocks():
    table = published_frame([compare(), compare(multiplier=4)])
    assert list(table.index.unique("measure")) == [
        "1. MOOD: Low mood (n = 7)",
        "2. MOOD: Low mood (n = 7)",
    ]


def test_one_table_of_nothing_is_empty_and_keeps_its_columns():
    assert published_frame([]).shape == (0, 3)


def test_count_table_is_tidy():
    rows = count_frame([compare()])
    assert rows["n"].tolist() == [count for row in COUNTS for count in row]
    assert set(rows["of"]) == {7}
    assert rows.loc[1].tolist() == ["mood", "low_mood", "not significant", "improvement", 1, 7]


def test_outcome_table_has_wilson_intervals_and_groups():
    groups = PAIRS.assign(group=["a", "a", "a", "a", "b", "b", "b", "b"])
    table = outcome_frame([compare(groups)])
    first = table.iloc[0]
    assert (first["part"], first["outcome"], first["n"], first["of"]) == (
        "all",
        "recovered",
        2,
        7,
    )
    # (p + z2/14 -+ z sqrt(p(1-p)/7 + z2/196)) / (1 + z2/7) with p = 2/7, z = 1.959964
    assert first["low"] == pytest.approx(0.0822, abs=5e-5)
    assert first["high"] == pytest.approx(0.6411, abs=5e-5)
    of_b = table[(table["part"] == "group") & (table["group"] == "b")]
    assert of_b["of"].tolist() == [3, 3, 3, 3]
    assert of_b["n"].tolist() == [1, 0, 2, 0]


def test_input_table_holds_every_input_with_its_source():
    result = compare()
    table = input_frame([result])
    assert table["name"].tolist() == [entry.name for entry in result.inputs]
    mean = table[table["name"] == "functional mean"].iloc[0]
    assert (mean["value"], mean["origin"], mean["citation"]) == (8, "call", FUNCTIONAL.source)


def test_finding_table_holds_data_and_change_findings():
    data = pd.DataFrame(
        [["f.csv", 3, "P1", *[""] * 5, "odd", "left", ""]], columns=FINDING_COLUMNS
    )
    result = no_cutoff()
    table = finding_frame(study(result, findings=data))
    assert table["problem"].tolist()[0] == "odd"
    assert "no-cut-off" in table["code"].tolist()
    assert len(table) == 1 + len(result.findings)


# --- text -----------------------------------------------------------------------------------

GOLDEN = """\
Mood course
===========

A. Author, B. Author

Made for a test.

- MOOD: Low mood: 2 of 6 (33%) of those in the clinical range before recovered, 3 of 7
  (43%) improved reliably and 1 got reliably worse.

ANSWERS THAT A PERSON SHOULD LOOK AT: 3, of 2 respondents. This is screening
information, not a diagnosis.

Respondents by clinically significant change (rows) and reliable change (columns)

                              deterioration    improvement      no change
MOOD: Low mood (n = 7)
  not significant                         1              1              1
  okay at baseline                        0              0              1
  significant change                      0              2              1

MOOD: Low mood (0 to 40, lower is better)
  3 of 7 respondents improved reliably; 1 deteriorated reliably; 3 of the 6 in the
  clinical range at baseline ended in the functional range, 2 of them with reliable
  improvement (recovered). 1 more could not be assessed (no post score: 1).
  A change of more than 8.00 points is reliable. A score below 20.00 is in the
  functional range (criterion c).
  Choice of criterion: auto: c, because functional figures are there; other cut-offs:
  criterion a (20), criterion b (20).

Data: 1 row scored, 2 findings (not allowed: 2).

Made with scorewell VERSION on DATE.
"""


def normalised(text):
    text = text.replace("9.9.9", "VERSION")
    return text.replace("5 March 2024, 09:07 UTC", "DATE")


def test_text_summary_says_what_was_found():
    """Counts and limits by hand: see the table at the top of this file."""
    frame = pd.DataFrame([[""] * 8 + ["not allowed", "", ""]] * 2, columns=FINDING_COLUMNS)
    error = alerts(
        ["P1", "T1", "mood", "mood_9", "2", "Ask about it."],
        ["P1", "T2", "mood", "mood_9", "1", "Ask about it."],
        ["P4", "T2", "mood", "mood_9", "3", "Ask about it."],
    )
    text = text_summary(study(findings=frame, alerts=error))
    assert normalised(text) == GOLDEN


def test_three_by_three_shows_one_scale_with_its_n():
    lines = three_by_three(compare()).splitlines()
    assert lines[1] == "MOOD: Low mood (n = 7)"
    assert [line.split()[-3:] for line in lines[2:]] == [list(map(str, row)) for row in COUNTS]


def test_text_without_alerts_does_not_mention_them():
    assert "LOOK AT" not in text_summary(study())


def test_text_does_not_print_answers_of_alerts():
    text = text_summary(study(alerts=alerts(["P1", "T1", "mood", "mood_9", "777", "Ask."])))
    assert "3, of" not in text
    assert "1, of 1 respondent" in text
    assert "P1" not in text
    assert "777" not in text


def test_a_warning_that_many_scales_share_is_said_once():
    text = text_summary(study(compare(sd="baseline"), compare(sd="baseline", multiplier=3)))
    assert text.count("8 baseline scores") == 1
    assert "(all scales)" in text


def test_terminal_control_characters_do_not_reach_the_terminal():
    text = text_summary(study(title="A\x1b[2Jtitle\u202egnp", alerts=alerts(["\x07a"] * 6)))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)


def test_made_up_figures_are_named_in_words():
    norm = Norm(id="toy", population="non-clinical", mean=8, sd=6, illustrative=True)
    result = compare(scale=replace(SCALE, norms=(norm,)), functional="toy")
    words = illustrative_words(result)
    assert words.startswith(
        "ILLUSTRATIVE norm: made-up figures (functional mean 8, functional sd 6)"
    )
    summary = " ".join(text_summary(study(result)).split())
    assert words in summary
    assert words in Page(html_report(study(result))).words
    assert illustrative_words(compare()) == ""


def test_rules_for_ties_show_in_the_words():
    strict = compare()
    assert limit_words(strict) == "A change of more than 8.00 points is reliable."
    assert (
        cutoff_words(strict) == "A score below 20.00 is in the functional range (criterion c)."
    )
    loose = compare(on_limit="changed", post_on_cutoff="functional")
    assert limit_words(loose) == "A change of at least 8.00 points is reliable."
    assert "below 20.00 or exactly on it is" in cutoff_words(loose)
    assert cutoff_words(no_cutoff()).startswith("Recovery cannot be judged: ")


@pytest.mark.parametrize("result", [study(), hostile_study(), study(no_cutoff())])
def test_no_text_speaks_of_a_diagnosis_except_to_deny_it(result):
    for text in (text_summary(result), Page(html_report(result)).words):
        rest = " ".join(text.split()).replace("screening information, not a diagnosis", "")
        assert not re.search(
            r"diagnos|disorder|\bill\b|\bcured\b|patholog", rest, re.IGNORECASE
        )


# --- figure ---------------------------------------------------------------------------------

NS = {"s": "http://www.w3.org/2000/svg"}


def drawing(result, **options):
    return ET.fromstring(jacobson_plot(result, **options))


def titles(root):
    return [entry.text for entry in root.iterfind(".//s:g/s:title", NS)]


def test_each_spot_is_drawn_once_and_says_who_is_there():
    assert sorted(titles(drawing(compare()))) == [
        "P1 and P6: 30 before, 10 after, recovered",
        "P2: 36 before, 24 after, improved",
        "P3: 22 before, 18 after, unchanged",
        "P4: 25 before, 34 after, deteriorated",
        "P5: 15 before, 12 after, unchanged",
        "P8: 28 before, 20 after, unchanged",
    ]


def test_two_respondents_at_one_spot_are_counted_beside_it():
    counts = [
        entry.text for entry in drawing(compare()).iterfind(".//s:text[@class='count']", NS)
    ]
    assert counts == ["2"]


def test_outcomes_differ_in_shape_and_in_colour():
    root = drawing(compare())
    outcomes = ("recovered", "improved", "unchanged", "deteriorated")
    marks = [next(root.iterfind(f".//*[@class='{outcome}']")) for outcome in outcomes]
    shapes = {(mark.tag, mark.get("d")) for mark in marks}
    colours = {(mark.get("fill"), mark.get("stroke")) for mark in marks}
    assert (len(shapes), len(colours)) == (4, 4)


def test_the_drawing_is_the_same_each_time_and_has_no_ids_but_its_own():
    first, second = jacobson_plot(compare(), name="x"), jacobson_plot(compare(), name="x")
    assert first == second
    assert re.findall(r'\bid="([^"]*)"', first) == ["x-title", "x-desc"]


def test_the_drawing_describes_itself():
    root = drawing(compare())
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "jacobson-title jacobson-desc"
    assert root.find("s:title", NS).text == "MOOD: Low mood: scores before and after"
    text = root.find("s:desc", NS).text
    assert "7 respondents: 2 recovered, 1 improved, 3 unchanged and 1 deteriorated" in text
    assert "below the diagonal got better" in text


def test_higher_is_better_turns_the_words_round():
    pairs = PAIRS.assign(pre=40 - PAIRS["pre"], post=40 - PAIRS["post"])
    comparison = compare(
        pairs,
        scale=replace(SCALE, better="higher"),
        clinical=Population(mean=4, sd=8),
        functional=Population(mean=32, sd=6),
    )
    assert published_frame([comparison]).to_numpy().tolist() == COUNTS
    assert "above the diagonal" in drawing(comparison).find("s:desc", NS).text
    assert cutoff_words(comparison).startswith("A score above 20.00")


def test_lines_stand_where_scores_stand():
    """The cut-off 20 is the middle of 0 to 40; the band is 8 points on either side."""
    root = drawing(compare())
    plane = root.find("s:svg", NS)
    vertical, horizontal = plane.findall("s:line[@class='cutoff']", NS)
    assert (vertical.get("x1"), vertical.get("x2")) == ("200.0", "200.0")
    assert (horizontal.get("y1"), horizontal.get("y2")) == ("200.0", "200.0")
    # 376 units for 40 points: 8 points are 75.2 units. The edges run from corner to corner.
    edges = [float(line.get("y1")) for line in plane.findall("s:line[@class='edge']", NS)]
    assert edges == pytest.approx([400 + 75.2, 400 - 75.2], abs=0.1)


def test_no_cutoff_line_without_a_cutoff_or_outside_the_range():
    outside = compare(criterion="a", clinical=Population(mean=10, sd=8), functional="none")
    assert (outside.cutoffs.a, outside.cutoffs.value) == (-6, None)
    for result in (no_cutoff(), outside):
        assert drawing(result).findall(".//s:line[@class='cutoff']", NS) == []


def test_many_spots_are_drawn_without_numbers_and_with_a_key_of_sizes():
    grid = [(pre, post) for pre in range(20) for post in range(20)]
    pairs = pd.DataFrame(grid + grid[:1], columns=["pre", "post"], dtype="float64")
    pairs.insert(0, "id", [f"r{place}" for place in range(len(pairs))])
    root = drawing(compare(pairs))
    assert len(titles(root)) == 400
    assert root.findall(".//s:text[@class='count']", NS) == []
    texts = [entry.text for entry in root.iter(f"{{{NS['s']}}}text")]
    assert "2 respondents" in texts  # r0 and r400 have the same scores


def test_the_area_of_a_mark_is_in_proportion_and_no_count_lies_on_a_mark():
    """One, four and nine respondents at spots one point apart, and two far from all."""
    spots = [(20, 10)] + [(21, 10)] * 4 + [(22, 10)] * 9 + [(35, 30)] * 2
    pairs = pd.DataFrame(spots, columns=["pre", "post"], dtype="float64")
    pairs.insert(0, "id", [f"r{place}" for place in range(len(pairs))])
    points = plot_points(compare(pairs).cases)
    axis = Axis(low=0, high=40, length=400, margin=12)
    marks = {len(mark.point.ids): mark for mark in _marks(points, axis)}
    assert [marks[n].size / marks[1].size for n in (4, 9)] == pytest.approx([2, 3])
    assert marks[4].label is None
    assert marks[9].label[1] == "start"
    assert marks[2].label is not None


def test_very_many_spots_are_gathered_and_nobody_is_lost():
    rng = np.random.default_rng(3)
    scores = rng.uniform(0, 40, (3000, 2))
    pairs = pd.DataFrame(scores, columns=["pre", "post"]).assign(id=range(3000))
    result = compare(pairs)
    svg = jacobson_plot(result)
    actual = titles(ET.fromstring(svg))
    near = [int(words.split()[0]) for words in actual if " respondents near " in words]
    assert sum(near) + len(actual) - len(near) == 3000
    assert len(svg) < 600_000


def test_a_crowd_at_one_spot_is_named_in_part():
    pairs = pd.DataFrame({"id": [f"r{n}" for n in range(12)], "pre": 30.0, "post": 10.0})
    (spot,) = plot_points(compare(pairs).cases)
    assert spot.words.startswith("r0, r1, r2, r3, r4, r5, r6, r7 and 4 more: 30 before")


def regressed(pre, post, inputs):
    """The distance from the score expected at regression to a mean of 36 with slope r."""
    error = inputs["sd"] * np.sqrt(1 - inputs["reliability"])
    slope = inputs["reliability"]
    line = ExpectedLine(intercept=36 - 36 * slope, slope=slope)
    return ChangeIndex.around_line(line, pre, post, standard_error=float(error))


def method(compute):
    return ChangeMethod(
        name="other", title="Another index", summary="", formula="f", reference="",
        inputs=("reliability", "sd"), compute=compute,
    )  # fmt: skip


def test_the_band_of_the_plain_index_is_the_limit_on_either_side():
    result = unreliable_band(compare())
    assert result.parallel
    assert (result.low, result.high) == pytest.approx((-8, 8))
    assert not UnreliableBand(slope=1.0, low=-8.0, high=9.0).parallel


def test_the_band_of_a_regressed_index_follows_its_slope():
    """Expected is 36 x .125 + .875 x = 4.5 + .875 x; 2 x 8 x sqrt(.125) = 5.657 either side."""
    result = compare(method=method(regressed))
    actual = unreliable_band(result)
    assert (actual.slope, actual.low, actual.high) == pytest.approx(
        (0.875, -1.1569, 10.1569), abs=1e-4
    )
    assert "from the one that the method other expects" in limit_words(result).replace(
        "away ", ""
    )


def test_an_index_without_straight_edges_gets_no_band():
    def bent(pre, post, inputs):
        return ChangeIndex.around(pre + pre**2 / 100, post, standard_error=1.0)

    result = compare(method=method(bent))
    assert unreliable_band(result) is None
    assert drawing(result).findall(".//*[@class='band']") == []


def test_a_result_without_assessable_respondents_can_still_be_shown():
    result = compare(PAIRS.assign(post=np.nan))
    assert titles(drawing(result)) == []
    assert "None of 8 respondents could be assessed" in text_summary(study(result))
    assert "None of 8 respondents" in Page(html_report(study(result))).words


@given(
    low=st.integers(-100, 100),
    span=st.integers(1, 2000),
    shrink=st.sampled_from([1, 4, 10, 100]),
)
def test_ticks_lie_in_the_range_and_are_few(low, span, shrink):
    low, high = low / shrink, (low + span) / shrink
    places = ticks(low, high)
    assert 3 <= len(places) <= 9
    assert places == sorted(set(places))
    assert places[0] >= low - 1e-9
    assert places[-1] <= high + 1e-9


@given(st.floats(0, 40), st.floats(0, 40))
def test_a_higher_score_stands_further_right_and_further_up(left_score, right_score):
    axis = Axis(low=0, high=40, length=400, margin=12)
    low, high = sorted([left_score, right_score])
    assert axis.place(low) <= axis.place(high)
    assert axis.mirrored(low) >= axis.mirrored(high)
    assert 12 <= axis.place(low) <= 388


# --- references -----------------------------------------------------------------------------


def test_a_source_is_listed_once_even_if_written_in_two_ways():
    shouted = Population(mean=8, sd=6, source="TOWN, T. (2011) Others. DOI:10.1/TOWN.")
    texts = references([compare(), compare(functional=shouted)]).texts
    assert sum("town" in text.casefold() for text in texts) == 1
    assert list(texts) == sorted(texts, key=str.casefold)
    assert any(text.startswith("Jacobson NS") for text in texts)
    assert INTERVALS in texts
    assert KEY.citation in texts


def test_sources_are_cited_by_number_author_and_year():
    sources = References(texts=(KEY.citation, FUNCTIONAL.source))
    assert sources.short(KEY.citation) == "[1] Author A et al. (2001)"
    assert sources.short(FUNCTIONAL.source) == "[2] Town T (2011)"
    assert sources.short("A service's own figures") == "A service's own figures"
    assert sources.mark("") == ""


# --- page -----------------------------------------------------------------------------------

FORBIDDEN = ("iframe", "object", "embed", "img", "link", "base", "form", "foreignobject")


@pytest.mark.parametrize("result", [study(), hostile_study()], ids=["plain", "hostile"])
def test_the_page_runs_nothing_and_loads_nothing(result):
    html = html_report(result)
    page = Page(html)
    assert [tag for tag, _ in page.tags if tag in FORBIDDEN] == []
    for tag, attrs in page.tags:
        assert not [name for name in attrs if name.startswith("on")], tag
        assert "style" not in attrs, tag
        for name in ("src", "href", "xlink:href", "srcset", "action", "data"):
            assert attrs.get(name, "#").startswith("#"), tag
    style = re.search("<style>(.*?)</style>", html, re.DOTALL)[1]
    assert not re.search(r"url\(|@import|https?:", style)
    assert "http-equiv" in html.split("<style>")[0]


def hashed(text):
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@pytest.mark.parametrize("result", [study(), hostile_study()], ids=["plain", "hostile"])
def test_the_policy_allows_one_style_sheet_and_one_script_and_nothing_else(result):
    html = html_report(result)
    page = Page(html)
    (policy,) = [meta for meta in page.all("meta") if meta.get("http-equiv")]
    (script,) = re.findall("<script>(.*?)</script>", html, re.DOTALL)
    (style,) = re.findall("<style>(.*?)</style>", html, re.DOTALL)
    assert policy["content"] == (
        f"default-src 'none'; style-src {hashed(style)}; script-src {hashed(script)}; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )
    rest = [attrs for attrs in page.all("script") if attrs]
    assert {attrs["type"] for attrs in rest} == {"application/json"}
    assert len(page.all("script")) == 1 + len(rest)
    assert not re.search(r"https?:|fetch|XMLHttpRequest|eval|innerHTML", script)


def test_hostile_text_is_shown_as_text():
    page = Page(html_report(hostile_study()))
    for text in HOSTILE:
        assert text in page.words
    assert "49" not in page.by_tag["h1"][0]


def test_the_page_can_be_read_without_seeing_it():
    error = alerts(["P1", "T1", "mood", "mood_9", "2", "Ask about it."])
    page = Page(html_report(study(compare(), no_cutoff(), alerts=error)))
    assert page.all("html")[0]["lang"] == "en-GB"
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    steps = [
        after - before for before, after in zip(page.headings, page.headings[1:], strict=False)
    ]
    assert max(steps) <= 1
    assert len(page.all("caption")) == len(page.all("table"))
    assert all("scope" in heading for heading in page.all("th"))
    containers = [div for div in page.all("div") if div.get("class") == "scroll"]
    assert len(containers) == len(page.all("table"))
    assert all(div["tabindex"] == "0" and div["aria-label"] for div in containers)
    drawings = [svg for svg in page.all("svg") if svg.get("role") == "img"]
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(drawings) == 6  # three of each scale
    assert len(ids) == len(set(ids))
    assert all(name in ids for svg in drawings for name in svg["aria-labelledby"].split())
    assert all(link["href"][1:] in ids for link in page.all("a"))


def test_numbers_without_room_in_the_bar_of_the_overview_stand_beside_its_name():
    """999 end at 34 (8 points are the limit), one recovers from 30 to 10: a bar of 0.6."""
    pairs = pd.DataFrame({"id": [f"r{n}" for n in range(1000)], "pre": 30.0, "post": 34.0})
    pairs.loc[0, "post"] = 10.0
    samples = overview_plot([compare(pairs)])
    words = re.findall(r"<text[^>]*>([^<]*)</text>", samples)
    assert words[:3] == ["MOOD: Low mood (n = 1000)", "1 recovered", "999"]
    assert "1 recovered</text>" not in overview_plot([compare()])


def test_the_report_counts_alerts_in_one_line_and_says_what_they_are_not():
    result = study(alerts=alerts(["P1", "T1", "mood", "mood_9", "2", "Ask about it."]))
    html = html_report(result, alert_file="alerts.html")
    words = Page(html).words
    assert "1 respondent gave an answer, or reached a score, that a person should" in words
    assert "This is screening information, not a diagnosis." in words
    assert "Ask about it." not in words
    assert {"href": "alerts.html"} in Page(html).all("a")
    assert "alerts.html" not in html_report(result)
    assert "that a person should look at" not in html_report(study())


def test_the_list_of_alerts_has_the_latest_first_then_the_highest_and_the_past_apart():
    """P1 answered 0 later; P4 left the item blank later, and P2 gave the higher answer."""
    rows = [["P1", "T1"], ["P1", "T2"], ["P2", "T2"], ["P3", "T2"], ["P4", "T1"], ["P4", "T2"]]
    scores = pd.DataFrame(rows, columns=["id", "occasion"])
    scores["mood.low_mood"] = [9.0, 3.0, 9.0, 8.0, 7.0, np.nan]
    causes = [
        [*place, "mood", "low_mood", value, "Ask about it."]
        for place, value in (
            (["P1", "T1"], "9"),
            (["P3", "T2"], "8"),
            (["P2", "T2"], "9"),
            (["P4", "T1"], "7"),
        )
    ]
    current, past = alert_displays(study(scores=scores, alerts=alerts(*causes)))
    assert [row[0] for row in current.rows] == ["P2", "P3", "P4"]
    assert current.columns == ("Id", "T2", "T1")
    assert past.rows == (("P1", "\u2013", "9"),)
    page = Page(alert_page(study(scores=scores, alerts=alerts(*causes))))
    assert "Ask about it." in page.words


def test_no_alert_is_lost_without_an_id_or_occasion_or_beside_another_of_the_same_day():
    """Two rows without an id, one without an occasion, and twice P1 at T1 with 1 and 3."""
    places = [["P1", "T1", "3"], ["P1", "T1", "1"], [None, "T2", "2"], [None, "T2", "1"]]
    causes = [[*place[:2], "mood", "mood_9", place[2], "Ask."] for place in places]
    causes.append(["P2", None, "mood", "mood_9", "2", "Ask."])
    result = study(alerts=alerts(*causes))
    (table,) = alert_displays(result)
    assert [row[0] for row in table.rows] == [
        "without an id (3)",
        "without an id (4)",
        "P1",
        "P2",
    ]
    assert [row[2] for row in table.rows][2] == "3"
    assert "4 respondents gave an answer" in Page(html_report(result)).words


def test_the_page_gives_each_share_with_its_n_and_interval():
    words = Page(html_report(study())).words
    assert "recovered 2 of 7 29% 8% to 64%" in words  # 2/7; Wilson's interval as above


def test_the_page_lists_each_respondent_also_who_cannot_be_assessed():
    words = Page(html_report(study())).words
    assert "P1 30 10 \u221220 \u22125.00 clinical functional recovered" in words
    assert "P7 28 \u2013 \u2013 \u2013 clinical \u2013 not assessable: no post score" in words


def test_the_page_tells_the_method_with_its_terms():
    words = Page(html_report(study())).words
    assert "Scores before (T1) and after (T2) were compared for each of 8 respondents" in words
    assert "a multiplier of 2 standard errors" in words
    assert (
        "functional population mean 8, SD 6 (asked for in the call; typed figures, n = 90)"
        in words
    )
    assert "limit of reliable change 8.00; cut-off 20.00 (criterion c)" in words
    assert "answers.csv" in words
    assert "5 March 2024, 09:07 UTC" in words


def test_a_long_table_holds_the_rest_for_the_script_and_says_so_without_one():
    people = MOST_ROWS + 3
    ids = [f"r{n}" for n in range(people - 1)] + ["</script><b>"]
    pairs = pd.DataFrame({"id": ids, "pre": 30.0, "post": 10.0})
    html = html_report(study(compare(pairs)))
    page = Page(html)
    assert "200 rows are shown, 3 are not; change.csv holds all." in page.words
    rest = re.findall('<script type="application/json" class="more">(.*?)</script>', html)
    (limits,) = [rows for rows in map(json.loads, rest) if rows[0][0] == "r200"]
    assert [row[0] for row in limits] == ["r200", "r201", "</script><b>"]
    assert page.all("b") == []


def test_of_more_rows_than_a_page_can_hold_the_file_holds_the_others():
    people = MOST_ROWS_IN_PAGE + 4
    pairs = pd.DataFrame({"id": range(people), "pre": 30.0, "post": 10.0})
    grid = case_display(compare(pairs), file="change.csv")
    assert (len(grid.first_rows), len(grid.more_rows), grid.left_out) == (
        200,
        MOST_ROWS_IN_PAGE - 200,
        4,
    )


def test_an_empty_study_still_makes_a_page_and_a_text():
    empty = study(changes=(), manifest={})
    assert "No scale was compared." in Page(html_report(empty)).words
    assert "Made with scorewell." in text_summary(empty)


def luminance(colour):
    """Relative luminance as defined by WCAG 2.1."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(left_score, right_score):
    high, low = sorted([luminance(left_score), luminance(right_score)], reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_colours_have_the_contrast_of_wcag_aa(mode):
    css = (files("scorewell.report") / "templates" / "page.css").read_text("utf-8")
    block = re.findall(r":root \{(.*?)\}", css, re.DOTALL)[mode]
    colour = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    for text in ("ink", "muted", "accent"):
        assert contrast(colour[text], colour["ground"]) >= 4.5
    for text in ("warn-ink", "ink", "muted"):
        assert contrast(colour[text], colour["warn-ground"]) >= 4.5
    assert contrast(colour["muted"], colour["band"]) >= 4.5
    assert contrast(colour["ink"], colour["tint"]) >= 3
    for mark in ("recovered", "improved", "unchanged", "deteriorated", "cutoff", "strong"):
        assert contrast(colour[mark], colour["ground"]) >= 3
        assert contrast(colour[mark], colour["band"]) >= 3 or mark == "strong"


# --- cells, workbook ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["=1+1", "+1+1", "-1+1", "@A1", "\t=1", "\r=1", " =1", "\n=1", "\uff1d1"]
)
def test_text_that_looks_like_a_formula_is_neutralised(text):
    assert escape_formula(text) == f"'{text}"


@pytest.mark.parametrize(
    "value", [-3, -3.5, "-3", "+2.50", "-1e-5", "R-1", "a=b", "", None, True]
)
def test_numbers_and_plain_text_stay_what_they_are(value):
    assert escape_formula(value) is value


@given(st.text(max_size=12))
def test_no_text_cell_of_a_csv_begins_like_a_formula_unless_it_is_a_number(text):
    cell = str(escape_formula(text))
    assert not cell.startswith(("=", "@", "\t", "\r"))
    if cell.startswith(("+", "-")):
        float(cell)


def test_csv_keeps_numbers_and_commas_and_line_breaks():
    frame = pd.DataFrame({"=x": ["a,b", 'say "x"\ny', None], "n": [-3.5, 0.1, np.nan]})
    rows = list(csv.reader(io.StringIO(csv_bytes(frame).decode("utf-8"))))
    assert rows == [["'=x", "n"], ["a,b", "-3.5"], ['say "x"\ny', "0.1"], ["", ""]]


def workbook(result, tmp_path):
    write_report(result, tmp_path / "report")
    return openpyxl.load_workbook(tmp_path / "report" / "tables.xlsx")


def test_no_cell_of_the_workbook_is_a_formula_or_a_link(tmp_path):
    book = workbook(hostile_study(), tmp_path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "b"}
    assert [cell for cell in cells if cell.hyperlink] == []
    respondents = [row[2].value for row in book["Respondents"].iter_rows(min_row=2)]
    assert respondents == HOSTILE


def test_the_workbook_has_the_table_as_published_and_numbers_as_numbers(tmp_path):
    book = workbook(study(), tmp_path)
    assert book.sheetnames == [
        "Result", "Respondents", "Outcomes", "Inputs", "Findings", "About",
    ]  # fmt: skip
    rows = [[cell.value for cell in row] for row in book["Result"].iter_rows(min_row=4)]
    assert rows[1] == ["MOOD: Low mood", "7 of 8 (88%)", "6 (86%)", "2 of 6 (33%)",
                       "3 (43%)", "3 (43%)", "1 (14%)"]  # fmt: skip
    assert [row[:4] for row in rows[4:]] == [
        ["Significance", "Deterioration", "Improvement", "No change"],
        ["MOOD: Low mood (n = 7)", None, None, None],
        ["not significant", 1, 1, 1],
        ["okay at baseline", 0, 0, 1],
        ["significant change", 0, 2, 1],
    ]
    first = {
        cell.value: book["Respondents"].cell(2, cell.column).value
        for cell in book["Respondents"][1]
    }
    assert (first["Id"], first["Pre"], first["Change"], first["Assessable"]) == (
        "P1",
        30,
        -20,
        True,
    )


# --- folder ---------------------------------------------------------------------------------


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_report_is_a_folder_with_every_file_and_nothing_beside_it(tmp_path):
    report = write_report(study(), tmp_path / "a" / "report")
    assert sorted(path.name for path in report) == sorted(FILES)
    assert all(path.is_file() for path in report)
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["report"]


def test_the_manifest_says_what_was_used_and_hashes_every_other_file(tmp_path):
    write_report(study(), tmp_path / "report")
    manifest = json.loads((tmp_path / "report" / "manifest.json").read_text("utf-8"))
    assert manifest["options"] == {"occasions": {"pre": "T1", "post": "T2"}}
    result = contents(tmp_path / "report")
    del result["manifest.json"]
    assert manifest["files"] == {
        name: hashlib.sha256(content).hexdigest() for name, content in result.items()
    }


def test_the_same_result_gives_the_same_files(tmp_path):
    write_report(study(), tmp_path / "one")
    write_report(study(), tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_csv_files_hold_what_the_result_holds(tmp_path):
    write_report(study(), tmp_path / "report")
    change = pd.read_csv(tmp_path / "report" / "change.csv")
    assert list(change.columns[:4]) == ["instrument", "scale", "id", "pre"]
    assert change["outcome"].fillna("").tolist() == [
        "recovered", "improved", "unchanged", "deteriorated",
        "unchanged", "recovered", "", "unchanged",
    ]  # fmt: skip
    assert change["change"].tolist()[:2] == [-20, -12]
    limits = pd.read_csv(tmp_path / "report" / "limits.csv").iloc[0]
    assert [limits["limit"], limits["cut_off"], limits["assessable"]] == pytest.approx(
        [8, 20, 7]
    )


def test_hostile_text_is_neutral_in_every_csv(tmp_path):
    write_report(hostile_study(), tmp_path / "report")
    for path in (tmp_path / "report").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                for cell in row:
                    if cell.startswith(("=", "+", "-", "@", "\t", "\r")):
                        float(cell)


def test_an_existing_report_stays_unless_overwriting_is_asked_for(tmp_path):
    write_report(study(), tmp_path / "report")
    before = contents(tmp_path / "report")
    with pytest.raises(ScorewellError, match="already there") as caught:
        write_report(study(title="Other"), tmp_path / "report")
    assert "--overwrite" in caught.value.hint
    assert contents(tmp_path / "report") == before
    write_report(study(title="Other"), tmp_path / "report", overwrite=True)
    assert "Other" in (tmp_path / "report" / "summary.txt").read_text("utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_overwriting_never_removes_files_that_are_not_of_a_report(tmp_path):
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "answers.csv").write_text("id\n1\n")
    with pytest.raises(ScorewellError, match=r"answers\.csv"):
        write_report(study(), tmp_path / "report", overwrite=True)
    assert contents(tmp_path / "report") == {"answers.csv": b"id\n1\n"}


def test_a_failure_half_way_leaves_the_old_report_and_no_remains(tmp_path, monkeypatch):
    write_report(study(), tmp_path / "report")
    before = contents(tmp_path / "report")
    real = Path.write_bytes

    def full(self, data):
        if self.name == "outcomes.csv":
            raise OSError(28, "No space left on device")
        return real(self, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(ScorewellError, match="No space left on device"):
        write_report(study(title="Other"), tmp_path / "report", overwrite=True)
    with pytest.raises(ScorewellError, match="No space left on device"):
        write_report(study(), tmp_path / "new")
    assert contents(tmp_path / "report") == before
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_a_failed_swap_puts_the_old_report_back(tmp_path, monkeypatch):
    write_report(study(), tmp_path / "report")
    before = contents(tmp_path / "report")
    real = Path.rename

    def refuse(self, target):
        if self.name.endswith(".new"):
            raise OSError(13, "Permission denied")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(ScorewellError, match="Permission denied"):
        write_report(study(title="Other"), tmp_path / "report", overwrite=True)
    assert contents(tmp_path / "report") == before
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_targets_that_cannot_be_a_report_folder_are_refused(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("x")
    monkeypatch.chdir(tmp_path)
    for folder, words in (
        (tmp_path / "file", "is a file"),
        (tmp_path / "file" / "report", "which is a file"),
        (Path(), "is where you are"),
        (Path("/"), "not a folder of its own"),
    ):
        with pytest.raises(ScorewellError, match=words):
            write_report(study(), folder, overwrite=True)
    assert contents(tmp_path) == {"file": b"x"}


def test_a_link_to_a_folder_is_followed(tmp_path):
    write_report(study(), tmp_path / "real")
    (tmp_path / "link").symlink_to(tmp_path / "real", target_is_directory=True)
    write_report(study(title="Other"), tmp_path / "link", overwrite=True)
    assert (tmp_path / "link").is_symlink()
    assert "Other" in (tmp_path / "real" / "summary.txt").read_text("utf-8")
