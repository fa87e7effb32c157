"""The kit for approaches, growth methods, outcome rules, readers and writers.

What comes with scorewell passes it; for every check there is something bad that fails it.
"""

from __future__ import annotations

import csv
import itertools
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import polars as pl
import pytest

import scorewell_plugins.change
import scorewell_plugins.outcome_rules
import scorewell_plugins.readers
import scorewell_plugins.writers
from scorewell.change.run_approach import analyse_in_context, judge_by
from scorewell.definitions.model import (
    Condition,
    Edge,
    MeasureThresholds,
    OutcomeRule,
    Provenance,
    Role,
    RuleOutcome,
    Source,
)
from scorewell.errors import DataError
from scorewell.registry.contracts import Approach, GrowthMethod, Slopes
from scorewell.registry.contracts.files import Reader, ReadOptions, Table, Writer
from scorewell.registry.hookspecs import hookimpl
from scorewell.testing import (
    ApproachCase,
    Check,
    CheckError,
    ReaderCase,
    WriterCase,
    approach_checks,
    checks_of,
    growth_checks,
    parametrize_with_checks,
    reader_checks,
    rule_checks,
    writer_checks,
)
from scorewell_plugins.change.approaches.all_approaches import APPROACHES
from scorewell_plugins.change.approaches.jacobson_combined import distribution


def failing(checks: list[Check]) -> dict[str, str]:
    failures = {}
    for check in checks:
        try:
            check()
        except CheckError as error:
            failures[check.name] = str(error)
    return failures


# --- what comes with scorewell ----------------------------------------------------------------

TABLE = {"id": ["a", "b", "c"], "q_1": [0, 3, None], "q_2": [1, 2, 4]}


def text(separator: str):
    def write(path: Path) -> None:
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = [list(TABLE), *zip(*TABLE.values(), strict=True)]
            csv.writer(file, delimiter=separator).writerows(rows)

    return write


def lines(path: Path) -> None:
    rows = [dict(zip(TABLE, row, strict=True)) for row in zip(*TABLE.values(), strict=True)]
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")


def whole(path: Path) -> None:
    pd.DataFrame(TABLE).to_json(path, orient="records")


def spss(path: Path) -> None:
    import pyreadstat

    pyreadstat.write_sav(pd.DataFrame(TABLE), str(path))


def letters(content: str):
    return lambda path: path.write_text(content, encoding="utf-8")


QUALTRICS = (
    "StartDate,Finished,ResponseId,Q1_1\nStart Date,Finished,Response ID,How are you?\n"
    + ",".join(
        f'"{{""ImportId"":""{name}""}}"' for name in ("startDate", "done", "_recordId", "QID1")
    )
    + "\n2024-01-01 10:00:00,True,R_1,0\n2024-01-02 10:00:00,True,R_2,4\n"
)
READER_CASES = {
    "csv": ReaderCase(write=text(";"), columns=TABLE),
    "tsv": ReaderCase(write=text("\t"), columns=TABLE),
    "parquet": ReaderCase(
        write=lambda path: pd.DataFrame(TABLE).to_parquet(path), columns=TABLE
    ),
    "feather": ReaderCase(
        write=lambda path: pd.DataFrame(TABLE).to_feather(path), columns=TABLE
    ),
    "jsonl": ReaderCase(write=lines, columns=TABLE),
    "json": ReaderCase(write=whole, columns=TABLE),
    "excel": ReaderCase(
        write=lambda path: pd.DataFrame(TABLE).to_excel(path, index=False), columns=TABLE
    ),
    "spss": ReaderCase(write=spss, columns=TABLE),
    "stata": ReaderCase(
        write=lambda path: pd.DataFrame(TABLE).to_stata(path, write_index=False), columns=TABLE
    ),
    "redcap": ReaderCase(
        write=letters("record_id,redcap_event_name,q_1\n1,base_arm_1,0\n1,end_arm_1,2\n"),
        columns={
            "record_id": [1, 1],
            "redcap_event_name": ["base_arm_1", "end_arm_1"],
            "q_1": [0, 2],
            "occasion": ["base_arm_1", "end_arm_1"],
        },
    ),
    "qualtrics": ReaderCase(
        write=letters(QUALTRICS),
        columns={
            "StartDate": ["2024-01-01 10:00:00", "2024-01-02 10:00:00"],
            "Finished": ["True", "True"],
            "ResponseId": ["R_1", "R_2"],
            "Q1_1": [0, 4],
        },
    ),
    "forms": ReaderCase(
        write=letters(
            "Timestamp,Email address,How often? [I worry a lot],How often? [I sleep badly]\n"
            "2024/01/02 10:00,x@y.z,Never,Often\n2024/01/03 10:00,x@y.z,Often,Never\n"
        ),
        columns={
            "Timestamp": ["2024/01/02 10:00", "2024/01/03 10:00"],
            "Email address": ["x@y.z", "x@y.z"],
            "I worry a lot": ["Never", "Often"],
            "I sleep badly": ["Often", "Never"],
        },
    ),
}


@parametrize_with_checks(scorewell_plugins.outcome_rules)
def test_bundled_outcome_rules(check: Check):
    check()


@parametrize_with_checks(scorewell_plugins.readers, cases=READER_CASES)
def test_bundled_readers(check: Check):
    check()


@parametrize_with_checks(scorewell_plugins.writers)
def test_bundled_writers(check: Check):
    check()


# --- bad approaches ---------------------------------------------------------------------------


ALONE = Approach(
    name="alone", title="Alone", summary="Reliable change.", formula="z", reference="Made up.",
    judge=distribution,
)  # fmt: skip


def with_cases(change):
    """The approach with its cases changed."""

    def judge(pairs, context):
        slopes = distribution(pairs, context)
        return replace(slopes, cases=change(slopes.cases.copy()))

    return replace(ALONE, judge=judge)


def swap_classes(cases: pd.DataFrame) -> pd.DataFrame:
    second = {"improved": "deteriorated", "deteriorated": "improved"}
    texts = cases["outcome"].astype(object)
    return cases.assign(outcome=texts.map(lambda entry: second.get(entry, entry)))


def by_place(cases: pd.DataFrame) -> pd.DataFrame:
    outcome = cases["outcome"].astype(object)
    outcome.iloc[4] = "improved"
    return cases.assign(outcome=outcome)


def blanks_unchanged(cases: pd.DataFrame) -> pd.DataFrame:
    outcome = cases["outcome"].astype(object)
    return cases.assign(outcome=outcome.where(outcome.notna(), "unchanged"))


def in_place(pairs, context):
    pairs["post"] = pairs["post"].clip(0, 40)
    return distribution(pairs, context)


BAD_APPROACHES = {
    "description": replace(ALONE, reference=" "),
    "parameters-described": replace(
        ALONE, parameters={"type": "object", "required": ["amount"]}
    ),
    "judges": with_cases(lambda cases: cases.iloc[::-1]),
    "pure": replace(ALONE, judge=in_place),
    "whatever-the-order": with_cases(by_place),
    "right-way-round": with_cases(swap_classes),
    "missing-stays-missing": with_cases(blanks_unchanged),
}


def test_a_good_approach_passes():
    assert failing(approach_checks(ALONE)) == {}


def test_there_is_a_bad_approach_for_every_check():
    assert set(BAD_APPROACHES) == {check.name for check in approach_checks(ALONE)}


@pytest.mark.parametrize("name", sorted(BAD_APPROACHES))
def test_a_bad_approach_fails_the_check_that_is_about_it(name: str):
    assert name in failing(approach_checks(BAD_APPROACHES[name]))


def test_what_is_no_judgement_is_named():
    def index(pairs, context):
        return analyse_in_context(pairs, context)

    failures = failing(approach_checks(replace(ALONE, judge=index)))
    assert "It returns a ChangeResult, and no judgement" in failures["judges"]


def test_the_detectable_change_of_a_sample_counts_its_pairs_only():
    """Two pairs; the others lack a score."""
    nan = float("nan")
    pairs = pd.DataFrame({"id": range(4), "pre": [1.0, 2, nan, nan], "post": [2.0, 1, 3, nan]})
    bundled = {approach.name: approach for approach in APPROACHES}
    trial = ApproachCase().options
    from scorewell.definitions.model import Instrument, MissingRule, Scale

    scale = Scale(
        id="total", name="Total", method="sum", missing=MissingRule(rule="complete"), low=0,
        high=60, better="lower",
    )  # fmt: skip
    slopes = judge_by(
        bundled["minimal-detectable-change"], pairs, scale,
        instrument=Instrument(id="trial", version="1.0.0", name="Trial", scales=(scale,)),
        method_registry={}, options=[("call", trial)],
    )  # fmt: skip
    assert slopes.n == (2,)


# --- bad growth methods -----------------------------------------------------------------------


def least_squares(time, score, person, n) -> Slopes:
    """A line of their own for each respondent."""
    slopes, errors, rest = np.zeros(n), np.zeros(n), 0.0
    for number in range(n):
        x, y = time[person == number], score[person == number]
        x = x - x.mean()
        slopes[number] = (x * (y - y.mean())).sum() / (x**2).sum()
        remaining = ((y - y.mean() - slopes[number] * x) ** 2).sum()
        errors[number] = np.sqrt(remaining / (len(x) - 2) / (x**2).sum())
        rest += remaining
    sd = float(slopes.std(ddof=1))
    return Slopes(
        slope=slopes, tested=slopes.copy(), standard_error=errors, average=float(slopes.mean()),
        average_error=sd / np.sqrt(n), slope_sd=sd,
        residual_sd=float(np.sqrt(rest / (len(time) - 2 * n))),
    )  # fmt: skip


LINES = GrowthMethod(
    name="own-line", title="Own lines", summary="A line for each.", formula="y = a + b t",
    reference="Made up.", compute=least_squares,
)  # fmt: skip


def growth_with(change):
    return replace(
        LINES, compute=lambda *arguments: change(least_squares(*arguments), *arguments)
    )


def noisy():
    calls = itertools.count()
    return lambda slopes, *_: replace(slopes, average=slopes.average + next(calls))


def sorted_in_place(time, score, person, n):
    score -= score.mean()
    return least_squares(time, score, person, n)


BAD_GROWTH = {
    "description": replace(LINES, name="Own Line"),
    "one-slope-each": growth_with(lambda slopes, *_: replace(slopes, slope=slopes.slope[:-1])),
    "pure": replace(LINES, compute=sorted_in_place),
    "whatever-the-order": growth_with(
        lambda slopes, time, score, *_: replace(slopes, average=float(score[-1] - score[0]))
    ),
    "follows-the-respondent": growth_with(
        lambda slopes, *_: replace(
            slopes, standard_error=slopes.standard_error * np.arange(1, len(slopes.slope) + 1)
        )
    ),
    "rises-with-the-scores": growth_with(
        lambda slopes, *_: replace(slopes, tested=slopes.tested - 10)
    ),
    "turns-with-the-scores": growth_with(
        lambda slopes, *_: replace(slopes, average=abs(slopes.average) + 1)
    ),
    "free-of-the-level": growth_with(
        lambda slopes, time, score, *_: replace(slopes, slope=slopes.slope * score.mean() / 30)
    ),
}


def test_a_good_growth_method_passes():
    assert failing(growth_checks(LINES)) == {}


def test_there_is_a_bad_growth_method_for_every_check():
    assert set(BAD_GROWTH) == {check.name for check in growth_checks(LINES)}


@pytest.mark.parametrize("name", sorted(BAD_GROWTH))
def test_a_bad_growth_method_fails_the_check_that_is_about_it(name: str):
    assert name in failing(growth_checks(BAD_GROWTH[name]))


def test_a_growth_method_that_gives_another_answer_each_time_is_not_pure():
    assert (
        "A second time, average is another"
        in failing(growth_checks(growth_with(noisy())))["pure"]
    )


# --- bad outcome rules ------------------------------------------------------------------------


def outcome(name: str = "any", **more) -> RuleOutcome:
    arguments = {"id": name, "title": "Any", "definition": "Improved on some measure."}
    return RuleOutcome(**(arguments | more))


EXAMPLE = Condition(kind="some", word="improved")
EXAMPLE_VALUE = OutcomeRule(
    name="any", title="Any", summary="Improved somewhere.", outcomes=(outcome(when=(EXAMPLE,)),)
)


def rule_of(test) -> OutcomeRule:
    return replace(EXAMPLE_VALUE, outcomes=(outcome(test=test),))


def role(source: str) -> Role:
    edge = Edge(value=5.0, inclusive=True, provenance=Provenance(source=source))
    scale = MeasureThresholds(scale="phq-9.total", better="lower", case=edge, reliable=edge)
    return Role(name="depression", scales=(scale,))


def improved(measures: Mapping[str, object]) -> np.ndarray:
    return np.stack([measure.improved for measure in measures.values()])


def alternating():
    calls = itertools.count()
    return lambda measures: np.full(improved(measures).shape[1], next(calls) % 2, dtype=np.int8)


BAD_RULES = {
    "description": replace(EXAMPLE_VALUE, summary=""),
    "of-what-there-is": replace(
        EXAMPLE_VALUE, outcomes=(outcome(when=(Condition(kind="is", word="later"),)),)
    ),
    "thresholds-are-sourced": replace(EXAMPLE_VALUE, roles=(role("nowhere"),)),
    "answers-for-everybody": rule_of(
        lambda measures: np.zeros(improved(measures).shape[1], dtype=np.int8)
    ),
    "one-by-one": rule_of(
        lambda measures: (
            (improved(measures) > improved(measures).mean()).any(axis=0).astype(np.int8)
        )
    ),
    "pure": rule_of(alternating()),
    "unknown-is-not-no": rule_of(
        lambda measures: (improved(measures) == 1).any(axis=0).astype(np.int8)
    ),
}


def test_a_good_rule_passes():
    assert failing(rule_checks(EXAMPLE_VALUE)) == {}
    kleene = rule_of(
        lambda measures: np.where(
            (improved(measures) == 1).any(axis=0), 1,
            np.where((improved(measures) == -1).any(axis=0), -1, 0),
        )
    )  # fmt: skip
    assert failing(rule_checks(kleene)) == {}


def test_thresholds_with_their_source_pass():
    rule = replace(
        EXAMPLE_VALUE, roles=(role("here"),), sources={"here": Source(id="here", title="T")}
    )
    assert "thresholds-are-sourced" not in failing(rule_checks(rule))


def test_there_is_a_bad_rule_for_every_check():
    assert set(BAD_RULES) == {check.name for check in rule_checks(EXAMPLE_VALUE)}


@pytest.mark.parametrize("name", sorted(BAD_RULES))
def test_a_bad_rule_fails_the_check_that_is_about_it(name: str):
    assert name in failing(rule_checks(BAD_RULES[name]))


def test_a_no_that_comes_from_not_knowing_is_told_with_the_respondent():
    failures = failing(rule_checks(BAD_RULES["unknown-is-not-no"]))["unknown-is-not-no"]
    assert "any is no of" in failures
    assert "improved not known" in failures
    assert "but yes of" in failures


# --- bad readers ------------------------------------------------------------------------------

HEAD = "pipes\n"


def read_pipes(path: Path, options: ReadOptions) -> Table:
    """A first line that says what it is, then values between upright lines."""
    try:
        content = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise DataError(f"{path.name}: this is no text") from error
    if not content.startswith(HEAD):
        raise DataError(f"{path.name}: this is no file of pipes")
    names, *rows = [line.split("|") for line in content.splitlines()[1:]]
    frame = pl.DataFrame(rows, schema=names, orient="row")
    return Table(frame=frame.lazy(), format="pipes")


def write_pipes(frame: pl.DataFrame, path: Path) -> None:
    rows = [frame.columns, *frame.rows()]
    lines = ["|".join("" if entry is None else str(entry) for entry in row) for row in rows]
    path.write_text(HEAD + "\n".join(lines), encoding="utf-8")


PIPES = Reader(name="pipes", summary="Pipes.", suffixes=(".pipes",), read=read_pipes)
PIPES_CASE = ReaderCase(
    write=letters(HEAD + "id|q\na|1\nb|"), columns={"id": ["a", "b"], "q": [1, None]}
)


def leaves_a_note(path: Path, options: ReadOptions) -> Table:
    (path.parent / "note.txt").write_text("read")
    return read_pipes(path, options)


def takes_all(path: Path, options: ReadOptions) -> Table:
    try:
        return read_pipes(path, options)
    except DataError:
        return Table(frame=pl.LazyFrame({"id": ["none"]}), format="pipes")


def raw_error(path: Path, options: ReadOptions) -> Table:
    try:
        return read_pipes(path, options)
    except DataError as error:
        raise KeyError("pipes") from error


def one_less(path: Path, options: ReadOptions) -> Table:
    table = read_pipes(path, options)
    return replace(table, frame=table.frame.head(1))


def number_rows():
    calls = itertools.count()

    def read(path: Path, options: ReadOptions) -> Table:
        table = read_pipes(path, options)
        return replace(table, frame=table.frame.with_columns(q=pl.lit(next(calls))))

    return read


BAD_READERS = {
    "description": [replace(PIPES, suffixes=("pipes",)), replace(PIPES, uses=("header-row",))],
    "reads": [
        replace(PIPES, read=one_less),
        replace(PIPES, read=lambda p, o: replace(read_pipes(p, o), format="")),
    ],
    "reads-again": [replace(PIPES, read=number_rows())],
    "recognises": [
        replace(PIPES, recognises=lambda *_: True),
        replace(PIPES, recognises=lambda *_: False),
        replace(PIPES, recognises=lambda path, _: path.read_text().startswith(HEAD)),
    ],
    "never-writes": [replace(PIPES, read=leaves_a_note)],
    "refuses-wrong-files": [replace(PIPES, read=takes_all), replace(PIPES, read=raw_error)],
}


def test_a_good_reader_passes_with_a_case_and_needs_one():
    assert failing(reader_checks(PIPES, PIPES_CASE)) == {}
    assert "Give it a ReaderCase" in failing(reader_checks(PIPES))["reads"]


def test_there_is_a_bad_reader_for_every_check():
    assert set(BAD_READERS) == {check.name for check in reader_checks(PIPES)}


@pytest.mark.parametrize(
    ("name", "reader"),
    [(name, entry) for name, reader in BAD_READERS.items() for entry in reader],
)
def test_a_bad_reader_fails_the_check_that_is_about_it(name: str, reader: Reader):
    assert name in failing(reader_checks(reader, PIPES_CASE))


# --- bad writers ------------------------------------------------------------------------------

WRITER = Writer(name="pipes", summary="Pipes.", suffixes=(".pipes",), write=write_pipes)


def two_files(frame: pl.DataFrame, path: Path) -> None:
    write_pipes(frame, path)
    path.with_suffix(".log").write_text("done")


def sink_text(frame: pl.LazyFrame, path: Path) -> pl.LazyFrame:
    return frame.sink_csv(path, lazy=True)


BAD_WRITERS = {
    "description": [replace(WRITER, summary=" ")],
    "comes-back": [
        replace(WRITER, write=two_files),
        replace(WRITER, write=lambda frame, path: write_pipes(frame.reverse(), path)),
        replace(WRITER, write=lambda frame, path: write_pipes(frame.fill_null(0), path)),
    ],
    "streams-the-same": [
        replace(WRITER, sink=sink_text),
        replace(WRITER, sink=lambda frame, path: write_pipes(frame.collect(), path)),
    ],
    "no-rows": [
        replace(WRITER, write=lambda f, path: write_pipes(f, path) if len(f) else None)
    ],
}


def test_a_good_writer_passes_with_the_reader_that_reads_it():
    assert failing(writer_checks(WRITER, readers={"pipes": PIPES})) == {}
    assert failing(writer_checks(WRITER, WriterCase(reader=PIPES))) == {}
    failures = failing(writer_checks(WRITER, readers={}))
    assert "No reader takes .pipes" in failures["comes-back"]
    copy = replace(WRITER, suffixes=(".pipes", ".pips"))
    failures = failing(writer_checks(copy, readers={"pipes": PIPES}))
    assert "No reader takes .pips;" in failures["comes-back"]


def test_names_that_a_format_cannot_hold_are_declared():
    def upper(frame: pl.DataFrame, path: Path) -> None:
        write_pipes(frame.rename(str.upper), path)

    shouting = replace(WRITER, write=upper)
    columns = {"id": ["a"], "q": [1]}
    case = WriterCase(columns=columns, reader=PIPES, names={"id": "ID", "q": "Q"})
    assert failing(writer_checks(shouting, case)) == {}
    failures = failing(writer_checks(shouting, WriterCase(columns=columns, reader=PIPES)))
    assert "The columns are ID, Q, not id, q" in failures["comes-back"]


def test_there_is_a_bad_writer_for_every_check():
    assert set(BAD_WRITERS) == {check.name for check in writer_checks(WRITER)}


@pytest.mark.parametrize(
    ("name", "writer"),
    [(name, entry) for name, writer in BAD_WRITERS.items() for entry in writer],
)
def test_a_bad_writer_fails_the_check_that_is_about_it(name: str, writer: Writer):
    assert name in failing(writer_checks(writer, WriterCase(reader=PIPES)))


# --- all kinds of one plugin ------------------------------------------------------------------


def test_one_plugin_is_checked_for_everything_that_it_brings():
    module = ModuleType("everything")
    hooks = {
        "register_change_methods": lambda register: [register(ALONE), register(LINES)],
        "register_outcome_rules": lambda register: register(EXAMPLE_VALUE),
        "register_readers": lambda register: register(PIPES),
        "register_writers": lambda register: register(WRITER),
    }
    for name, hook in hooks.items():
        setattr(module, name, hookimpl(hook))
    checks = checks_of(module, cases={"pipes": (PIPES_CASE, WriterCase())})
    subjects = {check.subject for check in checks}
    things = {"alone", "own-line", "any", "pipes (reader)", "pipes (writer)"}
    assert subjects == {"hooks", *things}
    # The writer's files are read back by the plugin's own reader.
    assert failing(checks) == {}
