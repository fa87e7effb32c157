"""Every option of every command does something, or is refused: a call without it and one with it.

The table has a row for each option. The two calls must differ in what they print, in the exit
code, or in a file that they write; the codes of both are given, so that a call that fails for
another reason is noticed. An option without a row fails, too.
"""

from __future__ import annotations

import itertools
import re
import shlex
import shutil
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import typer
from typer.testing import CliRunner

from scorewell.cli.main import build
from scorewell.errors import ScorewellError
from scorewell.registry.plugins.discovery import load_plugins
from scorewell.registry.plugins.plugin_set import Plugins

DEFINITION = """\
format: 1
id: mood
version: 1.0.0
name: Mood
acronym: MOOD
about: {construct: [mood], informant: self}
licence:
  key: {status: free, evidence: "May be used by anybody.", source: paper, checked: one-source}
  text: {status: unknown}
  norms: {status: unknown}
sources:
  paper: {authors: Author A, year: 2001, title: A mood scale}
  draft: {authors: Author B, year: 2002, title: Not read}
codings:
  points:
    values: [{value: 0, label: never}, {value: 1, label: sometimes}, {value: 2, label: often}, {value: 3, label: always}]
    alternatives: {one-based: [1, 2, 3, 4]}
    checked: ours
covariates:
  sex: {label: sex, values: [female, male]}
items:
  - {id: mood_1, coding: points, label: first}
  - {id: mood_2, coding: points, label: second}
  - {id: mood_3, coding: points, label: third}
  - {id: mood_4, coding: points, label: fourth}
scales:
  - id: total
    name: Total
    items: [1, 2, 3]
    reversed: [2]
    method: sum
    missing: {rule: prorate, max_missing: 1, checked: ours}
    range: [0, 9]
    better: lower
    key: {checked: ours}
    reliability:
      - {id: alpha-2001, statistic: alpha, value: 0.85, sample: {n: 100}, source: paper, checked: one-source}
      - {id: retest-2001, statistic: retest, value: 0.7, sample: {n: 100}, source: paper, checked: one-source}
    norms:
      - {id: clinic, population: clinical, mean: 7, sd: 1.5, n: 100, sample: {n: 100}, source: paper, checked: one-source}
      - {id: public, population: general, mean: 3, sd: 1.2, n: 100, sample: {n: 100}, source: paper, checked: one-source}
      - {id: other, population: clinical, gap: not read, sample: {n: 30}, source: draft}
    cutoffs:
      - {id: line, value: 3, edge: below, kind: caseness, for: {description: adults}, source: paper, checked: one-source}
    change: {clinical: clinic, functional: public, reliability: alpha-2001, why: the one paper}
  - id: part
    name: Part
    items: [1, 4]
    left_out: [{items: [4], for: {sex: male}, checked: ours}]
    method: mean
    missing: {rule: complete, checked: ours}
    range: [0, 3]
    better: lower
    key: {checked: ours}
examples:
  - {name: lowest, answers: [0, 0, 0, 0], covariates: {sex: female}, scores: {total: 3, part: 0}, derivation: 0 + (3 - 0) + 0}
"""
OVERLAY = """\
format: 1
extends: mood
name: Our service
sources:
  ours: {title: Audit, container: Our files, year: 2024}
scales:
  - id: total
    norms:
      - {id: ward, population: clinical, mean: 6.5, sd: 2, n: 40, sample: {n: 40}, source: ours, checked: one-source}
    change: {sd: ward, functional: public, why: our own patients}
codings:
  points:
    translations:
      de: {labels: [nie, manchmal, oft, immer], source: ours, checked: one-source}
"""
STUDY = """\
format: 1
title: A study
data: [{file: answers.csv}]
columns: {id: id, occasion: visit, group: arm}
occasions: {pre: pre, post: post}
measures: [{instrument: mood, scales: [total]}]
"""
DICTIONARY = (
    '"Variable / Field Name","Form Name","Section Header","Field Type","Field Label",'
    '"Choices, Calculations, OR Slider Labels"\n'
    "id,base,,text,Record ID,\n"
    + "".join(
        f'mood_{n},base,,radio,"Thing {n}","0, nie | 1, manchmal | 2, oft | 3, immer"\n'
        for n in (1, 2, 3, 4)
    )
    + 'extra_1,more,,radio,"Else","0, no | 1, yes"\n'
)
BASE = Path(__file__).parents[1].joinpath("cases/valid/base.yaml").read_text("utf-8")
FRENCH = """\
msgid ""
msgstr "Language: fr\\nContent-Type: text/plain; charset=UTF-8\\n"

msgid "Hsu, Linn and Nord's index"
msgstr "Indice de Hsu, Linn et Nord"
"""
ITEMS = ("mood_1", "mood_2", "mood_3", "mood_4")
IDS = "abcdefghijkl"
# Answers before and after by respondent: 0 to 3, all of them and some of each kind.
BEFORE = [
    (3, 0, 3, 2),
    (2, 1, 3, 1),
    (3, 1, 2, 2),
    (2, 0, 2, 3),
    (3, 0, 3, 3),
    (1, 2, 1, 0),
] * 2
AFTER = [(0, 3, 0, 1), (1, 2, 0, 1), (3, 0, 3, 2), (0, 3, 1, 1), (2, 1, 2, 2), (0, 2, 1, 1)] * 2
NAMES = ",".join(ITEMS)


def _sheet(change: Any = str, header: str = NAMES, names: str = IDS) -> str:
    """Rows of both occasions; ``change`` says how an answer is written."""
    lines = [f"id,visit,arm,day,sex,{header}"]
    for place, name in enumerate(names):
        arm, sex = "ab"[place % 2], ("female", "male")[place % 3 == 0]
        for visit, day, answers in (("pre", 0, BEFORE[place]), ("post", 7, AFTER[place])):
            cells = ",".join(map(change, answers))
            lines.append(f"{name},{visit},{arm},{day},{sex},{cells}")
    return "\n".join(lines) + "\n"


def _wide(names: Iterator[str]) -> str:
    lines = ["id," + ",".join(names)]
    for name, before, after in zip(IDS, BEFORE, AFTER, strict=True):
        lines.append(",".join([name, *map(str, (*before, *after))]))
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="session")
def material(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all the files that the calls name."""
    import polars as pl
    import xlsxwriter

    folder = tmp_path_factory.mktemp("material")
    for name, text in {
        "defs/mood.yaml": DEFINITION,
        "more/second.yaml": DEFINITION.replace("id: mood\n", "id: second\n"),
        "old/mood@0.9.0.yaml": DEFINITION.replace("1.0.0", "0.9.0"),
        "wrong/wrong.yaml": DEFINITION.replace("id: mood\n", "id: wrong\n").replace(
            "range: [0, 9]", "range: [0, 10]"
        ),
        "ours.yaml": OVERLAY,
        "answers.csv": _sheet(),
        "answers.dat": _sheet(),
        "title.csv": "The study of mood,,,,,,,,\n,,,,,,,,\n" + _sheet(),
        "numbers.csv": _sheet(header="Q1,Q2,Q3,Q4"),
        "from-one.csv": _sheet(lambda answer: str(answer + 1)),
        "words.csv": _sheet(lambda answer: ("nope", "rare", "much", "full")[answer]),
        "nines.csv": _sheet().replace("a,pre,a,0,male,3", "a,pre,a,0,male,99"),
        "wrong-answer.csv": _sheet().replace("a,pre,a,0,male,3", "a,pre,a,0,male,7"),
        "formula.csv": _sheet().replace("b,pre", "=b,pre").replace("b,post", "=b,post"),
        "codes.csv": _sheet().replace("id,visit", "id,time"),
        "names.csv": _sheet().replace("id,visit", "number,visit"),
        "sexes.csv": _sheet().replace("sex", "Geschlecht"),
        "tests.csv": _sheet() + "test,pre,a,0,female,1,1,1,1\ntest,post,a,7,female,1,1,1,1\n",
        "three.csv": _sheet() + "a,later,a,30,male,3,0,3,3\nb,later,b,30,female,3,0,3,3\n",
        "phases.csv": _sheet().replace(",pre,", ",before,").replace(",post,", ",after,"),
        "prefix.csv": _wide(f"{v}_{name}" for v in ("t1", "t2") for name in ITEMS),
        "suffix.csv": _wide(f"{name}_{v}" for v in ("t1", "t2") for name in ITEMS),
        "pattern.csv": _wide(f"{v}-{name}" for v in ("pre", "post") for name in ITEMS),
        "long.csv": "id,visit,question,answer\n"
        + "".join(
            f"{name},{visit},{item},{answer}\n"
            for name, before, after in zip(IDS, BEFORE, AFTER, strict=True)
            for visit, answers in (("pre", before), ("post", after))
            for item, answer in zip(ITEMS, answers, strict=True)
        ),
        "totals.csv": "id,arm,pre,post\n"
        + "".join(f"{name},{'ab'[n % 2]},{8 - n % 4},{n % 7}\n" for n, name in enumerate(IDS)),
        "course.csv": "id,arm,visit,day,score\n"
        + "".join(
            f"{name},{'ab'[n % 2]},v{v},{7 * v},{max(0, 9 - n % 3 - v * (1 + n % 2))}\n"
            for n, name in enumerate(IDS)
            for v in range(6)
        ),
        "study.yaml": STUDY,
        "wrong-study.yaml": STUDY.replace("{instrument: mood,", "{instrument: wrong,")
        + "instruments: [wrong]\n",
        "flawed-study.yaml": STUDY.replace("answers.csv", "wrong-answer.csv"),
        "locked.yaml": STUDY,
        "second-overlay.yaml": OVERLAY.replace("extends: mood", "extends: second"),
        "clean/base.yaml": BASE,
        "warned/base.yaml": f"{BASE}# TODO: decide\n",
        "two.csv": "id,a_1,a_2,b_1,b_2\n" + "x,1,2,3,4\ny,2,3,4,1\nz,3,1,2,2\n",
        "french.po": FRENCH,
        "base.csv": "".join(
            line for line in DICTIONARY.splitlines(keepends=True) if ",more," not in line
        ),
        "dictionary.csv": DICTIONARY,
        "export.csv": f"id,{NAMES}\n"
        + "".join(
            f"{name},{','.join(map(str, row))}\n" for name, row in zip(IDS, BEFORE, strict=True)
        ),
        "gaps.csv": f"id,{NAMES},mood_5\n"
        + "".join(
            f"{n},{n % 4},{3 - n % 3},{'' if n > 9 else (n + n // 3) % 4},1,2\n"
            for n in range(1, 12)
        ),
    }.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "latin.csv").write_bytes(_sheet().replace("arm", "grö\u0161e").encode("cp1250"))
    words = _sheet(lambda answer: ("nie", "manchmal", "oft", "immer")[answer])
    (folder / "words-de.csv").write_text(words)
    sheet = pl.read_csv(folder / "answers.csv")
    with xlsxwriter.Workbook(folder / "sheets.xlsx") as book:
        for visit in ("pre", "post"):
            page = book.add_worksheet(visit)
            rows = [sheet.columns, *sheet.filter(visit=visit).rows()]
            for row, values in enumerate(rows):
                page.write_row(row, 0, values)
    _write_results(folder)
    return folder


def _write_results(folder: Path) -> None:
    """What earlier calls have left in the folder, so that there is something to overwrite."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("SCOREWELL_INSTRUMENTS", "defs")
        for call in (
            "evaluate study.yaml -o results",
            "compare study.yaml -o comparison",
            "plot study.yaml -o old.svg",
            "lock locked.yaml",
            "schema -o schemas",
            "import base.csv --from redcap --instrument-id there",
            "new overlay mood -o overlays",
            "new language fr -o languages",
            "new plugin scorewell-there",
        ):
            result = CliRunner().invoke(APP, shlex.split(call), obj=load_plugins())
            assert result.exit_code == 0, (call, result.output, result.exception)
    for name in (
        "schemas/study.schema.json", "there.yaml", "overlays/mood-overlay.yaml",
        "languages/fr.po", "scorewell-there/README.md",
    ):  # fmt: skip
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write("\n# edited\n")


APP = build(load_plugins())


def _commands() -> Iterator[tuple[str, Any]]:
    root: Any = typer.main.get_command(APP)
    for name, command in root.commands.items():
        inner = getattr(command, "commands", {"": command})
        yield from ((f"{name} {part}".strip(), entry) for part, entry in inner.items())


def _flags() -> list[tuple[str, str]]:
    """Every command and option."""
    return [
        (name, parameter.opts[0])
        for name, command in _commands()
        for parameter in command.params
        if parameter.param_type_name == "option" and parameter.name != "help"
    ]


class Calls(NamedTuple):
    """Two calls and their exit codes."""

    without: str
    option: str
    code_without: int = 0
    code_with: int = 0


def _definitions(call: str) -> dict[str, Calls]:
    """Where definitions are; ``{}`` stands for the data, and `mood` for the instrument."""
    call = call.format("answers.csv")
    return {
        "--instruments": Calls(call.replace("mood", "second"), "--instruments more", 2),
        "--overlay": Calls(call, "--overlay ours.yaml"),
    }


def _work(call: str) -> dict[str, Calls]:
    wrong = call.format("answers.csv").replace("mood", "wrong") + " --instruments wrong"
    return _definitions(call) | {"--accept-errors": Calls(wrong, "--accept-errors", 1)}


def _reading(call: str) -> dict[str, Calls]:
    """How a file is read."""
    return {
        "--reader": Calls(call.format("answers.dat"), "--reader csv", 1),
        "--sheet": Calls(call.format("sheets.xlsx"), "--sheet pre", 1),
        "--encoding": Calls(call.format("latin.csv"), "--encoding cp1250"),
        "--header-row": Calls(call.format("answers.csv"), "--header-row 2", 0, 1),
        "--dictionary": Calls(call.format("words-de.csv"), "--dictionary dictionary.csv", 1),
    }


def _columns(call: str) -> dict[str, Calls]:
    """Which columns hold the items, and what their values mean."""
    return {
        "--columns": Calls(call.format("numbers.csv"), "--columns Q{{n}}", 1),
        "--coding": Calls(call.format("from-one.csv"), "--coding one-based", 1),
        "--codes": Calls(call.format("words.csv"), "--codes nope=0,rare=1,much=2,full=3", 1),
        "--reversed-already": Calls(call.format("answers.csv"), "--reversed-already all"),
        "--missing-codes": Calls(call.format("nines.csv"), "--missing-codes 99", 1),
        "--occasion": Calls(call.format("codes.csv"), "--occasion time"),
    }


def _layout(call: str, wide: str, code: int = 1) -> dict[str, Calls]:
    """How respondents and occasions are told apart; ``wide`` names no columns."""
    over = call.format("answers.csv") + " --missing-codes 3"
    return {
        "--id": Calls(call.format("names.csv").replace(" --id id", ""), "--id number", 1),
        "--prefixes": Calls(wide.format("prefix.csv"), "--prefixes t1_,t2_", code),
        "--suffixes": Calls(wide.format("suffix.csv"), "--suffixes _t1,_t2", code),
        "--pattern": Calls(wide.format("pattern.csv"), "--pattern {{occasion}}-{{item}}", code),
        "--answer-rows": Calls(call.format("long.csv"), "--answer-rows question,answer", 1),
        "--missing-codes-over-answers": Calls(over, "--missing-codes-over-answers", 1),
        "--exclude-test-entries": Calls(call.format("tests.csv"), "--exclude-test-entries"),
        "--covariate": Calls(
            call.format("sexes.csv").replace("mood.total", "mood.part")
            + " --reliability 0.8 --sd 1" * ("total" in call),
            "--covariate sex=Geschlecht",
        ),
    }


def _limit(call: str) -> dict[str, Calls]:
    """The limit of reliable change and the cut-off."""
    values = {
        "--reliability": "retest-2001", "--sd": "3", "--clinical": "9,2", "--functional": "2,1",
        "--criterion": "a", "--cutoff": "line", "--level": "0.8", "--multiplier": "3", "--phi-max": "0.2",
    }  # fmt: skip
    return {flag: Calls(call, f"{flag} {value}") for flag, value in values.items()}


def _index(call: str) -> dict[str, Calls]:
    post = call + " --method edwards-nunnally"
    figures = call + " --method hageman-arrindell"
    return _limit(call) | {
        "--preset": Calls(call, "--preset clinsig-1.2"),
        "--method": Calls(call, "--method edwards-nunnally"),
        "--reliability-post": Calls(figures, "--reliability-post 0.7"),
        "--sample-figures": Calls(post, "--sample-figures mean_pre=3"),
        "--control": Calls(call + " --method temkin", "--control 6,2,5,2,0.6,30", 1),
    }


def _file(call: str, target: str = "out.csv") -> dict[str, Calls]:
    """A file to write, and whether it may be there already."""
    target_call = f"{call} --output {target}"
    return {
        "--output": Calls(call, f"--output {target}"),
        "--overwrite": Calls(target_call.replace(target, "totals.csv"), "--overwrite", 1),
    }


def _format(call: str) -> dict[str, Calls]:
    return {"--format": Calls(call, "--format json")}


SCORE = "score mood {} --brief"
CHANGE = "change mood.total {} --id id --occasion visit"
COURSE = "course mood.total {} --id id --occasion visit --occasions pre,post"
TOTALS = "change mood.total totals.csv --id id --total pre,post"
STEPS = "course mood.total course.csv --id id --occasion visit --time day --total score"
TARGET = "target mood.total --pre-score 8"
RESPONDENT = "change mood.total --pre-score 8 --post-score 3"
TWO = "simulate mood -n 20 --occasions pre,post"
RELIABILITY = "reliability mood.total {} --occasion visit --occasion-value pre"
LOOK = "doctor mood {} --occasion visit"
TABLE: dict[str, dict[str, Calls]] = {
    "list": {
        "--instruments": Calls("list", "--instruments more"),
        "--construct": Calls("list", "--construct mood"),
        "--free": Calls("list", "--free"),
        "--has": Calls("list", "--has norms"),
        **_format("list"),
    },
    "show": {**_definitions("show mood"), **_format("show mood")},
    "explain": _definitions("explain mood scales.total.norms"),
    "inspect": {
        **_definitions("inspect {}"),
        "--instruments": Calls("inspect answers.csv", "--instruments more"),
        "--overlay": Calls("inspect words-de.csv", "--overlay ours.yaml"),
        **_reading("inspect {}"),
        "--dictionary": Calls("inspect words-de.csv", "--dictionary dictionary.csv"),
        "--id": Calls("inspect answers.csv", "--id arm"),
        "--study": Calls("inspect answers.csv", "--study new.yaml"),
        "--overwrite": Calls("inspect answers.csv --study study.yaml", "--overwrite", 1),
        **_format("inspect answers.csv"),
    },
    "score": {
        **_work(SCORE),
        **_reading(SCORE),
        **_columns(SCORE),
        **_layout(SCORE + " --occasion visit", "score mood {} --occasions pre,post --brief", 2),
        "--id": Calls("score mood three.csv --occasion visit", "--id arm"),
        "--occasions": Calls("score mood prefix.csv --prefixes t1_,t2_", "--occasions pre,post", 2),
        "--keep": Calls("score mood answers.csv", "--keep id"),
        "--scales": Calls("score mood answers.csv", "--scales total"),
        "--norms": Calls("score mood answers.csv", "--norms clinic"),
        **_file("score mood answers.csv"),
        **_format("score mood answers.csv"),
        "--findings": Calls("score mood wrong-answer.csv", "--findings f.csv", 1, 1),
        "--policy": Calls("score mood wrong-answer.csv", "--policy outside-coding=null-score", 1),
        "--brief": Calls("score mood answers.csv", "--brief"),
        "--keep-formulas": Calls("score mood formula.csv", "--keep-formulas"),
        "--strict": Calls("score mood tests.csv", "--strict", 0, 1),
    },
    "reliability": {
        **_work(RELIABILITY),
        **_reading(RELIABILITY),
        **_columns(RELIABILITY),
        "--occasion": Calls(
            "reliability mood.total codes.csv --occasion-value pre", "--occasion time", 1
        ),
        "--id": Calls("reliability mood.total names.csv --occasion visit --occasion-value pre "
                      "--retest post", "--id number", 1),
        "--occasion-value": Calls("reliability mood.total answers.csv --occasion visit",
                                  "--occasion-value pre", 1),
        "--retest": Calls(RELIABILITY.format("answers.csv"), "--retest post"),
        "--missing-codes-over-answers": Calls(
            "reliability mood.total gaps.csv --rows pairwise --missing-codes 2",
            "--missing-codes-over-answers", 1,
        ),
        "--rows": Calls("reliability mood.total gaps.csv", "--rows pairwise"),
        "--confidence": Calls(RELIABILITY.format("answers.csv"), "--confidence 0.8"),
        "--table": Calls(RELIABILITY.format("answers.csv"), "--table items"),
        **_format(RELIABILITY.format("answers.csv")),
    },
    "doctor": {
        **_work(LOOK),
        "--accept-errors": Calls(
            "doctor wrong answers.csv --instruments wrong", "--accept-errors", 1, 1
        ),
        **_reading(LOOK),
        **_columns(LOOK),
        "--reversed-already": Calls(
            LOOK.format("answers.csv") + " -f csv --table items", "--reversed-already all"
        ),
        "--occasion": Calls("doctor mood codes.csv", "--occasion time"),
        "--missing-codes-over-answers": Calls(
            LOOK.format("answers.csv") + " --missing-codes 3", "--missing-codes-over-answers", 1
        ),
        "--table": Calls(LOOK.format("answers.csv"), "--table items"),
        **_format(LOOK.format("answers.csv")),
    },
    "simulate": {
        **_work(TWO),
        "--respondents": Calls("simulate mood", "-n 20"),
        "--change": Calls(TWO, "--change 1.5"),
        "--occasions": Calls("simulate mood -n 20", "--occasions pre,mid,post"),
        "--alpha": Calls(TWO, "--alpha 0.5"),
        "--correlation": Calls("simulate fscrs -n 20", "--correlation 0.9"),
        "--retest-correlation": Calls(TWO, "--retest-correlation 0.3"),
        "--start-norm": Calls(TWO, "--start-norm clinic"),
        "--missing": Calls(TWO, "--missing 0.2"),
        "--dropout": Calls(TWO, "--dropout 0.5"),
        "--seed": Calls(TWO, "--seed 2"),
        **_format(TWO),
        **_file(TWO),
        "--wide": Calls(TWO, "--wide"),
        "--expected": Calls(TWO, "--expected"),
    },
    "change": {
        **_work(CHANGE),
        **_reading(CHANGE),
        "--sheet": Calls(CHANGE.format("sheets.xlsx"), "--sheet pre --post pre", 1, 1),
        **_columns(CHANGE),
        "--occasion": Calls("change mood.total codes.csv --id id", "--occasion time", 1),
        **_layout(CHANGE, "change mood.total {} --id id"),
        "--group": Calls(CHANGE.format("answers.csv"), "--group arm"),
        "--total": Calls("change mood.total totals.csv --id id", "--total pre,post", 1),
        "--pre": Calls(CHANGE.format("phases.csv") + " --post after", "--pre before", 1),
        "--post": Calls(CHANGE.format("phases.csv") + " --pre before", "--post after", 1),
        "--pre-score": Calls("change mood.total --post-score 3 --sd 2", "--pre-score 8", 2),
        "--post-score": Calls("change mood.total --pre-score 8 --sd 2", "--post-score 3", 2),
        **_index(TOTALS),
        "--clinical": Calls(TOTALS + " --criterion a", "--clinical 9,2"),
        "--multiplier": Calls(TOTALS, "--multiplier 9"),
        "--approach": Calls(TOTALS, "--approach percentage --parameter improvement=30"),
        "--parameter": Calls(TOTALS + " --approach percentage", "--parameter improvement=30", 1),
        "--control-group": Calls(TOTALS + " --group arm", "--control-group a"),
        **_file(TOTALS),
        "--overwrite": Calls(TOTALS + " --output answers.csv", "--overwrite", 1),
        **_format(TOTALS),
        "--findings": Calls(CHANGE.format("wrong-answer.csv"), "--findings f.csv", 1, 1),
        "--policy": Calls(
            CHANGE.format("wrong-answer.csv"), "--policy outside-coding=null-score", 1
        ),
        "--explain": Calls(TOTALS, "--explain a"),
    },
    "course": {
        **_work(COURSE),
        **_reading(COURSE),
        **_columns(COURSE),
        "--occasion": Calls(
            "course mood.total codes.csv --id id --occasions pre,post", "--occasion time", 1
        ),
        **_layout(COURSE, "course mood.total {} --id id --occasions pre,post"),
        "--group": Calls(COURSE.format("answers.csv"), "--group arm"),
        "--total": Calls(STEPS.replace(" --total score", ""), "--total score", 1),
        "--occasions": Calls("course mood.total answers.csv --id id --occasion visit",
                             "--occasions pre,post", 2),
        "--time": Calls(COURSE.format("answers.csv"), "--time day"),
        "--baseline": Calls(STEPS, "--baseline v1"),
        "--post": Calls(STEPS, "--post v3"),
        "--own-sequence": Calls(STEPS, "--own-sequence"),
        **_limit(STEPS),
        "--clinical": Calls(STEPS + " --criterion a", "--clinical 9,2"),
        "--sudden-gains": Calls(STEPS, "--sudden-gains 2"),
        "--stability": Calls(STEPS + " --sudden-gains 1", "--stability none"),
        "--growth": Calls(STEPS, "--growth growth-slope"),
        "--slope-reliability": Calls(
            STEPS + " --growth growth-slope", "--slope-reliability 0.99"
        ),
        **_file(STEPS),
        **_format(STEPS),
        "--findings": Calls(COURSE.format("wrong-answer.csv"), "--findings f.csv", 1, 1),
        "--policy": Calls(
            COURSE.format("wrong-answer.csv"), "--policy outside-coding=null-score", 1
        ),
        "--explain": Calls(STEPS, "--explain a"),
    },
    "target": {
        **_work(TARGET + " --sd 2"),
        "--pre-score": Calls("target mood.total --sd 2", "--pre-score 8"),
        "--post-score": Calls("target mood.total --pre-score 8 --sd 2", "--post-score 3"),
        **_index(TARGET + " --sd 2"),
        "--sd": Calls(TARGET, "--sd 2", 1),
        "--preset": Calls(TARGET + " --sd 2", "--preset clinsig-1.2", 0, 1),
        "--method": Calls(TARGET + " --sd 2", "--method edwards-nunnally", 0, 1),
        "--reliability-post": Calls(
            TARGET + " --sd 2 --method hageman-arrindell --sample-figures "
            "mean_pre=6,sd_post=2,mean_post=4,correlation=0.5", "--reliability-post 0.7"
        ),
        "--sample-figures": Calls(
            TARGET + " --sd 2 --method edwards-nunnally", "--sample-figures mean_pre=3", 1
        ),
        **_format(TARGET + " --sd 2"),
    },
    "methods": {"--kind": Calls("methods", "--kind index"), **_format("methods")},
    "rules": _format("rules"),
    "evaluate": {
        "--accept-errors": Calls("evaluate wrong-study.yaml", "--accept-errors", 1),
        "--output": Calls("evaluate study.yaml", "--output report"),
        "--overwrite": Calls("evaluate study.yaml --output results", "--overwrite", 1),
        "--language": Calls("evaluate study.yaml", "--language de.po", 0, 1),
        "--for": Calls("evaluate study.yaml", "--for paper"),
        "--forms": Calls("evaluate study.yaml", "--forms md"),
        "--small-counts": Calls("evaluate study.yaml --for board", "--small-counts 0"),
        "--respondent-pages": Calls("evaluate study.yaml", "--respondent-pages"),
        "--strict": Calls("evaluate flawed-study.yaml -o report", "--strict", 1, 1),
        "--locked": Calls("evaluate study.yaml", "--locked", 0, 1),
    },
    "lock": {"--overwrite": Calls("lock locked.yaml", "--overwrite", 1)},
    "rescore": {
        "--report-changes": Calls("rescore study.yaml", "--report-changes results", 2),
        "--accept-errors": Calls("rescore wrong-study.yaml --report-changes results",
                                 "--accept-errors", 1, 1),
        **_format("rescore study.yaml --report-changes results"),
    },
    "compare": {
        "--accept-errors": Calls("compare wrong-study.yaml", "--accept-errors", 1),
        "--output": Calls("compare study.yaml", "--output out"),
        "--overwrite": Calls("compare study.yaml --output comparison", "--overwrite", 1),
        **_format("compare study.yaml"),
    },
    "table": {
        "--accept-errors": Calls("table wrong-study.yaml", "--accept-errors", 1),
        "--language": Calls("table study.yaml", "--language de.po", 0, 1),
        **_file("table study.yaml"),
        "--format": Calls("table study.yaml", "--format md"),
    },
    "plot": {
        "--accept-errors": Calls("plot wrong-study.yaml", "--accept-errors", 1),
        "--language": Calls("plot study.yaml", "--language de.po", 0, 1),
        "--output": Calls("plot study.yaml", "--output out.svg"),
        "--overwrite": Calls("plot study.yaml --output old.svg", "--overwrite", 1),
        "--zoom": Calls("plot study.yaml -o out.svg", "--zoom 2", 0, 2),
        "--scale": Calls("plot study.yaml", "--scale mood.part", 0, 1),
    },
    "check": {
        "--instruments": Calls("check second-overlay.yaml", "--instruments more", 1),
        "--format": Calls("check clean", "--format json"),
        "--strict": Calls("check warned", "--strict", 0, 1),
        "--explain-tier": Calls("check", "--explain-tier mood", 2),
        "--watch": Calls("check clean", "--watch --explain-tier mood", 0, 2),
    },
    "schema": {
        "--output": Calls("schema", "--output out", 2),
        "--overwrite": Calls("schema --output schemas", "--overwrite", 1),
    },
    "diff": {
        "--instruments": Calls("diff second defs/mood.yaml", "--instruments more", 2),
        **_format("diff defs/mood.yaml more/second.yaml"),
    },
    "plugins": {
        "--trace": Calls("plugins", "--trace", 1, 1),
        "--format": Calls("plugins", "--format json", 1, 1),
    },
    "export": {
        "--to": Calls("export mood", "--to redcap", 2),
        **_definitions("export mood --to fhir-r4"),
        **_file("export mood --to redcap"),
    },
    "import": {
        "--from": Calls("import base.csv --instrument-id x", "--from redcap", 2),
        "--instrument-id": Calls("import base.csv --from redcap", "--instrument-id x", 2),
        "--form": Calls("import dictionary.csv --from redcap --instrument-id x", "--form base", 1),
        "--form-labels": Calls("import base.csv --from redcap --instrument-id x",
                               "--no-form-labels"),
        "--output": Calls("import base.csv --from redcap --instrument-id x", "-o out"),
        "--overwrite": Calls("import base.csv --from redcap --instrument-id there", "--overwrite",
                             1),
    },
    "template": {
        **_definitions("template mood -n 2"),
        "--overlay": Calls("template mood -n 2", "--overlay ours.yaml"),
        "--occasions": Calls("template mood -n 2", "--occasions a,b,c"),
        "--respondents": Calls("template mood", "-n 2"),
        "--labels": Calls("template mood --overlay ours.yaml", "--labels"),
        "--label-language": Calls("template mood --overlay ours.yaml", "--label-language de"),
        **_file("template mood"),
    },
    "demo": {
        "--output": Calls("demo", "--output out"),
        "--overwrite": Calls("demo --output results", "--overwrite", 1),
    },
    "new instrument": {
        "--items": Calls("new instrument x --answers 1-5", "--items 3", 2),
        "--answers": Calls("new instrument x --items 3", "--answers 1-5", 2),
        "--reversed": Calls("new instrument x --items 3 --answers 1-5", "--reversed 2"),
        "--scale-items": Calls("new instrument x --items 3 --answers 1-5", "--scale-items s=1,2"),
        "--scoring": Calls("new instrument x --items 3 --answers 1-5", "--scoring mean"),
        "--better": Calls("new instrument x --items 3 --answers 1-5", "--better lower"),
        "--name": Calls("new instrument x --items 3 --answers 1-5", "--name Xx"),
        "--acronym": Calls("new instrument x --items 3 --answers 1-5", "--acronym XX"),
        "--interactive": Calls(
            "new instrument x --items 3 --answers 1-5", "--interactive", 0, 2
        ),
        "--form": Calls("new instrument x --from-redcap dictionary.csv", "--form base", 1),
        "--form-labels": Calls("new instrument x --from-redcap base.csv", "--no-form-labels"),
        "--from-data": Calls("new instrument x", "--from-data gaps.csv", 2),
        "--prefix": Calls("new instrument x --from-data two.csv", "--prefix b_", 1),
        "--item-columns": Calls("new instrument x --from-data gaps.csv",
                                "--item-columns mood_1,mood_2"),
        "--from-redcap": Calls("new instrument x", "--from-redcap base.csv", 2),
        "--output": Calls("new instrument x --items 3 --answers 1-5", "-o out"),
        "--overwrite": Calls("new instrument there --items 3 --answers 1-5", "--overwrite", 1),
    },
    "new overlay": {
        "--instruments": Calls("new overlay second -o out", "--instruments more", 2),
        "--title": Calls("new overlay mood", "--title Ours"),
        "--scales": Calls("new overlay fscrs", "--scales hated_self"),
        "--own-norms": Calls("new overlay mood", "--own-norms"),
        "--output": Calls("new overlay mood", "-o out"),
        "--overwrite": Calls("new overlay mood -o overlays", "--overwrite", 1),
    },
    "new language": {
        "--translations": Calls("new language fr", "--translations french.po"),
        "--output": Calls("new language fr", "-o out"),
        "--overwrite": Calls("new language fr -o languages", "--overwrite", 1),
    },
    "new plugin": {
        "--content": Calls("new plugin scorewell-x", "--content methods"),
        "--output": Calls("new plugin scorewell-x", "-o out"),
        "--overwrite": Calls("new plugin scorewell-there", "--overwrite", 1),
    },
}  # fmt: skip


def test_every_option_of_every_command_has_a_row():
    rows = {(command, flag) for command, calls in TABLE.items() for flag in calls}
    assert sorted(set(_flags()) ^ rows) == []


class Outcome(NamedTuple):
    """What a call does: exit code, output, and the files that it leaves."""

    code: int
    text: str
    files: tuple[tuple[str, bytes], ...]


@pytest.fixture
def outcome_of(material: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A function that runs a call in a fresh copy of the material."""
    monkeypatch.setattr("scorewell.registry.registry.user_folder", lambda: tmp_path / "none")
    monkeypatch.setenv("SCOREWELL_INSTRUMENTS", "defs")
    numbers = itertools.count()

    def run(call: str) -> Outcome:
        folder = tmp_path / str(next(numbers))
        shutil.copytree(material, folder)
        monkeypatch.chdir(folder)
        result = CliRunner().invoke(
            APP, shlex.split(call.replace("{{", "{").replace("}}", "}")), obj=_plugins(call)
        )
        error = result.exception
        if error is not None and not isinstance(error, SystemExit | ScorewellError):
            raise error
        usage = type(error).__name__ in {"UnknownInstrumentError", "ClashError"}
        message = "" if isinstance(error, SystemExit | None) else str(error)
        text = (result.output + message).replace(str(folder), "")
        return Outcome(2 if usage else result.exit_code, text, _files(folder, material))

    return run


def _plugins(call: str) -> Plugins:
    """The installed plugins; for the list of them one that does not load as well."""
    if not call.startswith("plugins"):
        return load_plugins()
    points = [EntryPoint(name="odd", value="no_such_module", group="scorewell")]
    return load_plugins(entry_points=lambda group: points if group == "scorewell" else [])


def _files(folder: Path, material: Path) -> tuple[tuple[str, bytes], ...]:
    """The files that are new or changed; of those with a time in them only the name."""
    files = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        old = material / name
        if path.is_file() and not (old.exists() and old.read_bytes() == path.read_bytes()):
            stable = path.suffix in {".csv", ".yaml", ".svg", ".toml", ".py", ".po"}
            content = path.read_bytes() if stable or path.name == "board.html" else b""
            files.append((str(name), re.sub(rb"\d\d:\d\d", b"", content)))
    return tuple(files)


@pytest.mark.parametrize(("command", "flag"), _flags())
def test_an_option_does_something_or_is_refused(outcome_of, command: str, flag: str):
    calls = TABLE[command][flag]
    assert calls.without.startswith(command)
    without = outcome_of(calls.without)
    outcome = outcome_of(f"{calls.without} {calls.option}")
    codes = (without.code, outcome.code)
    assert codes == (calls.code_without, calls.code_with), (without.text, outcome.text)
    assert outcome != without


@pytest.mark.parametrize("command", TABLE)
def test_the_same_call_twice_does_the_same(outcome_of, command: str):
    call = next(iter(TABLE[command].values())).without
    assert outcome_of(call) == outcome_of(call)


WITHOUT_EFFECT = [
    "score mood answers.csv --overwrite",
    "score mood answers.csv -o out.csv --format json",
    "score mood answers.csv -o out.parquet --keep-formulas",
    f"{TOTALS} --pre-score 3",
    f"{RESPONDENT} --sd 2 --id id",
    f"{RESPONDENT} --sd 2 --output out.csv",
    f"{RESPONDENT} --sd 2 --sheet pre",
    f"{TOTALS} --explain a --format json",
    f"{TOTALS} --columns Q{{{{n}}}}",
    f"{TOTALS} --prefixes t1_,t2_",
    f"{TOTALS} --covariate sex=arm",
    f"{STEPS} --stability none",
    f"{STEPS} --slope-reliability 0.9",
    f"{STEPS} --growth growth-slope --sudden-gains 2",
    f"{STEPS} --growth growth-slope --baseline v1",
    f"{STEPS} --growth growth-slope --group arm",
    f"{TOTALS} --occasion arm",
    f"{TOTALS} --pattern x",
    "change mood.total prefix.csv --id id --prefixes t1_,t2_ --occasion id",
    "score mood answers.csv --occasion visit --occasions pre,post",
    "score mood answers.csv --missing-codes-over-answers",
    "template mood --labels",
    "reliability mood.total export.csv --id id",
    "reliability mood.total export.csv --table items --format json",
    "doctor mood export.csv --table items --format json",
    "inspect answers.csv --overwrite",
    "methods show jacobson-truax --format json",
    "rules show talking-therapies --format json",
    "plot study.yaml --zoom 2",
    "rescore results --report-changes results --accept-errors",
    "check --explain-tier mood --strict",
    "simulate mood --occasions pre --change 1",
    "simulate mood --expected --wide",
    "simulate mood -o out.csv --format json",
    "compare study.yaml --overwrite",
    "evaluate study.yaml --for paper --small-counts 0",
    "evaluate study.yaml --forms md --small-counts 0",
    "new instrument x --items 3 --answers 1-5 --prefix q",
    "new instrument x --items 3 --answers 1-5 --form base",
    "new instrument x --from-redcap base.csv --answers 1-5",
]


@pytest.mark.parametrize("call", WITHOUT_EFFECT)
def test_an_option_that_can_do_nothing_beside_others_is_refused(outcome_of, call: str):
    outcome = outcome_of(call)
    words = " ".join(outcome.text.split())
    assert outcome.code == 2, outcome.text
    assert "would change nothing: " in words or "leave out" in words or "one form" in words
    assert outcome.files == ()


@pytest.mark.parametrize(
    "call",
    [
        f"{TOTALS} --reliability-post 0.8",
        f"{TOTALS} --sample-figures sd_post=2",
        f"{TOTALS} --control 6,2,5,2,0.6,30",
        f"{TOTALS} --approach percentage --parameter improvement=30 --sd 3",
        f"{RESPONDENT} --sd 2 --reliability-post 0.8",
    ],
)
def test_an_option_that_the_method_does_not_use_is_said(outcome_of, call: str):
    outcome = outcome_of(call)
    assert outcome.code == 0
    flag = call.split()[-2]
    assert f"warning: {flag}" in outcome.text
    assert "changed nothing" in outcome.text


# Arm a has six respondents, arm b as many.
@pytest.mark.parametrize(
    "call", [TOTALS, f"{TOTALS} --approach percentage --parameter improvement=30", STEPS]
)
def test_groups_are_in_the_printed_table_too(outcome_of, call: str):
    assert "by group" not in outcome_of(f"{call} --format table").text
    table = outcome_of(f"{call} --group arm --format table").text.partition("by group")[2]
    rows = [line.split() for line in table.splitlines() if line.split()[:1] in (["a"], ["b"])]
    assert [(row[0], row[-1]) for row in rows] == [("a", "6"), ("b", "6")]
    assert [sum(map(int, row[1:-1])) for row in rows] == [6, 6]


ENDINGS = ("csv", "tsv", "parquet", "feather", "jsonl", "json", "xlsx", "sav")


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("call", [TOTALS, STEPS, TWO], ids=["change", "course", "simulate"])
def test_a_table_is_written_in_the_format_of_its_name(
    outcome_of, tmp_path: Path, call: str, ending: str
):
    from scorewell.answers.files.open import load_table

    outcome = outcome_of(f"{call} -o out.{ending}")
    assert outcome.code == 0, outcome.text
    assert [name for name, _ in outcome.files] == [f"out.{ending}"]
    frame = load_table(tmp_path / "0" / f"out.{ending}").frame
    assert frame.height == {TOTALS: 12, STEPS: 72, TWO: 40}[call]
    magic = {
        "parquet": b"PAR1",
        "feather": b"ARROW1",
        "xlsx": b"PK",
        "sav": b"$FL2",
        "json": b"[",
    }
    start = (tmp_path / "0" / f"out.{ending}").read_bytes()[:6]
    assert start.startswith(magic.get(ending, b""))


@pytest.mark.parametrize("name", ["out.doc", "out", "out.csv.gz", "out.xls"])
@pytest.mark.parametrize("call", [TOTALS, STEPS, TWO], ids=["change", "course", "simulate"])
def test_a_name_of_no_format_is_refused_with_those_that_there_are(
    outcome_of, call: str, name: str
):
    outcome = outcome_of(f"{call} -o {name}")
    assert (outcome.code, outcome.files) == (1, ())
    assert ".parquet" in outcome.text
    assert ".xlsx" in outcome.text


# Missing codes of totals: 99 lies outside 0 to 9, 4 inside.
@pytest.mark.parametrize(
    ("codes", "code", "text"),
    [
        ("99", 0, "no pre score"),
        ("99,4", 1, "the missing code 4 can be a score, from 0 to 9"),
        ("99,4 --missing-codes-over-answers", 0, "no post score"),
    ],
)
def test_missing_codes_are_those_of_totals_too(
    outcome_of, material: Path, codes: str, code: int, text: str
):
    text_of_file = (material / "totals.csv").read_text().replace("a,a,8", "a,a,99")
    (material / "coded.csv").write_text(text_of_file)
    call = TOTALS.replace("totals.csv", "coded.csv")
    assert outcome_of(call).code == 1  # 99 is a finding: no score
    outcome = outcome_of(f"{call} --missing-codes {codes}")
    assert outcome.code == code
    assert text in outcome.text
