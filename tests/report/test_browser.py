"""The report in a real browser: nothing foreign runs, nothing is asked for, everybody can read it.

Where no browser is installed these tests are skipped; SCOREWELL_BROWSER=required fails instead.
"""

from __future__ import annotations

import json
import os
import shutil
from contextlib import contextmanager
from dataclasses import replace

import pandas as pd
import pytest
from report_cases import (
    HOSTILE,
    INSTRUMENT,
    OPTIONS,
    SCALE,
    alerts,
    compare,
    hostile_study,
    study,
)

from scorewell.change.options.options import ChangeOptions
from scorewell.change.trajectory.follow import follow
from scorewell.change.trajectory.occasions import Occasions
from scorewell.io.bundled_files import bundled
from scorewell.report.html.board_page import board_page
from scorewell.report.html.page import html_report
from scorewell.report.respondents.pages import respondent_pages
from scorewell.study.plan import read_plan
from scorewell.study.run import run_study
from scorewell_plugins.change.indices.standard_error import JACOBSON_TRUAX

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SIZES = {"phone": (390, 844), "laptop": (1280, 800), "paper": (794, 1123)}


def absent(reason):
    if os.environ.get("SCOREWELL_BROWSER") == "required":
        pytest.fail(f"a browser is required, and {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser():
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        absent("playwright is not installed")
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        absent(f"none of {', '.join(NAMES)} is installed")
    with sync_playwright() as play:
        result = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield result
        result.close()


@contextmanager
def open_page(browser, path, *, size="laptop", unfold=True, **options):
    """A page, unfolded, with everything that it said, asked for, and let a stranger run."""
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, **options)
    page = context.new_page()
    page.said, page.asked = [], []
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.on("dialog", lambda dialog: (page.said.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: page.asked.append(request.url))
    page.goto(path.as_uri())
    if unfold:
        page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    yield page
    context.close()


def write_page(folder, html, name="summary.html"):
    path = folder / name
    path.write_text(html, encoding="utf-8")
    return path


def asked_elsewhere(page, path):
    """Requests for anything but the file itself and pictures that the page made itself."""
    expected = (path.as_uri(), "data:image/svg+xml", "blob:")
    return [address for address in page.asked if not address.startswith(expected)]


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    result = run_study(read_plan(bundled("demo") / "study.yaml"))
    return write_page(tmp_path_factory.mktemp("demo"), html_report(result))


def follow_up(ids=("P1", "P2", "P3")):
    """Three occasions; with a limit of 8 and a cut-off of 20 as in report_cases."""
    scores = {"pre": (30, 36, 15), "mid": (24, 30, 14), "post": (10, 35, 12)}
    rows = [
        {"id": respondent, "occasion": label, "score": float(score)}
        for label, column in scores.items()
        for respondent, score in zip(ids, column, strict=True)
    ]
    return follow(
        pd.DataFrame(rows),
        SCALE,
        occasions=Occasions.of(("pre", "mid", "post"), post="post"),
        instrument=INSTRUMENT,
        method_registry={JACOBSON_TRUAX.name: JACOBSON_TRUAX},
        options=[("call", ChangeOptions(**(OPTIONS | {"method": JACOBSON_TRUAX.name})))],
    )


def test_the_demo_is_silent_and_asks_for_nothing(browser, demo):
    with open_page(browser, demo) as page:
        assert page.said == []
        assert page.asked == [demo.as_uri()]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_to_object_to(browser, demo, scheme):
    from axe_playwright_python.sync_playwright import Axe

    with open_page(browser, demo, color_scheme=scheme, bypass_csp=True) as page:
        violations = Axe().run(page).response["violations"]
        output_text = [
            (violation["id"], node["target"], node["failureSummary"])
            for violation in violations
            for node in violation["nodes"][:3]
        ]
    assert output_text == []


def test_axe_finds_nothing_in_courses_and_alerts_either(browser, tmp_path):
    from axe_playwright_python.sync_playwright import Axe

    error = alerts(["P1", "T1", "mood", "mood_9", "2", "Ask about it."])
    html = html_report(study(courses=(follow_up(),), alerts=error))
    with open_page(browser, write_page(tmp_path, html), bypass_csp=True) as page:
        violations = Axe().run(page).response["violations"]
    assert [
        (violation["id"], violation["nodes"][0]["target"]) for violation in violations
    ] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("small_counts", [0, 5])
def test_axe_finds_nothing_in_the_page_for_a_board(browser, tmp_path, scheme, small_counts):
    from axe_playwright_python.sync_playwright import Axe

    result = replace(
        run_study(read_plan(bundled("demo") / "study.yaml")), small_counts=small_counts
    )
    path = write_page(tmp_path, board_page(result), "board.html")
    with open_page(browser, path, color_scheme=scheme, bypass_csp=True) as page:
        violations = Axe().run(page).response["violations"]
    assert [(entry["id"], entry["nodes"][0]["target"]) for entry in violations] == []


@pytest.mark.parametrize("size", SIZES)
def test_no_size_makes_the_page_for_a_board_scroll_sideways(browser, tmp_path, size):
    result = replace(run_study(read_plan(bundled("demo") / "study.yaml")), small_counts=5)
    path = write_page(tmp_path, board_page(result), "board.html")
    with open_page(browser, path, size=size) as page:
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_page_of_a_respondent(browser, tmp_path, scheme):
    from axe_playwright_python.sync_playwright import Axe

    result = run_study(read_plan(bundled("demo") / "study.yaml"))
    path = write_page(tmp_path, dict(respondent_pages(result))["respondents/R04.html"])
    with open_page(browser, path, color_scheme=scheme, bypass_csp=True) as page:
        violations = Axe().run(page).response["violations"]
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert [
        (violation["id"], violation["nodes"][0]["target"]) for violation in violations
    ] == []


@pytest.mark.parametrize("size", SIZES)
def test_no_size_makes_the_page_itself_scroll_sideways(browser, demo, size):
    with open_page(browser, demo, size=size) as page:
        if size == "paper":
            page.emulate_media(media="print")
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0


def column(page, place):
    table = page.locator("#scale-1 table", has=page.locator("caption", has_text="Each respond"))
    return table.locator(f"tbody tr > :nth-child({place})").all_inner_texts()


def table_tools(page):
    caption = page.locator("caption", has_text="Each respond")
    return page.locator("#scale-1 .grid", has=caption)


def test_a_table_is_sorted_by_the_numbers_of_a_column_and_back(browser, demo):
    with open_page(browser, demo) as page:
        before = column(page, 4)
        grid = table_tools(page)
        grid.get_by_role("button", name="After", exact=True).press("Enter")
        numbers = [float(text) for text in column(page, 4)]
        assert numbers == sorted(map(float, before))
        head = grid.locator("th:nth-child(4)").first
        assert head.get_attribute("aria-sort") == "ascending"
        grid.get_by_role("button", name="After", exact=True).press("Enter")
        assert [float(text) for text in column(page, 4)] == sorted(numbers, reverse=True)
        assert head.get_attribute("aria-sort") == "descending"


def test_negative_numbers_and_missing_ones_are_sorted_as_such(browser, tmp_path):
    """Changes -20, -12, -4, 9, -3, -20, none, -8: see report_cases."""
    with open_page(browser, write_page(tmp_path, html_report(study()))) as page:
        table_tools(page).get_by_role("button", name="Change").click()
        display = [text.replace("\u2212", "-") for text in column(page, 4)]
    assert display == ["-20", "-20", "-12", "-8", "-4", "-3", "+9", "\u2013"]


def test_a_table_is_filtered_and_says_how_much_is_left(browser, demo):
    with open_page(browser, demo) as page:
        grid = table_tools(page)
        grid.get_by_role("searchbox").fill("recovered")
        assert len(column(page, 1)) == 6  # as the published table has it
        assert grid.get_by_role("status").inner_text() == "6 of 13 rows"
        grid.get_by_role("searchbox").fill("")
        assert len(column(page, 1)) == 13


def test_a_copied_table_has_all_its_cells_and_no_formula(browser, tmp_path):
    path = write_page(tmp_path, html_report(hostile_study()))
    with open_page(browser, path, permissions=["clipboard-read", "clipboard-write"]) as page:
        table_tools(page).get_by_role("button", name="Copy table").click()
        table_tools(page).get_by_text("Copied").wait_for()
        lines = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert len(lines) == 1 + len(HOSTILE)
    assert lines[0].split("\t")[:2] == ["Id", "Group"]
    copy = [line.split("\t")[0] for line in lines[1:]]
    assert copy == [f"'{text}" if text[0] in "=+-@" else text for text in HOSTILE]


def test_drawings_are_saved_as_svg_and_as_png(browser, demo, tmp_path):
    from xml.etree import ElementTree as ET

    with open_page(browser, demo, accept_downloads=True) as page:
        figure = page.locator("#scale-1 figure").first
        for form in ("SVG", "PNG"):
            with page.expect_download() as result:
                figure.get_by_role("button", name=form).click()
            assert result.value.suggested_filename == f"jacobson-scale-1.{form.lower()}"
            result.value.save_as(tmp_path / form)
        assert asked_elsewhere(page, demo) == []
        assert page.said == []
    root = ET.fromstring((tmp_path / "SVG").read_text("utf-8"))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    png = (tmp_path / "PNG").read_bytes()
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(png[16:20], "big") == 3 * 480  # width in the IHDR chunk


def test_a_long_table_is_turned_page_by_page(browser, tmp_path):
    people = 450
    pairs = pd.DataFrame({"id": [f"r{n}" for n in range(people)], "pre": 30.0, "post": 10.0})
    path = write_page(tmp_path, html_report(study(compare(pairs))))
    with open_page(browser, path) as page:
        grid = table_tools(page)
        assert column(page, 1) == [f"r{n}" for n in range(100)]
        assert grid.locator(".count").inner_text() == "1\u2013100 of 450"
        for _ in range(4):
            grid.get_by_role("button", name="Next rows").click()
        assert column(page, 1) == [f"r{n}" for n in range(400, 450)]
        assert grid.get_by_role("button", name="Next rows").is_disabled()
        grid.get_by_role("searchbox").fill("r449")
        assert column(page, 1) == ["r449"]
        assert grid.locator(".tag.recovered").count() == 1


def test_a_long_table_says_how_much_of_it_is_on_paper_and_in_the_page(
    browser, tmp_path, monkeypatch
):
    monkeypatch.setattr("scorewell.report.tables.display_table.MOST_ROWS_IN_PAGE", 300)
    pairs = pd.DataFrame({"id": [f"r{n}" for n in range(450)], "pre": 30.0, "post": 10.0})
    path = write_page(tmp_path, html_report(study(compare(pairs))))
    with open_page(browser, path) as page:
        grid = table_tools(page)
        text = "300 rows are shown, 150 are not; change.csv holds all."
        assert grid.locator(".held").inner_text() == text
        page.emulate_media(media="print")
        assert grid.locator(".count").inner_text() == "1\u2013100 of 300"
        assert grid.locator(".held").is_visible()
        assert not grid.get_by_role("searchbox").is_visible()


def test_a_long_table_stays_under_its_headings_on_screen_and_whole_on_paper(browser, tmp_path):
    pairs = pd.DataFrame({"id": [f"r{n}" for n in range(150)], "pre": 30.0, "post": 10.0})
    path = write_page(tmp_path, html_report(study(compare(pairs))))
    with open_page(browser, path) as page:
        box = table_tools(page).locator(".scroll")
        box.evaluate("each => { each.scrollTop = 600 }")
        top = box.evaluate("each => each.getBoundingClientRect().top")
        head = box.locator("thead th").first.evaluate(
            "each => each.getBoundingClientRect().top"
        )
        assert abs(head - top) < 5
        inside = "each => each.scrollHeight - each.clientHeight"
        assert box.evaluate(inside) > 600
        page.emulate_media(media="print")
        assert box.evaluate(inside) <= 0


def hostile_summary():
    return html_report(hostile_study())


def hostile_courses():
    courses = (follow_up(ids=(HOSTILE[0], HOSTILE[2], HOSTILE[3])),)
    return html_report(study(title=HOSTILE[3], courses=courses))


def hostile_long_table():
    ids = [f"{HOSTILE[0]}{n}" for n in range(450)]
    return html_report(study(compare(pd.DataFrame({"id": ids, "pre": 30.0, "post": 10.0}))))


def hostile_respondents():
    *_, (name, html) = respondent_pages(hostile_study())
    assert name == "respondents/all.html"
    return html


MAKERS = (hostile_summary, hostile_courses, hostile_long_table, hostile_respondents)
PAGES = {maker.__name__: maker for maker in MAKERS}


@pytest.mark.parametrize("kind", list(PAGES))
def test_nothing_of_a_stranger_runs_and_no_request_leaves(browser, tmp_path, kind):
    path = write_page(tmp_path, PAGES[kind]())
    with open_page(browser, path) as page:
        for box in page.get_by_role("searchbox").all():
            box.fill(HOSTILE[0][:7])
        for button in page.locator("th button").all()[:20]:
            button.evaluate("each => each.click()")
        page.wait_for_timeout(200)
        assert page.said == []
        assert asked_elsewhere(page, path) == []
        assert page.locator("script").count() == len(page.locator("script[type]").all()) + 1
        assert page.locator("img, iframe, object, embed, base, form, link").count() == 0


def test_the_policy_stops_a_script_that_gets_in_all_the_same(browser, tmp_path):
    """Were escaping to fail, the policy still holds: here a script is put in by hand."""
    evil = (
        "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
    )
    html = html_report(study()).replace("<main>", f"<main>{evil}")
    with open_page(browser, write_page(tmp_path, html)) as page:
        page.wait_for_timeout(100)
        assert page.title() == "Mood course"
        assert any("Content Security Policy" in words for words in page.said)


def test_only_what_is_open_is_printed_and_the_page_says_so(browser, demo):
    with open_page(browser, demo, size="paper", unfold=False) as page:
        page.emulate_media(media="print")
        assert page.get_by_text("Details that are closed are not printed").is_visible()
        assert not page.locator("#methods").is_visible()
        page.evaluate("document.querySelector('#methods').open = true")
        assert page.locator("#methods .inside").is_visible()
        assert page.locator("#result table").first.is_visible()


def test_a_link_to_a_folded_part_opens_it(browser, demo):
    with open_page(browser, demo, unfold=False) as page:
        page.goto(demo.as_uri() + "#references")
        assert page.locator("#methods").get_attribute("open") is not None


@pytest.mark.parametrize("size", ["laptop", "phone"])
def test_the_result_is_on_the_first_screen(browser, demo, size):
    with open_page(browser, demo, size=size, unfold=False) as page:
        box = page.locator("#result table").first.bounding_box()
        assert box["y"] + box["height"] <= SIZES[size][1]
        assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0]


def test_there_are_few_stops_of_the_tab_key_before_the_details(browser, demo):
    with open_page(browser, demo, unfold=False) as page:
        n_stops, is_in_details = 0, False
        while not is_in_details and n_stops <= 60:
            page.keyboard.press("Tab")
            is_in_details = page.evaluate("!!document.activeElement.closest('#details')")
            n_stops += 1
        assert n_stops <= 60


def test_words_of_the_script_are_the_words_of_the_page(browser, demo):
    with open_page(browser, demo) as page:
        words = json.loads(page.locator("#words").text_content())
        assert page.get_by_role("button", name=words["copy"]).count() > 0
