"""Which data is refused because it may be in another encoding, and which is not."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from scorewell.answers.columns.bind import bind
from scorewell.answers.values.encoding_check import check_encoding, fitting_encodings
from scorewell.answers.values.encoding_parts import check_parts
from scorewell.errors import DataError
from scorewell.registry.registry import open_registry
from scorewell.scores.score_file import FileReport, score_file

PSS = open_registry().load("pss-4")  # declared 0 to 4, one-based 1 to 5
COLUMNS = [f"pss_4_{n}" for n in range(1, 5)]


def frame_of(*rows: str, **parts: list[str]) -> pl.DataFrame:
    """Rows such as ``1 2 3 4``, as text, and columns of parts."""
    cells = [row.split() for row in rows]
    return pl.DataFrame(dict(zip(COLUMNS, zip(*cells, strict=True), strict=True)) | parts)


def stop(frame: pl.DataFrame) -> str:
    """The message with which data is refused; empty if it is not."""
    binding = bind(frame.columns, PSS)
    messages = []
    for data in (frame, frame.lazy(), frame.to_pandas()):
        try:
            check_parts(data, binding)
            check_encoding(data, binding)
            messages.append("")
        except DataError as error:
            messages.append(error.message)
    assert len(set(messages)) == 1
    return messages[0]


@pytest.mark.parametrize(
    "stray", ["99", "-1", "n/a", "NA", ".", "-", "k.A.", "K.a.", "missing", "2.5", "7", "?"]
)
def test_a_cell_that_is_an_answer_in_no_encoding_decides_nothing(stray):
    assert "all answers fit the declared coding" in stop(
        frame_of("1 2 3 4", f"2 {stray} 3 1", "4 4 1 2")
    )
    assert "3 answers are outside the declared coding" in stop(
        frame_of("1 5 3 4", f"2 {stray} 3 5", "4 5 1 2")
    )
    assert not stop(frame_of("1 0 3 4", f"2 {stray} 3 0", "4 4 1 2"))
    assert fitting_encodings(frame_of("1 5 3 4", f"2 {stray} 3 5"), bind(COLUMNS, PSS)) == (
        "one-based",
    )


@pytest.mark.parametrize(
    ("rows", "stops"),
    [
        (["0 1 2 3", "0 1 2 5"], False),  # two zeros, one slip
        (["0 1 2 3", "1 5 2 5"], True),  # more fives than zeros
        (["1 0 0 2"] * 9 + ["5 1 1 1"] * 9, False),  # 9 of 72 fives, 18 zeros: below ten
        (["1 0 0 2"] * 10 + ["5 1 1 1"] * 10, True),  # ten fives, an eighth of all
        (["1 0 0 2"] * 300 + ["5 1 1 1"] * 10, False),  # ten fives of 1240 are slips
    ],
)
def test_answers_outside_the_coding_are_slips_only_where_they_are_few(rows, stops):
    assert bool(stop(frame_of(*rows))) == stops


ZERO, ONE_BASED, FITS_BOTH = "0 1 3 4", "1 2 4 5", "1 2 3 4"


@pytest.mark.parametrize("column", ["site", "occasion", "Group", "Klinik"])
def test_a_part_in_another_encoding_stops_the_work(column):
    parts = {column: ["A", "A", "B", "B"]}
    message = stop(frame_of(ZERO, ZERO, ONE_BASED, ONE_BASED, **parts))
    assert f"column '{column}' 'B' are outside the declared coding" in message
    assert "one-based (1, 2, 3, 4, 5)" in message
    # Also where the whole has far more answers that only the declared coding has.
    rows = [*["0 0 0 0"] * 40, ONE_BASED]
    assert "'B'" in stop(frame_of(*rows, **{column: ["A"] * 40 + ["B"]}))
    assert not stop(frame_of(*rows, person=["A"] * 40 + ["B"]))


def test_a_part_that_fits_both_takes_the_encoding_of_the_whole_with_a_note():
    frame = frame_of(ZERO, ZERO, FITS_BOTH, site=["A", "A", "B"])
    (note,) = check_parts(frame, bind(frame.columns, PSS))
    assert (note.code, note.severity) == ("encoding-of-part", "note")
    assert (
        "column 'site' 'B' fit the declared coding and the encoding one-based" in note.message
    )
    assert not check_parts(frame_of(ZERO, ZERO, site=["A", "B"]), bind([*COLUMNS, "site"], PSS))
    assert not check_parts(frame, bind(frame.columns, PSS, coding="declared"))


def test_parts_that_all_fit_both_leave_the_whole_in_doubt():
    assert "the data does not tell" in stop(frame_of(FITS_BOTH, FITS_BOTH, site=["A", "B"]))


def test_a_part_that_lacks_answers_against_all_expectation_stops_the_work():
    rest = ["0 1 2 3", "1 0 3 2", "3 2 1 0", "2 3 0 1"] * 5
    part = ["1 2 3 1", "2 3 1 1", "3 1 2 2", "1 3 2 3"] * 5
    site = ["A"] * 20 + ["B"] * 20
    message = stop(frame_of(*rest, *part, site=site))
    assert "all answers in column 'site' 'B' fit the declared coding" in message
    # 20 respondents who answer 3 and 4 only have no zeros to expect.
    assert not stop(frame_of(*rest, *["3 4 4 3"] * 20, site=site))
    # Two respondents of the part are too few.
    assert not stop(frame_of(*rest, *part[:2], site=site[:22]))


def write_rows(path: Path, rows: list[tuple[str, str]]) -> Path:
    """A file with the site of each row, and its answers."""
    lines = [",".join([site, *answers.split()]) for site, answers in rows]
    path.write_text("\n".join([",".join(["site", *COLUMNS]), *lines]) + "\n")
    return path


@pytest.mark.parametrize("target", ["out.csv", "out.parquet", "out.xlsx"])
def test_files_that_are_scored_in_a_stream_are_compared_by_part_to_their_end(tmp_path, target):
    methods = open_registry().plugins.scoring_methods
    is_decided = [("A", ZERO)] * 1500 + [("B", ZERO)] * 500

    def run(rows: list[tuple[str, str]]) -> FileReport:
        path = write_rows(tmp_path / "in.csv", rows)
        return score_file(path, tmp_path / target, PSS, methods=methods, overwrite=True)

    assert not run(is_decided).findings
    with pytest.raises(DataError, match="column 'site' 'C' are outside the declared coding"):
        run([*is_decided, *[("C", ONE_BASED)] * 20])
    with pytest.raises(DataError, match=r"'C' fit the declared coding .* to be expected"):
        run([*is_decided, *[("C", "1 1 2 3")] * 40])
    report = run([*is_decided, *[("C", FITS_BOTH)] * 2])
    assert [finding.code for finding in report.findings] == ["encoding-of-part"]
    assert report.rows == 2002
    with pytest.raises(DataError, match="outside the declared coding"):
        run([("A", ONE_BASED)] * 1500 + [("A", "1 99 2 3")])
