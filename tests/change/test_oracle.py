"""The engine against a slow oracle, on hundreds of random data sets of many shapes."""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pandas as pd
import published_programs as oracle
import pytest
from approach_calls import judge
from published_programs import CONTROL_INDICES, PROGRAMS, NoAnswerError, answer

from scorewell.change.analyse import analyse
from scorewell.change.options.options import ChangeOptions
from scorewell.cli.main import main
from scorewell.definitions.model import Instrument, MissingRule, Scale
from scorewell.errors import ChangeError
from scorewell_plugins.change.approaches.anchor import anchor
from scorewell_plugins.change.approaches.hageman_true_scores import hageman_arrindell
from scorewell_plugins.change.approaches.percentage import percentage
from scorewell_plugins.change.approaches.statistical import statistical
from scorewell_plugins.change.indices.all_indices import CHANGE_METHODS

METHODS = {method.name: method for method in CHANGE_METHODS}
INSTRUMENT = Instrument(id="synthetic", version="1.0.0", name="Synthetic")
INDICES = (
    "jacobson-truax", "jacobson-1984", "christensen-mendoza", "gulliksen-lord-novick",
    "hsu-linn-nord", "edwards-nunnally", "nunnally-kotsch", "nunnally-kotsch-both-sds",
    "hageman-arrindell", *CONTROL_INDICES,
)  # fmt: skip
SHAPES = (
    "whole", "tenths", "coarse", "missing", "tiny", "constant before", "constant after",
    "no change", "on the thresholds",
)  # fmt: skip
SETS = 6
"""Data sets of each shape for each program."""


def make_rows(shape, rng, better):
    """Scores as decimal numbers, of one shape."""
    n = rng.randint(2, 5) if shape == "tiny" else rng.randint(6, 45)
    if shape == "on the thresholds":
        return on_thresholds(rng)
    away = -1 if better == "lower" else 1
    centre = rng.randint(20, 40)
    rows = []
    for _ in range(n):
        before = rng.gauss(centre, 9)
        after = before + away * rng.gauss(6, 9)
        if shape == "tenths":
            pair = [f"{x:.1f}" for x in (before, after)]
        elif shape == "coarse":
            pair = [str(8 * round(x / 8)) for x in (before, after)]
        else:
            pair = [str(round(x)) for x in (before, after)]
        if shape == "constant before":
            pair[0] = "30"
        if shape == "constant after":
            pair[1] = "12"
        if shape == "no change":
            pair[1] = pair[0]
        if shape in {"missing", "tiny"}:
            pair = [None if rng.random() < 0.2 else x for x in pair]
        rows.append(tuple(clip(x) for x in pair))
    return rows


def clip(score):
    return (
        score
        if score is None or 0 <= float(score) <= 60
        else ("0" if float(score) < 0 else "60")
    )


def on_thresholds(rng):
    """Baseline mean 24 and SD 8 exactly, so that cut-offs and changes are met exactly.

    The baseline scores 24 - d, 24, 24 + d have a variance of exactly 64 where their deviations
    are sqrt(64 (n - 1) / n') for n' scores off the mean; with n = 25 and d = 8 that is 24 scores.
    """
    before = ["16"] * 12 + ["32"] * 12 + ["24"]
    rng.shuffle(before)
    jumps = (-24, -16, -8, -4, 0, 4, 8, 16)
    return [(x, clip(str(int(x) + rng.choice(jumps)))) for x in before]


def make_scale(better, low=0, high=60):
    return Scale(
        id="total", name="Total", method="sum", missing=MissingRule(rule="complete"),
        low=low, high=high, better=better,
    )  # fmt: skip


def to_frame(rows):
    return pd.DataFrame(
        {
            "id": range(len(rows)),
            "pre": [None if x is None else float(x) for x, _ in rows],
            "post": [None if x is None else float(x) for _, x in rows],
        }
    ).astype({"pre": "float64", "post": "float64"})


def run(program, rows, *, better, low=0, high=60, **options):
    return analyse(
        to_frame(rows), make_scale(better, low, high), instrument=INSTRUMENT,
        method_registry=METHODS,
        options=[("call", ChangeOptions.from_mapping({"preset": program, **options}))],
    )  # fmt: skip


def words(column):
    return [None if pd.isna(word) else str(word) for word in column]


def has_room(cutoff, rules, *, better, low, high):
    """Whether the best score is functional after, and the worst clinical before."""
    toward = 1 if better == "higher" else -1
    best, worst = (high, low) if better == "higher" else (low, high)
    past_best = toward * (Decimal(best) - cutoff)
    past_worst = toward * (Decimal(worst) - cutoff)
    functional = past_best > 0 or (past_best == 0 and rules.post_on_cutoff == "functional")
    return functional and (
        past_worst < 0 or (past_worst == 0 and rules.pre_on_cutoff == "clinical")
    )


def without_room(expected):
    """The programs' answer without what a cut-off beyond the scale would claim."""
    unknown = [None] * len(expected.outcome)
    outcome = [
        None if word is None else reliable
        for word, reliable in zip(expected.outcome, expected.reliable, strict=True)
    ]
    return replace(expected, cutoff=None, baseline=unknown, end=unknown, outcome=outcome)


def assert_same_value(result, expected, *, case, rules=PROGRAMS["clinsig-1.2"]):
    """The engine's answer against the oracle's."""
    scale = result.scale
    span = {"better": scale.better, "low": scale.low, "high": scale.high}
    if expected.cutoff is not None and not has_room(expected.cutoff, rules, **span):
        expected = without_room(expected)
    # The engine takes what agrees to nine digits as the same; no random number comes so near.
    assert expected.nearest > 1e-7, case
    assert result.critical_value == pytest.approx(float(expected.critical), rel=1e-12), case
    if expected.cutoff is None:
        assert result.cutoffs.value is None, case
    else:
        assert result.cutoffs.value == pytest.approx(float(expected.cutoff), rel=1e-9), case
    index = [None if pd.isna(x) else x for x in result.cases["index"]]
    for mine, reference in zip(index, expected.index, strict=True):
        assert (mine is None) == (reference is None), case
        if reference is not None:
            assert mine == pytest.approx(float(reference), rel=1e-9, abs=1e-9), case
    assert words(result.cases["reliable"]) == expected.reliable, case
    assert words(result.cases["baseline_status"]) == expected.baseline, case
    assert words(result.cases["end_status"]) == expected.end, case
    assert words(result.cases["outcome"]) == expected.outcome, case


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("program", PROGRAMS)
def test_every_class_agrees_with_the_oracle_whatever_the_data(program, shape):
    rng = random.Random(f"{program} {shape}")
    answered = 0
    for number in range(SETS):
        better = rng.choice(["lower", "higher"])
        rows = make_rows(shape, rng, better)
        exact = shape == "on the thresholds"
        options = {
            "reliability": "0.875" if exact else f"{rng.uniform(0.5, 0.97):.2f}",
            "index": "jacobson-truax" if exact else rng.choice(INDICES),
            "criterion": rng.choice("abc"),
            # A limit of 2 x 8 x sqrt(2) x sqrt(.125) = 8 points, which floats miss.
            "multiplier": "2" if exact else None,
        }
        functional = ("8", "8") if better == "lower" else ("40", "8")
        if not exact:
            functional = (str(rng.randint(5, 15)), "6.5")
            if better == "higher":
                functional = (str(rng.randint(45, 55)), "6.5")
        control = {
            "m1": str(rng.randint(25, 35)), "s1": "8.5", "m2": str(rng.randint(25, 38)),
            "s2": "7.25", "r": f"{rng.uniform(0.4, 0.95):.2f}", "n": str(rng.randint(4, 60)),
        }  # fmt: skip
        arguments = (program, shape, number, better, options)
        figures = {
            "method": options["index"],
            "reliability": float(options["reliability"]),
            "criterion": options["criterion"],
            "functional": {
                "mean": float(functional[0]), "sd": float(functional[1]), "source": "made up",
            },
        }  # fmt: skip
        if exact:
            figures["multiplier"] = 2
        if options["index"] in CONTROL_INDICES:
            figures["control"] = {
                "mean_pre": float(control["m1"]), "sd_pre": float(control["s1"]),
                "mean_post": float(control["m2"]), "sd_post": float(control["s2"]),
                "retest": float(control["r"]), "n": int(control["n"]), "source": "made up",
            }  # fmt: skip
        try:
            expected = answer(
                program, rows, better=better, functional=functional, control=control, **options
            )
        except NoAnswerError:
            # Nothing is made up where the figures allow no answer: an error, or no cut-off.
            refuses(program, rows, better=better, **figures)
            continue
        assert_same_value(
            run(program, rows, better=better, **figures), expected, case=arguments,
            rules=PROGRAMS[program],
        )  # fmt: skip
        answered += 1
    if shape not in {"constant before", "constant after", "tiny"}:
        assert answered > SETS / 2


def refuses(program, rows, *, better, **request):
    with pytest.raises(ChangeError):
        run(program, rows, better=better, **request)


@pytest.mark.parametrize("shape", ["whole", "tenths", "missing", "coarse", "tiny"])
def test_what_clinsig_lets_its_user_choose_agrees_with_the_oracle(shape):
    rng = random.Random(f"choices {shape}")
    answered = 0
    for number in range(60):
        better = rng.choice(["lower", "higher"])
        rows = make_rows(shape, rng, better)
        functional = ("10" if better == "lower" else "50", rng.choice(["6.5", None]))
        choice = {
            "criterion": rng.choice("abc"),
            "reliability": f"{rng.uniform(0.5, 0.97):.2f}",
            "multiplier": rng.choice(["1.28", "1.645", "2"]),
            "k": rng.choice([("2", "2"), ("1.5", "1"), ("1", "2.5")]),
            "quantiles": rng.choice([None, ("0.16", "0.84"), ("0.05", "0.9")]),
            "robust": rng.random() < 0.4,
        }
        arguments = {
            "criterion": choice["criterion"],
            "reliability": float(choice["reliability"]),
            "multiplier": float(choice["multiplier"]),
            "cutoff_multipliers": [float(x) for x in choice["k"]],
            "functional": {"mean": float(functional[0]), "source": "made up"},
        }
        if functional[1] is not None:
            arguments["functional"]["sd"] = float(functional[1])
        if choice["quantiles"] is not None:
            arguments["quantiles"] = [float(x) for x in choice["quantiles"]]
        if choice["robust"]:
            arguments |= {"centre": "median", "spread": "mad"}
        case = (shape, number, better, functional, choice)
        try:
            expected = answer(
                "clinsig-1.2", rows, better=better, functional=functional, **choice
            )
        except NoAnswerError:
            refuses("clinsig-1.2", rows, better=better, **arguments)
            continue
        if choice["criterion"] == "b" and functional[1] is None:
            refuses("clinsig-1.2", rows, better=better, **arguments)
            continue
        assert_same_value(
            run("clinsig-1.2", rows, better=better, **arguments), expected, case=case
        )
        answered += 1
    assert answered > 20


@pytest.mark.parametrize("program", PROGRAMS)
def test_typed_figures_are_met_exactly_although_tenths_have_no_exact_float(program):
    # 2 x .8 x sqrt(2) x sqrt(.125) = .8: a change from 1.1 to 1.9 is exactly on the limit,
    # and 1.9 - 1.1 is 0.7999999999999998. The cut-offs by a, b and c are .9, 2.3 and 1.6.
    rng = random.Random(f"tenths {program}")
    ties = 0
    for _ in range(20):
        rows = [
            (f"{x / 10}", f"{max(0, min(60, x + rng.choice((-16, -8, -4, 0, 4, 8)))) / 10}")
            for x in (rng.randint(5, 40) for _ in range(20))
        ]
        arguments = {
            "reliability": "0.875", "multiplier": "2", "typed_sd": "0.8",
            "criterion": rng.choice("abc"),
            "clinical": ("2.5", "0.8"), "functional": ("0.7", "0.8"),
        }  # fmt: skip
        expected = answer(program, rows, better="lower", **arguments)
        figures = {
            "reliability": 0.875, "multiplier": 2, "sd": 0.8, "criterion": arguments["criterion"],
            "clinical": {"mean": 2.5, "sd": 0.8, "source": "made up"},
            "functional": {"mean": 0.7, "sd": 0.8, "source": "made up"},
        }  # fmt: skip
        output = run(program, rows, better="lower", low=0, high=6, **figures)
        assert_same_value(output, expected, case=(program, arguments), rules=PROGRAMS[program])
        ties += sum(abs(Decimal(a) - Decimal(b)) == Decimal("0.8") for a, b in rows)
    assert ties > 20


@pytest.mark.parametrize("better", ["lower", "higher"])
def test_scales_below_zero_and_shares_agree_with_the_oracle(better):
    # z scores, T scores, means of items from 0 to 1: nothing is clipped and ties stay ties.
    rng = random.Random(f"metric {better}")
    for low, high, step in ((-5, 5, "0.01"), (0, 1, "0.05"), (-60, 0, "1"), (0, 100000, "250")):
        for number in range(15):
            steps = (high - low) / float(step)
            away = 1 if better == "higher" else -1
            rows = []
            for _ in range(rng.randint(6, 40)):
                before = rng.gauss(0.5, 0.13)
                after = before + away * rng.gauss(0.1, 0.15)
                rows.append(
                    tuple(
                        str(low + round(min(max(x, 0), 1) * steps) * Decimal(step))
                        for x in (before, after)
                    )
                )
            mean = low + (high - low) * (0.1 if better == "lower" else 0.9)
            functional = (
                str(Decimal(repr(round(mean, 3)))),
                str(Decimal(repr(round((high - low) / 9, 3)))),
            )
            criterion, r = rng.choice("abc"), f"{rng.uniform(0.5, 0.97):.2f}"
            arguments = {"criterion": criterion, "reliability": r, "functional": functional}
            expected = answer("clinsig-1.2", rows, better=better, **arguments)
            figures = {
                "criterion": criterion, "reliability": float(r),
                "functional": {
                    "mean": float(functional[0]), "sd": float(functional[1]), "source": "made up",
                },
            }  # fmt: skip
            output = run("clinsig-1.2", rows, better=better, low=low, high=high, **figures)
            expected.nearest = Decimal(1)  # a near tie is as near as the metric is small
            assert_same_value(output, expected, case=(low, high, number, arguments))


@pytest.mark.parametrize("shape", ["whole", "tenths", "coarse", "missing", "on the thresholds"])
def test_approaches_agree_with_the_oracle(shape):
    rng = random.Random(f"approaches {shape}")
    for number in range(25):
        better = rng.choice(["lower", "higher"])
        rows = make_rows(shape, rng, better)
        arguments = (shape, number, better)
        pairs, scale = to_frame(rows), make_scale(better)
        share, second = rng.choice([("0.5", "0.5"), ("0.3", "0.2"), ("0.25", "0.125")])
        result = judge(
            percentage, pairs, scale, instrument=INSTRUMENT, improvement=100 * float(share),
            deterioration=100 * float(second),
        )  # fmt: skip
        expected = oracle.percentage(
            rows, better=better, improvement=share, deterioration=second
        )
        assert words(result.cases["outcome"]) == expected, arguments
        least, most = rng.choice([("8", "8"), ("5.5", "3.1"), ("0.1", "16")])
        result = judge(
            anchor, pairs, scale, instrument=INSTRUMENT, improvement=float(least),
            deterioration=float(most),
        )  # fmt: skip
        expected = oracle.anchor(rows, better=better, improvement=least, deterioration=most)
        assert words(result.cases["outcome"]) == expected, arguments
        program, criterion = rng.choice(list(PROGRAMS)), rng.choice("abc")
        functional = ("8", "8") if better == "lower" else ("50", "8")
        options = ChangeOptions.from_mapping(
            {
                "preset": program, "criterion": criterion,
                "functional": {"mean": float(functional[0]), "sd": 8, "source": "made up"},
            }
        )  # fmt: skip
        result = judge(
            statistical, pairs, scale, instrument=INSTRUMENT, options=[("call", options)]
        )
        expected = oracle.statistical(
            program, rows, better=better, criterion=criterion, functional=functional
        )
        if result.cutoff is None:
            cutoff = answer(
                program, rows, better=better, criterion=criterion, functional=functional,
                reliability="0.9",
            ).cutoff  # fmt: skip
            assert not has_room(cutoff, PROGRAMS[program], better=better, low=0, high=60)
            expected = [None] * len(expected)
        assert words(result.cases["outcome"]) == expected, arguments


@pytest.mark.parametrize("shape", ["whole", "tenths", "missing", "tiny"])
def test_tests_of_true_scores_agree_with_the_oracle(shape):
    rng = random.Random(f"true {shape}")
    answered = 0
    for number in range(40):
        better = rng.choice(["lower", "higher"])
        rows = make_rows(shape, rng, better)
        criterion, r = rng.choice("abc"), f"{rng.uniform(0.6, 0.95):.2f}"
        phi_max = rng.choice(["0.05", "0.1", "0.01"])
        functional = ("10", "9.5") if better == "lower" else ("52", "9.5")
        options = ChangeOptions.from_mapping(
            {
                "preset": "clinicalsignificance-3.0", "criterion": criterion,
                "reliability": float(r),
                "functional": {"mean": float(functional[0]), "sd": 9.5, "source": "made up"},
            }
        )  # fmt: skip
        call = {
            "instrument": INSTRUMENT, "method_registry": METHODS,
            "options": [
                ("call", ChangeOptions(phi_max=float(phi_max))), ("study", options),
            ],
        }  # fmt: skip
        try:
            cut, statistics, crossed = oracle.true_scores(
                rows, better=better, criterion=criterion, reliability=r,
                functional=functional, phi_max=phi_max,
            )  # fmt: skip
        except NoAnswerError as reason:
            if "contradict" in str(reason):
                continue
            with pytest.raises(ChangeError):
                judge(hageman_arrindell, to_frame(rows), make_scale(better), **call)
            continue
        result = judge(hageman_arrindell, to_frame(rows), make_scale(better), **call)
        arguments = (shape, number, better, criterion, r, phi_max)
        assert result.cutoff == pytest.approx(float(cut), rel=1e-9), arguments
        for mine, statistic in zip(result.cases["crossing"], statistics, strict=True):
            if statistic is None:
                assert pd.isna(mine), arguments
            else:
                assert mine == pytest.approx(float(statistic), rel=1e-9, abs=1e-9), arguments
        assert words(result.cases["crossed"]) == crossed, arguments
        answered += 1
    assert answered > 10


def test_counts_of_groups_are_those_of_the_oracle_and_unlabelled_respondents_are_kept():
    rng = random.Random("groups")
    for _ in range(20):
        rows = make_rows("missing", rng, "lower")
        labels = [rng.choice(["a", "b", None]) for _ in rows]
        frame = to_frame(rows).assign(group=labels)
        functional = {"mean": 10.0, "sd": 6.5, "source": "made up"}
        options = ChangeOptions.from_mapping(
            {"preset": "clinsig-1.2", "reliability": 0.85, "functional": functional}
        )
        result = analyse(
            frame.sample(frac=1, random_state=1), make_scale("lower"), instrument=INSTRUMENT,
            method_registry=METHODS, options=[("call", options)],
        )  # fmt: skip
        expected = answer(
            "clinsig-1.2", rows, better="lower", reliability="0.85", functional=("10", "6.5")
        )
        counts = Counter(
            (label, outcome)
            for label, outcome in zip(labels, expected.outcome, strict=True)
            if outcome is not None
        )
        table = result.by_group()
        to_dict = {
            (None if pd.isna(row["group"]) else row["group"], row["outcome"]): row["n"]
            for row in table.to_dict("records")
        }
        assert {key: n for key, n in to_dict.items() if n} == dict(counts)
        assert table["n"].sum() == sum(outcome is not None for outcome in expected.outcome)


@pytest.fixture
def run_cli(monkeypatch, capsys, tmp_path):
    monkeypatch.delenv("SCOREWELL_INSTRUMENTS", raising=False)
    monkeypatch.setattr("scorewell.registry.registry.user_folder", lambda: tmp_path / "none")

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["scorewell", *map(str, arguments)])
        with pytest.raises(SystemExit) as error:
            main()
        captured = capsys.readouterr()
        assert not error.value.code, captured.err
        return captured.out

    return call


def test_of_three_occasions_in_a_file_the_two_named_are_compared_in_any_order(
    run_cli, tmp_path
):
    rng = random.Random("occasions")
    for number in range(4):
        rows = make_rows("missing", rng, "higher")
        lines = []
        for place, (before, after) in enumerate(rows):
            for occasion, score in (("z-pre", before), ("a-post", after), ("later", "33")):
                if score is not None:
                    lines.append(f"{place},{occasion},{score}")
        rng.shuffle(lines)
        path = tmp_path / f"{number}.csv"
        path.write_text("id,when,score\n" + "\n".join(lines) + "\n")
        out = run_cli(
            "change", "pseq.total", path, "--id", "id", "--total", "score", "--occasion", "when",
            "--pre", "z-pre", "--post", "a-post", "--preset", "clinicalsignificance-3.0",
            "--reliability", "0.85", "--functional", "50,6.5", "--criterion", "c",
            "--format", "json",
        )  # fmt: skip
        (result,) = json.loads(out)
        expected = answer(
            "clinicalsignificance-3.0", rows, better="higher", reliability="0.85",
            functional=("50", "6.5"),
        )  # fmt: skip
        cases = {int(case["id"]): case for case in result["cases"]}
        for place, row in enumerate(rows):
            if row == (None, None):
                continue
            assert cases[place]["outcome"] == expected.outcome[place]
            assert cases[place]["baseline_status"] == expected.baseline[place]
            assert cases[place]["end_status"] == expected.end[place]
