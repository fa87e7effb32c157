"""Recovery on every bundled scale, compared with an independent judgement in plain Python.

The judgement below reads the YAML of the definitions and shares no line with the engine: it
chooses the criterion, computes its cut-off, and asks whether the best possible score is functional
and the worst clinical. Where that is not so, nothing may be said about who recovered.
"""

from __future__ import annotations

import math
import random
import re
import statistics
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pytest
import yaml

import scorewell
from scorewell.api.answers import load
from scorewell.change.analyse import analyse
from scorewell.change.options.options import ChangeOptions
from scorewell.io.bundled_files import bundled
from scorewell.registry.registry import open_registry
from scorewell.report.tables.frames import limit_frame, published_frame
from scorewell.report.text.result_table import headline
from scorewell.report.text.sentences import cutoff_words
from scorewell.report.write_report import write_report

METHODS = open_registry().plugins.change_methods
STUDIES, REPORTS = 200, 8
RELIABILITY = 0.85
NEAR = 1e-7


def scales():
    """Every scale of the bundled definitions that has a better end, as written."""
    entries = []
    for path in sorted(Path(str(bundled("instruments"))).glob("*.yaml")):
        document = yaml.safe_load(path.read_text("utf-8"))
        entries += [
            (document["id"], scale)
            for scale in document["scales"]
            if scale["better"] != "none" and not scale.get("auxiliary")
        ]
    return entries


SCALES = scales()


@dataclass
class Judgement:
    """What plain arithmetic says about one scale of a study."""

    criterion: str
    entry: str = ""
    cutoff: float | None = None
    reliable: list = field(default_factory=list)
    before: list = field(default_factory=list)
    after: list = field(default_factory=list)
    recovered: list = field(default_factory=list)


class Judge:
    """Judges one scale by its definition as written, the scores and the options."""

    def __init__(self, scale, pairs, options):
        self.scale, self.pairs, self.options = scale, pairs, options
        self.sign = 1 if scale["better"] == "higher" else -1
        self.low, self.high = scale["range"]
        self.span = self.high - self.low
        scores = [pre for pre, _ in pairs if pre is not None]
        self.sample = (statistics.mean(scores), statistics.stdev(scores))
        norms = {norm["id"]: norm for norm in scale.get("norms", [])}
        change = scale.get("change", {})
        self.norm = self.figures(norms.get(change.get("clinical")), needs_sd=True)
        functional = options.get("functional", norms.get(change.get("functional")))
        self.functional = None if functional == "none" else self.figures(functional)

    @staticmethod
    def figures(norm, *, needs_sd=False):
        if norm is None or "mean" not in norm or (needs_sd and "sd" not in norm):
            return None
        return norm["mean"], norm.get("sd")

    def edges(self, entry=None):
        """What a score on the cut-off is before and after."""
        if entry is not None:
            return (entry["edge"].startswith("at-or"),) * 2
        return tuple(
            self.options.get(name) == "functional"
            for name in ("pre_on_cutoff", "post_on_cutoff")
        )

    def functional_by(self, score, cutoff, on_it):
        distance = self.sign * (score - cutoff)
        return distance > NEAR or (on_it and abs(distance) <= NEAR)

    def has_room(self, cutoff, entry=None):
        best, worst = sorted((self.low, self.high), key=lambda end: -self.sign * end)
        pre, post = self.edges(entry)
        return self.functional_by(best, cutoff, post) and not self.functional_by(
            worst, cutoff, pre
        )

    def letter(self, name, population):
        """The cut-off by criterion a, b or c; None without its figures."""
        mean, sd = population
        if name == "a":
            return mean + self.sign * 2 * sd
        if self.functional is None:
            return None
        healthy, spread = self.functional
        if name == "b":
            return None if spread is None else healthy - self.sign * 2 * spread
        if spread is None:
            return (mean + healthy) / 2
        return (sd * healthy + spread * mean) / (sd + spread)

    def contradicts(self, population):
        return self.functional is not None and (
            self.sign * (self.functional[0] - population[0]) <= 1e-9 * self.span
        )

    def by_letter(self, population, name):
        value = self.letter(name, population)
        judges = value is not None and not self.contradicts(population)
        return name, "", value if judges and self.has_room(value) else None, None

    def by_cutoff(self, entry):
        judges = self.has_room(entry["value"], entry)
        return "published", entry["id"], entry["value"] if judges else None, entry

    def choose(self):
        """The criterion, the id of a published cut-off, its value, and its entry."""
        points = [entry for entry in self.scale.get("cutoffs", []) if "metric" not in entry]
        usual = self.norm or self.sample
        if "cutoff" in self.options:
            (entry,) = [entry for entry in points if entry["id"] == self.options["cutoff"]]
            return self.by_cutoff(entry)
        if "criterion" in self.options:
            return self.by_letter(usual, self.options["criterion"])
        has_figures = isinstance(self.options.get("functional"), dict)
        if has_figures and (
            self.contradicts(usual) or self.by_letter(usual, "c")[2] is not None
        ):
            return self.by_letter(usual, "c")
        change = self.scale.get("change", {})
        if "cutoff" in change:
            (entry,) = [entry for entry in points if entry["id"] == change["cutoff"]]
            if self.has_room(entry["value"], entry):
                return self.by_cutoff(entry)
        elif change.get("criterion") in {"a", "b", "c"}:
            result = self.by_letter(usual, change["criterion"])
            if result[2] is not None or (self.functional and self.contradicts(usual)):
                return result
        for kind in ("clinical-functional", "caseness"):
            candidates = [
                entry for entry in points
                if entry["kind"] == kind and self.has_room(entry["value"], entry)
                and (kind != "caseness" or "rule" in entry)
                and not (set(entry.get("for", ())) & {"sex", "limits"})
            ]  # fmt: skip
            if len({(entry["value"], entry["edge"]) for entry in candidates}) == 1:
                return self.by_cutoff(candidates[0])
        if self.contradicts(usual):
            return self.by_letter(usual, "c")
        for name in "ca":
            for population in (usual, self.sample):
                if self.contradicts(population):
                    continue
                result = self.by_letter(population, name)
                if result[2] is not None:
                    return result
        return "a", "", None, None

    def judgement(self):
        criterion, name, cutoff, entry = self.choose()
        judgement = Judgement(criterion=criterion, entry=name, cutoff=cutoff)
        limit = 1.959963984540054 * self.sample[1] * math.sqrt(2 * (1 - RELIABILITY))
        pre_edge, post_edge = self.edges(entry)
        for pre, post in self.pairs:
            gain = None if pre is None or post is None else self.sign * (post - pre)
            judgement.reliable.append(
                None if gain is None
                else "improved" if gain > limit else "deteriorated" if -gain > limit else "unchanged"
            )  # fmt: skip
            statuses = []
            for score, edge in ((pre, pre_edge), (post, post_edge)):
                has_status = score is not None and cutoff is not None
                side = has_status and self.functional_by(score, cutoff, edge)
                statuses.append(
                    None if not has_status else "functional" if side else "clinical"
                )
            judgement.before.append(statuses[0])
            judgement.after.append(statuses[1])
            judgement.recovered.append(
                judgement.reliable[-1] == "improved" and statuses == ["clinical", "functional"]
            )
        return judgement


def make_pairs(scale, rng):
    """Scores of a made-up sample, mild or severe, in points of the scale."""
    low, high = scale["range"]
    sign = 1 if scale["better"] == "higher" else -1
    worst, best = sorted((low, high), key=lambda end: sign * end)
    middle = worst + rng.uniform(0.05, 0.95) * (best - worst)
    spread = rng.uniform(0.05, 0.3) * (high - low)
    digits = 0 if high - low >= 8 else 2

    def score(value):
        return float(min(max(round(value, digits), low), high))

    pairs = []
    for _ in range(rng.randint(5, 40)):
        pre = rng.gauss(middle, spread)
        post = pre + sign * rng.gauss(0.15, 0.2) * (high - low)
        pair = (score(pre), score(post))
        pairs.append(tuple(None if rng.random() < 0.08 else value for value in pair))
    for entry in scale.get("cutoffs", []):
        if "metric" not in entry:  # exactly on the cut-off, where its edge decides
            on_it = float(entry["value"])
            pairs = [(float(worst), on_it), (on_it, float(best)), *pairs]
    present = {pre for pre, _ in pairs if pre is not None}
    return pairs if len(present) > 1 else make_pairs(scale, rng)


def make_options(scale, rng):
    """Options of a call: none, a letter, a population, a published cut-off, tie rules."""
    low, high = scale["range"]
    options = {}
    points = [entry["id"] for entry in scale.get("cutoffs", []) if "metric" not in entry]
    share = rng.uniform(0.05, 0.95)
    kind = rng.choice(["none", "none", "a", "has_figures", "letter", "without", "published"])
    if kind == "a":
        options["criterion"] = "a"
    if kind in {"has_figures", "letter"}:
        options["functional"] = {"mean": low + share * (high - low), "sd": (high - low) / 8}
    if kind == "letter":
        options["criterion"] = rng.choice("abc")
    if kind == "without":
        options["functional"] = "none"
    if kind == "published" and points:
        options["cutoff"] = rng.choice(points)
    for name in ("pre_on_cutoff", "post_on_cutoff"):
        if rng.random() < 0.3:
            options[name] = rng.choice(["clinical", "functional"])
    return options


def make_study(number):
    rng = random.Random(f"recovery {number}")
    # Every scale comes at least once.
    instrument, scale = (
        SCALES[number % len(SCALES)] if number < len(SCALES) else rng.choice(SCALES)
    )
    pairs, options = make_pairs(scale, rng), make_options(scale, rng)
    return instrument, scale, pairs, options, Judge(scale, pairs, options).judgement()


def words(column):
    return [None if pd.isna(word) else str(word) for word in column]


def count(text):
    return 0 if text == "none" else int(text)


SENTENCE = re.compile(
    r"(\d+|none) of the (\d+) in the clinical range at baseline ended in the functional "
    r"range(?:, (\d+|none) of them with reliable improvement \(recovered\))?"
)


def check_sentence(text, judgement):
    """The sentence says what plain counting says, or that recovery cannot be judged."""
    has_cutoff = [reliable is not None for reliable in judgement.reliable]
    if not any(has_cutoff):
        assert "could be assessed" in text
        return
    if judgement.cutoff is None:
        assert "recovery cannot be judged: " in text
        assert "recovered" not in text
        assert "functional range" not in text
        return
    clinical = [
        place
        for place, yes in enumerate(has_cutoff)
        if yes and judgement.before[place] == "clinical"
    ]
    functional = [place for place in clinical if judgement.after[place] == "functional"]
    if not clinical:
        assert "none was in the clinical range at baseline" in text
        return
    match = SENTENCE.search(text)
    assert match, text
    assert (count(match[1]), int(match[2])) == (len(functional), len(clinical))
    if functional:
        assert count(match[3]) == sum(judgement.recovered)


@pytest.mark.parametrize("number", range(STUDIES))
def test_every_class_and_sentence_agrees_with_plain_arithmetic(number):
    instrument_id, entry, pairs, options, judgement = make_study(number)
    instrument = load(instrument_id)
    case = (instrument_id, entry["id"], options, judgement.criterion, judgement.cutoff)
    result = analyse(
        pd.DataFrame(
            {
                "id": range(len(pairs)),
                "pre": [x for x, _ in pairs],
                "post": [x for _, x in pairs],
            }
        ).astype({"pre": float, "post": float}),
        instrument.scale(entry["id"]),
        instrument=instrument,
        method_registry=METHODS,
        options=[
            ("call", ChangeOptions.from_mapping(options)),
            ("study", ChangeOptions(reliability=RELIABILITY, sd="baseline")),
        ],
    )
    cutoffs = result.cutoffs
    assert cutoffs.criterion == judgement.criterion, case
    assert ("" if cutoffs.entry is None else cutoffs.entry.id) == judgement.entry, case
    assert (cutoffs.value is None) == (judgement.cutoff is None), case
    assert bool(cutoffs.barrier) == (judgement.cutoff is None), case
    if judgement.cutoff is not None:
        assert cutoffs.value == pytest.approx(judgement.cutoff), case
    assert words(result.cases["reliable"]) == judgement.reliable, case
    assert words(result.cases["baseline_status"]) == judgement.before, case
    assert words(result.cases["end_status"]) == judgement.after, case
    flags = [word == "recovered" for word in words(result.cases["outcome"])]
    assert flags == judgement.recovered, case
    check_sentence(result.sentence(), judgement)
    outcomes = dict(zip(result.summary()["outcome"], result.summary()["n"], strict=True))
    assert outcomes.get("recovered") == (
        None if judgement.cutoff is None else sum(judgement.recovered)
    )
    has_cutoff = judgement.cutoff is not None
    rows = published_frame([result]).index.get_level_values("significance").tolist()
    assert (rows == ["not judged"]) == (not has_cutoff)
    assert ("functional range" in cutoff_words(result)) == has_cutoff
    assert ("Recovery cannot be judged: " in cutoff_words(result)) == (not has_cutoff)
    if result.n_assessable:
        assert ("Recovery is not judged." in headline(result)) == (not has_cutoff)
    row = limit_frame([result]).iloc[0]
    assert pd.isna(row["cut_off"]) == (not has_cutoff)
    assert bool(row["not_judged"]) == (not has_cutoff)


def test_the_studies_are_of_every_kind():
    judgements = [make_study(number)[-1] for number in range(STUDIES)]
    assert {judgement.criterion for judgement in judgements} == {"a", "b", "c", "published"}
    without_cutoff = [judgement for judgement in judgements if judgement.cutoff is None]
    assert len(without_cutoff) > STUDIES / 10
    assert len(judgements) - len(without_cutoff) > STUDIES / 3
    assert sum(sum(judgement.recovered) for judgement in judgements) > STUDIES


# --- approaches -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("approach", "options"),
    [
        ("statistical", {}),
        ("anchor", {"improvement": 8, "cutoff": True}),
        ("combined", {}),
        ("hageman-arrindell-true-scores", {}),
    ],
)
def test_no_approach_claims_recovery_where_no_score_is_functional(approach, options):
    # Mean 6.75, SD 6.92 on 0 to 40, lower is better: a lies below 0.
    pre = [0, 2, 2, 4, 5, 8, 12, 21]
    pairs = pd.DataFrame({"id": range(8), "pre": pre, "post": [0, 2, 0, 9, 1, 3, 30, 2]})
    judgement = scorewell.analyse_change(
        pairs, "wsas.total", approach=approach, reliability=0.8, **options
    )
    assert not judgement.recovers
    assert "recovered" not in set(judgement.cases["outcome"].dropna())
    assert "Recovery cannot be judged: the cut-off by criterion a" in judgement.sentence()
    assert "recovered" not in judgement.sentence()


# --- whole reports --------------------------------------------------------------------------


def make_report(number, folder):
    """A study of three scales of different instruments, evaluated and written."""
    rng = random.Random(f"report {number}")
    measures, judgements, columns = [], {}, {}
    scale_by_instrument = {}
    while len(scale_by_instrument) < 3:
        instrument, scale = rng.choice(SCALES)
        scale_by_instrument.setdefault(instrument, scale)
    for instrument, scale in scale_by_instrument.items():
        pairs = [(x, y) for x, y in make_pairs(scale, rng)][:12]
        pairs += [(None, None)] * (12 - len(pairs))
        options = make_options(scale, rng)
        judge = Judge(scale, pairs, options) if distinct(pairs) else None
        if judge is None:
            return make_report(number + 1000, folder)
        judgements[instrument, scale["id"]] = judge.judgement()
        for place, occasion in enumerate(("pre", "post")):
            columns.setdefault(occasion, {})[instrument] = [pair[place] for pair in pairs]
        if "functional" in options and options["functional"] != "none":
            options["functional"] = {**options["functional"], "source": "made up"}
        measures.append(
            {
                "instrument": instrument,
                "totals": {scale["id"]: instrument},
                "change": {"reliability": RELIABILITY, "sd": "baseline", **options},
            }
        )
    rows = [
        pd.DataFrame({"id": [f"R{n:02d}" for n in range(12)], "occasion": occasion, **values})
        for occasion, values in columns.items()
    ]
    pd.concat(rows).to_csv(folder / "totals.csv", index=False)
    study = {
        "format": 1, "title": "Made-up clinic", "data": [{"file": "totals.csv"}],
        "columns": {"id": "id", "occasion": "occasion"},
        "occasions": {"pre": "pre", "post": "post"}, "measures": measures,
    }  # fmt: skip
    (folder / "study.yaml").write_text(yaml.safe_dump(study), encoding="utf-8")
    result = scorewell.evaluate(folder / "study.yaml")
    write_report(result, folder / "report", respondents=True, forms=["html", "md", "json"])
    return judgements


def distinct(pairs):
    return len({pre for pre, _ in pairs if pre is not None}) > 1


def of_scale(frame, key):
    return frame[(frame["instrument"] == key[0]) & (frame["scale"] == key[1])]


@pytest.mark.parametrize("number", range(REPORTS))
def test_no_file_of_a_report_claims_recovery_that_was_not_judged(number, tmp_path):
    judgements = make_report(number, tmp_path)
    folder = tmp_path / "report"
    tables = {
        name: pd.read_csv(folder / f"{name}.csv", keep_default_na=False)
        for name in ("change", "tables", "outcomes", "denominators", "missing", "limits")
    }
    for key, judgement in judgements.items():
        has_cutoff = judgement.cutoff is not None
        cases = of_scale(tables["change"], key).sort_values("id")
        assert [word or None for word in cases["baseline_status"]] == judgement.before, key
        assert [word or None for word in cases["end_status"]] == judgement.after, key
        assert [word == "recovered" for word in cases["outcome"]] == judgement.recovered, key
        for name, column in (("outcomes", "outcome"), ("denominators", "outcome")):
            values = set(of_scale(tables[name], key)[column])
            assert ("recovered" in values) == has_cutoff, (name, key)
        missing = of_scale(tables["missing"], key)
        assert ("recovered" in set(missing["name"])) == has_cutoff
        assert missing["scenario"].str.contains("recovered").any() == has_cutoff
        rows = set(of_scale(tables["tables"], key)["significance"])
        assert ("not judged" in rows) == (not has_cutoff), key
        assert bool(of_scale(tables["limits"], key)["not_judged"].iloc[0]) == (not has_cutoff)
    check_texts(folder, judgements)


def check_texts(folder, judgements):
    """Summary, page and pages of respondents, block by block."""
    summary = " ".join((folder / "summary.txt").read_text("utf-8").split())
    n_without = sum(judgement.cutoff is None for judgement in judgements.values())
    barriers = len(re.findall("Recovery cannot be judged: ", summary))
    assert barriers == n_without
    in_range = re.findall(r"A score (?:below|above) \S+(?: or exactly on it)? is in", summary)
    assert len(in_range) == len(judgements) - n_without
    page = re.sub(r"<[^>]+>", " ", (folder / "summary.html").read_text("utf-8"))
    claims = re.findall(r"A score (?:below|above) \S+(?: or exactly on it)? is in", page)
    assert bool(claims) == (n_without < len(judgements))
    for path in (folder / "respondents").glob("*.html"):
        text = path.read_text("utf-8")
        if n_without == len(judgements):
            assert "in the functional range" not in text, path
            assert "(recovered)" not in text, path
        people = 12 if path.name == "all.html" else path.name != "index.html"
        assert text.count("Recovery cannot be judged: ") == people * n_without, path
