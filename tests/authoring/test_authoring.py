"""Scaffolds of definitions: what comes out is valid, and asks only what a person must decide.

Expected scores and ranges are worked out by hand in the comments.
"""

from __future__ import annotations

import os
import pty
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from scorewell.authoring.draft import (
    DraftCoding,
    DraftItem,
    DraftScale,
    InstrumentDraft,
    parse_coding,
    parse_positions,
    parse_scale,
)
from scorewell.authoring.from_data_columns import read_sheet
from scorewell.authoring.from_redcap import read_redcap
from scorewell.authoring.instrument_file import instrument_text
from scorewell.authoring.write_tree import scalar, write_tree
from scorewell.cli.main import build
from scorewell.definitions.lint.linter import check
from scorewell.definitions.reading.load import load_instrument
from scorewell.definitions.reading.yaml_reader import read_document
from scorewell.errors import DataError, DefinitionError, Finding
from scorewell.io.bundled_files import schema_text
from scorewell.registry.plugins.discovery import load_plugins
from scorewell.scores.examples import check_examples

PLUGINS = load_plugins(entry_points=lambda group: [])
METHODS = PLUGINS.scoring_methods


def findings(path: Path) -> list[Finding]:
    return check(
        path, methods=METHODS, check_examples=lambda result: check_examples(result, METHODS)
    )


def new(*arguments: object, folder: Path, answers: str | None = None):
    """Run `scorewell new instrument` into a folder."""
    command = ["new", "instrument", *map(str, arguments), "--output", str(folder)]
    return CliRunner().invoke(build(PLUGINS), command, input=answers, prog_name="scorewell")


# --- from options -----------------------------------------------------------------------------


def test_options_become_a_definition_whose_only_findings_are_todos(tmp_path: Path):
    outcome = new(
        "my-scale", "--items", 12, "--answers", "1-5", "--reversed", "2,4",
        "--scale-items", "worry=1-6", "--scale-items", "joy=7-12", "--better", "higher",
        "--name", "My scale: a first try", folder=tmp_path,
    )  # fmt: skip
    assert outcome.exit_code == 0, outcome.output
    result = findings(tmp_path / "my-scale.yaml")
    assert {(finding.code, finding.severity) for finding in result} == {
        ("todo-open", "warning")
    }
    instrument = load_instrument(tmp_path / "my-scale.yaml")
    assert instrument.name == "My scale: a first try"
    assert [scale.id for scale in instrument.scales] == ["worry", "joy"]
    worry = instrument.scale("worry")
    assert worry.reversed == {"my_scale_2", "my_scale_4"}
    assert (worry.low, worry.high, worry.better) == (6, 30, "higher")  # 6 x 1, 6 x 5
    lowest = instrument.examples[0]
    # 1 + (6 - 1) + 1 + (6 - 1) + 1 + 1 = 14; 6 x 1 = 6
    assert lowest.scores == {"worry": 14, "joy": 6}
    paths = {finding.path for finding in result}
    assert {"about.construct", "sources.manual.title", "scales[0].key"} <= paths
    assert not any("better" in path or path == "name" for path in paths)  # said already


def test_each_todo_has_its_line_and_what_to_do(tmp_path: Path):
    new("quiz", "--items", 3, "--answers", "0-3", folder=tmp_path)
    lines = (tmp_path / "quiz.yaml").read_text().splitlines()
    result = findings(tmp_path / "quiz.yaml")
    assert len(result) == sum("TODO: " in line for line in lines)
    for finding in result:
        assert "TODO: " in lines[(finding.line or 0) - 1]
        assert finding.hint == "decide it, write it down, and remove the TODO"


def test_a_todo_in_a_file_that_breaks_the_schema_is_found_beside_the_breach(tmp_path: Path):
    new("quiz", "--items", 3, "--answers", "0-3", folder=tmp_path)
    path = tmp_path / "quiz.yaml"
    path.write_text(path.read_text().replace("better: none", "better: sideways"))
    assert {finding.code for finding in findings(path)} == {"schema-enum", "todo-open"}


def test_mean_scores_have_the_range_of_one_answer(tmp_path: Path):
    new("quiz", "--items", 3, "--answers", "1-4", "--scoring", "mean", folder=tmp_path)
    instrument = load_instrument(tmp_path / "quiz.yaml")
    assert (instrument.scale("total").low, instrument.scale("total").high) == (1, 4)
    assert not [
        finding for finding in findings(tmp_path / "quiz.yaml") if finding.severity == "error"
    ]


@given(data=st.data())
@settings(max_examples=80, deadline=None)
def test_any_draft_is_a_definition_without_errors(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
):
    """Random numbers of items, codings, reversals and scales; the linter and engine judge."""
    count = data.draw(st.integers(1, 30))
    low, span = data.draw(st.integers(-3, 3)), data.draw(st.integers(1, 10))
    second = data.draw(st.integers(1, 10))
    codings = data.draw(st.lists(st.sampled_from(["a", "b"]), min_size=count, max_size=count))
    places = list(range(1, count + 1))
    mirror = data.draw(st.sets(st.sampled_from(places)))
    cut = data.draw(st.integers(0, count - 1))
    groups = [places[:cut], places[cut:]] if cut else [places]
    draft = InstrumentDraft(
        id="made-up",
        name=data.draw(st.sampled_from(["", "no", 'A "quoted" #1: name', "12:30", "été"])),
        codings=tuple(
            parse_coding(f"{low}-{low + width}", name=name)
            for name, width in (("a", span), ("b", second))
            if name in codings
        ),
        items=tuple(
            DraftItem(id=f"made_up_{n}", label=f"item {n}", coding=codings[n - 1])
            for n in places
        ),
        scales=tuple(
            DraftScale(
                id=f"part_{index}",
                name=f"Part {index}",
                items=tuple(group),
                reversed=tuple(n for n in group if n in mirror),
            )
            for index, group in enumerate(groups)
        ),
        method=data.draw(st.sampled_from(["sum", "mean"])),
    )
    path = tmp_path_factory.mktemp("drafts") / "made-up.yaml"
    path.write_text(instrument_text(draft, schema="instrument.schema.json"), encoding="utf-8")
    assert {finding.code for finding in findings(path)} == {"todo-open"}
    assert load_instrument(path).name == (draft.name or load_instrument(path).name)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn"])))
def test_text_in_a_scaffold_is_read_back_as_it_was(text: str):
    from scorewell.definitions.reading.yaml_composer import Assembly
    from scorewell.definitions.reading.yaml_reader import decode, events

    output = f"key: {scalar(text)}\n"
    try:
        decode(output.encode(), "x")
    except DefinitionError:  # what no definition may hold at all
        return
    assembly = Assembly("x")
    assembly.take(events(output, "x"))
    if not assembly.findings:
        assert assembly.root == {"key": text}


def test_codings_positions_and_scales_are_read_as_people_write_them():
    assert parse_coding("0=never, 1=now and then, 3=always").answers == (
        (0, "never"), (1, "now and then"), (3, "always"),
    )  # fmt: skip
    assert parse_coding("-2..2").values == (-2, -1, 0, 1, 2)
    assert parse_positions(" 1, 3 - 5,9") == (1, 3, 4, 5, 9)
    assert parse_scale("worry = 1,2") == ("worry", (1, 2))


@pytest.mark.parametrize(
    "text", ["", "1", "3-1", "1-1", "a-b", "1,1", "2,1", "1-100000", "1=x", "1=a;2=b"]
)
def test_what_is_no_coding_is_refused(text: str):
    with pytest.raises(DataError, match="no coding"):
        parse_coding(text)


@pytest.mark.parametrize(
    ("arguments", "output_text"),
    [
        (["Bad Id", "--items", 3, "--answers", "1-5"], "cannot be the id"),
        (["quiz", "--items", 3], "--answers"),
        (["quiz", "--items", 3, "--answers", "5"], "is no coding"),
        (["quiz", "--items", 3, "--answers", "1-5", "--reversed", "4"], "there is no item 4"),
        (["quiz", "--items", 3, "--answers", "1-5", "--scale-items", "a=1,7"], "has an item 7"),
        (["quiz", "--items", 3, "--answers", "1-5", "--scale-items", "a=1,1"], "an item twice"),
        (["quiz", "--items", 3, "--answers", "1-5", "--scale-items", "a"], "is no scale"),
        (["quiz", "--items", 3, "--answers", "0,1,3", "--reversed", "1"], "spaced unevenly"),
        (["quiz", "--items", 3, "--answers", "1-5", "--better", "up"], "is no direction"),
        (["quiz", "--items", 3, "--answers", "1-5", "--scoring", "max"], "sum or mean"),
        (["quiz", "--items", 2000, "--answers", "1-5"], "1 to 1000 items"),
        (["quiz"], "say --items and --answers"),
        (["quiz", "--items", 3, "--from-data", "data.csv"], "choose one of"),
    ],
)
def test_wrong_options_are_wrong_usage_and_write_nothing(
    arguments, output_text, tmp_path: Path
):
    outcome = new(*arguments, folder=tmp_path)
    assert outcome.exit_code == 2, outcome.output
    assert output_text in outcome.output.replace("\n", " ")
    assert list(tmp_path.iterdir()) == []


# --- the file and its schema ------------------------------------------------------------------


def test_the_schema_that_a_scaffold_names_lies_where_it_says_and_is_written_once(
    tmp_path: Path,
):
    new("one", "--items", 3, "--answers", "0-3", folder=tmp_path)
    new("two", "--items", 3, "--answers", "0-3", folder=tmp_path / "deeper" / "still")
    for path, reference in (
        (tmp_path / "one.yaml", ".schemas/instrument.schema.json"),
        (tmp_path / "deeper/still/two.yaml", "../../.schemas/instrument.schema.json"),
    ):
        first, second = path.read_text().splitlines()[:2]
        assert first == f"# yaml-language-server: $schema={reference}"
        assert second == f"# $schema: {reference}"
        assert (path.parent / reference).read_text() == schema_text("instrument")
    assert not (tmp_path / "deeper/still/.schemas").exists()


def test_a_file_that_is_there_is_never_replaced_unasked(tmp_path: Path):
    path = tmp_path / "quiz.yaml"
    path.write_text("mine")
    outcome = new("quiz", "--items", 3, "--answers", "0-3", folder=tmp_path)
    assert isinstance(outcome.exception, DataError)
    assert "exists already" in str(outcome.exception)
    assert [path.name for path in tmp_path.iterdir()] == ["quiz.yaml"]
    assert path.read_text() == "mine"
    assert (
        new("quiz", "--items", 3, "--answers", "0-3", "--overwrite", folder=tmp_path).exit_code
        == 0
    )
    assert read_document(path).data["id"] == "quiz"


def test_a_tree_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    remainder, fresh = tmp_path / "kept.txt", tmp_path / "deep" / "fresh.txt"
    remainder.write_text("before")
    real = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if self.name.endswith(".part") and Path(target).name == "fresh.txt":
            raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(DataError, match="No space left"):
        write_tree({remainder: "after", fresh: "new"}, overwrite=True)
    assert remainder.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]


def test_schema_command_prints_one_and_writes_all(tmp_path: Path):
    app = build(PLUGINS)
    assert CliRunner().invoke(app, ["schema", "overlay"]).output == schema_text("overlay")
    assert CliRunner().invoke(app, ["schema", "--output", str(tmp_path)]).exit_code == 0
    assert (tmp_path / "overlay.schema.json").read_text() == schema_text("overlay")
    assert (tmp_path / "instrument.schema.json").is_file()  # the overlay's refers to it
    assert CliRunner().invoke(app, ["schema"]).exit_code == 2
    unknown = CliRunner().invoke(app, ["schema", "instrumnt"]).exception
    assert "did you mean instrument?" in str(unknown)


# --- from a sheet -----------------------------------------------------------------------------


def test_a_sheet_gives_items_prefix_and_the_coding_that_its_values_fit(tmp_path: Path):
    data = tmp_path / "data.csv"
    data.write_text("id,age,Q1,Q2,Q3\n1,30,0,3,9\n2,41,1,2,\n")
    result = read_sheet(data)
    assert (result.prefix, result.columns) == ("Q", ("Q1", "Q2", "Q3"))
    assert result.coding is not None
    assert result.coding.values == (0, 1, 2, 3)  # 9 lies apart: a code for no answer, perhaps
    assert "the data show 0, 1, 2, 3, 9" in result.coding.todo
    outcome = new("quiz", "--from-data", data, folder=tmp_path)
    assert outcome.exit_code == 0, outcome.output
    instrument = load_instrument(tmp_path / "quiz.yaml")
    assert [item.id for item in instrument.items] == ["q1", "q2", "q3"]
    text = (tmp_path / "quiz.yaml").read_text()
    assert "# TODO: which items are reversed; data cannot say\n    reversed: []" in text
    assert {finding.code for finding in findings(tmp_path / "quiz.yaml")} == {"todo-open"}


def test_a_reversed_item_in_the_data_is_never_proposed_as_reversed(tmp_path: Path):
    """Item 3 runs against the others in every row."""
    data = tmp_path / "data.csv"
    data.write_text("q1,q2,q3\n" + "".join(f"{n},{n},{4 - n}\n" for n in (0, 1, 2, 3, 4) * 5))
    new("quiz", "--from-data", data, folder=tmp_path)
    assert load_instrument(tmp_path / "quiz.yaml").scale("total").reversed == frozenset()


def test_a_sheet_of_several_instruments_asks_which(tmp_path: Path):
    data = tmp_path / "data.csv"
    data.write_text("PHQ 1,PHQ 2,g1,g2\n0,1,1,2\n3,2,2,1\n")
    with pytest.raises(DataError, match=r"PHQ1 to PHQ2, g1 to g2") as caught:
        read_sheet(data)
    assert "--prefix PHQ" in caught.value.hint
    assert read_sheet(data, prefix="g").columns == ("g1", "g2")
    with pytest.raises(DataError, match="no columns x1, x2"):
        read_sheet(data, prefix="x")


def test_columns_without_numbers_are_named(tmp_path: Path):
    data = tmp_path / "data.csv"
    data.write_text("id,calm,gloomy\n1,1,3\n2,2,1\n")
    with pytest.raises(DataError, match="no columns that are numbered"):
        read_sheet(data)
    outcome = new("mood", "--from-data", data, "--item-columns", "calm,gloomy", folder=tmp_path)
    assert outcome.exit_code == 0, outcome.output
    text = (tmp_path / "mood.yaml").read_text()
    assert "id: mood_2, coding: answers, label: item 2}  # column gloomy" in text


def test_answers_in_words_are_not_repeated_and_need_a_coding(tmp_path: Path):
    data = tmp_path / "data.csv"
    data.write_text("q1,q2\nmy secret,never\nnever,often\n")
    outcome = new("quiz", "--from-data", data, folder=tmp_path)
    assert outcome.exit_code == 2
    assert "3 that are no whole numbers" in outcome.output.replace("\n", " ")
    assert "secret" not in outcome.output
    outcome = new("quiz", "--from-data", data, "--answers", "0=never,1=often", folder=tmp_path)
    assert outcome.exit_code == 0
    assert (
        load_instrument(tmp_path / "quiz.yaml").codings["answers"].answers[1].label == "often"
    )


# --- from REDCap ------------------------------------------------------------------------------

HEADER = (
    '"Variable / Field Name","Form Name","Section Header","Field Type","Field Label",'
    '"Choices, Calculations, OR Slider Labels","Field Note",'
    '"Text Validation Type OR Show Slider Number","Text Validation Min","Text Validation Max",'
    '"Identifier?","Branching Logic (Show field only if...)","Required Field?"\n'
)
SLEEP = (
    HEADER
    + "record_id,demographics,,text,Record,,,,,,,,\n"
    + 'sleep_1,sleep,,radio,"<b>Awake</b>&nbsp;at night","0, Never | 1, Some nights, few | '
    '2, Most nights | 99, Prefer not to say",,,,,,,\n'
    + 'sleep_2,sleep,,radio,"Naps","0, Never | 1, Some nights, few | 2, Most nights",,,,,,'
    "\"[sleep_1] > '0'\",\n"
    + "sleep_3,sleep,,yesno,Snores,,,,,,,,\n"
    + 'total,sleep,,calc,Sum,"sum([sleep_1],[sleep_2])",,,,,,,\n'
    + 'which,sleep,,checkbox,Which,"1, A | 2, B",,,,,,,\n'
)


@pytest.fixture
def dictionary(tmp_path: Path) -> Path:
    path = tmp_path / "dictionary.csv"
    path.write_text(SLEEP, encoding="utf-8-sig")
    return path


def test_a_redcap_dictionary_gives_items_choices_labels_and_branching(
    dictionary: Path, tmp_path: Path
):
    outcome = new("sleep", "--from-redcap", dictionary, folder=tmp_path)
    assert outcome.exit_code == 0, outcome.output
    assert {finding.code for finding in findings(tmp_path / "sleep.yaml")} == {"todo-open"}
    instrument = load_instrument(tmp_path / "sleep.yaml")
    assert [item.id for item in instrument.items] == ["sleep_1", "sleep_2", "sleep_3"]
    assert instrument.items[0].label == "Awake at night"
    assert [(answer.value, answer.label) for answer in instrument.items[1].coding.answers] == [
        (0, "Never"), (1, "Some nights, few"), (2, "Most nights"),
    ]  # fmt: skip
    assert [answer.label for answer in instrument.items[2].coding.answers] == ["No", "Yes"]
    notes = " ".join(note.text for note in instrument.notes)
    assert "sleep_2 is shown only if [sleep_1] > '0'" in notes
    assert "total of the form was left out" in notes
    assert "which of the form was left out" in notes
    assert instrument.scale("total").high == 5  # 2 + 2 + 1


def test_a_choice_that_is_no_answer_is_left_out_and_asked_about(dictionary: Path):
    result = read_redcap(dictionary, "sleep")
    assert result.codings[0].values == (0, 1, 2)
    assert "99 Prefer not to say was left out" in result.codings[0].todo


def test_without_labels_no_wording_comes_in(dictionary: Path, tmp_path: Path):
    new("sleep", "--from-redcap", dictionary, "--no-form-labels", folder=tmp_path)
    text = (tmp_path / "sleep.yaml").read_text()
    assert "Awake" not in text
    assert "label: item 1" in text


def test_field_names_that_say_more_than_a_number_are_no_ids(tmp_path: Path):
    path = tmp_path / "d.csv"
    path.write_text(
        HEADER
        + 'feels_calm,mood,,radio,Calm,"1, no | 2, yes",,,,,,,\n'
        + 'feels_low,mood,,dropdown,Low,"1, no | 2, yes",,,,,,,\n'
    )
    result = read_redcap(path, "mood")
    assert [(item.id, item.column) for item in result.items] == [
        ("mood_1", "feels_calm"), ("mood_2", "feels_low"),
    ]  # fmt: skip


def test_a_dictionary_with_several_forms_asks_which(tmp_path: Path):
    path = tmp_path / "d.csv"
    rows = [f'{form}_1,{form},,radio,x,"0, a | 1, b",,,,,,,\n' for form in ("phq", "gad")]
    path.write_text(HEADER + "".join(rows))
    with pytest.raises(DataError, match="more than one form: phq, gad"):
        read_redcap(path, "gad")
    assert [item.id for item in read_redcap(path, "gad", form="gad").items] == ["gad_1"]
    with pytest.raises(DataError, match="no form `gdd`") as caught:
        read_redcap(path, "gad", form="gdd")
    assert "did you mean gad?" in caught.value.hint


def test_what_is_no_dictionary_is_refused(tmp_path: Path):
    path = tmp_path / "d.csv"
    path.write_text("id,q1\n1,2\n")
    with pytest.raises(DataError, match="no REDCap data dictionary"):
        read_redcap(path, "quiz")
    path.write_text(HEADER + "a,f,,text,x,,,,,,,,\n")
    with pytest.raises(DataError, match="no field with single choices"):
        read_redcap(path, "quiz")
    path.write_text(HEADER + 'a,f,,radio,x,"a, yes | b, no",,,,,,,\n')
    with pytest.raises(DataError, match="numbers for codes"):
        read_redcap(path, "quiz")


def test_names_from_files_cannot_break_out_of_a_comment(tmp_path: Path):
    draft = InstrumentDraft(
        id="quiz",
        codings=(DraftCoding(id="answers", answers=((0, ""), (1, "")), todo="one\nformat: 2"),),
        items=(DraftItem(id="q1", label="item", coding="answers", column="q\nid: other"),),
        scales=(DraftScale(id="total", name="Total", items=(1,)),),
    )
    path = tmp_path / "quiz.yaml"
    path.write_text(instrument_text(draft, schema="x"))
    assert load_instrument(path).id == "quiz"


# --- asked on a terminal ----------------------------------------------------------------------

ANSWERS = "Bad Id\nquiz\nA quiz\nfour\n4\nx\n0-3\n2\nworry=1,2\n\nsideways\nlower\n"


def test_interactive_asks_again_until_an_answer_can_be(tmp_path: Path):
    outcome = new("--interactive", folder=tmp_path, answers=ANSWERS)
    assert outcome.exit_code == 0, outcome.output
    for name in (
        "cannot be the id",
        "a number from 1 to 1000",
        "is no coding",
        "lower, higher",
    ):
        assert name in outcome.output
    instrument = load_instrument(tmp_path / "quiz.yaml")
    assert (instrument.id, instrument.name, len(instrument.items)) == ("quiz", "A quiz", 4)
    assert instrument.scale("worry").items == ("quiz_1", "quiz_2")
    assert instrument.scale("worry").reversed == {"quiz_2"}
    assert instrument.scale("worry").better == "lower"


def test_interactive_does_not_ask_for_what_is_said(tmp_path: Path):
    outcome = new(
        "quiz", "-i", "--answers", "0-3", "--name", "A quiz", "--better", "lower",
        folder=tmp_path, answers="4\n\n\n",
    )  # fmt: skip
    assert outcome.exit_code == 0, outcome.output
    assert "Number of items" in outcome.output
    assert "Full name" not in outcome.output
    assert "Allowed answers" not in outcome.output


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are Unix")
def test_on_a_real_terminal_it_asks_without_being_told_to(tmp_path: Path):
    program = "from scorewell.cli.main import main; main()"
    child, terminal = pty.fork()
    if child == 0:  # pragma: no cover (another process)
        os.chdir(tmp_path)
        os.execv(sys.executable, [sys.executable, "-c", program, "new", "instrument"])
    os.write(terminal, ANSWERS.encode())
    output_bytes = b""
    while True:
        try:
            block = os.read(terminal, 4096)
        except OSError:  # the other end is closed
            break
        if not block:
            break
        output_bytes += block
    os.close(terminal)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code == 0, output_bytes.decode()
    assert "Number of items" in output_bytes.decode()
    assert load_instrument(tmp_path / "quiz.yaml").scale("worry").better == "lower"
