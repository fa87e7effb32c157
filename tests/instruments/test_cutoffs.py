"""Published cut-offs: the figures typed a second time, from the texts and not from the definitions."""

from __future__ import annotations

import statistics
from pathlib import Path

import pandas as pd
import pytest
import yaml

import scorewell
from scorewell.definitions.model import Scale
from scorewell.definitions.reading.load import load_instrument
from scorewell.io.bundled_files import bundled
from scorewell_plugins import outcome_rules

# Instrument, scale, cut-off, kind, the highest (where lower is better) or lowest functional
# score in whole or reachable points, and its neighbour on the other side.
CUTOFFS = """
aaq-ii     total       service-docstring      screening           23    24
asrs-6     symptoms    kessler-2005           screening            3     4
audit      total       screening              screening            7     8
audit      total       women-over-65          screening            6     7
audit      dependence  signs-of-dependence    screening            3     4
audit-c    total       women                  screening            2     3
audit-c    total       men                    screening            3     4
ces-d      total       screening              screening           15    16
core-10    total       barkham-2013           clinical-functional 10    11
core-10    total       depression             screening           12    13
core-om    total       connell-2007           clinical-functional  9.85 10
core-om    total_mean  connell-2007           clinical-functional  0.97  1
eat-26     total       screening              screening           19    20
eat-26     total       wikisum                screening           10    11
epds       total       possible               screening            9    10
epds       total       probable               screening           12    13
epds       total       antenatal              screening           14    15
gad-2      total       screening              screening            2     3
gad-7      total       talking-therapies      caseness             7     8
gad-7      total       screening              screening            9    10
hads       anxiety     zigmond-1983           screening            7     8
hads       depression  zigmond-1983           screening            7     8
ies-r      total       creamer-2003           screening           32    33
ies-r      total       morina-2013            screening           33    34
ies-r      total       uk-veterans            screening           45    46
isi        total       community              screening            9    10
isi        total       primary-care           screening           13    14
isi        total       students               screening            7     8
k6         total       serious-mental-illness screening           12    13
mini-spin  total       screening              screening            5     6
oci-r      total       screening              screening           20    21
oci-r      hoarding    wootton-2015           screening            5     6
pcl-5      total       marx-2022              clinical-functional 28    29
pcl-5      total       screening-31           screening           30    31
pcl-5      total       screening-33           screening           32    33
pcl-5      total       uk-veterans            screening           33    34
pcs        total       rehab-measures         screening           30    31
pdss       total       shear-2001             screening            7     8
phq-2      total       screening              screening            2     3
phq-2      total       arroll-2010            screening            1     2
phq-4      anxiety     screening              screening            2     3
phq-4      depression  screening              screening            2     3
phq-8      total       screening              screening            9    10
phq-9      total       talking-therapies      caseness             9    10
phq-9      total       screening              screening            9    10
phq-9      total       adolescents            screening           10    11
rmdq       total       kamper-2010            screening            2     3
scoff      total       screening              screening            1     2
spin       total       screening              screening           18    19
tsk-17     total       vlaeyen-1995           screening           37    38
who-5      percentage  screening              screening           52    48
who-5      raw         screening              screening           13    12
"""
ROWS = [line.split() for line in CUTOFFS.strip().splitlines()]
INSTRUMENTS = {
    path.stem: load_instrument(path) for path in sorted(bundled("instruments").glob("*.yaml"))
}


@pytest.mark.parametrize(
    ("instrument", "scale", "name", "kind", "functional", "clinical"),
    ROWS,
    ids=[".".join(row[:3]) for row in ROWS],
)
def test_a_cutoff_divides_where_its_text_says(
    instrument: str, scale: str, name: str, kind: str, functional: str, clinical: str
):
    cutoffs = INSTRUMENTS[instrument].scale(scale).cutoffs
    cutoff = next(entry for entry in cutoffs if entry.id == name)
    sides = {
        "below": lambda score: score < cutoff.value,
        "at-or-below": lambda score: score <= cutoff.value,
        "above": lambda score: score > cutoff.value,
        "at-or-above": lambda score: score >= cutoff.value,
    }
    is_functional = sides[cutoff.edge]
    assert cutoff.kind == kind
    assert (is_functional(float(functional)), is_functional(float(clinical))) == (True, False)


def test_every_cutoff_of_the_library_was_typed_a_second_time():
    names = {
        (instrument.id, scale.id, cutoff.id)
        for instrument in INSTRUMENTS.values()
        for scale in instrument.scales
        for cutoff in scale.cutoffs
    }
    assert names == {tuple(row[:3]) for row in ROWS}


def test_at_most_one_cutoff_of_a_scale_is_taken_by_itself():
    for instrument in INSTRUMENTS.values():
        for scale in instrument.scales:
            kinds = [cutoff.kind for cutoff in scale.cutoffs if cutoff.kind != "screening"]
            assert len(kinds) <= 1, (instrument.id, scale.id)


def test_cutoffs_and_pairs_of_bands_from_one_text_divide_alike():
    agreements = 0
    for instrument in INSTRUMENTS.values():
        for scale in instrument.scales:
            for cutoff in scale.cutoffs:
                pairs = [
                    bands
                    for bands in scale.bands
                    if len(bands.bands) == 2
                    and bands.provenance.source == cutoff.provenance.source
                ]
                edges = {(bands.bands[0].high, bands.bands[0].high_included) for bands in pairs}
                lower_side_included = cutoff.edge in {"at-or-below", "above"}
                if pairs:
                    assert (cutoff.value, lower_side_included) in edges, (
                        instrument.id, scale.id, cutoff.id,
                    )  # fmt: skip
                    agreements += 1
    assert agreements > 30


def test_cutoffs_of_the_national_rule_are_those_of_the_definitions():
    rule = Path(outcome_rules.__file__).with_name("talking-therapies.yaml")
    measures = yaml.safe_load(rule.read_text(encoding="utf-8"))["measures"]
    for measure in measures:
        (entry,) = measure["scales"]
        name, _, scale = entry["scale"].partition(".")
        cutoffs = INSTRUMENTS[name].scale(scale).cutoffs
        (cutoff,) = (cutoff for cutoff in cutoffs if cutoff.kind == "caseness")
        assert (cutoff.value, cutoff.edge) == (entry["case"]["at_least"], "below")


def test_definitions_name_the_criterion_wherever_something_is_published():
    criteria = {}
    for instrument in INSTRUMENTS.values():
        for scale in instrument.scales:
            published = [entry.id for entry in scale.cutoffs if entry.kind != "screening"]
            for layer in scale.change:
                norms = [scale.norm(layer.clinical), scale.norm(layer.functional)]
                complete = all(norm and norm.mean is not None and norm.sd for norm in norms)
                if published:
                    expected = ("published", published[0])
                elif complete:
                    expected = ("c", "")
                elif instrument.id == "pseq":  # criterion a, as in the evaluation that it cites
                    expected = ("a", "")
                else:
                    expected = ("auto", "")
                assert (layer.criterion, layer.cutoff) == expected, (instrument.id, scale.id)
                if expected[0] in {"published", "c"}:
                    criteria[f"{instrument.id}.{scale.id}"] = layer.cutoff or layer.criterion
    assert criteria == {
        "core-10.total": "barkham-2013",
        "core-om.total": "connell-2007",
        "core-om.total_mean": "connell-2007",
        "dass-21.anxiety": "c",
        "dass-21.depression": "c",
        "dass-21.stress": "c",
        "gad-7.total": "talking-therapies",
        "oci-r.total": "c",
        "pcl-5.total": "marx-2022",
        "phq-9.total": "talking-therapies",
    }


def default_cutoff(scale: Scale, baseline: list[float]) -> tuple[str, float | None]:
    """The criterion and cut-off of a sample by the definition, without the engine.

    The formulas are those of Jacobson and Truax (1991); a cut-off by a or c needs the best
    score beyond it and the worst at it or on the other side.
    """
    layer = scale.change[-1] if scale.change else None
    cutoff = scale.cutoff(layer.cutoff) if layer else None
    if cutoff is not None:
        return "published", cutoff.value
    mean, sd = statistics.fmean(baseline), statistics.stdev(baseline)
    norms = {norm.id: norm for norm in scale.norms if norm.mean is not None and norm.sd}
    functional = norms.get(layer.functional) if layer else None
    clinical = norms.get(layer.clinical) if layer else None
    letter, value = "a", mean + (2 * sd if scale.better == "higher" else -2 * sd)
    if functional is not None:
        m, s = (clinical.mean, clinical.sd) if clinical else (mean, sd)
        letter = "c"
        value = (functional.sd * m + s * functional.mean) / (s + functional.sd)
    best = scale.high if scale.better == "higher" else scale.low
    beyond = best > value if scale.better == "higher" else best < value
    return letter, value if beyond else None


@pytest.mark.parametrize("spread", ["wide", "narrow"])
def test_the_engine_takes_what_the_definitions_name(spread: str):
    count, registry = 0, scorewell.open_registry()
    for instrument in INSTRUMENTS.values():
        for scale in instrument.scales:
            if scale.better == "none":
                continue
            shares = [1, 0.5, 0.9, 0.4] if spread == "wide" else [0.9, 0.8, 0.85, 0.8]
            span = scale.high - scale.low
            worst, sign = (scale.high, -1) if scale.better == "lower" else (scale.low, 1)
            baseline = [worst + sign * span * (1 - share) for share in shares]
            frame = pd.DataFrame({"id": list("abcd"), "pre": baseline, "post": baseline})
            result = scorewell.analyse_change(
                frame, f"{instrument.id}.{scale.id}", reliability=0.8, registry=registry
            )
            letter, value = default_cutoff(scale, baseline)
            place = (instrument.id, scale.id, result.cutoffs)
            assert result.cutoffs.criterion == letter, place
            assert (result.cutoffs.value is None) == (value is None), place
            if value is not None:
                assert result.cutoffs.value == pytest.approx(value, abs=1e-9), place
                count += 1
    assert count > (60 if spread == "wide" else 150)
