"""Reports in other languages: nothing in English is left over, and no translation can do harm."""

from __future__ import annotations

import ast
import dataclasses
import io
import random
import re
import runpy
import sys
from html import unescape
from pathlib import Path

import jinja2
import pandas as pd
import pseudo_language
import pytest
import report_cases
import yaml
from polib import POEntry
from pseudo_language import (
    CLOSE,
    OPEN,
    Visible,
    docx_texts,
    engine_phrases,
    leftovers,
    set_translations,
    translate_entries,
    write_po,
    xlsx_texts,
)

import scorewell
from scorewell.authoring.translation_file import language_file
from scorewell.cli.main import main
from scorewell.errors import ScorewellError
from scorewell.i18n.catalog import (
    LANGUAGE,
    english_entries,
    english_texts,
    gaps,
    make_language,
    read_catalog,
    read_language,
    use_language,
)
from scorewell.i18n.messages import (
    Figure,
    code_message,
    join_messages,
    plural_words,
    say,
    say_plural,
    translate,
    words,
)
from scorewell.i18n.po import make_catalog, parse_po, translations
from scorewell.io.bundled_files import bundled
from scorewell.registry.registry import open_registry
from scorewell.report.documents.latex import latex_report
from scorewell.report.documents.markdown import markdown_report
from scorewell.report.documents.word import word_report
from scorewell.report.documents.workbook import workbook_bytes
from scorewell.report.html.page import html_report
from scorewell.report.references import CUTOFFS, INTERVALS, references
from scorewell.report.respondents.pages import respondent_pages
from scorewell.report.tables.frames import finding_frame
from scorewell.report.text.methods_section import methods_text
from scorewell.report.text.plain_text import text_summary
from scorewell.report.write_report import write_report
from scorewell.study.plan import read_plan
from scorewell.study.run import run_study
from scorewell_plugins.change.indices.standard_error import JACOBSON_TRUAX

CORE = Path(scorewell.__file__).parent
SECTION = CORE / "report"


# --- nothing in English is left over --------------------------------------------------------


def answers(folder):
    """Two measures on four occasions, with gaps, alerts and answers that cannot be scored."""
    chance = random.Random(3)
    rows = []
    for person in range(1, 29):
        base, gain = chance.choice([2, 2, 2, 1, 3]), chance.choice([0, 0.4, 0.8, 1.2, -0.3])
        for place, occasion in enumerate(("pre", "mid", "post", "6m")):
            if (occasion == "6m" and person % 5 == 0) or (occasion == "pre" and person == 11):
                continue
            if occasion == "post" and person in (7, 8, 9):
                continue
            row = {"id": f"R{person:02}", "visit": occasion, "week": (0, 4, 8, 34)[place]}
            row["site"] = ("north", "south")[person % 2]
            for name, count in (("phq9", 9), ("gad7", 7)):
                for item in range(1, count + 1):
                    answer = round(base - gain * place + chance.uniform(-0.6, 0.6))
                    row[f"{name}_{item}"] = str(min(max(answer, 0), 3))
            rows.append(row)
    rows[13]["phq9_2"], rows[14]["phq9_2"], rows[15]["gad7_3"] = "", "x", "9"
    pd.DataFrame(rows).to_csv(folder / "answers.csv", index=False)


def course_study(folder, **more):
    answers(folder)
    content = {
        "format": 1,
        "title": "TITLE",
        "data": [{"file": "answers.csv"}],
        "columns": {"id": "id", "occasion": "visit", "group": "site", "time": "week"},
        "occasions": {"pre": "pre", "post": "post", "order": ["pre", "mid", "post", "6m"]},
        "sudden_gains": {"cut": 5},
        "approaches": [
            {"approach": "percentage", "improvement": 30},
            {"approach": "anchor", "improvement": 5},
        ],
        "growth": "growth-slope",
        "rules": [
            {
                "rule": "talking-therapies",
                "measures": {"depression": "phq-9.total", "anxiety": "gad-7.total"},
            }
        ],
        "measures": [
            {"instrument": "phq-9", "columns": "phq9_{n}", "scales": ["total"]},
            {"instrument": "gad-7", "columns": "gad7_{n}", "scales": ["total"]},
        ],
    } | more
    path = folder / "study.yaml"
    path.write_text(yaml.safe_dump(content, sort_keys=False))
    return path


def choice_study(folder):
    """One measure with all combinations of choices, and approaches that judge the group."""
    mine = {"functional": {"mean": 4, "sd": 4, "source": "TITLE"}, "criterion": "b"}
    return course_study(
        folder,
        sensitivity=True,
        sudden_gains={},
        approaches=[
            {"approach": "anchor-group", "improvement": 5},
            {"approach": "anchor-group", "improvement": 2, "bayesian": True},
            {"approach": "anchor-between", "improvement": 5, "group": "north"}
            | {"reference": "south"},
            {"approach": "hageman-arrindell-proportions", "change": mine},
            {"approach": "minimal-detectable-change"},
            {"approach": "distribution", "change": {"control_group": "south"}},
        ],
    )


def fewer(result):
    """Every fiftieth of thousands of combinations says all that there is to say."""
    removed_spans = [
        dataclasses.replace(multiverse, combinations=multiverse.combinations.iloc[::50])
        for multiverse in result.multiverses
    ]
    return dataclasses.replace(result, multiverses=tuple(removed_spans))


def ran(path):
    plan = read_plan(path)
    registry = open_registry(list(plan.instruments), overlays=list(plan.overlays))
    return run_study(plan, registry=registry)


@pytest.fixture(scope="module")
def studies(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course")
    return {
        "demo": ran(bundled("demo") / "study.yaml"),
        "course": ran(course_study(folder)),
        "choices": fewer(ran(choice_study(tmp_path_factory.mktemp("choices")))),
    }


def texts_of(form, result):
    """What somebody sees of one form."""
    match form:
        case "page":
            # What made the report is told by the names that the manifest has for it.
            return Visible(html_report(result), without={"made"}).texts
        case "text":
            return [" ".join(text_summary(result).split())]
        case "methods":
            return [" ".join(methods_text(result).split())]
        case "word":
            return [unescape(text) for text in docx_texts(word_report(result))]
        case "markdown":
            return re.sub(r"\\(.)", r"\1", markdown_report(result)).splitlines()
        case "latex":
            lines = [line for line in latex_report(result).splitlines() if line[:1] != "%"]
            for code, character in (("quotesingle", "'"), ("quotedbl", '"'), ("bar", "|")):
                lines = [line.replace(rf"\text{code}{{}}", character) for line in lines]
            return [re.sub(r"\\[a-z]+(\{[a-z0-9:]+\})*|^\{[lr]+\}", "", line) for line in lines]
        case "respondents":
            pages = [page for _, page in respondent_pages(result)]
            return [text for page in pages for text in Visible(page).texts]
        case "workbook":
            return workbook_texts(workbook_bytes(result))
    raise ValueError(form)


def workbook_texts(content):
    """Names of all sheets and their cells; of what made the report, as the manifest says it."""
    sheets = xlsx_texts(content)
    assert len(sheets) > 5
    output_text = {name: rows for name, rows in sheets.items() if name != say("sheet.about")}
    return [*sheets, *(cell for rows in output_text.values() for row in rows for cell in row)]


def strings(value):
    if isinstance(value, str):
        yield from (value, " ".join(value.split()), value.rstrip("."))
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from strings(getattr(value, field.name))
    elif isinstance(value, tuple | list):
        for entry in value:
            yield from strings(entry)
    elif hasattr(value, "items"):
        for key, entry in value.items():
            yield from strings(key)
            yield from strings(entry)


# Words of definitions that are words of the report too.
OURS = {
    "adults", "alpha", "answers", "baseline", "clinical", "complete", "functional", "higher",
    "item", "items", "lower", "mean", "method", "none", "pairs", "prorate", "sample", "scale",
    "self", "sum", "text", "total", "unknown", "improved", "recovered", "unchanged",
    "deteriorated", "general", "non-clinical", "case", "some", "every",
}  # fmt: skip


def data_of(result):
    """What is data, a definition or a name: allowed outside the brackets."""
    values = {
        "answers.csv",
        "alerts.csv",
        "course.csv",
        "course-respondents.csv",
        "scorewell",
        "SVG",
        "PNG",
        "UTC",
        "R0",
        "R1",
        "R2",
        "north",
        "south",
        "pre",
        "mid",
    }
    values |= {"post", "6m", "TITLE", *result.authors, result.title, result.note}
    sources = references((*result.changes, *result.judgements, *result.growths))
    values |= {*sources.texts, *map(sources.short, sources.texts), CUTOFFS, INTERVALS}
    for entry in (*result.changes, *result.judgements, *result.growths):
        values |= {text for text in strings(entry.instrument) if len(text) > 2}
        values |= {entry.instrument.acronym, entry.instrument.column(entry.scale.id)}
        values |= {item.citation for item in entry.inputs} | {entry.method.name}
        values |= {entry.method.reference}
    for outcome in result.outcomes:
        values |= {text for text in strings(outcome.rule) if len(text) > 3} | set(
            outcome.measures
        )
        values |= {entry.citation for entry in outcome.inputs}
        values |= {"At caseness at baseline"}
    values |= set(map(str, result.findings[["kind", "column"]].stack())) - {"text"}
    values |= set(map(str, result.findings["value"].dropna()))
    if result.data_summary is not None:
        values |= {e.text for e in result.data_summary.replacements}
        values |= {e.meaning for e in result.data_summary.replacements}
    for multiverse in result.multiverses:
        # Methods are called by their names; the other choices are words, or entries.
        values |= {entry.label for entry in multiverse.choices.by_factor["method"]}
    values |= set(finding_frame(result)["code"].dropna())
    # Ids of scales and entries stand in columns of their own.
    return values - OURS | {"text", "total", "baseline"}


FORMS = (
    "page", "text", "methods", "word", "markdown", "latex", "respondents", "workbook",
)  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["demo", "course", "choices"])
def test_no_english_is_left_over_in_a_language_made_by_machine(studies, name, form):
    result = studies[name]
    with use_language(pseudo_language.pseudo_language()):
        texts = [" ".join(entry.split()) for entry in texts_of(form, result)]
    assert sum(text.count(OPEN) for text in texts) > 10
    assert leftovers(texts, data_of(result)) == []


def test_the_scan_finds_english_that_is_not_in_brackets():
    texts = [f"{OPEN}Score{CLOSE} 12 points", f"{OPEN}of{CLOSE} R01: 3,5", "no reliable change"]
    assert leftovers(texts, {"R01"}) == ["12 points", "no reliable change"]


def test_numbers_are_written_as_in_the_language(studies):
    change = studies["demo"].changes[0]
    with use_language(pseudo_language.pseudo_language()):
        text = text_summary(studies["demo"])
    limit = f"{change.limit:.2f}"
    assert limit.replace(".", ",") in text
    assert limit not in text


def test_the_page_says_which_language_it_is_in(studies):
    with use_language(pseudo_language.pseudo_language()):
        assert html_report(studies["demo"]).startswith('<!DOCTYPE html>\n<html lang="xx">')
    assert html_report(studies["demo"]).startswith('<!DOCTYPE html>\n<html lang="en-GB">')


@pytest.mark.parametrize("study", ["course", "choices"])
def test_tables_for_programs_are_the_same_in_every_language(studies, tmp_path, study):
    for name, language in (("en", None), ("xx", pseudo_language.pseudo_language())):
        with use_language(language):
            write_report(studies[study], tmp_path / name, forms=["json"])
    files = sorted(path.name for path in (tmp_path / "en").iterdir())
    assert len([name for name in files if name.endswith(".csv")]) > 10
    for name in files:
        if name.endswith((".csv", ".json")) and name != "manifest.json":
            assert (tmp_path / "en" / name).read_bytes() == (
                tmp_path / "xx" / name
            ).read_bytes()


def test_the_result_itself_stays_english(studies):
    with use_language(pseudo_language.pseudo_language()):
        assert OPEN not in studies["course"].changes[0].sentence()


# --- keys, gaps and callers -----------------------------------------------------------------

ENGLISH = english_texts()


def calls(tree, name):
    for node in ast.walk(tree):
        result = node.func if isinstance(node, ast.Call) else None
        if isinstance(result, ast.Name) and result.id == name:
            yield node


def choices(node):
    """Patterns of the texts that an expression can be."""
    match node:
        case ast.Constant(value=str() as text):
            return [re.escape(text)]
        case ast.JoinedStr(values=parts):
            return ["".join(
                re.escape(part.value) if isinstance(part, ast.Constant) else "(.+)"
                for part in parts
            )]  # fmt: skip
        case ast.IfExp(body=one, orelse=other):
            return [*choices(one), *choices(other)]
    return []


def passed_keys():
    """Keys that are handed to a function, which then takes the text by a variable."""
    for path in sorted(CORE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) not in TAKE_TEXTS:
                for argument in node.args:
                    yield from (key for key in choices(argument) if is_key(key))


def is_key(pattern):
    return "." in pattern and any(re.fullmatch(pattern, key) for key in ENGLISH)


TAKE_TEXTS = ("say", "say_plural")


def in_python():
    """Place, patterns of the key, and names of the values of every ``say``."""
    for path in sorted(CORE.rglob("*.py")):
        text = path.read_text("utf-8")
        if "say(" not in text or path.parent.name == "i18n":
            continue
        tree = ast.parse(text)
        for node in (*calls(tree, "say"), *calls(tree, "say_plural")):
            args = {keyword.arg for keyword in node.keywords}
            for end in ("", "s") if node.func.id == "say_plural" else ("",):
                patterns = choices(node.args[0])
                if isinstance(node.args[0], ast.Name):
                    patterns = sorted(set(passed_keys()))
                keys = [f"{key}{end}" for key in patterns]
                yield f"{path.name}:{node.lineno}", keys, args


def in_templates():
    for path in sorted((SECTION / "templates").rglob("*.j2")):
        tree = jinja2.Environment().parse(path.read_text("utf-8"))
        for node in tree.find_all(jinja2.nodes.Call):
            if isinstance(node.node, jinja2.nodes.Name) and node.node.name == "say":
                keys = {kwarg.key for kwarg in node.kwargs}
                yield f"{path.name}:{node.lineno}", in_jinja(node.args[0]), keys


def in_jinja(node):
    match node:
        case jinja2.nodes.Const(value=text):
            return [re.escape(text)]
        case jinja2.nodes.Concat(nodes=parts):
            return ["".join(
                re.escape(part.value) if isinstance(part, jinja2.nodes.Const) else "(.+)"
                for part in parts
            )]  # fmt: skip
        case jinja2.nodes.CondExpr():
            return [*in_jinja(node.expr1), *in_jinja(node.expr2)]
    return []


def used_keys():
    for place, patterns, arguments in (*in_python(), *in_templates()):
        assert patterns, f"{place}: which text is said here cannot be told"
        keys = {key for pattern in patterns for key in ENGLISH if re.fullmatch(pattern, key)}
        yield place, patterns, keys, arguments


def test_every_text_that_is_used_is_there():
    places = list(used_keys())
    assert len(places) > 250
    for place, patterns, _, _ in places:
        for pattern in patterns:
            assert any(re.fullmatch(pattern, key) for key in ENGLISH), (place, pattern)


def literals():
    """Every text in the source, and the patterns of those that are put together."""
    texts, patterns = set(), set()
    for folder in pseudo_language.PACKAGES:
        for path in folder.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    texts.add(node.value)
                elif isinstance(node, ast.JoinedStr):
                    patterns.update(choice for choice in choices(node) if choice != "(.+)")
    return texts, patterns


def test_every_text_that_is_there_is_used():
    texts, _ = literals()
    names = texts | {text.removesuffix(".csv") for text in texts}
    names |= set(map(str, range(1, 13)))
    exact, loose = set(), set()
    for _, patterns, _, _ in used_keys():
        for pattern in patterns:
            (loose if "(.+)" in pattern else exact).add(pattern)
    exact_keys = {key for entry in exact for key in ENGLISH if re.fullmatch(entry, key)}
    dead = []
    for key in ENGLISH:
        if key in exact_keys or key.startswith(("term.", "column.", "language.")):
            continue
        result = [match for entry in loose if (match := re.fullmatch(entry, key))]
        if not any(all(part in names for part in match.groups()) for match in result):
            dead.append(key)
    assert not dead, "\n".join(dead)


def test_every_word_for_a_code_and_every_heading_is_one_that_the_engine_has():
    texts, patterns = literals()
    expected = texts | {text.replace("_", " ") for text in texts}
    expected |= {text.capitalize() for text in texts}
    dead = []
    for key in ENGLISH:
        head, _, name = key.partition(".")
        if head not in {"term", "column"} or name in expected:
            continue
        if not any(re.fullmatch(pattern, name) for pattern in patterns if len(pattern) > 8):
            dead.append(key)
    assert not dead, "\n".join(dead)


def test_every_text_is_given_what_it_takes_and_no_more():
    values = set()
    for place, patterns, keys, arguments in used_keys():
        takes = set().union(*(gaps(ENGLISH[key]) for key in keys))
        assert arguments <= takes, (place, arguments - takes)
        if all("(.+)" not in pattern for pattern in patterns):
            assert takes <= arguments, (place, takes - arguments)
        values |= {key for key in keys if gaps(ENGLISH[key]) <= arguments}
    unfilled = {key for key in ENGLISH if gaps(ENGLISH[key])} - values
    assert {key for key in unfilled if not key.startswith("term.")} == set()


def test_every_phrase_of_the_engine_is_given_what_it_takes_and_no_more():
    count = 0
    phrases = {
        text
        for entry in pseudo_language.template()
        for text in (entry.msgid, entry.msgid_plural)
    }
    for folder in pseudo_language.PACKAGES:
        for path in folder.rglob("*.py"):
            tree = ast.parse(path.read_text("utf-8"))
            for node in (*calls(tree, "words"), *calls(tree, "plural_words")):
                texts = node.args[: 2 if node.func.id == "plural_words" else 1]
                if path.parent.name in {"i18n", "options"} and not isinstance(
                    texts[0], ast.Constant
                ):
                    continue
                takes = set().union(*(gaps(text.value) for text in texts))
                assert {text.value for text in texts} <= phrases
                args = {keyword.arg for keyword in node.keywords}
                assert takes == args, (f"{path.name}:{node.lineno}", takes ^ args)
                count += 1
    assert count > 150


def test_no_text_speaks_of_a_diagnosis_except_to_deny_it():
    arguments = re.compile(r"diagnos|disorder|\bcured?\b|patholog|abnormal", re.IGNORECASE)
    for text in [*ENGLISH.values(), *engine_phrases()]:
        assert not arguments.search(re.sub(r"(not a|no) diagnosis", "", text)), text


def test_no_share_is_told_without_of_how_many(studies):
    """In each sentence with a percentage there is a number of people that it is of."""
    for result in studies.values():
        output_text = [entry.sentence() for entry in (*result.changes, *result.precision)]
        output_text += [entry.sentence() for entry in (*result.missing, *result.denominators)]
        for text in output_text:
            for sentence in re.split(r"(?<=[a-z)])\. ", text):
                if re.search(r"\d%", sentence.replace("95% interval", "")):
                    assert re.search(r"\bof \d|n = \d", sentence), sentence


# --- words of the engine --------------------------------------------------------------------


def german(texts=None):
    texts = {"language.decimal": ",", "no post score": "kein Wert danach"} | (texts or {})
    return make_language("de", translate_entries("de", texts))


def test_words_are_said_with_their_values_in_the_language_too():
    template = "{{ n }} of {{ of }} ({{ share }} points): {{ why }}"
    result = words(template, n=2, of=13, share=Figure("0.5"), why=code_message("no post score"))
    assert result == "2 of 13 (0.5 points): no post score"
    ours = "{{ why }}: {{ share }} Punkte bei {{ n }} von {{ of }}"
    with use_language(german({template: ours})):
        assert translate(result) == "kein Wert danach: 0,5 Punkte bei 2 von 13"
        assert translate(join_messages([result, "X"], " | ")) == f"{translate(result)} | X"


def test_words_without_a_translation_stay_english_and_are_told_once():
    language = german()
    with use_language(language):
        for _ in range(2):
            assert translate(words("{{ n }} lost", n=3)) == "3 lost"
    (finding,) = language.untranslated_findings
    assert finding.code == "phrases-missing"
    assert "'{{ n }} lost'" in finding.message


def test_a_message_has_the_plural_forms_of_its_language():
    plural_rule = (
        "nplurals=3; plural=n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2;"
    )
    rows = {"msgid": "{{ n }} row", "msgid_plural": "{{ n }} rows"}
    forms = ("{{ n }} wiersz", "{{ n }} wiersze", "{{ n }} wierszy")
    entries = [POEntry(**rows), POEntry(**rows, msgctxt="count.row")]
    polish = make_language(
        "pl",
        make_catalog(
            [set_translations(entry, *forms) for entry in entries],
            {"Language": "pl", "Plural-Forms": plural_rule},
        ),
    )
    # The forms of Polish as the manual of GNU gettext lists them (Plural forms).
    expected = {
        1: "1 wiersz",
        2: "2 wiersze",
        5: "5 wierszy",
        12: "12 wierszy",
        22: "22 wiersze",
    }
    messages = {n: plural_words("{{ n }} row", "{{ n }} rows", n, n=n) for n in expected}
    assert [messages[1], messages[2]] == ["1 row", "2 rows"]
    with use_language(polish):
        assert {n: translate(message) for n, message in messages.items()} == expected
        assert {n: say_plural("count.row", n, n=n) for n in expected} == expected


# --- catalogues -------------------------------------------------------------------------


def test_what_a_file_lacks_stays_english_and_one_finding_says_which():
    language = make_language("de.po", translate_entries("de", {"outcome.recovered": "genesen"}))
    assert language.text("outcome.recovered") == "genesen"
    assert language.text("outcome.improved") == "improved"
    (finding,) = language.findings
    assert finding.code == "texts-missing"
    count = len(english_entries())
    assert f"{count - 1} of {count} texts" in finding.message
    assert "outcome.improved" in finding.message


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{{ ''.__class__.__mro__ }}", "gaps and nothing else, not {{ ''.__class__"),
        ("{% for x in [1, 2] %}x{% endfor %}", "gaps and nothing else, not {% for"),
        ("{{ n() }}", "gaps and nothing else, not {{ n()"),
        ("{{ n|upper }}", "gaps and nothing else, not {{ n|upper"),
        ("{{ n ** 99999999 }}", "gaps and nothing else, not {{ n **"),
        ("{% include 'page.html.j2' %}", "gaps and nothing else, not {% include"),
        ("{{ n", "gaps and nothing else, not {{ n"),
        ("{{ secret }}", "nothing is given for {{ secret }}"),
    ],
)
def test_a_text_that_would_do_more_than_fill_gaps_is_not_used(text, reason):
    language = make_language("evil.po", translate_entries("xx", {"figure.counted": text}))
    findings = [finding for finding in language.findings if finding.code == "text-not-usable"]
    assert len(findings) == 1
    assert reason in findings[0].message
    assert language.text("figure.counted") == ENGLISH["figure.counted"]


def test_a_text_that_nobody_asks_for_is_told():
    entry = POEntry(msgid="n = {{ n }}", msgctxt="figure.count", msgstr="n = {{ n }}")
    language = make_language("de.po", make_catalog([entry], {}))
    (message,) = [
        finding.message for finding in language.findings if finding.code == "text-not-usable"
    ]
    assert message.startswith(
        "figure.count: there is no such text (did you mean figure.counted"
    )


@pytest.mark.parametrize("form", ["page", "markdown", "latex", "respondents"])
def test_a_hostile_translation_is_shown_as_text(form):
    evil = '<script>alert(1)</script><img src=x onerror="alert(2)"> \\input{x} '
    texts = {
        entry.msgctxt or entry.msgid: evil + entry.msgid for entry in pseudo_language.template()
    }
    texts["language.decimal"] = ","
    language = make_language("evil.po", translate_entries("xx", texts))
    result = report_cases.study()
    with use_language(language):
        made_of = {
            "page": lambda: html_report(result),
            "markdown": lambda: markdown_report(result),
            "latex": lambda: latex_report(result),
            "respondents": lambda: "".join(page for _, page in respondent_pages(result)),
        }[form]()
    if form in {"page", "respondents"}:
        plain = html_report(result) if form == "page" else None
        assert "<img" not in made_of
        assert not re.search(r"<script>alert", made_of)
        if plain:
            page, expected = report_cases.Page(made_of), report_cases.Page(plain)
            assert len(page.all("script")) == len(expected.all("script"))
            assert not any("onerror" in attrs for _, attrs in page.tags)
    elif form == "markdown":
        assert not re.search(r"(?<!\\)<(script|img)", made_of)
    else:
        assert "\\input" not in made_of


def test_a_new_file_has_every_message_and_is_complete_once_filled_in(tmp_path):
    plugins = open_registry().plugins
    ((path, text),) = language_file("xx", tmp_path, plugins).items()
    assert path == tmp_path / "xx.po"
    path.write_text(text, "utf-8")
    catalog = read_catalog(str(path))
    assert {entry.msgid_with_context for entry in catalog} >= {
        entry.msgid_with_context for entry in pseudo_language.template()
    }
    assert not any(translations(entry) for entry in catalog)
    for entry in catalog:
        set_translations(entry, entry.msgid, entry.msgid_plural)
    language = make_language("xx.po", catalog)
    assert language.findings == ()
    assert language.tag == "xx"
    assert {key: language.text(key) for key in ENGLISH} == ENGLISH


def translation_set(catalog):
    """Context, English forms and translations of every translated entry."""
    return {
        (entry.msgctxt, entry.msgid, entry.msgid_plural, translations(entry))
        for entry in catalog
        if translations(entry)
    }


def test_translations_are_kept_when_a_file_is_written_anew(tmp_path):
    plugins = open_registry().plugins
    message = "Nobody has a baseline score."
    texts = {
        "outcome.recovered": 'ge"nesen',
        message: "Niemand hat\neinen.",
        "count.row": "Zeile",
    }
    reference = translate_entries("de", texts)
    ((path, text),) = language_file("de", tmp_path, plugins, reference).items()
    path.write_text(text, "utf-8")
    again = read_catalog(str(path))
    assert again.metadata == reference.metadata
    assert translation_set(again) == translation_set(reference)


def test_the_template_has_every_message_of_the_code():
    """Run docs/messages.py where this fails."""
    pytest.importorskip("babel")
    path = Path(__file__).parents[2] / "docs" / "messages.py"
    content = runpy.run_path(str(path))["template"]()
    assert pseudo_language.TEMPLATE.read_text("utf-8") == content


def test_a_fuzzy_translation_is_not_used():
    entries = parse_po(
        '#, fuzzy\nmsgctxt "outcome.recovered"\nmsgid "recovered"\nmsgstr "weg"\n'
    )
    assert make_language("de", entries).text("outcome.recovered") == "recovered"


@pytest.mark.parametrize(
    "comment", ["#note", "#, fuzzy", "#,fuzzy", "#~msgid", "#:a.py:3", "#|x"]
)
def test_comments_are_read_with_and_without_a_space(comment):
    entry = parse_po(f'{comment}\nmsgid "recovered"\nmsgstr "genesen"\n')[0]
    assert translations(entry) == (() if "fuzzy" in comment else ("genesen",))


def test_the_content_type_of_a_file_is_not_followed():
    """Files are read as UTF-8, as the standard says of ours."""
    text = 'msgid ""\nmsgstr "content-type: text/plain; charset=latin-1\\n"\n'
    catalog = parse_po(f'{text}\nmsgctxt "outcome.recovered"\nmsgid "recovered"\nmsgstr "gené"')
    assert make_language("fr", catalog).text("outcome.recovered") == "gené"


def test_other_programs_read_the_catalogue_that_is_written(tmp_path):
    """Babel reads the same messages and translations."""
    pofile = pytest.importorskip("babel.messages.pofile")
    text = str(pseudo_language.pseudo_catalog())
    catalog = pofile.read_po(io.StringIO(text), locale=None, abort_invalid=True)
    result = {
        (
            message.context or "",
            *((message.id,) if isinstance(message.id, str) else message.id),
        ): (message.string,) if isinstance(message.string, str) else tuple(message.string)
        for message in catalog
        if message.id
    }
    ours = {
        (entry.msgctxt or "", entry.msgid, *filter(None, [entry.msgid_plural])): translations(
            entry
        )
        for entry in pseudo_language.pseudo_catalog()
    }
    assert result == ours


# --- on the command line --------------------------------------------------------------------


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(LANGUAGE, raising=False)
    monkeypatch.setattr("scorewell.registry.registry.user_folder", lambda: tmp_path / "none")

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["scorewell", *map(str, arguments)])
        with pytest.raises(SystemExit) as error:
            main()
        captured = capsys.readouterr()
        return error.value.code or 0, captured.out, captured.err

    return call


def test_a_report_comes_out_in_the_language_of_a_file(run, tmp_path):
    write_po(tmp_path / "de.po", {"result.heading": "Ergebnis", "short.notes": "Zu bedenken"})
    study = bundled("demo") / "study.yaml"
    code, out, err = run("evaluate", study, "-o", tmp_path / "out", "--language", "de.po")
    assert code == 0
    page = (tmp_path / "out" / "summary.html").read_text("utf-8")
    assert '<html lang="de">' in page
    assert "Ergebnis" in page
    assert "Zu bedenken" in out
    assert "texts are missing and stay English" in err
    assert "[texts-missing]" in err


def test_the_table_and_the_drawing_alone_are_in_the_language_too(run, tmp_path):
    texts = {"published.caption": "Tafel", "figure.jacobson.diagonal": "keine Änderung"}
    write_po(tmp_path / "de.po", texts)
    study = bundled("demo") / "study.yaml"
    assert "Tafel" in run("table", study, "--language", "de.po")[1]
    drawing = ("plot", study, "jacobson", "--scale", "pseq.total", "--language", "de.po")
    assert "keine Änderung" in run(*drawing)[1]


@pytest.fixture
def german_study(tmp_path):
    """A study that names its language, and another file beside it."""
    folder = tmp_path / "where" / "it lies"
    folder.mkdir(parents=True)
    for name, text in (("de", "Was zusammenkam"), ("nl", "Samengevat")):
        keys = ("result.heading", "published.caption", "figure.jacobson.diagonal")
        write_po(folder / f"{name}.po", dict.fromkeys((*keys, "methods.computed"), text))
    return course_study(folder, language="de.po")


def test_a_study_names_the_language_of_its_report_table_drawing_and_methods(
    run, tmp_path, german_study
):
    code = run("evaluate", german_study, "-o", tmp_path / "out")[0]
    assert code == 1  # answers that are outside the coding
    assert "Was zusammenkam" in (tmp_path / "out" / "summary.html").read_text("utf-8")
    assert "Was zusammenkam" in run("table", german_study)[1]
    assert (
        "Was zusammenkam" in run("plot", german_study, "jacobson", "--scale", "phq-9.total")[1]
    )
    assert "Was zusammenkam" in run("methods", "text", german_study)[1]


def test_the_option_is_stronger_than_the_study_and_the_study_than_the_environment(
    run, monkeypatch, german_study
):
    second = german_study.parent / "nl.po"
    monkeypatch.setenv(LANGUAGE, str(second))
    assert "Was zusammenkam" in run("table", german_study)[1]
    assert "Samengevat" in run("table", german_study, "--language", second)[1]


def test_an_unknown_language_is_refused_before_any_work_is_done(run, tmp_path):
    study = bundled("demo") / "study.yaml"
    code, _, err = run("evaluate", study, "-o", "out", "--language", "xx")
    assert code
    assert "there are no report texts in the language 'xx'" in err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a = ", "line 1 is not part of an entry: a ="),
        ('msgid "a"\nmsgstr "b\n', 'line 2 is not part of an entry: msgstr "b'),
        ('msgid "a"\nmsgid "b"\n', 'line 2 is not part of an entry: msgid "b"'),
        ('msgid "a"\nmsgstr "\\x"\n', "line 2 is not part of an entry"),
        ('msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=(n ! 1);\\n"\n', "plural"),
        ('msgid "a"\nmsgstr "b\\"\n', "line 2 is not part of an entry"),
        ('msgid "a" b\nmsgstr "b"\n', "line 1 is not part of an entry"),
        (
            '# note\n\nmsgid "a"\nmsgstr "b"\nmsgstr "c"\n',
            "line 5 is not part of an entry: msgstr",
        ),
        ('msgid ""\nmsgstr "Plural-Forms: nplurals=2;\\n"\n', "plural"),
        ("\xff", "utf-8"),
    ],
)
def test_a_file_that_is_not_a_catalogue_is_refused_with_its_place(tmp_path, text, reason):
    (tmp_path / "de.po").write_bytes(text.encode("latin-1"))
    with pytest.raises(ScorewellError, match=r"the texts in .*de\.po cannot be read") as error:
        read_language(str(tmp_path / "de.po"))
    assert reason in str(error.value)


def test_a_file_to_translate_is_written_and_never_over_another(run, tmp_path):
    assert run("new", "language", "nl")[0] == 0
    assert 'msgid "recovered"\nmsgstr ""\n' in (tmp_path / "nl.po").read_text("utf-8")
    (tmp_path / "nl.po").write_text("# mine\n", "utf-8")
    assert run("new", "language", "nl")[0] != 0
    assert (tmp_path / "nl.po").read_text("utf-8") == "# mine\n"


def test_methods_of_plugins_are_among_the_phrases():
    assert JACOBSON_TRUAX.title in engine_phrases()
