"""The page for a board: nothing in it is about one person, and no hidden count can be found out.

The attacks below read the numbers of the page as a reader would, know how the tables add up, and
ask an integer program for the lowest and the highest value of every hidden count. They share
nothing with the code that hides: there the unknowns are groups of respondents with one result,
here they are the counts themselves, or respondents by their result on two measures at once.
"""

from __future__ import annotations

import random
import re
import sys
from dataclasses import replace
from html.parser import HTMLParser
from itertools import product

import numpy as np
import pandas as pd
import pytest
from report_cases import HOSTILE, SCALE, alerts, compare, hostile_study, study
from scipy.optimize import Bounds, LinearConstraint, milp

from scorewell.change.outcome_rules.apply import apply_rule
from scorewell.cli.main import main
from scorewell.errors import ScorewellError
from scorewell.registry.registry import open_registry
from scorewell.report.documents.document import paper_elements
from scorewell.report.html.board_page import BOARD_FILE, board_page
from scorewell.report.text import board_counts
from scorewell.report.text.small_counts import CountSystem, Mark, hide_small_counts
from scorewell.report.write_report import READERS, write_report
from scorewell.study.plan import SMALL_COUNTS, StudyPlan, check_small_counts

COLUMNS = ("judged", "clinical", "recovered", "improved", "unchanged", "worse")
SCALES = (SCALE, replace(SCALE, id="calm", name="Calm"))


# --- counts by hand -------------------------------------------------------------------------------


def marks(values, *sums, limit=5):
    """The marks of counts and of their sums, each a list of places; sums are dearer to lose."""
    system = CountSystem()
    atoms = [system.add_atom(n, block=0) for n in values]
    counts = [system.add_count([atom], cost=1) for atom in atoms]
    counts += [system.add_count([atoms[place] for place in places], cost=3) for places in sums]
    result = hide_small_counts(system, limit=limit)
    return [result[count].value for count in counts]


def test_a_two_by_two_table_with_its_margins_loses_all_four_cells():
    # 2 and 10 in the first row, 12 and 20 in the second. By hand: with both margins known, one
    # cell gives all the others, so that nothing less than all four protects the 2.
    margins = ([0, 1], [2, 3], [0, 2], [1, 3], [0, 1, 2, 3])
    assert marks([2, 10, 12, 20], *margins) == [
        "below", "above", "above", "above", *["exact"] * 5,
    ]  # fmt: skip


def test_two_small_counts_whose_sum_leaves_no_choice_lose_the_sum():
    # Two counts from 1 to 4 with the sum 8 are both 4.
    assert marks([4, 4], [0, 1]) == ["below", "below", "above"]
    # With the sum 5, and no more is known, each can be 1, 2, 3 or 4.
    assert marks([2, 3], [0, 1]) == ["below", "below", "exact"]


def test_a_small_sum_says_nothing_where_its_parts_would_all_be_1():
    # Four counts of at least 1 with a sum below 5 are all 1.
    assert marks([1, 1, 1, 1], [0, 1, 2, 3]) == [*["below"] * 4, "open"]


def test_zeros_and_counts_from_the_limit_on_are_shown():
    assert marks([0, 5, 9], [0, 1, 2]) == ["exact"] * 4
    assert marks([0, 5, 9], [0, 1, 2], limit=6)[:2] == ["exact", "below"]


# --- attacks on pages -----------------------------------------------------------------------------


class PageTables(HTMLParser):
    """The rows of the tables of a page, and its paragraphs and lines."""

    def __init__(self, html):
        super().__init__()
        self.rows, self.lines, self.text = [], [], ""
        self.feed(html[html.index("<main>") : html.index('id="methods"')])

    def handle_starttag(self, tag, attributes):
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th", "p", "li"}:
            self.text = ""

    def handle_data(self, data):
        self.text += data

    def handle_endtag(self, tag):
        text = " ".join(self.text.split())
        if tag in {"td", "th"}:
            self.rows[-1].append(text)
        if tag in {"p", "li"}:
            self.lines.append(text)


def scope(text):
    """The lowest and highest value that a printed count can have."""
    if text == "hidden":
        return 0, np.inf
    number = int(text.strip("<≥"))
    return {"<": (1, number - 1), "≥": (number, np.inf)}.get(text[0], (number, number))


def printed_counts(html):
    """Counts as printed, by (measure, group or None, name)."""
    page = PageTables(html)
    titles = [f"MOOD: {scale.name}" for scale in SCALES]
    counts, tables = {}, 0
    for row in page.rows:
        heading = next((title for title in titles if row[0].startswith(title)), None)
        if heading is None:
            if row[0] in {"not significant", "okay at baseline", "significant change"}:
                for column, cell in zip(
                    ("worse", "improved", "unchanged"), row[1:], strict=True
                ):
                    counts[tables // 3, None, (row[0], column)] = cell
                tables += 1
            continue
        measure, group = titles.index(heading), row[0][len(heading) + 2 :] or None
        for name, cell in zip(COLUMNS, row[1:], strict=True):
            number, _, rest = cell.partition(" of ")
            counts[measure, group, name] = number.split(" (")[0].split(" ")[0]
            if name == "judged":
                counts[measure, group, "respondents"] = rest
            if name == "recovered":
                counts[measure, group, "clinical again"] = rest.split(" (")[0]
            if name == "worse":
                harm = re.search(r"(\S+) into the clinical range", cell)
                counts[measure, group, "harmed"] = harm[1] if harm else "0"
    for line in page.lines:
        match = re.match(r"(.*): (\S+) of (\S+) not judged \((.*)\)\.$", line)
        if match:
            measure = titles.index(match[1])
            counts[measure, None, "not judged"] = match[2]
            for part in match[4].split("; "):
                reason, number = part.rsplit(" ", 1)
                counts[measure, None, "reason", reason] = number
    for measure in {key[0] for key in counts}:
        counts.setdefault((measure, None, "not judged"), "0")
    return counts


def equations(counts):
    """Sums that are 0, as signs by count; and sums that are at least 0."""
    equal, least = [], []
    measures = sorted({key[0] for key in counts})
    for measure, group in dict.fromkeys(key[:2] for key in counts):

        def at(name, measure=measure, group=group):
            return (measure, group, name)

        changes = [at("improved"), at("unchanged"), at("worse")]
        equal += [
            [(at("judged"), -1), *((key, 1) for key in changes)],
            [(at("judged"), -1), (at("clinical"), 1), (at("functional"), 1)],
            [(at("respondents"), -1), (at("judged"), 1), (at("not judged"), 1)],
            [(at("clinical"), -1), (at("clinical again"), 1)],
            [((0, group, "respondents"), -1), (at("respondents"), 1)],
        ]
        least += [
            [(at("improved"), 1), (at("recovered"), -1)],
            [(at("clinical"), 1), (at("recovered"), -1)],
            [(at("worse"), 1), (at("harmed"), -1)],
            [(at("functional"), 1), (at("harmed"), -1)],
        ]
    for measure in measures:
        rows = ("not significant", "okay at baseline", "significant change")
        columns = ("worse", "improved", "unchanged")

        def cell(row, column, measure=measure):
            return ((measure, None, (row, column)), 1)

        equal += [
            [((measure, None, column), -1), *(cell(row, column) for row in rows)]
            for column in columns
        ]
        equal.append(
            [((measure, None, "functional"), -1), *(cell(rows[1], name) for name in columns)]
        )
        equal.append([((measure, None, "recovered"), -1), cell(rows[2], "improved")])
        least.append([((measure, None, "harmed"), -1), cell(rows[1], "worse")])
        reasons = [key for key in counts if key[0] == measure and key[2] == "reason"]
        equal.append([((measure, None, "not judged"), -1), *((key, 1) for key in reasons)])
        groups = {key[1] for key in counts if key[0] == measure} - {None}
        names = (*COLUMNS, "respondents", "harmed", "functional", "not judged")
        equal += [
            [((measure, None, name), -1), *(((measure, group, name), 1) for group in groups)]
            for name in names
            if groups
        ]
    return equal, least


def solve(html):
    """Every hidden count with the lowest and the highest value that it can have."""
    counts = printed_counts(html)
    equal, least = equations(counts)
    keys = dict.fromkeys([*counts, *(key for row in (*equal, *least) for key, _ in row)])
    places = {key: place for place, key in enumerate(keys)}
    matrix = np.zeros((len(equal) + len(least), len(keys)))
    for number, row in enumerate((*equal, *least)):
        for key, sign in row:
            matrix[number, places[key]] += sign
    tops = np.array([0.0] * len(equal) + [np.inf] * len(least))
    bounds = np.array([scope(counts[key]) if key in counts else (0, np.inf) for key in keys])
    hidden = [key for key, text in counts.items() if not text.isdigit()]
    return ends(hidden, {key: [places[key]] for key in hidden}, matrix, tops, bounds)


def ends(hidden, sums, matrix, tops, bounds):
    """The lowest and highest value of sums of unknowns that solutions of a program have.

    A solution that is sought for one sum serves all the others, and a sum with two values in
    different solutions is not sought again.
    """
    ranges = {}
    for key in hidden:
        for sign in (1, -1):
            if key in ranges and ranges[key][0] < ranges[key][1]:
                continue
            cost = np.zeros(matrix.shape[1])
            cost[sums[key]] = sign
            solution = milp(
                cost,
                constraints=LinearConstraint(matrix, np.zeros_like(tops), tops),
                bounds=Bounds(bounds[:, 0], np.minimum(bounds[:, 1], 500)),
                integrality=np.ones(len(cost), dtype=int),
            )
            assert solution.status == 0, solution.message
            for cell in hidden:
                value = round(solution.x[sums[cell]].sum())
                low, high = ranges.get(cell, (value, value))
                ranges[cell] = (min(low, value), max(high, value))
    return ranges


def random_study(seed, n_scales=None):
    """A small study of one or two measures in up to four groups, some of it missing."""
    rng = random.Random(seed)
    n = rng.randint(4, 45)
    groups = rng.choices("ABCD", [8, 5, 3, 1], k=n)
    gain = rng.choice([2, 6, 10])
    results = []
    for scale in SCALES[: n_scales or rng.choice([1, 2])]:
        pre = [float(rng.randint(12, 38)) for _ in range(n)]
        post = [min(40.0, max(0.0, value - rng.gauss(gain, 9) // 1)) for value in pre]
        gaps = [rng.random() < (0.1 if n_scales is None else 0) for _ in range(n)]
        post = [np.nan if is_gap else value for is_gap, value in zip(gaps, post, strict=True)]
        pairs = pd.DataFrame(
            {"id": [f"Z{i}" for i in range(n)], "pre": pre, "post": post, "group": groups}
        )
        results.append(compare(pairs, scale=scale))
    return study(*results)


N_STUDIES = 100


def solved_counts(studies):
    """Hidden counts that the page gives back, and how many are hidden in all."""
    solved, n_hidden = [], 0
    for number, result in enumerate(studies):
        for key, (low, high) in solve(board_page(result)).items():
            n_hidden += 1
            if low == high:
                solved.append((number, key, low))
    return solved, n_hidden


def test_no_hidden_count_of_a_hundred_studies_can_be_found_out():
    solved, n_hidden = solved_counts(map(random_study, range(N_STUDIES)))
    assert n_hidden > 20 * N_STUDIES
    assert solved == []


def test_the_attack_finds_counts_where_only_the_small_ones_are_hidden(monkeypatch):
    def hide_primary_only(system, *, limit):
        return {
            count: Mark.BELOW if 0 < system.value(count) < limit else Mark.EXACT
            for count in system.costs
        }

    monkeypatch.setattr(board_counts, "hide_small_counts", hide_primary_only)
    solved, _ = solved_counts(map(random_study, range(10)))
    assert len(solved) > 50


# Kinds of a respondent on one measure: range before, range after, reliable change.
KINDS = [
    kind
    for kind in product("cf", "cf", ("improved", "unchanged", "worse"))
    if kind not in {("c", "f", "worse"), ("f", "c", "improved")}
]
JUDGEMENTS = {
    "recovered": lambda kind: kind == ("c", "f", "improved"),
    "improved": lambda kind: kind[2] == "improved",
    "unchanged": lambda kind: kind[2] == "unchanged",
    "deteriorated": lambda kind: kind[2] == "worse",
}


def with_rules(result):
    rules = open_registry().plugins.outcome_rules
    roles = dict(zip(("mood", "calm"), result.changes, strict=True))
    outcomes = [apply_rule(rules[name], roles) for name in ("all-measures", "any-measure")]
    return study(*result.changes, outcomes=tuple(outcomes))


def solve_rules(html):
    """The same over respondents by their kinds on two measures, with what rules say of them."""
    pairs = list(product(KINDS, KINDS))
    counts = {}

    def add(text, name, test):
        members = [place for place, pair in enumerate(pairs) if test(pair)]
        counts[name] = (text, members)

    tests = {
        "respondents": lambda kind: True,
        "judged": lambda kind: True,
        "clinical": lambda kind: kind[0] == "c",
        "clinical again": lambda kind: kind[0] == "c",
        "worse": JUDGEMENTS["deteriorated"],
        "harmed": lambda kind: kind == ("f", "c", "worse"),
        **JUDGEMENTS,
    }
    rows = {"not significant": ("c", "c"), "significant change": ("c", "f")}
    for (measure, group, *name), text in printed_counts(html).items():
        if group is not None or "reason" in name or name == ["not judged"]:
            continue
        if isinstance(name[0], str):
            test = tests[name[0]]
        else:
            row, column = name[0]

            def test(kind, row=row, column=column):
                in_row = kind[:2] == rows[row] if row in rows else kind[0] == "f"
                return in_row and kind[2] == column

        add(text, (measure, *name), lambda pair, test=test, m=measure: test(pair[m]))
    for line in PageTables(html).lines:
        for text in line.partition(": ")[2].split("; ") if line.startswith("Change on") else ():
            title, _, numbers = text.partition(": ")
            n, _, of = numbers.split(" assessable")[0].partition(" of ")
            words, scope_words = title.lower().split(" on ")[:2]
            test, quantifier = (
                JUDGEMENTS[words],
                all if scope_words.startswith("every") else any,
            )
            harmless = title.endswith("deteriorated on none")
            add(
                n,
                ("rule", title),
                lambda p, t=test, q=quantifier, h=harmless: (
                    q(map(t, p)) and not (h and any(map(JUDGEMENTS["deteriorated"], p)))
                ),
            )
            add(of, ("rule", title, "of"), lambda p: True)
    matrix = np.zeros((len(counts), len(pairs) + len(counts)))
    bounds = np.array([(0, np.inf)] * len(pairs) + [scope(text) for text, _ in counts.values()])
    for number, (_, members) in enumerate(counts.values()):
        matrix[number, members] = 1
        matrix[number, len(pairs) + number] = -1
    hidden = {
        key: [len(pairs) + number]
        for number, (key, (text, _)) in enumerate(counts.items())
        if not text.isdigit()
    }
    return counts, ends(hidden, hidden, matrix, np.zeros(len(counts)), bounds)


def test_no_count_can_be_found_out_with_rules_over_two_measures():
    n_hidden = n_rules = 0
    for seed in range(12):
        result = with_rules(random_study(seed, n_scales=2))
        counts, ranges = solve_rules(board_page(result))
        n_hidden += len(ranges)
        n_rules += sum(key[0] == "rule" for key in counts)
        assert [(seed, key, low) for key, (low, high) in ranges.items() if low == high] == []
    assert n_hidden > 100
    assert n_rules == 12 * 2 * 8


# --- what is on the page --------------------------------------------------------------------------


def large_study(**fields):
    """Eighty respondents in four groups of 60, 14, 4 and 2."""
    rng = random.Random(7)
    n = 80
    pre = [float(rng.randint(12, 38)) for _ in range(n)]
    post = [max(0.0, value - rng.gauss(7, 8) // 1) for value in pre]
    groups = ["A"] * 60 + ["B"] * 14 + ["C"] * 4 + ["D"] * 2
    ids = [f"PERSON{i:03d}" for i in range(n)]
    pairs = pd.DataFrame({"id": ids, "pre": pre, "post": post, "group": groups})
    return study(compare(pairs), **fields)


def test_the_page_has_no_id_no_risk_answer_and_no_mark_for_a_person():
    alert = alerts(["PERSON001", "T1", "mood", "mood_9", "2", "Ask about it."])
    html = board_page(large_study(alerts=alert))
    assert "PERSON" not in html
    assert "Ask about it" not in html
    assert "<circle" not in html
    assert 'class="plot' not in html
    for word in ("Mood course", "T1 compared with T2", "recovered", "References"):
        assert word in html


def test_small_groups_are_joined_and_the_joined_group_is_large_enough():
    rows = {row[0]: row for row in PageTables(board_page(large_study())).rows}
    names = [name.partition("Low mood, ")[2] for name in rows if "Low mood, " in name]
    # C and D have 6 together.
    assert names == ["A", "B", "other groups together"]
    assert rows["MOOD: Low mood, other groups together"][1].endswith("of 6")


def test_groups_that_leave_nothing_to_compare_are_not_shown():
    # Groups of 6 and 2: joined they are everybody.
    pairs = pd.DataFrame(
        {"id": range(8), "pre": 30.0, "post": 10.0, "group": ["A"] * 6 + ["B"] * 2}
    )
    assert "Low mood, " not in board_page(study(compare(pairs)))


def test_share_and_bar_go_with_a_hidden_count():
    html = board_page(random_study(3))
    cells = re.findall(r"<td role=\"cell\".*?</td>", html)
    numbers = [re.sub(r"<span class=\"small\">.*?</span>", "", cell) for cell in cells]
    hidden = [cell for cell in numbers if re.search(r"&lt;|≥|hidden<|of hidden", cell)]
    assert hidden
    assert not [cell for cell in hidden if "percent" in cell or "<svg" in cell]


def test_a_limit_of_0_hides_nothing():
    result = replace(random_study(3), small_counts=0)
    html = board_page(result)
    page = PageTables(html)
    texts = [*page.lines, *(cell for row in page.rows for cell in row)]
    assert not [text for text in texts if re.search("<|≥|hidden", text)]
    counts = result.changes[0].counts
    assert printed_counts(html)[0, None, "improved"] == str(counts.improved)


def test_hostile_texts_stay_text():
    html = board_page(hostile_study())
    assert not any(text in html for text in HOSTILE[:3])


# --- which file is for whom -----------------------------------------------------------------------


def test_limits_that_would_say_the_count_are_refused():
    assert [check_small_counts(n) for n in (0, 3, 5, 100)] == [0, 3, 5, 100]
    for limit in (-1, 1, 2, 101):
        with pytest.raises(ScorewellError, match="cannot be hidden"):
            check_small_counts(limit)


def test_synthetic_data_are_shown_whole_unless_a_limit_is_named():
    plan = StudyPlan(title="x", layout=None, measures=())
    assert plan.count_limit == SMALL_COUNTS == 5
    assert replace(plan, synthetic=True).count_limit == 0
    assert replace(plan, synthetic=True, small_counts=6).count_limit == 6
    assert replace(plan, small_counts=0).count_limit == 0


def test_a_report_for_a_board_is_one_page(tmp_path):
    files = write_report(large_study(), tmp_path / "r", reader="board")
    assert [file.name for file in files] == [BOARD_FILE]
    # The folder of a clinic replaces it, and has the page too.
    write_report(large_study(), tmp_path / "r", overwrite=True, forms=["html"])
    assert (tmp_path / "r" / BOARD_FILE).exists()
    assert BOARD_FILE in (tmp_path / "r" / "summary.html").read_text("utf-8")


def test_a_report_for_a_paper_has_tables_methods_and_references_without_ids(tmp_path):
    pytest.importorskip("docx")
    files = write_report(large_study(), tmp_path / "r", reader="paper")
    assert {file.name for file in files} == {"report.md", "report.docx", "tables.tex"}
    text = (tmp_path / "r" / "report.md").read_text("utf-8")
    assert "Reliable change was judged by" in text
    assert "References" in text
    assert not any("PERSON" in str(element) for element in paper_elements(large_study()))


def write_study(folder, *, head=""):
    """Seven respondents, of whom two get better by far; totals of the PSEQ, 0 to 60."""
    rows = ["id,occasion,pseq"]
    scores = [(10, 50), (10, 50), (10, 11), (14, 12), (20, 21), (12, 12), (12, 12)]
    for number, (pre, post) in enumerate(scores):
        rows += [f"PERSON{number},pre,{pre}", f"PERSON{number},post,{post}"]
    (folder / "data.csv").write_text("\n".join(rows) + "\n")
    (folder / "study.yaml").write_text(
        f"""format: 1
title: A small course
{head}data: [{{file: data.csv}}]
columns: {{id: id, occasion: occasion}}
occasions: {{pre: pre, post: post}}
change: {{sd: 10, reliability: 0.9, clinical: baseline, criterion: a}}
measures:
  - {{instrument: pseq, totals: {{total: pseq}}, scales: [total]}}
"""
    )
    return folder / "study.yaml"


@pytest.mark.parametrize(
    ("head", "options", "sentence"),
    [
        ("", [], r"&lt;5 of \S+"),
        ("", ["--small-counts", "0"], r"2 of 7 \(29%\)"),
        ("small_counts: 0\n", [], r"2 of 7 \(29%\)"),
        ("synthetic: true\n", [], r"2 of 7 \(29%\)"),
        ("synthetic: true\n", ["--small-counts", "4"], r"&lt;4 of \S+"),
    ],
)
def test_evaluate_writes_the_page_for_a_board(monkeypatch, tmp_path, head, options, sentence):
    folder = tmp_path / "r"
    path = write_study(tmp_path, head=head)
    command = ["scorewell", "evaluate", str(path), "-o", str(folder), "--for", "board"]
    monkeypatch.setattr(sys, "argv", [*command, *options])
    with pytest.raises(SystemExit) as end:
        main()
    assert not end.value.code
    assert [file.name for file in folder.iterdir()] == [BOARD_FILE]
    html = (folder / BOARD_FILE).read_text("utf-8")
    assert re.search(f"{sentence} improved reliably", html)
    assert "PERSON" not in html


@pytest.mark.parametrize(
    ("reader", "options", "message"),
    [
        ("friends", {}, "clinic, board, paper, not for 'friends'"),
        ("board", {"forms": ["md"]}, "is the page board.html alone"),
        ("paper", {"forms": ["xlsx"]}, "no form 'xlsx', which holds ids"),
        ("board", {"respondents": True}, "no pages of single respondents"),
        ("paper", {"respondents": True}, "no pages of single respondents"),
    ],
)
def test_what_a_reader_must_not_get_is_refused(tmp_path, reader, options, message):
    with pytest.raises(ScorewellError, match=message):
        write_report(large_study(), tmp_path / "r", reader=reader, **options)
    assert not (tmp_path / "r").exists()
    assert READERS == ("clinic", "board", "paper")
