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
from scorewell.study.result import answer_table

if TYPE_CHECKING:
    from scorewell.study.result import StudyResult


FOLDER = "respondents"
"""The folder of the pages of respondents within a report."""

_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")
_LONGEST = 40
_RESERVED = {
    *("con", "prn", "aux", "nul", "all"),
    *(f"{kind}{n}" for kind in ("com", "lpt") for n in range(10)),
}
"""Names that a file must not have: those of devices, and ``all``."""


def file_stem(respondent: object) -> str:
    """A file name, without suffix, that belongs to one respondent only.

    An id of letters, digits, hyphens and underscores in lower or upper case
    only is the name; any other id keeps its safe characters and gets the first
    digits of its hash, so that no two ids share a name, also on systems that
    do not tell upper from lower case.

    Examples
    --------
    >>> file_stem("R01"), file_stem("../../etc/passwd").startswith("etc-passwd-")
    ('R01', True)
    """
    text = str(respondent)
    safe = _UNSAFE.sub("-", text).strip("-")[:_LONGEST]
    one_case = text in {text.upper(), text.lower()} and not re.search("[a-z]", text)
    is_safe = text and safe == text and text.casefold() not in _RESERVED
    if is_safe and (one_case or text.isdigit()):
        return text
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{safe}-{digest}" if safe else f"respondent-{digest}"


MOST_IN_ONE = 200
"""With more respondents than this there is no file of all of them."""


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
    """Content of the page of a respondent.

    Attributes
    ----------
    respondent : str
        The id; there is no name.
    stem : str
        Name of the file, without suffix.
    scales : tuple of ScalePart
        One per scale.
    alerts : tuple of (str, str, str)
        Occasion, answer or score, and what to do.
    profiles : tuple of AnswerProfile
        One per instrument with answers.
    """

    respondent: str
    stem: str
    scales: tuple[ScalePart, ...]
    alerts: tuple[tuple[str, str, str], ...]
    profiles: tuple[AnswerProfile, ...]


def respondent_pages(study: StudyResult) -> Iterator[tuple[str, str]]:
    """File name (``respondents/R01.html``) and HTML of each page; the last may show all."""
    timestamp = study.manifest.get("created")
    common = {
        "study": one_line(study.title),
        "date": date_words(timestamp) if timestamp else "",
        "tool": tool_name(study),
    }

    def page(stem: str, title: str, contents: list[RespondentPage]) -> tuple[str, str]:
        html = render_page("respondent.html.j2", people=contents, title=title, **common)
        return f"{FOLDER}/{stem}.html", html

    contents: list[RespondentPage] = []
    for content in respondent_contents(study):
        yield page(content.stem, say("person.title", who=content.respondent), [content])
        if len(contents) <= MOST_IN_ONE:
            contents.append(content)
    if 1 < len(contents) <= MOST_IN_ONE:
        yield page("all", say("person.all", n=len(contents)), contents)


def respondent_contents(study: StudyResult) -> Iterator[RespondentPage]:
    """The content of the page of every respondent, in order of first appearance."""
    pre, post = occasion_names(study)
    answers, missing = _answers(study), _missing_scores(study)
    alerts = {str(id_): part for id_, part in study.alerts.groupby("id", sort=False)}
    respondents = score_histories(study, pre=pre, post=post)
    for number, (respondent, histories) in enumerate(respondents.items(), 1):
        names = [f"person-{number}-{scale}" for scale in range(1, len(histories) + 1)]
        yield RespondentPage(
            respondent=one_line(respondent),
            stem=file_stem(respondent),
            scales=tuple(
                _scale_part(history, missing.get((respondent, history.column), ()), name)
                for history, name in zip(histories, names, strict=True)
            ),
            alerts=tuple(_alerts(alerts.get(respondent))),
            profiles=tuple(_profiles(study, answers.get(respondent, {}), histories)),
        )


def _scale_part(
    history: ScoreHistory, missing: Sequence[tuple[str, str]], name: str
) -> ScalePart:
    caption = "caption" if history.unreliable is None else "caption_limits"
    return ScalePart(
        title=history.title,
        about=range_words(history.scale),
        words=f"{history_words(history)} {missing_score_words(missing)}".strip(),
        goals=target_score_words(history),
        picture=Picture(
            heading=history.title,
            caption=say(f"person.{caption}"),
            svg=respondent_plot(history, name=name) if history.points else "",
            file=name,
            wide=bool(history.scale.bands),
        ),
    )


def _alerts(rows: pd.DataFrame | None) -> Iterator[tuple[str, str, str]]:
    if rows is None:
        return
    for row in rows.to_dict("records"):
        cause = f"{row['instrument']}, {row['target']}: {row['value']}"
        yield one_line(row["occasion"]), one_line(cause), one_line(row["message"])


def _missing_scores(study: StudyResult) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Occasions without a score and the reasons, by respondent and scale."""
    missing: dict[tuple[str, str], list[tuple[str, str]]] = {}
    scores = study.scores
    messages = {
        text: message for measure in study.scored for text, message in measure.reasons.items()
    }
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
    order = [label for history in histories for label, _ in history.points]
    for measure in study.scored:
        instrument = measure.instrument
        by_item = {
            (occasion, item): answer
            for (name, occasion, item), answer in answers.items()
            if name == instrument.id
        }
        occasions = sorted(
            dict.fromkeys(occasion for occasion, _ in by_item),
            key=lambda occasion: order.index(occasion) if occasion in order else len(order),
        )
        scales = [part.scale.id for part in histories if part.instrument.id == instrument.id]
        if occasions:
            yield answer_profile(instrument, by_item, occasions, scales=scales)
