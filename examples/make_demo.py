"""Make the demonstration study in ``examples/demo``.

Thirteen synthetic respondents answer three questionnaires before and after a
course. Their answers are drawn so that each of five tables of reliable and
clinically significant change holds exactly the counts of Table 2 of
doi:10.21926/obm.icm.2204050. Nothing else comes from that evaluation: the
people, their answers and the norms are made up.

Totals are drawn first, scale by scale, until every respondent has the class
that the table needs; then each total is spread over its items. At the end all
is scored and judged again from the finished answers alone.

The standard library is enough, and every number follows from ``SEED``: the
same files come out each time. Run it without arguments to write the files,
with ``--check`` to compare them with what is there.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from demo_design import (
    COLUMNS,
    DETERIORATED,
    IMPROVED,
    NOT_SIGNIFICANT,
    OKAY,
    SCALES,
    SIGNIFICANT,
    UNCHANGED,
    Ruler,
    Scale,
    covariance,
    keyed,
    overlay,
    ruler,
    score,
)

FOLDER = Path(__file__).resolve().parent / "demo"
SEED = 20220908
RESPONDENTS = tuple(f"R{number:02d}" for number in range(1, 14))
COURSES = dict(zip(RESPONDENTS, "AAAABBBBBCCCC", strict=True))
OCCASIONS = ("pre", "post")
ITEMS = {"scs_sf": 12, "fscrs": 22, "pseq": 10}


@dataclass(frozen=True)
class Person:
    """What lies behind one respondent's answers on every scale."""

    distress: float
    benefit: float


def bell(random: Random) -> float:
    """Return a number from nearly a standard normal distribution, alike on every machine."""
    return sum(random.random() for _ in range(12)) - 6


def draw_totals(
    scale: Scale, people: Sequence[Person], random: Random
) -> list[tuple[int, int]]:
    """Pre and post total of every respondent, such that the table comes out."""
    while True:
        baseline = [draw_baseline(scale, person, random) for person in people]
        rule = ruler(scale, baseline)
        okay = sum(rule.beyond(total) for total in baseline)
        if rule.clear and okay == sum(scale.table[OKAY]):
            after = draw_after(scale, rule, baseline, people, random)
            if after is not None:
                return list(zip(baseline, after, strict=True))


def draw_baseline(scale: Scale, person: Person, random: Random) -> int:
    """One baseline total: the more distress, the worse."""
    mean, sd = scale.draw
    total = round(mean - scale.better * sd * (0.75 * person.distress + 0.65 * bell(random)))
    low, high = scale.range
    return min(max(total, low + 1), high - 1)


def draw_after(
    scale: Scale, rule: Ruler, baseline: Sequence[int], people: Sequence[Person], random: Random
) -> list[int] | None:
    """Post totals that fill the cells of the table, or None where these cannot.

    Respondents are taken in order of their benefit and get the best class that
    is left and that they can reach.
    """
    remaining = {
        (row, COLUMNS[k]): n for row, ns in scale.table.items() for k, n in enumerate(ns)
    }
    order = sorted(range(len(people)), key=lambda i: -people[i].benefit - 0.5 * bell(random))
    after = [0] * len(people)
    best_first = [
        (row, column)
        for column in (IMPROVED, UNCHANGED, DETERIORATED)
        for row in (SIGNIFICANT, OKAY, NOT_SIGNIFICANT)
    ]
    for i in order:
        for cell in best_first:
            totals = reachable(scale, rule, baseline[i], cell) if remaining[cell] else []
            if totals:
                after[i] = typical(totals, baseline[i], rule, random)
                remaining[cell] -= 1
                break
        else:
            return None
    return after


def reachable(scale: Scale, rule: Ruler, pre: int, cell: tuple[str, str]) -> list[int]:
    """Post totals that put a respondent with this baseline total into a cell.

    None is further away than twice and a half the limit: few change more.
    """
    low, high = scale.range
    return [
        post
        for post in range(low + 1, high)
        if rule.judge(pre, post) == cell and abs(post - pre) < 2.5 * rule.limit
    ]


def typical(totals: Sequence[int], pre: int, rule: Ruler, random: Random) -> int:
    """One of the post totals nearest to a change drawn at random, more often small."""
    aim = pre + rule.better * rule.limit * (0.35 + 0.35 * bell(random))
    nearest = sorted(totals, key=lambda total: (abs(total - aim), total))
    return nearest[int(random.random() * min(len(nearest), 5))]


def spread(
    scale: Scale, pairs: Sequence[tuple[int, int]], random: Random
) -> list[list[list[int]]]:
    """Item answers per respondent and occasion, scored direction, that add up to the totals.

    An item has its own difficulty, a respondent a lasting leaning on each item,
    and both occasions some chance.
    """
    difficulty = [0.45 * bell(random) - 1.5 * (item in scale.rare) for item in scale.items]
    sheets = []
    for pair in pairs:
        leaning = [0.65 * bell(random) for _ in scale.items]
        sheets.append([fill(scale, total, difficulty, leaning, random) for total in pair])
    return sheets


def fill(
    scale: Scale,
    total: int,
    difficulty: Sequence[float],
    leaning: Sequence[float],
    random: Random,
) -> list[int]:
    """One sheet: answers near what is expected, moved by single points to the total."""
    level = total / len(scale.items)
    wish = [
        level + d + b + 0.5 * bell(random) for d, b in zip(difficulty, leaning, strict=True)
    ]
    sheet = [min(max(round(value), scale.low), scale.high) for value in wish]
    while sum(sheet) != total:
        step = 1 if sum(sheet) < total else -1
        free = [k for k, answer in enumerate(sheet) if scale.low <= answer + step <= scale.high]
        sheet[max(free, key=lambda k: step * (wish[k] - sheet[k]))] += step
    return sheet


def answers() -> list[dict[str, str]]:
    """All rows of ``answers.csv``: first the pre sheets, then the post sheets."""
    random = Random(SEED)
    people = [Person(bell(random), bell(random)) for _ in RESPONDENTS]
    columns = [f"{prefix}_{n}" for prefix, count in ITEMS.items() for n in range(1, count + 1)]
    rows = {
        (respondent, occasion): {
            "respondent": respondent,
            "course": COURSES[respondent],
            "occasion": occasion,
        }
        | dict.fromkeys(columns, "")
        for occasion in OCCASIONS
        for respondent in RESPONDENTS
    }
    for number, scale in enumerate(SCALES, start=1):
        stream = Random(SEED + number)
        sheets = spread(scale, draw_totals(scale, people, stream), stream)
        for respondent, pair in zip(RESPONDENTS, sheets, strict=True):
            for occasion, sheet in zip(OCCASIONS, pair, strict=True):
                for item, answer in zip(scale.items, sheet, strict=True):
                    raw = scale.low + scale.high - answer if item in scale.reversed else answer
                    rows[respondent, occasion][f"{scale.prefix}_{item}"] = str(raw)
    return list(rows.values())


def expected(rows: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """Score and judge every respondent on every scale, from the answers alone."""
    sheets = {(row["respondent"], row["occasion"]): row for row in rows}
    result = []
    for scale in SCALES:
        pre, post = (
            [sum(keyed(scale, sheets[respondent, occasion])) for respondent in RESPONDENTS]
            for occasion in OCCASIONS
        )
        rule = ruler(scale, pre)
        for respondent, before, after in zip(RESPONDENTS, pre, post, strict=True):
            significance, reliable = rule.judge(before, after)
            result.append(
                {
                    "respondent": respondent,
                    "scale": scale.name,
                    "pre": score(scale, before),
                    "post": score(scale, after),
                    "significance": significance,
                    "reliable": reliable,
                }
            )
    return result


def faults(rows: Sequence[dict[str, str]], classes: Sequence[dict[str, str]]) -> list[str]:
    """Whatever is wrong with the finished answers; nothing, if all is well."""
    faults_found = []
    for scale in SCALES:
        classes_seen = [
            (c["significance"], c["reliable"]) for c in classes if c["scale"] == scale.name
        ]
        for kind, counts in scale.table.items():
            if tuple(classes_seen.count((kind, column)) for column in COLUMNS) != counts:
                faults_found.append(f"{scale.name}: {kind} does not hold {counts}")
        pre = [row for row in rows if row["occasion"] == "pre"]
        if not ruler(scale, [sum(keyed(scale, row)) for row in pre]).clear:
            faults_found.append(f"{scale.name}: a total lies near the limit or the cut-off")
        for row in rows:
            sheet = keyed(scale, row)
            if len(set(sheet)) == 1:
                faults_found.append(
                    f"{scale.name}: {row['respondent']} gives one answer throughout"
                )
        for occasion in OCCASIONS:
            table = [keyed(scale, row) for row in rows if row["occasion"] == occasion]
            for k, item in enumerate(scale.items):
                if covariance([s[k] for s in table], [sum(s) - s[k] for s in table]) <= 0:
                    faults_found.append(
                        f"{scale.name}: item {item} goes against the rest, {occasion}"
                    )
    return faults_found


def as_csv(rows: Sequence[dict[str, str]]) -> str:
    """Rows as CSV text."""
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def files() -> dict[str, str]:
    """Text of every file that this script makes, by name.

    Raises
    ------
    SystemExit
        If the finished answers do not hold what they must.
    """
    rows = answers()
    classes = expected(rows)
    if faults_found := faults(rows, classes):
        raise SystemExit("\n".join(faults_found))
    return {
        "answers.csv": as_csv(rows),
        "expected.csv": as_csv(classes),
        "illustrative-norms-scs-sf.yaml": overlay("scs-sf"),
        "illustrative-norms-fscrs.yaml": overlay("fscrs"),
    }


def main() -> int:
    """Write the files, or compare them with what is there."""
    parser = argparse.ArgumentParser(description="Make the demonstration study.")
    parser.add_argument("--check", action="store_true", help="compare and write nothing")
    check = parser.parse_args().check
    differing = []
    for name, text in files().items():
        path = FOLDER / name
        content = text.encode()
        if check:
            if not path.is_file() or path.read_bytes() != content:
                differing.append(name)
        else:
            path.write_bytes(content)
            print(path)
    for name in differing:
        print(f"{FOLDER / name} differs from what this script makes", file=sys.stderr)
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
