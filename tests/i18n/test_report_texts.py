"""The words of reports: in one place, complete, and plain text."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest

from scorewell.change.classes.outcome_counts import OutcomeCounts
from scorewell.errors import ScorewellError
from scorewell.i18n.catalog import LANGUAGE, english_texts, gaps, languages, read_language
from scorewell.i18n.messages import say
from scorewell.report.text.result_table import headline


def texts(name):
    language = read_language(name)
    return {key: language.text(key) for key in english_texts()}


@pytest.mark.parametrize("language", languages())
def test_every_language_has_the_same_texts_with_the_same_gaps(language):
    english, translated_texts = texts("en"), texts(language)
    assert set(translated_texts) == set(english)
    for key, text in english.items():
        assert gaps(translated_texts[key]) == gaps(text), key


def test_texts_hold_no_markup_and_no_address():
    for key, text in texts("en").items():
        assert not re.search(r"<[a-z/]|https?:|\|\s*safe", text), key


def test_values_are_filled_in_as_they_are_and_never_run():
    assert say("person.title", who="{{ 7 * 7 }}<b>") == "Respondent {{ 7 * 7 }}<b>"


def test_an_unknown_language_is_an_error_that_names_the_known_ones(monkeypatch):
    monkeypatch.setenv(LANGUAGE, "xx")
    with pytest.raises(ScorewellError, match="'xx'") as caught:
        say("outcome.recovered")
    assert "en" in caught.value.hint


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        (
            {"clinical": 9, "recovered": 6, "improved": 7},
            (
                "6 of 9 (67%) of those in the clinical range before recovered, 7 of 13 (54%) "
                "improved reliably and none got reliably worse."
            ),
        ),
        (
            {"clinical": 0, "recovered": 0, "improved": 1, "deteriorated": 2},
            (
                "Nobody was in the clinical range before, 1 of 13 (8%) improved reliably and 2 "
                "got reliably worse."
            ),
        ),
        (
            {"classified": False, "improved": 13},
            (
                "13 of 13 (100%) improved reliably and none got reliably worse. Recovery is not "
                "judged."
            ),
        ),
    ],
)
def test_the_headline_says_who_got_better_and_who_got_worse(counts, words):
    """Shares by hand: 6 of 9 is 67 %, 7 of 13 is 54 %, 1 of 13 is 8 %."""
    numbers = {"respondents": 15, "judged": 13, "classified": True} | counts
    numbers["could_recover"] = numbers.get("clinical", 0)
    result = SimpleNamespace(counts=OutcomeCounts(**numbers))
    assert headline(result) == words
