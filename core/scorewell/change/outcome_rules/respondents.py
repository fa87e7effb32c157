"""The respondents of several measures, matched by id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.change.classes.classify import RELIABLE, STATUS, code_labels
from scorewell.change.outcome_rules.measure_facts import MeasureFacts
from scorewell.change.outcome_rules.three_valued_logic import NO, UNKNOWN, WORDS, YES, Answers
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
    def n_common(self) -> int:
        """How many respondents have a row in every measure."""
        present = [rows >= 0 for rows in self.places.values()]
        return int(np.logical_and.reduce(present).sum())


def match(results: Mapping[str, ChangeResult]) -> Respondents:
    """Match the respondents of several measures by id, never by row order."""
    ids = {role: result.cases["id"].astype(object) for role, result in results.items()}
    all_ids = pd.Index(
        pd.unique(pd.concat(list(ids.values()), ignore_index=True)), dtype=object
    )
    places = {role: pd.Index(role_ids).get_indexer(all_ids) for role, role_ids in ids.items()}
    frame = pd.DataFrame({"id": all_ids.to_numpy()}).infer_objects()
    group = _groups(results, places, all_ids)
    if group is not None:
        frame["group"] = group
    return Respondents(frame=frame, places=places)


def _groups(
    results: Mapping[str, ChangeResult],
    places: Mapping[str, NDArray[np.intp]],
    all_ids: pd.Index,
) -> pd.Series | None:
    groups: pd.Series | None = None
    for role, result in results.items():
        if "group" not in result.cases.columns:
            continue
        labels = result.cases["group"].astype(object).reset_index(drop=True)
        aligned = labels.reindex(places[role]).reset_index(drop=True)
        aligned = aligned.where(aligned.notna(), None)
        if groups is None:
            groups = aligned
            continue
        differs = groups.notna() & aligned.notna() & (groups != aligned)
        if differs.any():
            id_list = all_ids[differs.to_numpy(dtype=bool)].tolist()
            raise ChangeError(
                f"{len(id_list)} respondents are in different groups on different measures "
                f"(id {', '.join(map(str, id_list[:5]))})",
                hint="give each respondent one group",
            )
        groups = groups.where(groups.notna(), aligned)
    return groups


def case_table(
    respondents: Respondents,
    measures: Mapping[str, MeasureFacts],
    outcomes: Mapping[str, Answers],
) -> pd.DataFrame:
    """Every respondent with measures, outcomes and reasons."""
    facts_of_measures = list(measures.values())
    assessable = np.logical_and.reduce([measure.assessable for measure in facts_of_measures])
    columns: dict[str, object] = {}
    for measure in facts_of_measures:
        columns |= _measure(measure)
    for name in ("improved", "deteriorated"):
        facts = [measure.fact(name) for measure in facts_of_measures]
        determined = assessable & np.logical_and.reduce([fact != UNKNOWN for fact in facts])
        count = np.sum([fact == YES for fact in facts], axis=0)
        columns[f"measures_{name}"] = (
            pd.Series(count).where(pd.Series(determined)).astype("Int64")
        )
    for name, answers in outcomes.items():
        columns[name] = _words(answers, assessable)
    columns["assessable"] = assessable
    columns["reason"] = _reasons(facts_of_measures, assessable)
    return pd.concat([respondents.frame, pd.DataFrame(columns)], axis=1)


def _measure(measure: MeasureFacts) -> dict[str, object]:
    def status(clinical: Answers) -> pd.Series:
        codes = np.where(clinical == UNKNOWN, -1, np.where(clinical == YES, 0, 1))
        return code_labels(codes.astype(np.int8), STATUS)

    columns = {
        f"{measure.role}.pre": measure.pre,
        f"{measure.role}.post": measure.post,
        f"{measure.role}.change": measure.post - measure.pre,
        f"{measure.role}.baseline_status": status(measure.clinical_pre),
        f"{measure.role}.end_status": status(measure.clinical_post),
        f"{measure.role}.reliable": _direction(measure.improved, measure.deteriorated),
    }
    for name, amount in measure.amounts.items():
        columns[f"{measure.role}.by.{name}"] = _direction(amount.improved, amount.deteriorated)
    if measure.bands is not None:
        for occasion, places in (("pre", measure.bands.pre), ("post", measure.bands.post)):
            columns[f"{measure.role}.band_{occasion}"] = code_labels(
                places, measure.bands.labels
            )
    return columns


def _direction(improved: Answers, deteriorated: Answers) -> pd.Series:
    codes = np.where(improved == YES, 0, np.where(deteriorated == YES, 2, 1))
    return code_labels(np.where(improved == UNKNOWN, -1, codes).astype(np.int8), RELIABLE)


def _words(answers: Answers, assessable: NDArray[np.bool_]) -> pd.Series:
    no, yes, undecided = WORDS
    codes = np.where(answers == UNKNOWN, 2, np.where(answers == NO, 0, 1))
    return code_labels(np.where(assessable, codes, -1).astype(np.int8), (no, yes, undecided))


def _reasons(facts_of_measures: list[MeasureFacts], assessable: NDArray[np.bool_]) -> pd.Series:
    reasons = np.full(assessable.shape, "", dtype=object)
    for place in np.flatnonzero(~assessable):
        reasons[place] = join_messages(
            (
                words(
                    "{{ measure }}: {{ reason }}",
                    measure=measure.role,
                    reason=code_message(str(measure.reason[place])),
                )
                for measure in facts_of_measures
                if not measure.assessable[place]
            ),
            "; ",
        )
    return pd.Series(reasons, dtype=object)
