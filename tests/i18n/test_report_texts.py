"""The words of reports: in one place, complete, and plain text."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pandas as pd
import pytest

from scorewell.errors import ScorewellError
from scorewell.i18n.catalog import LANGUAGE, english_texts, gaps, languages, read_language
from scorewell.i18n.messages import say
from scorewell.report.text.sentences import headline


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
            {"recovered": 6, "improved": 1, "deteriorated": 0, "of": 13},
            (
                "6 of 13 improved reliably and moved into the functional range (recovered); 1 more "
                "improved reliably; none got reliably worse."
            ),
        ),
        (
            {"recovered": 1, "improved": 0, "deteriorated": 2, "of": 9},
            (
                "1 of 9 improved reliably and moved into the functional range (recovered); 2 got "
                "reliably worse."
            ),
        ),
    ],
)
def test_the_headline_says_who_got_better_and_who_got_worse(counts, words):
    outcomes = [
        name for name in ("recovered", "improved", "deteriorated") for _ in range(counts[name])
    ]
    outcomes += ["unchanged"] * (counts["of"] - len(outcomes))
    result = SimpleNamespace(
        n=counts["of"],
        n_assessable=counts["of"],
        cutoffs=SimpleNamespace(value=10.0),
        cases=pd.DataFrame({"assessable": True, "outcome": outcomes}),
    )
    assert headline(result) == words
