"""A page for each respondent. Numbers by hand: see ``report_cases.py``."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_cases import HOSTILE, SCALE, Page, alerts, compare, hostile_study, no_cutoff, study

from scorewell.change.options.typed_figures import Population
from scorewell.definitions.model import Answer, Coding, Item
from scorewell.io.bundled_files import bundled
from scorewell.report.respondents.pages import (
    MOST_IN_ONE,
    file_stem,
    respondent_contents,
    respondent_pages,
)
from scorewell.report.respondents.score_history import score_histories
from scorewell.report.write_report import write_report
from scorewell.study.plan import read_plan
from scorewell.study.run import run_study

CODING = Coding(id="c", answers=tuple(Answer(value=float(n)) for n in range(5)))
ITEMS = tuple(Item(id=f"m{n}", position=n, coding=CODING, label="x") for n in range(1, 11))
COPY = replace(SCALE, items=tuple(item.id for item in ITEMS))


def sum_result(**options):
    """The scale as a sum of ten items from 0 to 4, so that every whole score is possible."""
    from report_cases import INSTRUMENT

    return compare(scale=COPY, instrument=replace(INSTRUMENT, items=ITEMS), **options)


def track_of(result, respondent):
    (track,) = score_histories(study(result), pre="T1", post="T2")[respondent]
    return track


def test_goals_are_the_nearest_possible_scores_beyond_limit_and_cutoff():
    """From 30 with a limit of 8: 38 and 22 are the limit itself, 39 and 21 beyond; below 20."""
    goals = track_of(sum_result(), "P1").goals
    assert (goals.improved, goals.deteriorated, goals.functional) == (21, 39, 19)


def test_goals_follow_the_rules_for_ties():
    loose = sum_result(on_limit="changed", post_on_cutoff="functional")
    goals = track_of(loose, "P1").goals
    assert (goals.improved, goals.deteriorated, goals.functional) == (22, 38, 20)


def test_no_goal_lies_outside_the_scale():
    """From 36 a deterioration would need 45; the scale ends at 40."""
    assert track_of(sum_result(), "P2").goals.deteriorated is None


def test_goals_of_a_higher_is_better_scale_point_up():
    pairs = pd.DataFrame({"id": ["P1"], "pre": [10.0], "post": [30.0]})
    comparison = compare(
        pairs,
        scale=replace(COPY, better="higher"),
        instrument=sum_result().instrument,
        clinical=Population(mean=4, sd=8),
        functional=Population(mean=32, sd=6),
    )
    goals = track_of(comparison, "P1").goals
    assert (goals.improved, goals.deteriorated, goals.functional) == (19, 1, 21)


def words_of(result, respondent, **fields):
    (actual,) = [
        content
        for content in respondent_contents(study(result, **fields))
        if content.respondent == respondent
    ]
    return actual


def test_the_words_say_from_where_to_where_and_what_that_means():
    (scale,) = words_of(sum_result(), "P1").scales
    assert scale.words == (
        "From 30 (T1) to 10 (T2): 20 points better. That is more than measurement error "
        "explains, and the score moved from the clinical into the functional range: a reliable "
        "improvement (recovered)."
    )
    assert scale.goals == (
        "Compared with the first score, 21 or lower is a reliable improvement. 39 or higher is a "
        "reliable deterioration. 19 or lower is in the functional range."
    )
    worse = words_of(sum_result(), "P4").scales[0].words
    assert "9 points worse" in worse
    assert "still there" in worse
    assert (
        "could not be assessed: no post score" in words_of(sum_result(), "P7").scales[0].words
    )


def test_every_occasion_without_a_score_says_why():
    column = f"{sum_result().instrument.id}.{COPY.id}"
    scores = pd.DataFrame(
        {
            "id": ["P1", "P7", "P7"],
            "occasion": ["T1", "T1", "T2"],
            column: [30.0, 30.0, None],
            f"{column}.reason": [None, None, "2 of 10 answers <missing>"],
        }
    )
    (scale,) = words_of(sum_result(), "P7", scores=scores).scales
    assert scale.words.endswith("No score (T2): 2 of 10 answers <missing>.")
    assert "No score" not in words_of(sum_result(), "P1", scores=scores).scales[0].words
    page = dict(respondent_pages(study(sum_result(), scores=scores)))["respondents/P7.html"]
    assert "2 of 10 answers &lt;missing&gt;" in page


def test_without_possible_scores_the_limit_and_the_cutoff_are_told():
    (scale,) = words_of(compare(), "P1").scales
    assert scale.goals == (
        "A score below 20.00 is in the functional range. A change of more than 8.00 points is "
        "reliable."
    )
    assert "functional" not in words_of(no_cutoff(), "P1").scales[0].goals


def test_alerts_of_a_respondent_are_on_their_page_and_on_no_other():
    error = alerts(["P1", "T1", "mood", "mood_9", "2", "Ask about it."])
    pages = dict(respondent_pages(study(alerts=error)))
    assert "Ask about it." in Page(pages["respondents/P1.html"]).words
    assert "not a diagnosis" in Page(pages["respondents/P1.html"]).words
    assert "Ask about it." not in pages["respondents/P2.html"]


@pytest.fixture(scope="module")
def demo():
    return run_study(read_plan(bundled("demo") / "study.yaml"))


def test_the_item_profile_shows_the_answers_that_were_given(demo):
    """R01's first answers are in the demo's own file: scs_sf_1 is 4, scs_sf_3 is 3 before."""
    answers = pd.read_csv(bundled("demo") / "answers.csv", dtype=str)
    (first,) = [content for content in respondent_contents(demo) if content.respondent == "R01"]
    row = answers[(answers["respondent"] == "R01") & (answers["occasion"] == "pre")].iloc[0]
    scs = first.profiles[0]
    assert scs.occasions == ("pre", "post")
    display = [line.cells[0][0].split()[0] for line in scs.lines]
    assert display == [row[f"scs_sf_{n}"] for n in range(1, 13)]
    assert [line.position for line in scs.lines if line.reversed] == [1, 4, 8, 9, 11, 12]


def test_each_respondent_has_a_file_and_all_are_in_one(demo, tmp_path):
    write_report(demo, tmp_path / "report", respondents=True)
    names = sorted(path.name for path in (tmp_path / "report" / "respondents").iterdir())
    assert names == sorted([*(f"R{n:02d}.html" for n in range(1, 14)), "all.html"])
    whole = Page((tmp_path / "report" / "respondents" / "all.html").read_text("utf-8"))
    assert whole.headings.count(1) == 13
    ids = [attrs["id"] for _, attrs in whole.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    write_report(demo, tmp_path / "report", respondents=True, overwrite=True)


def test_too_many_respondents_are_not_put_into_one_file():
    ids = [f"r{n}" for n in range(MOST_IN_ONE + 1)]
    many = study(compare(pd.DataFrame({"id": ids, "pre": 30.0, "post": 10.0})))
    assert "respondents/all.html" not in dict(respondent_pages(many))


def test_hostile_ids_stay_within_the_folder_and_are_shown_as_text(tmp_path):
    evil = ["../../P1", "..", ".", "CON", "all", "a/b\\c", "x" * 300, *HOSTILE]
    pairs = pd.DataFrame({"id": evil, "pre": 30.0, "post": 10.0})
    write_report(study(compare(pairs)), tmp_path / "a" / "report", respondents=True)
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["report"]
    folder = tmp_path / "a" / "report" / "respondents"
    pages = [path for path in folder.iterdir() if path.name != "all.html"]
    assert len(pages) == len(evil)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{1,60}\.html", path.name) for path in pages)
    heads = {Page(path.read_text("utf-8")).by_tag["h1"][0] for path in pages}
    assert heads == {f"Respondent {respondent}" for respondent in evil}


@pytest.mark.parametrize("number", range(3))
def test_a_page_runs_nothing_of_a_stranger(number):
    name, html = list(respondent_pages(hostile_study()))[number]
    tags = [tag for tag, _ in Page(html).tags]
    assert tags.count("script") == 2
    assert not {"img", "iframe", "object", "form", "link"} & set(tags)
    assert re.fullmatch(r"respondents/[A-Za-z0-9_-]+\.html", name)


@given(st.lists(st.text(max_size=20), unique=True, max_size=30))
def test_no_two_respondents_share_a_file_even_where_case_does_not_count(ids):
    stems = [file_stem(entry).casefold() for entry in ids]
    assert len(set(stems)) == len(ids)
    assert all(re.fullmatch(r"[a-z0-9_-]{1,60}", stem) for stem in stems)


def test_ids_that_differ_in_case_only_have_files_that_differ_in_more():
    assert file_stem("AB1").casefold() != file_stem("ab1").casefold()
    assert file_stem("R01") == "R01"
    assert file_stem("007") == "007"
