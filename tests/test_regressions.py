"""Defects that other people's software has shipped, each as a test that names it.

Those that belong to one folder alone stand with its tests; these cross several.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import scorewell
from scorewell.definitions.reading.load import load_instrument
from scorewell.errors import DataError, DefinitionError
from scorewell.registry.registry import open_registry

EXAMPLE = (
    Path(__file__).parent / "distributions/data_only/scorewell_example_data/example-mood.yaml"
)


WIDE = """codings:
  wide:
    checked: ours
    note: made up
    values: [{value: 1}, {value: 3}, {value: 5}]
"""


@pytest.fixture
def definition(tmp_path: Path):
    """A way to load the example instrument with one thing changed."""

    def load(*changes: tuple[str, str]):
        text = EXAMPLE.read_text()
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "example-mood.yaml"
        path.write_text(text)
        return load_instrument(path)

    return load


def sheets(*rows: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["m1", "m2", "m3"], index=range(10, 10 + len(rows)))


def scores(rows: pd.DataFrame, instrument) -> list[float | None]:
    column = scorewell.score(rows, instrument, detail=False)["example-mood.total"]
    return [None if pd.isna(entry) else entry for entry in column]


def test_an_empty_sheet_is_not_a_score_of_zero(definition):
    # Seen: an alcohol score of 0 for an empty payload.
    assert scores(sheets((None, None, None), ("", "", "")), definition()) == [None, None]


def test_blanks_are_not_answers_of_zero():
    # Seen: nine answers of 3 gave 27, the same person with four blanks 15, and a severity with it.
    items = [f"phq_9_{n}" for n in range(1, 10)]
    data = pd.DataFrame([[3] * 9, [3] * 5 + [None] * 4], columns=items)
    result = scorewell.score(data, "phq-9", coding="declared")
    assert result["phq-9.total"].tolist()[0] == 27
    assert result[["phq-9.total", "phq-9.total.band.severity"]].iloc[1].isna().all()
    assert result["phq-9.total.answered"].tolist() == [9, 5]


def test_a_file_counted_from_one_without_its_highest_answer_is_not_scored_silently():
    # Seen: nine answers "not at all", written as 1 of 1 to 4, gave 9 of 27.
    data = pd.DataFrame([[1] * 9, [2] * 9], columns=[f"phq_9_{n}" for n in range(1, 10)])
    with pytest.raises(DataError, match="the data does not tell") as caught:
        scorewell.score(data, "phq-9")
    assert "--coding declared" in caught.value.hint
    result = scorewell.score(data, "phq-9", coding="one-based", detail=False)
    assert result["phq-9.total"].tolist() == [0, 9]


def test_reversal_mirrors_within_the_coding_and_not_from_its_maximum_alone():
    # Seen: maximum - value on answers from 1 to 5; all in the middle gave 31 instead of 12 x 3.
    data = pd.DataFrame([[3] * 12], columns=[f"scs_sf_{n}" for n in range(1, 13)])
    result = scorewell.score(data, "scs-sf", coding="declared", detail=False)
    assert result["scs-sf.total_sum"].item() == 36


def test_an_answer_that_nobody_gave_shifts_no_reversed_item(definition):
    # Seen: the range for reversal came from the data. Nobody answers 2: 1 + (2 - 1) + 0 = 2.
    assert scores(sheets((1, 1, 0), (0, 1, 0)), definition()) == [2, 1]


@pytest.mark.parametrize("instrument", [entry.id for entry in open_registry().entries])
def test_every_band_can_be_reached(instrument):
    # Seen: a lowest category that no total ever got, so that everybody was subthreshold.
    from scorewell.change.score_steps import score_step

    data = scorewell.load(instrument)
    for scale in data.scales:
        step = score_step(scale, data) or (scale.high - scale.low) / 1000
        reachable = [
            scale.low + step * n for n in range(round((scale.high - scale.low) / step) + 1)
        ]
        for bands in scale.bands:
            for band in bands.bands:
                assert any(band.holds(score) for score in reachable), (scale.id, band.label)


def test_one_bad_cell_does_not_take_the_table_down(definition):
    # Seen: one answer out of range raised for the whole table, naming neither row nor item.
    # 2 + (2 - 0) + 1 = 5; the second row prorates over two: (1 + 1) x 3 / 2 = 3.
    data = sheets((2, 0, 1), (1, 1, 7))
    assert scores(data, definition()) == [5, 3]
    findings = scorewell.findings(data, definition())
    assert findings[["row", "item", "value"]].to_numpy().tolist() == [[2, "m3", "7"]]


def test_text_is_a_finding_and_not_silently_missing(definition):
    # Seen: everything that was not a number became missing without a word.
    data = sheets(("2", "0", "often"))
    findings = scorewell.findings(data, definition())
    assert list(findings["value"]) == ["often"]
    assert "label" in findings["problem"].item()


def test_a_constant_item_is_kept(definition):
    # Seen: items that everybody answers alike were dropped, which changed the scores.
    # 0 + (2 - 2) + 2 = 2 and 1 + (2 - 2) + 2 = 3; the second and third item are constant.
    assert scores(sheets((0, 2, 2), (1, 2, 2)), definition()) == [2, 3]


def test_each_item_is_reversed_within_its_own_coding(definition):
    # Seen: the first item's maximum was used to reverse all of them.
    instrument = definition(
        ("codings:\n", WIDE),
        ("{id: m2, coding: much,", "{id: m2, coding: wide,"),
        ("range: [0, 6]", "range: [1, 9]"),
    )  # fmt: skip
    # 0 + (1 + 5 - 5) + 0 = 1, not 0 + (0 + 2 - 5) + 0
    assert scores(sheets((0, 5, 0)), instrument) == [1]


def test_a_hyphenated_id_stays_an_id(definition, tmp_path: Path):
    # Seen: 17-1 in an expression was a subtraction, and a number came out.
    with pytest.raises(DefinitionError) as caught:
        definition(("id: m1", "id: m-1"))
    (finding,) = caught.value.findings
    assert finding.path == "items[0].id"
    frame = pd.DataFrame({f"pseq-{n}": [n % 7] for n in range(1, 11)})
    # 1 + 2 + 3 + 4 + 5 + 6 + 0 + 1 + 2 + 3 = 27
    assert scorewell.score(frame, "pseq", detail=False)["pseq.total"].item() == 27


def test_program_text_in_a_definition_is_refused(definition):
    # Seen: scoring code kept as text and handed to eval.
    with pytest.raises(DefinitionError):
        definition(("method: sum", "method: \"__import__('os').getcwd()\""))


def test_a_reference_to_what_does_not_exist_is_refused(definition):
    # Seen: a total over variables that never existed.
    with pytest.raises(DefinitionError) as caught:
        definition(("items: [1, 2, 3]", "items: [1, 2, m33]"))
    assert [finding.code for finding in caught.value.findings] == ["item-exists"]


def test_a_misspelt_key_is_refused_with_the_right_one(definition):
    # Seen: an open schema accepted a misspelt key, and the reversal in it did nothing.
    with pytest.raises(DefinitionError) as caught:
        definition(("reversed: [2]", "revesred: [2]"))
    (finding,) = caught.value.findings
    assert finding.hint == "did you mean reversed?"


def test_the_input_is_never_changed(definition):
    # Seen: reversed answers were written back into the user's own table.
    data = sheets((2, 0, 1), (1, None, 7))
    before = data.copy(deep=True)
    scorewell.score(data, definition())
    scorewell.findings(data, definition())
    pd.testing.assert_frame_equal(data, before)


def test_rows_keep_their_index_and_order(definition):
    # Seen: pre and post swapped for everybody because rows were taken in order of appearance.
    data = sheets((2, 0, 1), (0, 2, 0), (1, 1, 1)).iloc[::-1]
    result = scorewell.score(data, definition(), detail=False)["example-mood.total"]
    # 1 + 1 + 1 = 3; 0 + (2 - 2) + 0 = 0; 2 + (2 - 0) + 1 = 5
    assert result.to_dict() == {12: 3, 11: 0, 10: 5}


def test_before_and_after_are_told_by_name_and_not_by_the_alphabet():
    # Seen: "post" sorts before "pre" and became the baseline.
    from scorewell.answers.layout.layout import DataFile, DataLayout
    from scorewell.study.plan import Measure, StudyPlan
    from scorewell.study.run import run_study

    folder = Path(__file__).parent / "data" / "occasions"
    plan = StudyPlan(
        title="x",
        layout=DataLayout(
            files=(DataFile(path=folder / "late-first.csv"),),
            id_column="id",
            occasion_column="when",
            pre="pre",
            post="post",
        ),
        measures=(Measure(instrument="pseq", totals={"total": "score"}),),
    )
    (result,) = run_study(plan).changes
    cases = result.cases.set_index("id")
    assert cases["pre"].drop("b").to_dict() == {"a": 20, "c": 10, "d": 30}
    assert cases["post"].to_dict() == {"a": 40, "b": 50, "c": 30, "d": 31}
    # Seen too: the first respondent without a baseline swapped the columns for all.
    assert cases.loc["b", "reason"] == "no pre score"
