"""The respondents of several measures, matched by id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.change.classes.classify import RELIABLE, STATUS, code_labels
from scorewell.change.outcome_rules.measure_facts import Judged
from scorewell.change.outcome_rules.three_valued_logic import (
    NO,
    UNKNOWN,
    WORDS,
    YES,
    Answers,
)
from scorewell.change.results.change_result import ChangeResult
from scorewell.errors import ChangeError
from scorewell.i18n.messages import code_message, join_messages, words


@dataclass(frozen=True, kw_only=True, eq=False)
class Respondents:
    """Everyone who appears in any of the measures.

    Attributes
    ----------
    frame : pandas.DataFrame
        ``id`` and, where a measure has groups, ``group``; in the order of
        first appearance.
    places : mapping of str to array of int
        Role to the row of each respondent in that measure; -1 for none.
    """

    frame: pd.DataFrame
    places: Mapping[str, NDArray[np.intp]]

    @property
    def shared(self) -> int:
        """How many respondents have a row in every measure."""
        present = [rows >= 0 for rows in self.places.values()]
        return int(np.logical_and.reduce(present).sum())


def match(results: Mapping[str, ChangeResult]) -> Respondents:
    """Match the respondents of several measures by id, never by row order.

    Raises
    ------
    ChangeError
        If a respondent is in one group on one measure and in another on
        another.
    """
    ids = {role: result.cases["id"].astype(object) for role, result in results.items()}
    everyone = pd.Index(
        pd.unique(pd.concat(list(ids.values()), ignore_index=True)), dtype=object
    )
    places = {role: pd.Index(own).get_indexer(everyone) for role, own in ids.items()}
    frame = pd.DataFrame({"id": everyone.to_numpy()}).infer_objects()
    group = _groups(results, places, everyone)
    if group is not None:
        frame["group"] = group
    return Respondents(frame=frame, places=places)


def _groups(
    results: Mapping[str, ChangeResult],
    places: Mapping[str, NDArray[np.intp]],
    everyone: pd.Index,
) -> pd.Series | None:
    found: pd.Series | None = None
    for role, result in results.items():
        if "group" not in result.cases.columns:
            continue
        own = result.cases["group"].astype(object).reset_index(drop=True)
        here = own.reindex(places[role]).reset_index(drop=True)
        here = here.where(here.notna(), None)
        if found is None:
            found = here
            continue
        differs = found.notna() & here.notna() & (found != here)
        if differs.any():
            who = everyone[differs.to_numpy(dtype=bool)].tolist()
            raise ChangeError(
                f"{len(who)} respondents are in different groups on different measures "
                f"(id {', '.join(map(str, who[:5]))})",
                hint="give each respondent one group",
            )
        found = found.where(found.notna(), here)
    return found


def case_table(
    respondents: Respondents,
    measures: Mapping[str, Judged],
    outcomes: Mapping[str, Answers],
) -> pd.DataFrame:
    """Every respondent with measures, outcomes and reasons."""
    judged = list(measures.values())
    assessable = np.logical_and.reduce([each.assessable for each in judged])
    columns: dict[str, object] = {}
    for each in judged:
        columns |= _measure(each)
    for name in ("improved", "deteriorated"):
        facts = [each.fact(name) for each in judged]
        known = assessable & np.logical_and.reduce([each != UNKNOWN for each in facts])
        count = np.sum([each == YES for each in facts], axis=0)
        columns[f"measures_{name}"] = pd.Series(count).where(pd.Series(known)).astype("Int64")
    for name, answers in outcomes.items():
        columns[name] = _words(answers, assessable)
    columns["assessable"] = assessable
    columns["reason"] = _reasons(judged, assessable)
    return pd.concat([respondents.frame, pd.DataFrame(columns)], axis=1)


def _measure(judged: Judged) -> dict[str, object]:
    def status(clinical: Answers) -> pd.Series:
        codes = np.where(clinical == UNKNOWN, -1, np.where(clinical == YES, 0, 1))
        return code_labels(codes.astype(np.int8), STATUS)

    columns = {
        f"{judged.role}.pre": judged.pre,
        f"{judged.role}.post": judged.post,
        f"{judged.role}.change": judged.post - judged.pre,
        f"{judged.role}.baseline_status": status(judged.clinical_pre),
        f"{judged.role}.end_status": status(judged.clinical_post),
        f"{judged.role}.reliable": _direction(judged.improved, judged.deteriorated),
    }
    for name, each in judged.amounts.items():
        columns[f"{judged.role}.by.{name}"] = _direction(each.improved, each.deteriorated)
    if judged.bands is not None:
        for when, places in (("pre", judged.bands.pre), ("post", judged.bands.post)):
            columns[f"{judged.role}.band_{when}"] = code_labels(places, judged.bands.labels)
    return columns


def _direction(improved: Answers, deteriorated: Answers) -> pd.Series:
    codes = np.where(improved == YES, 0, np.where(deteriorated == YES, 2, 1))
    return code_labels(np.where(improved == UNKNOWN, -1, codes).astype(np.int8), RELIABLE)


def _words(answers: Answers, assessable: NDArray[np.bool_]) -> pd.Series:
    no, yes, undecided = WORDS
    codes = np.where(answers == UNKNOWN, 2, np.where(answers == NO, 0, 1))
    return code_labels(np.where(assessable, codes, -1).astype(np.int8), (no, yes, undecided))


def _reasons(judged: list[Judged], assessable: NDArray[np.bool_]) -> pd.Series:
    reasons = np.full(assessable.shape, "", dtype=object)
    for place in np.flatnonzero(~assessable):
        reasons[place] = join_messages(
            (
                words(
                    "{{ measure }}: {{ reason }}",
                    measure=each.role,
                    reason=code_message(str(each.reason[place])),
                )
                for each in judged
                if not each.assessable[place]
            ),
            "; ",
        )
    return pd.Series(reasons, dtype=object)
