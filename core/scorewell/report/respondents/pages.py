"""The page of each respondent, and all of them in one file to print."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from scorewell.i18n.messages import say
from scorewell.report.figures.figure_list import Picture
from scorewell.report.formatting import (
    date_words,
    occasion_names,
    one_line,
    range_words,
    tool_name,
)
from scorewell.report.html.page import render_page
from scorewell.report.respondents.figure import respondent_plot
from scorewell.report.respondents.profile import (
    AnswerProfile,
    answer_profile,
    history_words,
    missing_score_words,
    target_score_words,
)
from scorewell.report.respondents.score_history import ScoreHistory, score_histories

if TYPE_CHECKING:
    from scorewell.study.result import StudyResult


FOLDER = "respondents"
"""The folder of the pages of respondents within a report."""

_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")
_LONGEST = 40
_RESERVED = {
    "con",
    "prn",
    "aux",
    "nul",
    "all",
    *(f"{kind}{n}" for kind in ("com", "lpt") for n in range(10)),
}


def file_stem(respondent: object) -> str:
    """A file name, without suffix, that belongs to one respondent only.

    An id of letters, digits, hyphens and underscores in lower or upper case
    only is its own name; any other keeps what can be kept of it and gets the
    first digits of its hash, so that no two ids share a name, also where
    upper and lower case are one.

    Examples
    --------
    >>> file_stem("R01"), file_stem("../../etc/passwd").startswith("etc-passwd-")
    ('R01', True)
    """
    text = str(respondent)
    safe = _UNSAFE.sub("-", text).strip("-")[:_LONGEST]
    one_case = text in {text.upper(), text.lower()} and not re.search("[a-z]", text)
    if (
        text
        and safe == text
        and text.casefold() not in _RESERVED
        and (one_case or text.isdigit())
    ):
        return text
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{safe}-{digest}" if safe else f"respondent-{digest}"


MOST_IN_ONE = 200
"""Of more respondents than this there is no file that holds all."""


@dataclass(frozen=True, kw_only=True)
class ScalePart:
    """One scale on the page of a respondent."""

    title: str
    about: str
    words: str
    goals: str
    picture: Picture


@dataclass(frozen=True, kw_only=True)
class RespondentPage:
    """What the page of a respondent says.

    Attributes
    ----------
    respondent : str
        The id; there is no name.
    stem : str
        Name of the file, without suffix.
    scales : tuple of Scaled
        One per scale.
    alerts : tuple of (str, str, str)
        Occasion, what, and what to do.
    profiles : tuple of Profile
        One per instrument with answers.
    """

    respondent: str
    stem: str
    scales: tuple[ScalePart, ...]
    alerts: tuple[tuple[str, str, str], ...]
    profiles: tuple[AnswerProfile, ...]


def respondent_pages(study: StudyResult) -> Iterator[tuple[str, str]]:
    """File name and page of each respondent; then, of not too many, all in one.

    Returns
    -------
    iterator of (str, str)
        Name within the report, such as ``respondents/R01.html``, and HTML.
    """
    common = {
        "study": one_line(study.title),
        "date": date_words(study.manifest["created"]) if study.manifest.get("created") else "",
        "tool": tool_name(study),
    }
    respondents: list[RespondentPage] = []
    for person in respondent_contents(study):
        title = say("person.title", who=person.respondent)
        page = render_page("respondent.html.j2", people=[person], title=title, **common)
        yield f"{FOLDER}/{person.stem}.html", page
        if len(respondents) <= MOST_IN_ONE:
            respondents.append(person)
    if 1 < len(respondents) <= MOST_IN_ONE:
        title = say("person.all", n=len(respondents))
        page = render_page("respondent.html.j2", people=respondents, title=title, **common)
        yield f"{FOLDER}/all.html", page


def respondent_contents(study: StudyResult) -> Iterator[RespondentPage]:
    """What is to be said of every respondent, in order of first appearance."""
    pre, post = occasion_names(study)
    answers, missing = _answers(study), _missing_scores(study)
    alerts = {
        str(respondent): part for respondent, part in study.alerts.groupby("id", sort=False)
    }
    for place, (respondent, histories) in enumerate(
        score_histories(study, pre=pre, post=post).items(), 1
    ):
        yield RespondentPage(
            respondent=one_line(respondent),
            stem=file_stem(respondent),
            scales=tuple(
                _scale_part(
                    track,
                    missing.get((respondent, track.column), ()),
                    f"person-{place}-{number}",
                )
                for number, track in enumerate(histories, 1)
            ),
            alerts=tuple(_alerts(alerts.get(respondent))),
            profiles=tuple(_profiles(study, answers.get(respondent, {}), histories)),
        )


def _scale_part(
    track: ScoreHistory, missing: Sequence[tuple[str, str]], name: str
) -> ScalePart:
    return ScalePart(
        title=track.title,
        about=range_words(track.scale),
        words=f"{history_words(track)} {missing_score_words(missing)}".strip(),
        goals=target_score_words(track),
        picture=Picture(
            heading=track.title,
            caption=say(
                f"person.{'caption' if track.unreliable is None else 'caption_limits'}"
            ),
            svg=respondent_plot(track, name=name) if track.points else "",
            file=name,
            wide=bool(track.scale.bands),
        ),
    )


def _alerts(rows: pd.DataFrame | None) -> Iterator[tuple[str, str, str]]:
    if rows is None:
        return
    for row in rows.to_dict("records"):
        cause = f"{row['instrument']}, {row['target']}: {row['value']}"
        yield one_line(row["occasion"]), one_line(cause), one_line(row["message"])


def _missing_scores(study: StudyResult) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """By respondent and scale the occasions without a score, and why."""
    missing: dict[tuple[str, str], list[tuple[str, str]]] = {}
    scores = study.scores
    messages = {text: message for one in study.scored for text, message in one.reasons.items()}
    for reasons in [name for name in scores.columns if name.endswith(".reason")]:
        column = reasons.removesuffix(".reason")
        rows = scores.loc[scores[reasons].notna(), ["id", "occasion", reasons]]
        for respondent, occasion, reason in rows.itertuples(index=False):
            entry = (one_line(occasion), one_line(messages.get(reason, reason)))
            missing.setdefault((str(respondent), column), []).append(entry)
    return missing


Answers = dict[tuple[str, str, str], float]
"""Answer by instrument, occasion and item."""


def _answers(study: StudyResult) -> dict[str, Answers]:
    """The answers of every respondent, by id."""
    from scorewell.study.result import answer_table

    table = answer_table(study.scored)
    answers: dict[str, Answers] = {}
    columns = (
        table[name].tolist() for name in ("id", "instrument", "occasion", "item", "answer")
    )
    for respondent, instrument, occasion, item, answer in zip(*columns, strict=True):
        answers.setdefault(str(respondent), {})[instrument, str(occasion), item] = answer
    return answers


def _profiles(
    study: StudyResult, answers: Answers, histories: list[ScoreHistory]
) -> Iterator[AnswerProfile]:
    for measure in study.scored:
        instrument = measure.instrument
        mine = {
            (occasion, item): answer
            for (name, occasion, item), answer in answers.items()
            if name == instrument.id
        }
        occasions = list(dict.fromkeys(occasion for occasion, _ in mine))
        order = [label for track in histories for label, _ in track.points]
        occasions.sort(
            key=lambda occasion: order.index(occasion) if occasion in order else len(order)
        )
        scales = [
            history.scale.id for history in histories if history.instrument.id == instrument.id
        ]
        if occasions:
            yield answer_profile(instrument, mine, occasions, scales=scales)
