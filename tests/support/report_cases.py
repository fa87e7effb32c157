"""Results to make reports of, and what a page consists of.

The scale runs from 0 to 40, lower is better. With a standard
deviation of 8 and a reliability of .875 the standard error of a difference is
8 x sqrt(2 x .125) = 4 points, and with the multiplier 2 the limit is 8 points. 20 is two
standard deviations from 36 (2 x 8) and from 8 (2 x 6): criterion c is 20.

=====  ====  ====  ==============  ====================  ============
id     pre   post  reliable        significance          outcome
=====  ====  ====  ==============  ====================  ============
P1     30    10    improved        significant change    recovered
P2     36    24    improved        not significant       improved
P3     22    18    unchanged       significant change    unchanged
P4     25    34    deteriorated    not significant       deteriorated
P5     15    12    unchanged       okay at baseline      unchanged
P6     30    10    improved        significant change    recovered
P7     28    none  not assessable: no post score
P8     28    20    unchanged       not significant       unchanged
=====  ====  ====  ==============  ====================  ============

P8 changes by exactly the limit and ends exactly on the cut-off.
"""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pandas as pd

from scorewell.change.analyse import analyse
from scorewell.change.options.options import ChangeOptions
from scorewell.change.options.typed_figures import Population
from scorewell.definitions.model import Instrument, MissingRule, Provenance, Scale, Source
from scorewell.study.result import StudyResult
from scorewell_plugins.change.indices.standard_error import JACOBSON_TRUAX

KEY = Source(id="key", authors="Author A, Other B, Third C", year=2001, title="A mood scale")
INSTRUMENT = Instrument(
    id="mood", version="1.0.0", name="Mood", acronym="MOOD", sources={"key": KEY}
)
SCALE = Scale(
    id="low_mood",
    name="Low mood",
    method="sum",
    missing=MissingRule(rule="complete"),
    low=0,
    high=40,
    better="lower",
    key=Provenance(source="key"),
)
PAIRS = pd.DataFrame(
    {
        "id": ["P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8"],
        "pre": [30.0, 36, 22, 25, 15, 30, 28, 28],
        "post": [10.0, 24, 18, 34, 12, 10, np.nan, 20],
    }
)
CLINICAL = Population(mean=36, sd=8, n=50, source="Clinic C (2010). Patients. doi:10.1/clinic")
FUNCTIONAL = Population(mean=8, sd=6, n=90, source="Town T (2011). Others. doi:10.1/town")
OPTIONS = {
    "sd": 8,
    "reliability": 0.875,
    "multiplier": 2,
    "clinical": CLINICAL,
    "functional": FUNCTIONAL,
}
COUNTS = [[1, 1, 1], [0, 0, 1], [0, 2, 1]]
FINDING_COLUMNS = [
    "file", "row", "id", "occasion", "instrument",
    "item", "column", "value", "problem", "action", "kind",
]  # fmt: skip
ALERT_COLUMNS = ["id", "occasion", "instrument", "target", "value", "message"]

HOSTILE = [
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    '"><img src=x onerror=alert(1)>',
    "]]></svg><script>alert(2)</script>",
    "@SUM(A1:A9)",
    "{{ 7 * 7 }}",
    "+1+1|https://evil.example/x",
    "' onmouseover='alert(3)",
]


def compare(
    pairs=PAIRS, *, scale=SCALE, instrument=INSTRUMENT, method=JACOBSON_TRUAX, **options
):
    return analyse(
        pairs,
        scale,
        instrument=instrument,
        method_registry={method.name: method},
        options=[("call", ChangeOptions(**(OPTIONS | {"method": method.name} | options)))],
    )


def no_cutoff():
    """A clinical population without standard deviation, and no functional one."""
    return compare(clinical=Population(mean=36), functional="none")


def study(*changes, **fields):
    changes = changes or (compare(),)
    plain = {
        "title": "Mood course",
        "authors": ("A. Author", "B. Author"),
        "note": "Made for a test.",
        "changes": changes,
        "scores": pd.DataFrame({"id": ["P1"], "occasion": ["pre"], "mood.low_mood": [30.0]}),
        "findings": pd.DataFrame(columns=FINDING_COLUMNS, dtype=object),
        "alerts": pd.DataFrame(columns=ALERT_COLUMNS, dtype=object),
        "manifest": {
            "scorewell": "9.9.9",
            "created": "2024-03-05T09:07:00+00:00",
            "data": [{"file": "answers.csv", "sha256": "00ff"}],
            "options": {"occasions": {"pre": "T1", "post": "T2"}},
        },
    }
    firmness = {"precision": (), "missing": (), "denominators": ()}
    figures = {name: fields.pop(name, value) for name, value in firmness.items()}
    result = StudyResult(**(plain | fields))
    # What is computed when asked for is given here, so that small pages stay small.
    vars(result).update(figures)
    return result


def alerts(*rows):
    return pd.DataFrame(rows, columns=ALERT_COLUMNS, dtype=object)


def hostile_study():
    """A study in which everything that a file can say is hostile."""
    ids = HOSTILE
    pairs = PAIRS.assign(id=ids, group=ids)
    source = Source(id="key", authors=HOSTILE[0], year=2001, title=HOSTILE[2], url=HOSTILE[6])
    instrument = replace(INSTRUMENT, acronym=HOSTILE[2], sources={"key": source})
    scale = replace(SCALE, name=HOSTILE[3])
    evil = Population(mean=8, sd=6, source=HOSTILE[6])
    findings = pd.DataFrame([[*HOSTILE, "x", "y", "z"]], columns=FINDING_COLUMNS)
    return study(
        compare(pairs, scale=scale, instrument=instrument, functional=evil),
        title=HOSTILE[0],
        authors=tuple(HOSTILE),
        note=HOSTILE[2],
        scores=pd.DataFrame({"id": ids, "occasion": "pre", HOSTILE[1]: ids}),
        findings=findings,
        alerts=alerts(*[[text] * 6 for text in HOSTILE]),
        manifest={
            HOSTILE[1]: HOSTILE[0],
            "created": HOSTILE[2],
            "data": [{HOSTILE[2]: HOSTILE[3]}],
        },
    )


class Page(HTMLParser):
    """What a page consists of."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags, self.text, self.headings, self.by_tag = [], [], [], {}
        self.open = []
        self.feed(html)
        self.close()

    VOID = ("meta", "br", "img", "link", "input", "hr")

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] not in {"style", "script"}:
            self.text.append(data)
            self.by_tag.setdefault(self.open[-1], []).append(data)

    def all(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]

    @property
    def words(self):
        return " ".join(" ".join(self.text).split())
