"""How often ``scorewell doctor`` finds planted faults, and how often it cries wolf.

Answers are drawn from the threshold model of ``scorewell.simulation``, with the alpha given,
and one fault is planted in each file. Run it to rewrite ``docs/doctor.md``; ``--sets`` says how
many files are drawn for each line of the table.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

import scorewell
from scorewell.answers.columns.bind import bind
from scorewell.screening.screen import examine
from scorewell.simulation.calibration import calibrated
from scorewell.simulation.draw import draw_answers
from scorewell.simulation.targets import targets

PAGE = Path(__file__).resolve().parents[1] / "docs" / "doctor.md"

Fault = Callable[[pd.DataFrame, np.random.Generator], pd.DataFrame]


def _ends(instrument: str, item: str) -> float:
    coding = scorewell.load(instrument).item(item).coding
    return coding.lowest + coding.highest


def none(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:  # noqa: ARG001
    """Leave the file as it is."""
    return frame


def one_turned(instrument: str) -> Fault:
    """Turn one item at random."""

    def plant(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
        scored_items = {i for s in scorewell.load(instrument).scales for i in s.items}
        item = str(rng.choice(sorted(scored_items)))
        return frame.assign(**{item: _ends(instrument, item) - frame[item]})

    return plant


def key_applied(instrument: str, scale: str) -> Fault:
    """Reverse the items that the key reverses: the file is reversed already."""

    def plant(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:  # noqa: ARG001
        back = scorewell.load(instrument).scale(scale).reversed
        return frame.assign(**{item: _ends(instrument, item) - frame[item] for item in back})

    return plant


def all_turned(instrument: str) -> Fault:
    """Turn every answer of the file."""

    def plant(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:  # noqa: ARG001
        items = [item.id for item in scorewell.load(instrument).items]
        return frame.assign(**{item: _ends(instrument, item) - frame[item] for item in items})

    return plant


def from_one(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:  # noqa: ARG001
    """Count answers from one instead of nought."""
    items = [name for name in frame.columns if name not in {"respondent", "occasion"}]
    return frame.assign(**{item: frame[item] + 1 for item in items})


def exchanged(instrument: str, first: str, second: str) -> Fault:
    """Exchange two columns of different scales."""

    def plant(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
        instrument_ = scorewell.load(instrument)
        first_item = str(rng.choice(instrument_.scale(first).items))
        second_item = str(rng.choice(instrument_.scale(second).items))
        return frame.assign(**{first_item: frame[second_item], second_item: frame[first_item]})

    return plant


def another_form(instrument: str) -> Fault:
    """Put answers to something else under the last third of the items."""

    def plant(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
        names = [item.id for item in scorewell.load(instrument).items]
        last = names[-(len(names) // 3) :]
        order = rng.permutation(len(frame))
        return frame.assign(**{name: frame[name].to_numpy()[order] for name in last})

    return plant


def careless(instrument: str, share: float) -> Fault:
    """Let some respondents give one middling answer throughout."""

    def plant(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
        items = [item.id for item in scorewell.load(instrument).items]
        values = sorted(scorewell.load(instrument).items[0].coding.values)[1:-1]
        rows = rng.choice(len(frame), max(1, round(share * len(frame))), replace=False)
        changed = frame.copy()
        for row in rows:
            changed.loc[changed.index[row], items] = int(rng.choice(values))
        return changed

    return plant


@dataclass(frozen=True)
class Line:
    """One line of the table: a fault in one instrument."""

    title: str
    instrument: str
    code: str
    plant: Fault
    n: int = 200
    alpha: float | None = None
    norm: str = ""


def lines() -> list[Line]:
    """Every line of the table."""
    clean = [
        Line("clean", name, "", none, n=n, alpha=alpha)
        for name in ("pseq", "rses", "fscrs", "panas", "tsk-17", "scs-sf", "cpaq-8")
        for n, alpha in ((200, 0.6), (200, 0.85))
    ]
    clean += [
        Line("clean", "phq-9", "", none, norm="kroenke-2016-pain"),
        Line("clean", "phq-9", "", none, norm="community-25-34"),
        Line("clean", "pcl-5", "", none, norm="blevins-2015"),
        Line("clean", "rses", "", none, n=50, alpha=0.75),
        Line("clean", "fscrs", "", none, n=50, alpha=0.75),
    ]
    reversed_lines = [
        Line("one item turned", name, "item-turned", one_turned(name), n=n, alpha=alpha)
        for name in ("pseq", "tsk-17")
        for n in (50, 200)
        for alpha in (0.6, 0.9)
    ]
    return [
        *clean,
        *reversed_lines,
        Line("one item turned", "scs-sf", "item-turned", one_turned("scs-sf")),
        Line(
            "reversed already", "rses", "item-turned", key_applied("rses", "total"), alpha=0.85
        ),
        Line(
            "reversed already", "core-10", "item-turned", key_applied("core-10", "total"),
            norm="general-population",
        ),
        Line(
            "reversed already", "cpaq-8", "scale-turned",
            key_applied("cpaq-8", "pain_willingness"),
        ),
        Line(
            "every answer turned", "phq-9", "scale-mirrored", all_turned("phq-9"),
            norm="community-25-34",
        ),
        Line(
            "every answer turned", "phq-9", "scale-mirrored", all_turned("phq-9"),
            norm="kroenke-2016-pain",
        ),
        Line("counted from 1", "phq-9", "wrong-base", from_one, norm="kroenke-2016-pain"),
        Line("counted from 1", "phq-9", "wrong-base", from_one, norm="community-25-34"),
        Line(
            "columns exchanged", "fscrs", "columns-exchanged",
            exchanged("fscrs", "inadequate_self", "reassured_self"),
        ),
        Line(
            "columns exchanged", "panas", "columns-exchanged",
            exchanged("panas", "positive", "negative"), alpha=0.85,
        ),
        Line(
            "columns exchanged", "hads", "columns-exchanged",
            exchanged("hads", "anxiety", "depression"), alpha=0.8,
        ),
        Line("another form", "pseq", "two-instruments", another_form("pseq")),
        Line("another form", "spin", "two-instruments", another_form("spin")),
        Line("3 % careless", "fscrs", "straight-lining", careless("fscrs", 0.03)),
        Line("3 % careless", "pseq", "straight-lining", careless("pseq", 0.03)),
        Line("3 % careless", "spin", "straight-lining", careless("spin", 0.03)),
    ]  # fmt: skip


def detects(line: Line, frame: pd.DataFrame) -> tuple[bool, bool]:
    """Whether the fault was named, and whether anything else was (sure or likely)."""
    instrument = scorewell.load(line.instrument)
    findings = examine(frame, bind(list(frame), instrument)).findings
    false_alarms = {finding.code for finding in findings if finding.severity != "note"} - {
        line.code
    }
    return line.code in {finding.code for finding in findings}, bool(false_alarms)


def rates(number: int, sets: int) -> tuple[float, float]:
    """Shares of files in which the fault of a line was named, and something else was."""
    line = lines()[number]
    instrument = scorewell.load(line.instrument)
    targets_ = targets(instrument, alpha=line.alpha, norm=line.norm)
    model = calibrated(instrument, targets_, correlation=0.5)
    zero = [np.zeros(len(targets_.facets))]
    detections = []
    for seed in range(1000, 1000 + sets):
        rng = np.random.default_rng(seed)
        (answers,) = draw_answers(model, line.n, shifts=zero, stability=1.0, rng=rng)
        frame = pd.DataFrame(answers.astype(int), columns=list(model.items))
        detections.append(detects(line, line.plant(frame, rng)))
    return float(np.mean([hit for hit, _ in detections])), float(
        np.mean([two for _, two in detections])
    )


# ruff: noqa: E501
ABOUT = """\
# What the doctor finds

`scorewell doctor ID DATA` looks for signs that a file was made in another way than the key
expects. Every rate below is the share of {sets} simulated files of n respondents (threshold model,
one factor for each scale, factors that correlate 0.5; where no alpha is given it is the published
one) in which the fault was named, or anything else was said that is sure or likely.

| file | instrument | alpha | n | norm | named | anything else |
|---|---|---|---|---|---|---|
"""
NOTES = """
Clean files of 200: {alarms} of {files} with a false alarm ({rate:.2f} %).

## What it can and cannot see

- **An item turned** is seen by its correlation with the rest of the scale, after everything that
  looks turned has been turned; with several at once the signs of the first principal component say
  which belong together. Limits hold for all items of the file at once, and an item must correlate
  at least 0.2 once it is turned: weak items are not accused. Between two halves of equal size the
  items that the key reverses are taken to be the wrong ones, and the advice names the option
  `--reversed-already` with which they are read as they are; only a person can say that it is so.
- **A scale of two items** is judged within the next larger scale. Where there is none, only that
  the two disagree can be seen.
- **Every item of a scale turned** changes no correlation within it. It shows against other scales
  that are counted with it, or by the direction of improvement; in a questionnaire with one scale
  only against published means, and then only where the mean is far from all of them and its mirror
  image is near one. That is said as possible and does not set the exit code.
- **Columns exchanged** between scales are seen where both items fit the other scale clearly
  better. Two columns of one scale with the same key may be exchanged without a trace, and without
  a consequence for the score; with different keys both look turned.
- **Counting from another number** is seen as soon as one answer lies outside the coding. Where
  all answers fit both encodings, that is said instead, with how the answers lie at the end that
  only one of them has. A sheet made by `scorewell template` says its encoding by the name of a
  column, and is believed unless answers lie outside it.
- **Two instruments under one prefix** are seen as answers outside the coding at the end of the
  form, or as two consistent parts of one scale that have nothing to do with each other.
- **Careless respondents** are seen by runs of equal answers that are longer than the model fitted
  to the same answers makes them. Runs of the lowest or highest answer count only where items
  point both ways.
- Real scales are less regular than the model. A method factor of reversed wording, or items that
  do not belong, can raise the rate of false alarms above that of the table.
- Fewer than 30 respondents are never judged.

`python benchmarks/doctor.py` writes this page.
"""


def main() -> int:
    """Draw the files and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=int, default=500)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--show", action="store_true", help="print and write nothing")
    arguments = parser.parse_args()
    all_lines = lines()
    with ProcessPoolExecutor(arguments.jobs) as pool:
        results = []
        for result in pool.map(rates, range(len(all_lines)), [arguments.sets] * len(all_lines)):
            results.append(result)
            print(all_lines[len(results) - 1], result, file=sys.stderr)
    rows, alarms, files = [], 0, 0
    for line, (detected, false_alarm) in zip(all_lines, results, strict=True):
        if not line.code and line.n == 200:
            alarms += round(false_alarm * arguments.sets)
            files += arguments.sets
        alpha = "published" if line.alpha is None else f"{line.alpha:g}"
        detection_rate = f"{100 * detected:.1f} %" if line.code else ""
        cells = (
            line.title,
            line.instrument,
            alpha,
            line.n,
            line.norm,
            detection_rate,
            f"{100 * false_alarm:.1f} %",
        )
        rows.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    text = ABOUT.format(sets=arguments.sets) + "\n".join(rows) + "\n"
    text += NOTES.format(alarms=alarms, files=files, rate=100 * alarms / files)
    if arguments.show:
        print(text)
    else:
        PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
