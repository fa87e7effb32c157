"""Word, Markdown, LaTeX, JSON and workbook; one table and one figure alone.

Counts and limits by hand: see ``report_cases.py``. The files in ``data/golden`` are what the text
forms look like; with SCOREWELL_UPDATE_GOLDEN=1 they are written anew, to be read before they are
kept.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import docx
import jsonschema
import openpyxl
import pytest
import yaml
from report_cases import COUNTS, HOSTILE, PAIRS, Page, compare, hostile_study, no_cutoff, study

from scorewell.cli.main import main
from scorewell.errors import ScorewellError
from scorewell.io.bundled_files import bundled, schema_text
from scorewell.report.documents.json_report import json_report
from scorewell.report.documents.latex import escaped as latex_escaped
from scorewell.report.documents.latex import latex_report, latex_table
from scorewell.report.documents.markdown import escaped as markdown_escaped
from scorewell.report.documents.markdown import markdown_report
from scorewell.report.documents.single import table_bytes
from scorewell.report.documents.word import word_report, word_table
from scorewell.report.documents.workbook import workbook_bytes
from scorewell.report.text.publication_table import (
    PublicationTable,
    outcome_table,
    published_table,
)
from scorewell.report.write_report import FORMS, check_forms, write_report
from scorewell.study.plan import read_plan
from scorewell.study.run import run_study

GOLDEN = Path(__file__).parents[1] / "data" / "golden"
NOTE = "Counts are respondents who have a score on both occasions"


def normalised(text):
    return text.replace("9.9.9", "VERSION").replace("5 March 2024, 09:07 UTC", "DATE")


def in_groups():
    return study(compare(PAIRS.assign(group=list("aaaabbbb"))), no_cutoff())


def as_text(form):
    return lambda: table_bytes(published_table(in_groups().changes), form).decode()


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("report.md", lambda: markdown_report(in_groups())),
        ("tables.tex", lambda: latex_report(in_groups())),
        ("table.txt", as_text("text")),
        ("table.html", as_text("html")),
        ("table.csv", as_text("csv")),
    ],
)
def test_text_forms_look_as_they_were_read(name, make):
    result, path = normalised(make()), GOLDEN / name
    if os.environ.get("SCOREWELL_UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(result, encoding="utf-8")
    assert result == path.read_text("utf-8")


# --- hostile words --------------------------------------------------------------------------


def test_markdown_has_no_markup_and_no_link_of_a_stranger():
    text = markdown_report(hostile_study())
    bare = re.sub(r"\\.", "", text)
    assert not re.search(r"[<>{}]|https?:|\]\(|!\[", bare)
    assert "alert(1)" in text


@pytest.mark.parametrize("text", ["# head", "- item", "1. one", "+ x", "=== x", "> quote"])
def test_no_line_of_markdown_begins_a_block_of_a_stranger(text):
    assert re.match(r"\\?[^\\]?\d*\\", markdown_escaped(text))


def test_latex_has_no_command_of_a_stranger():
    assert latex_escaped(r"\input{/etc/passwd}") == (r"\textbackslash{}input\{/etc/passwd\}")
    assert latex_escaped("50% $x$ #1 a_b ~ ^") == (
        r"50\% \$x\$ \#1 a\_b \textasciitilde{} \textasciicircum{}"
    )
    evil = study(compare(scale=compare().scale), title=r"\write18{rm}")
    text = latex_report(hostile_study()) + latex_report(evil)
    commands = set(re.findall(r"\\([A-Za-z]+)", text))
    values = {
        "usepackage", "begin", "end", "caption", "label", "toprule", "midrule", "bottomrule",
        "addlinespace", "multicolumn", "textit", "quad", "item", "footnotesize", "input",
        "textbackslash", "textless", "textgreater", "textbar", "textquotedbl", "textasciitilde",
        "textasciicircum", "textquotesingle", "textasciigrave", "ensuremath", "ldots",
        "endfirsthead", "endhead", "nopagebreak", "noindent", "par",
    }  # fmt: skip
    assert commands <= values


def test_word_holds_hostile_words_as_text_and_no_field_or_link():
    result = word_report(hostile_study())
    with zipfile.ZipFile(io.BytesIO(result)) as book:
        parts = {name: book.read(name).decode("utf-8", "replace") for name in book.namelist()}
    body = parts["word/document.xml"]
    assert not re.search("<w:(fldSimple|instrText|hyperlink|object|altChunk)", body)
    relations = parts["word/_rels/document.xml.rels"]
    assert 'TargetMode="External"' not in relations
    assert not [name for name in parts if "vba" in name.lower() or name.endswith(".bin")]
    words = "\n".join(
        paragraph.text for paragraph in docx.Document(io.BytesIO(result)).paragraphs
    )
    assert HOSTILE[0] in words


def test_word_takes_characters_that_xml_cannot_hold():
    result = word_report(study(title="a\x00b\ufffe c"))
    assert docx.Document(io.BytesIO(result)).paragraphs[0].text == "ab c"


def test_no_cell_of_a_copied_csv_is_a_formula():
    table = published_table(hostile_study().changes)
    for row in csv.reader(io.StringIO(table_bytes(table, "csv").decode())):
        assert not any(cell.startswith(("=", "+", "@", "-")) for cell in row)


def test_html_of_one_table_is_escaped():
    html = table_bytes(published_table(hostile_study().changes), "html").decode()
    page = Page(html)
    assert {tag for tag, _ in page.tags} == {
        "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td",
    }  # fmt: skip


# --- what the forms hold --------------------------------------------------------------------


def test_word_has_the_published_table_with_caption_and_note_to_edit():
    book = docx.Document(io.BytesIO(word_table(published_table([compare()]))))
    (grid,) = book.tables
    rows = [[cell.text for cell in row.cells] for row in grid.rows]
    assert rows[0] == ["Significance", "Deterioration", "Improvement", "No change"]
    assert rows[1][0] == "MOOD: Low mood (n = 7)"
    assert [[int(cell) for cell in row[1:]] for row in rows[2:]] == COUNTS
    words = [paragraph.text for paragraph in book.paragraphs]
    assert words[0].startswith("Table 1. Respondents by clinically significant change")
    assert any(word.startswith(f"Note. {NOTE}") for word in words)


def test_no_page_of_word_ends_within_a_block_of_a_table():
    """Two results, the second without a cut-off: blocks of a heading and 3, and of one and 1."""
    table = published_table([compare(), no_cutoff()])
    (grid,) = docx.Document(io.BytesIO(word_table(table))).tables
    stays = [row.cells[1].paragraphs[0].paragraph_format.keep_with_next for row in grid.rows]
    assert stays == [True, True, True, True, False, True, False]
    assert all(row._tr.trPr.xpath("w:cantSplit") for row in grid.rows)


@pytest.mark.parametrize(("blocks", "long"), [(8, False), (9, True)])
def test_a_latex_table_of_over_forty_lines_runs_over_the_pages(blocks, long):
    rows = tuple((f"row {n}", str(n)) for n in range(4))
    table = PublicationTable(
        caption="C", columns=("A", "B"), blocks=tuple((f"b {n}", rows) for n in range(blocks)),
        footnotes=("50% of them",),
    )  # fmt: skip
    text = latex_table(table, label="tab:x")
    assert r"\begin{longtable}{ll}" in text if long else r"\begin{tabular}{ll}" in text
    assert text.count(r"A & B \\") == (2 if long else 1)
    assert text.count(r" \\*") == (4 * blocks if long else 0)
    assert r"50\% of them" in text
    page = re.findall(r"\\begin{(\w+)}", text)
    assert sorted(page) == sorted(re.findall(r"\\end{(\w+)}", text))


def test_the_last_sheet_says_each_thing_of_the_manifest_in_a_row_of_its_own(demo):
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(demo)))
    about = {str(label): str(words) for label, words in book["About"].values}
    assert about["Data: file"] == "answers.csv"
    assert about["Definitions 1: id"] == "scs-sf"
    assert not any('{"' in words for words in about.values())


def test_word_and_the_other_forms_are_the_same_each_time():
    for form in FORMS.values():
        assert form.make(study()) == form.make(study()), form.name


def test_word_has_its_drawings_with_words_for_who_does_not_see_them():
    book = docx.Document(io.BytesIO(word_report(study())))
    description = [shape._inline.docPr.get("descr") for shape in book.inline_shapes]
    assert len(description) == 2
    assert all(description)


def test_outcomes_have_n_and_interval_in_every_block():
    """2 of 7 is 29%, Wilson 8% to 64%; in group b: 1 of 3 recovered."""
    table = outcome_table(in_groups().changes[:1])
    (whole, rows), _, (b, of_b) = table.blocks
    assert whole == "MOOD: Low mood (n = 7)"
    assert rows[0] == ("recovered", "2", "7", "29%", "8% to 64%")
    assert b == "MOOD: Low mood, b (n = 3)"
    assert of_b[0][:3] == ("recovered", "1", "3")


@pytest.fixture(scope="module")
def demo():
    plan = read_plan(bundled("demo") / "study.yaml")
    return run_study(plan)


def test_json_fits_its_schema_and_holds_the_counts(demo):
    schema = json.loads(schema_text("report"))
    jsonschema.Draft202012Validator.check_schema(schema)
    for result in (demo, study(), hostile_study(), study(changes=(), manifest={}), in_groups()):
        data = json.loads(json_report(result), parse_constant=pytest.fail)
        errors = jsonschema.Draft202012Validator(schema).iter_errors(data)
        assert [(list(error.path), error.message) for error in errors] == []
    actual = json.loads(json_report(study()))["changes"][0]
    assert [list(row.values()) for row in actual["table"].values()] == COUNTS


def test_the_schema_refuses_what_is_not_a_report():
    schema = json.loads(schema_text("report"))
    data = json.loads(json_report(study()))
    del data["changes"][0]["inputs"][0]["origin"]
    assert not jsonschema.Draft202012Validator(schema).is_valid(data)
    assert not jsonschema.Draft202012Validator(schema).is_valid({"format": 1})


def test_the_workbook_has_a_sheet_for_everything_that_was_found(demo, tmp_path):
    write_report(demo, tmp_path / "report")
    book = openpyxl.load_workbook(tmp_path / "report" / "tables.xlsx")
    assert len(book.sheetnames) <= 8
    first = [cell.value for cell in book["Uncertainty"]["A"]]
    assert {"Precision", "Robustness", "Missing", "Denominators"} <= set(first)
    header = [cell.value for cell in book["Uncertainty"][2]]
    assert header[:4] == ["Instrument", "Scale", "Part", "Name"]


# --- choosing forms -------------------------------------------------------------------------


def test_forms_are_written_as_asked_and_no_others(tmp_path):
    write_report(study(), tmp_path / "report", forms=["md", "json", "md"])
    names = {path.name for path in (tmp_path / "report").iterdir()}
    assert {"report.md", "report.json", "manifest.json", "change.csv"} <= names
    assert not {"summary.html", "tables.xlsx", "report.docx"} & names
    write_report(study(), tmp_path / "report", forms=["all"], overwrite=True)
    assert {form.file for form in FORMS.values()} <= {
        path.name for path in (tmp_path / "report").iterdir()
    }


def test_an_unknown_form_is_refused_before_anything_is_written(tmp_path):
    with pytest.raises(ScorewellError, match="no form 'pdf'"):
        write_report(study(), tmp_path / "report", forms=["pdf"])
    assert list(tmp_path.iterdir()) == []


def without(monkeypatch, module):
    real = __import__("importlib.util", fromlist=["find_spec"]).find_spec
    monkeypatch.setattr(
        "importlib.util.find_spec", lambda name: None if name == module else real(name)
    )


def test_a_missing_library_is_named_with_its_extra(monkeypatch):
    without(monkeypatch, "docx")
    with pytest.raises(ScorewellError, match="python-docx") as caught:
        check_forms(["docx"])
    assert "scorewell[word]" in caught.value.hint


@pytest.mark.parametrize(
    ("module", "name", "extra"), [("resvg_py", "p.png", "plot"), ("vl_convert", "p.pdf", "pdf")]
)
def test_a_missing_library_for_a_drawing_is_named_with_its_extra(
    monkeypatch, tmp_path, module, name, extra
):
    without(monkeypatch, module)
    with pytest.raises(ScorewellError, match="which is not installed") as caught:
        compare().plot().save(tmp_path / name)
    assert f"scorewell[{extra}]" in caught.value.hint
    assert list(tmp_path.iterdir()) == []


# --- commands -------------------------------------------------------------------------------


def totals(folder):
    """PSEQ totals: limit 1.959964 x 10 x sqrt(2 x .08) = 7.84; cut-off 20 + 2 x 10 = 40."""
    (folder / "t.csv").write_text(
        "id,when,total\na,pre,20\na,post,45\nb,pre,30\nb,post,31\n<b>,pre,25\n<b>,post,12\n"
    )
    content = {
        "format": 1, "title": "T", "data": [{"file": "t.csv"}],
        "columns": {"id": "id", "occasion": "when"}, "occasions": {"pre": "pre", "post": "post"},
        "change": {
            "reliability": 0.92, "sd": 10, "functional": "none", "criterion": "a",
            "clinical": {"mean": 20, "sd": 10, "source": "made up"},
        },
        "measures": [{"instrument": "pseq", "totals": {"total": "total"}}],
    }  # fmt: skip
    (folder / "s.yaml").write_text(yaml.safe_dump(content))
    return folder / "s.yaml"


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SCOREWELL_INSTRUMENTS", raising=False)

    def call(*words):
        monkeypatch.setattr(sys, "argv", ["scorewell", *map(str, words)])
        with pytest.raises(SystemExit) as error:
            main()
        out, err = capsys.readouterr()
        return error.value.code or 0, out, err

    return call


def test_the_table_command_writes_every_form(run, tmp_path):
    path = totals(tmp_path)
    code, out, _ = run("table", path)
    assert code == 0
    assert re.search(r"significant change +0 +1 +0", out)
    for name in ("o.md", "o.tex", "o.html", "o.csv", "o.docx", "o.txt"):
        code, _, err = run("table", path, "-o", tmp_path / name)
        assert (code, (tmp_path / name).stat().st_size > 100) == (0, True), err
    assert run("table", path, "-o", tmp_path / "o.md")[0] != 0
    code, out, _ = run("table", path, "outcomes", "--format", "csv")
    assert "recovered,1,3,33%" in out


def test_the_table_command_says_what_it_cannot_do(run, tmp_path):
    path = totals(tmp_path)
    assert run("table", path, "-o", tmp_path / "t.pdf")[0] == 2
    assert run("table", path, "--format", "docx")[0] == 2


def test_the_plot_command_draws_each_figure(run, tmp_path):
    path = totals(tmp_path)
    for figure in ("jacobson", "change", "distribution", "overview"):
        code, out, _ = run("plot", path, figure)
        assert code == 0
        assert ET.fromstring(out).tag.endswith("svg")
        assert "<b>" not in out
    code, _, err = run("plot", path, "jacobson", "-o", tmp_path / "p.png", "--zoom", "2")
    assert code == 0, err
    png = (tmp_path / "p.png").read_bytes()
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(png[16:20], "big") == 2 * 480


@pytest.mark.parametrize("name", ["a.pdf", "b.PDF"])
def test_a_drawing_as_pdf_is_one_page_of_its_size_without_a_date(run, tmp_path, name):
    path = totals(tmp_path)
    svg = ET.fromstring(run("plot", path, "jacobson")[1])
    code, _, err = run("plot", path, "jacobson", "-o", tmp_path / name)
    assert code == 0, err
    result = (tmp_path / name).read_bytes()
    assert result.startswith(b"%PDF-")
    assert b"/Count 1" in result
    assert b"Date" not in result
    assert b"/FontFile" in result  # text stays text, in a font that travels along
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", result)
    assert list(map(float, box.groups())) == [
        float(svg.get(name)) for name in ("width", "height")
    ]


def test_the_plot_command_says_what_is_not_there(run, tmp_path):
    path = totals(tmp_path)
    code, _, err = run("plot", path, "trajectory")
    assert code == 1
    assert "more than two occasions" in err
    code, _, err = run("plot", path, "jacobson", "--scale", "pseq.totl")
    assert "pseq.total" in err
    assert run("plot", path, "-o", tmp_path / "p.bmp")[0] == 2


def test_evaluate_writes_forms_and_respondents(run, tmp_path):
    path = totals(tmp_path)
    code, _, err = run(
        "evaluate", path, "-o", "out", "--forms", "html,md", "--respondent-pages"
    )
    assert code == 0, err
    pages = {path.name for path in (tmp_path / "out" / "respondents").iterdir()}
    assert len(pages) == 4  # three respondents, and all in one
    assert (tmp_path / "out" / "report.md").is_file()
    assert run("evaluate", path, "-o", "other", "--forms", "pdf")[0] == 1
    assert not (tmp_path / "other").exists()
