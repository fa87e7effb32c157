"""The page of each respondent, and all of them in one file to print."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from scorewell.i18n.messages import say
from scorewell.report.formatting import (
    date_words,
    occasions_of,
    one_line,
    range_words,
)
from scorewell.report.html.page import whole_page
from scorewell.report.respondents.figure import person_plot
from scorewell.report.respondents.profile import (
    Profile,
    goal_words,
    lacking_words,
    profile,
    track_words,
)
from scorewell.report.respondents.score_history import Track, tracks
from scorewell.report.tables.display_table import Picture

if TYPE_CHECKING:
    from scorewell.study.result import StudyResult


FOLDER = "respondents"
"""The folder of the pages of respondents within a report."""

_KEPT = re.compile(r"[^A-Za-z0-9_-]+")
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
    kept = _KEPT.sub("-", text).strip("-")[:_LONGEST]
    one_case = text in {text.upper(), text.lower()} and not re.search("[a-z]", text)
    if (
        text
        and kept == text
        and text.casefold() not in _RESERVED
        and (one_case or text.isdigit())
    ):
        return text
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{kept}-{digest}" if kept else f"respondent-{digest}"


MOST_IN_ONE = 200
"""Of more respondents than this there is no file that holds all."""


@dataclass(frozen=True, kw_only=True)
class Scaled:
    """One scale on the page of a respondent."""

    title: str
    about: str
    words: str
    goals: str
    picture: Picture


@dataclass(frozen=True, kw_only=True)
class Person:
    """What the page of a respondent says.

    Attributes
    ----------
    who : str
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

    who: str
    stem: str
    scales: tuple[Scaled, ...]
    alerts: tuple[tuple[str, str, str], ...]
    profiles: tuple[Profile, ...]


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
        "tool": f"scorewell {one_line(study.manifest.get('scorewell', ''))}".strip(),
    }
    everybody: list[Person] = []
    for person in people(study):
        title = say("person.title", who=person.who)
        page = whole_page("respondent.html.j2", people=[person], title=title, **common)
        yield f"{FOLDER}/{person.stem}.html", page
        if len(everybody) <= MOST_IN_ONE:
            everybody.append(person)
    if 1 < len(everybody) <= MOST_IN_ONE:
        title = say("person.all", n=len(everybody))
        page = whole_page("respondent.html.j2", people=everybody, title=title, **common)
        yield f"{FOLDER}/all.html", page


def people(study: StudyResult) -> Iterator[Person]:
    """What is to be said of every respondent, in order of first appearance."""
    pre, post = occasions_of(study)
    answers, lacking = _answers(study), _lacking(study)
    raised = {str(who): part for who, part in study.alerts.groupby("id", sort=False)}
    for place, (who, found) in enumerate(tracks(study, pre=pre, post=post).items(), 1):
        yield Person(
            who=one_line(who),
            stem=file_stem(who),
            scales=tuple(
                _scaled(track, lacking.get((who, track.column), ()), f"person-{place}-{number}")
                for number, track in enumerate(found, 1)
            ),
            alerts=tuple(_alerts(raised.get(who))),
            profiles=tuple(_profiles(study, answers.get(who, {}), found)),
        )


def _scaled(track: Track, lacking: Sequence[tuple[str, str]], name: str) -> Scaled:
    return Scaled(
        title=track.title,
        about=range_words(track.scale),
        words=f"{track_words(track)} {lacking_words(lacking)}".strip(),
        goals=goal_words(track),
        picture=Picture(
            heading=track.title,
            caption=say(
                f"person.{'caption' if track.unreliable is None else 'caption_limits'}"
            ),
            svg=person_plot(track, name=name) if track.points else "",
            file=name,
            wide=bool(track.scale.bands),
        ),
    )


def _alerts(rows: pd.DataFrame | None) -> Iterator[tuple[str, str, str]]:
    if rows is None:
        return
    for row in rows.to_dict("records"):
        what = f"{row['instrument']}, {row['target']}: {row['value']}"
        yield one_line(row["occasion"]), one_line(what), one_line(row["message"])


def _lacking(study: StudyResult) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """By respondent and scale the occasions without a score, and why."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    scores = study.scores
    for reasons in [name for name in scores.columns if name.endswith(".reason")]:
        column = reasons.removesuffix(".reason")
        rows = scores.loc[scores[reasons].notna(), ["id", "occasion", reasons]]
        for who, occasion, reason in rows.itertuples(index=False):
            entry = (one_line(occasion), one_line(reason))
            found.setdefault((str(who), column), []).append(entry)
    return found


Answers = dict[tuple[str, str, str], float]
"""Answer by instrument, occasion and item."""


def _answers(study: StudyResult) -> dict[str, Answers]:
    """The answers of every respondent, by id."""
    from scorewell.study.result import answer_table

    table = answer_table(study.scored)
    found: dict[str, Answers] = {}
    columns = (
        table[name].tolist() for name in ("id", "instrument", "occasion", "item", "answer")
    )
    for who, instrument, occasion, item, answer in zip(*columns, strict=True):
        found.setdefault(str(who), {})[instrument, str(occasion), item] = answer
    return found


def _profiles(study: StudyResult, answers: Answers, found: list[Track]) -> Iterator[Profile]:
    for one in study.scored:
        instrument = one.instrument
        mine = {
            (when, item): answer
            for (name, when, item), answer in answers.items()
            if name == instrument.id
        }
        occasions = list(dict.fromkeys(when for when, _ in mine))
        order = [label for track in found for label, _ in track.points]
        occasions.sort(key=lambda when: order.index(when) if when in order else len(order))
        scales = [each.scale.id for each in found if each.instrument.id == instrument.id]
        if occasions:
            yield profile(instrument, mine, occasions, scales=scales)
