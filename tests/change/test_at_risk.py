"""Of whom a share is one.

The scale runs from 0 to 40, lower is better; the limit is 8 points and the cut-off 20.

=====  ====  ====  ==============  =====================================
id     pre   post  outcome
=====  ====  ====  ==============  =====================================
P1     30    10    recovered
P2     36    24    improved        4 points from the worse end
P3     22    18    unchanged
P4     25    34    deteriorated
P5     6     3     unchanged       functional; 6 points from the better end
P6     32    30    unchanged       exactly 8 points from the worse end
P7     28    none                  not assessable
P8     8     0     unchanged       functional; exactly 8 points from the better end
=====  ====  ====  ==============  =====================================
"""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorewell.change.analyse import analyse
from scorewell.change.options.options import ChangeOptions
from scorewell.change.options.typed_figures import Population
from scorewell.change.sensitivity.at_risk import denominators
from scorewell.definitions.model import Instrument, MissingRule, Scale
from scorewell.errors import ChangeError
from scorewell.registry.contracts import ChangeIndex
from scorewell_plugins.change.indices.standard_error import JACOBSON_TRUAX

INSTRUMENT = Instrument(id="mood", version="1.0.0", name="Mood")
SCALE = Scale(
    id="low_mood", name="Low mood", method="sum", missing=MissingRule(rule="complete"),
    low=0, high=40, better="lower",
)  # fmt: skip
PAIRS = pd.DataFrame(
    {
        "id": ["P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8"],
        "pre": [30.0, 36, 22, 25, 6, 32, 28, 8],
        "post": [10.0, 24, 18, 34, 3, 30, np.nan, 0],
    }
)
OPTIONS = {
    "sd": 8,
    "reliability": 0.875,
    "multiplier": 2,
    "clinical": Population(mean=36, sd=8),
    "functional": Population(mean=8, sd=6),
}


def compare(pairs=PAIRS, *, scale=SCALE, method=JACOBSON_TRUAX, **options):
    arguments = OPTIONS | {"method": method.name} | options
    return analyse(
        pairs,
        scale,
        instrument=INSTRUMENT,
        method_registry={method.name: method},
        options=[("call", ChangeOptions(**arguments))],
    )


def test_recovery_is_a_share_of_those_clinical_at_baseline():
    result = denominators(compare())
    assert result.count("all assessable", "recovered") == (1, 7)
    assert result.count("clinical at baseline", "recovered") == (1, 5)
    assert result.count("functional at baseline", "recovered") == (0, 2)
    assert result.ids("functional at baseline") == ("P5", "P8")


def test_who_began_too_near_the_better_end_could_not_improve():
    # Ending at 0, P8 changes by exactly the limit, which is unchanged.
    result = denominators(compare())
    assert result.ids("no room to improve") == ("P5", "P8")
    assert result.count("room to improve", "reliably improved") == (2, 5)
    inclusive = denominators(compare(on_limit="changed"))
    assert inclusive.ids("no room to improve") == ("P5",)
    assert inclusive.count("room to improve", "reliably improved") == (3, 6)


def test_who_began_too_near_the_worse_end_could_not_deteriorate():
    result = denominators(compare())
    assert result.ids("no room to deteriorate") == ("P2", "P6")
    assert result.count("room to deteriorate", "deteriorated") == (1, 5)


def test_who_could_recover_is_clinical_with_room():
    # A cut-off of 6: P8 is clinical at 8, and has no room to improve.
    far = {"clinical": Population(mean=12, sd=2), "functional": Population(mean=0, sd=2)}
    result = denominators(compare(**far))
    assert "P8" in result.ids("clinical at baseline")
    assert result.ids("could recover") == ("P1", "P2", "P3", "P4", "P6")


def test_shares_have_wilson_intervals():
    table = denominators(compare()).table
    row = table[(table["who"] == "clinical at baseline") & (table["outcome"] == "recovered")]
    # 1 of 5: (p + z2/10 -+ z sqrt(p(1-p)/5 + z2/100)) / (1 + z2/5) with p = .2, z = 1.959964
    assert row[["low", "high"]].iloc[0].tolist() == pytest.approx([0.0362, 0.6245], abs=1e-4)


def test_sentence_has_every_number_with_its_n():
    assert denominators(compare()).sentence() == (
        "Of those in the clinical range at baseline, 1 of 5 (20%, 95% interval 4% to 62%) "
        "recovered; of those already in the functional range, 0 of 2 deteriorated reliably. 2 of "
        "7 began too near the better end of the scale to improve reliably; of the others, 2 of 5 "
        "(40%, 95% interval 12% to 77%) did. 2 of 7 began too near the worse end of the scale to "
        "deteriorate reliably; of the others, 1 of 5 (20%, 95% interval 4% to 62%) did."
    )


def test_sentence_says_when_everybody_had_room():
    words = denominators(compare(PAIRS.iloc[[0, 2, 3]])).sentence()
    assert "All 3 had room to improve and to deteriorate reliably." in words


def test_without_a_cutoff_there_is_room_and_no_recovery():
    result = denominators(compare(clinical=Population(mean=36), functional="none"))
    assert "clinical at baseline" not in set(result.table["who"])
    assert result.count("all assessable", "recovered") is None
    assert result.count("no room to improve", "reliably improved") == (0, 2)
    assert result.sentence().startswith("2 of 7 began")


def test_nobody_assessable_is_no_error():
    result = denominators(compare(PAIRS.assign(post=np.nan)))
    assert result.sentence() == "Nobody could be assessed."
    assert result.table["share"].isna().all()


def test_frame_names_who_is_set_apart_and_the_dictionary_is_plain():
    result = denominators(compare(PAIRS.assign(group="a")))
    frame = result.to_frame()
    names = frame[frame["ids"] != ""]
    assert dict(zip(names["who"], names["ids"], strict=True)) == {
        "functional at baseline": "P5; P8",
        "no room to improve": "P5; P8",
        "no room to deteriorate": "P2; P6",
    }
    whole = json.loads(json.dumps(result.to_dict(), allow_nan=False))
    assert whole["respondents"][0]["clinical_at_baseline"] is True
    assert len(whole["respondents"]) == 7


def test_a_method_that_cannot_judge_the_ends_says_so():
    def compute(pre, post, inputs):
        if np.nanmax(post) == np.nanmin(post):
            raise ChangeError("nobody differs")
        return ChangeIndex(index=(post - pre) / 4, standard_error=4.0)

    result = denominators(
        compare(method=replace(JACOBSON_TRUAX, name="touchy", compute=compute))
    )
    assert result.findings[0].code == "room-not-known"
    assert result.count("clinical at baseline", "recovered") == (1, 5)
    assert result.count("room to improve", "reliably improved") is None


scores = st.one_of(st.none(), st.integers(0, 40))
rows = st.lists(st.tuples(scores, scores), min_size=1, max_size=25)


@settings(deadline=None, max_examples=60)
@given(rows)
def test_parts_add_up_and_nobody_does_what_there_was_no_room_for(values):
    data = pd.DataFrame(values, columns=["pre", "post"], dtype="float64")
    result = denominators(compare(data.assign(id=range(len(data)))))
    for outcome in ("recovered", "improved", "unchanged", "deteriorated"):
        whole = result.count("all assessable", outcome)
        for first, second in (
            ("clinical at baseline", "functional at baseline"),
            ("room to improve", "no room to improve"),
            ("room to deteriorate", "no room to deteriorate"),
        ):
            parts = result.count(first, outcome), result.count(second, outcome)
            assert tuple(map(sum, zip(*parts, strict=True))) == whole
    assert result.count("no room to improve", "reliably improved")[0] == 0
    assert result.count("no room to deteriorate", "deteriorated")[0] == 0
    assert (
        result.count("could recover", "recovered")[0]
        == result.count("all assessable", "recovered")[0]
    )


@settings(deadline=None, max_examples=40)
@given(rows)
def test_turning_the_scale_round_changes_no_denominator(values):
    data = pd.DataFrame(values, columns=["pre", "post"], dtype="float64")
    data = data.assign(id=range(len(data)))
    mirror = data.assign(pre=40 - data["pre"], post=40 - data["post"])
    mirrored = {"clinical": Population(mean=4, sd=8), "functional": Population(mean=32, sd=6)}
    first = denominators(compare(data))
    two = denominators(compare(mirror, scale=replace(SCALE, better="higher"), **mirrored))
    assert first.table.equals(two.table)
