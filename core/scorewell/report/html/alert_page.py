"""The list of answers and scores that a person should look at, as a page of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from scorewell.i18n.messages import say
from scorewell.report.formatting import (
    count_respondents,
    count_words,
    date_words,
    occasion_names,
    one_line,
    tool_name,
)
from scorewell.report.html.page import render_page
from scorewell.report.tables.display_table import (
    EMPTY_CELL,
    MOST_ROWS_IN_PAGE,
    DisplayTable,
    cell_words,
)
from scorewell.study.result import answer_table

if TYPE_CHECKING:
    from scorewell.study.result import StudyResult


ALERT_FILE = "alerts.html"
"""The name of the page beside the report."""


def alert_page(study: StudyResult) -> str:
    """Every respondent with an answer to look at: latest first, then highest first.

    Who has answered since, and no longer gave such an answer, stands in a table apart.
    """
    timestamp = study.manifest.get("created")
    respondents = count_words(count_respondents(study.alerts["id"]), "respondent")
    return render_page(
        "alerts.html.j2",
        title=say("alerts.title"),
        study=one_line(study.title),
        date=date_words(timestamp) if timestamp else "",
        tool=tool_name(study),
        words=say("alerts.words", who=respondents),
        tables=list(alert_displays(study)),
    )


def alert_displays(study: StudyResult) -> Iterator[DisplayTable]:
    """For each cause: who gave such an answer last, and who has answered otherwise since."""
    occasions = _occasion_order(study)
    places = {occasion: place for place, occasion in enumerate(occasions)}
    answers = answer_table(study.scored)
    for cause, part in study.alerts.groupby(["instrument", "target", "message"], sort=False):
        instrument, target, message = map(one_line, cause)
        title = f"{instrument}, {target}"
        latest = _latest_places(study, answers, instrument, target, places)
        values: dict[str, dict[int, Any]] = {}
        columns = (part[name] for name in ("id", "occasion", "value"))
        for row, (id_, occasion, value) in enumerate(zip(*columns, strict=True), 1):
            name = cell_words(id_) or say("alerts.no_id", n=row)
            answers_of_id = values.setdefault(name, {})
            place = places[cell_words(occasion) or EMPTY_CELL]
            answers_of_id[place] = max(value, answers_of_id.get(place, value), key=_size)
        order = sorted(values, key=lambda id_: _urgency(values[id_]))
        current = [id_ for id_ in order if max(values[id_]) >= latest.get(id_, -1)]
        past = [id_ for id_ in order if max(values[id_]) < latest.get(id_, -1)]
        for ids, caption in ((current, "alerts.current"), (past, "alerts.past")):
            if ids:
                yield _display(say(caption, what=title), message, ids, values, occasions)


def _occasion_order(study: StudyResult) -> list[str]:
    """All occasions from the first to the last; those the study does not name stand first."""
    study_occasions = study.courses[0].occasions if study.courses else occasion_names(study)
    order = [one_line(name) for name in study_occasions]
    occasions = pd.concat([study.scores["occasion"], study.alerts["occasion"]])
    names = occasions.map(lambda name: cell_words(name) or EMPTY_CELL).drop_duplicates()
    return [*(name for name in names if name not in order), *order]


def _latest_places(
    study: StudyResult,
    answers: pd.DataFrame,
    instrument: str,
    target: str,
    places: dict[str, int],
) -> pd.Series:
    """By respondent, the place of the latest occasion with an answer to an item, or a score."""
    score = f"{instrument}.{target}"
    if score in study.scores.columns:
        rows = study.scores[study.scores[score].notna() & study.scores["occasion"].notna()]
    else:
        rows = answers[(answers["instrument"] == instrument) & (answers["item"] == target)]
    return rows["occasion"].map(one_line).map(places).groupby(rows["id"].map(cell_words)).max()


def _urgency(values: dict[int, Any]) -> tuple[int, float]:
    """Sorts the latest occasion first, and the highest value at it first."""
    last = max(values)
    return -last, -_size(values[last])


def _size(value: object) -> float:
    """A value as a number to sort by; 0 for text."""
    number = pd.to_numeric(str(value), errors="coerce")
    return float(number) if pd.notna(number) else 0.0


def _display(
    caption: str,
    message: str,
    ids: Sequence[str],
    values: dict[str, dict[int, Any]],
    occasions: Sequence[object],
) -> DisplayTable:
    places = range(len(occasions) - 1, -1, -1)
    names = tuple(cell_words(occasions[place]) for place in places)
    return DisplayTable(
        lead=message,
        caption=f"{caption} ({say('figure.counted', n=len(ids))})",
        columns=(say("grid.id"), *names),
        numeric=frozenset(names),
        rows=tuple(
            (id_, *(cell_words(values[id_].get(place, EMPTY_CELL)) for place in places))
            for id_ in ids[:MOST_ROWS_IN_PAGE]
        ),
        left_out=max(len(ids) - MOST_ROWS_IN_PAGE, 0),
        file="alerts.csv",
        fixed_order=True,
    )
