"""``scorewell methods``, and the options of ``change`` and ``target`` that name one."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys

import pytest

from scorewell.cli.main import main


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SCOREWELL_INSTRUMENTS", raising=False)
    monkeypatch.setattr("scorewell.registry.registry.user_folder", lambda: tmp_path / "none")

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["scorewell", *map(str, arguments)])
        with pytest.raises(SystemExit) as error:
            main()
        captured = capsys.readouterr()
        return error.value.code or 0, captured.out, captured.err

    return call


def test_methods_lists_scoring_change_and_growth_methods_and_presets(run):
    code, out, _ = run("methods")
    rows = {row["name"]: row for row in csv.DictReader(io.StringIO(out))}
    assert code == 0
    assert rows["sum"]["kind"] == "scoring"
    assert rows["jacobson-truax"]["kind"] == "index"
    assert rows["percentage"]["kind"] == "approach"
    assert rows["anchor"]["inputs"].endswith("improvement=, deterioration=, cutoff=")
    assert rows["jacobson-truax"]["inputs"] == "reliability, sd"
    assert rows["growth-slope"]["kind"] == "growth"
    assert rows["clinsig-1.2"]["kind"] == "preset"
    assert all(row["summary"] for row in rows.values())


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("index", "temkin"),
        ("approach", "hageman-arrindell-proportions"),
        ("growth", "growth-deviation"),
        ("scoring", "mean"),
        ("preset", "leeds"),
    ],
)
def test_methods_of_one_kind_are_listed_alone(run, kind, names):
    code, out, _ = run("methods", "--kind", kind, "--format", "json")
    rows = json.loads(out)
    assert code == 0
    assert {row["kind"] for row in rows} == {kind}
    assert names in {row["name"] for row in rows}


def test_show_gives_an_approach_with_its_parameters_and_reference(run):
    words = " ".join(run("methods", "show", "anchor-between")[1].split())
    assert "anchor-between: approach" in words
    assert "m1 - m2 +/- t * sqrt(s1^2 / n1 + s2^2 / n2)" in words
    assert "group (required): Label of the group that is compared." in words
    assert "doi:10.1016/j.spinee.2007.01.008" in words


def test_show_gives_a_growth_method(run):
    words = " ".join(run("methods", "show", "growth-slope")[1].split())
    assert "growth-slope: growth method" in words
    assert "(b1 + u1) / SE(b1 + u1)" in words


def test_show_gives_formula_symbols_inputs_and_reference(run):
    code, out, _ = run("methods", "show", "hageman-arrindell")
    words = " ".join(out.split())
    assert code == 0
    assert "rDD = 1 - 2 * S1^2 * (1 - r)" in words
    assert "r12 their correlation" in words
    assert "reliability, sd, sd_post, mean_pre, mean_post, correlation" in words
    assert "each direction is tested at the whole level" in words
    assert "doi:10.1016/S0005-7967(99)00032-7" in words


def test_show_says_what_phi_max_is_and_where_it_was_read(run):
    for name in ("hageman-arrindell", "hageman-arrindell-true-scores"):
        words = " ".join(run("methods", "show", name)[1].split())
        assert "phi max" in words
        assert "the paper itself was not read" in words


def test_show_says_which_quantile_an_index_is_held_against(run):
    words = " ".join(run("methods", "show", "crawford-garthwaite")[1].split())
    assert "two-sided; t quantile" in words
    words = " ".join(run("methods", "show", "crawford-howell")[1].split())
    assert "two-sided; normal quantile" in words


def test_change_takes_phi_max(run, scores):
    code, out, err = run(
        "change", "pseq.total", scores, "--id", "id", "--total", "pre,post", "--sd", "8",
        "--reliability", "0.875", "--phi-max", "0.05", "--criterion", "a", "--format", "json",
    )  # fmt: skip
    assert code == 0, err
    (result,) = json.loads(out)
    # A standard error of 4 points.
    assert result["limit"] == pytest.approx(1.6449 * 4, abs=5e-4)


def test_show_gives_the_options_of_a_preset_and_where_it_differs(run):
    words = " ".join(run("methods", "show", "jtrci-2019")[1].split())
    assert "on_limit: changed" in words
    assert "differs" in words


def test_an_unknown_method_gets_the_nearest_name_and_wrong_usage_says_how(run):
    code, _, err = run("methods", "show", "jacobson-traux")
    assert (code, "did you mean jacobson-truax" in err) == (1, True)
    assert run("methods", "list")[0] == 2
    assert run("methods", "show")[0] == 2


def test_listing_methods_loads_no_library_of_numbers():
    code = (
        "import sys; sys.argv = ['scorewell', 'methods', '--format', 'json']\n"
        "from scorewell.cli.main import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print([n for n in ('numpy', 'pandas', 'polars') if n in sys.modules], file=sys.stderr)"
    )
    output = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True
    )
    assert output.stderr.strip() == "[]"
    assert len(json.loads(output.stdout)) > 20


@pytest.fixture
def scores(tmp_path):
    path = tmp_path / "scores.csv"
    path.write_text(
        "id,group,pre,post\n1,w,20,22\n2,w,30,30\n3,w,10,15\n4,t,20,40\n5,t,30,33\n"
    )
    return path


def test_change_takes_control_figures_a_preset_and_a_later_reliability(run, scores):
    code, out, err = run(
        "change", "pseq.total", scores, "--id", "id", "--total", "pre,post", "--preset",
        "clinsig-1.2", "--method", "crawford-howell", "--control", "30,10,32,9,0.8,50",
        "--criterion", "a", "--format", "json",
    )  # fmt: skip
    assert code == 0, err
    (result,) = json.loads(out)
    inputs = {entry["name"]: entry["value"] for entry in result["inputs"]}
    assert inputs["preset"] == "clinsig-1.2"
    assert inputs["control retest"] == 0.8
    assert inputs["multiplier"] == 1.96
    # 32 + .8 x .9 x (20 - 30)
    assert result["cases"][0]["expected"] == pytest.approx(24.8)


def test_change_takes_a_group_of_the_data_as_control(run, scores):
    code, out, err = run(
        "change", "pseq.total", scores, "--id", "id", "--total", "pre,post", "--group", "group",
        "--method", "temkin", "--control-group", "w", "--criterion", "a", "--format", "json",
    )  # fmt: skip
    assert code == 0, err
    (result,) = json.loads(out)
    assert [case["id"] for case in result["cases"]] in ([4, 5], ["4", "5"])


def test_target_takes_control_figures(run):
    code, out, err = run(
        "target", "pseq.total", "--pre-score", 20, "--method", "chelune", "--control",
        "30,10,32,9,0.8",
    )  # fmt: skip
    assert code == 0, err
    assert "expects a later score of 22.00" in out


@pytest.mark.parametrize("text", ["1,2,3", "a,b,c,d,e", "1,2,3,4,0.5,6.5", "1,2,3,4,0.5,6,7"])
def test_control_figures_that_cannot_be_read_are_refused_with_how_to_write_them(run, text):
    code, _, err = run("target", "pseq.total", "--method", "chelune", "--control", text)
    assert code == 1
    assert "--control 103,10,109,8,0.76,100" in err


# Figures of a sample that one respondent cannot give


def test_an_index_with_figures_of_a_sample_judges_one_respondent(run):
    """Hsu, Linn and Nord by hand: 14 + 0.9 x (20 - 20) = 14 is expected after.

    The standard error is 8 x sqrt(1 - 0.9^2) = 3.487, the limit 1.959964 times that, 6.83 points:
    7 lies more than that below 14 (7.17) and 21 above it (20.83).
    """
    call = (
        "core-10",
        "--pre-score",
        20,
        "--sd",
        8,
        "--reliability",
        0.9,
        "--method",
        "hsu-linn-nord",
    )
    code, _, err = run("target", *call)
    assert (code, "this method needs mean_" in err) == (1, True)
    figures = ("--sample-figures", "mean_pre=20, mean-post=14")
    code, out, err = run("target", *call, *figures)
    assert code == 0, err
    words = " ".join(out.split())
    assert "expects a later score of 14.00, with a standard error of 3.49 points" in words
    assert "From 20, 7 or lower is a reliable improvement and 21 or higher" in words
    assert "mean post 14 (typed)" in words
    out = run("change", *call, *figures, "--post-score", 8)[1]
    assert "From 20 to 8: unchanged" in " ".join(out.split())


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (
            "8",
            "--sample-figures 8 is not a list of figures",
            "--sample-figures sd_post=8,correlation=0.6",
        ),
        (
            "sd_post=",
            "--sample-figures sd_post= is not a list of figures",
            "--sample-figures sd_post=8",
        ),
        ("sd_pst=8", "--sample-figures knows no figure 'sd_pst'", "did you mean sd_post"),
        ("sd=8", "--sample-figures knows no figure 'sd'", "sd_post"),
        ("correlation=2", "correlation", ""),
    ],
)
def test_figures_of_a_sample_that_cannot_be_read_are_refused(run, text, message, hint):
    code, _, err = run("target", "core-10", "--pre-score", 20, "--sample-figures", text)
    assert code == 1
    assert message in err
    assert hint in err
