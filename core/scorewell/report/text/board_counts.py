"""The counts of the page for a board: what is printed of each, and in what groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scorewell.change.classes.classify import RELIABLE, SIGNIFICANCE, STATUS
from scorewell.change.classes.outcome_counts import OutcomeCounts
from scorewell.change.outcome_rules.apply import apply_rule
from scorewell.i18n.messages import say
from scorewell.report.text.small_counts import Atoms, CountSystem, Mark, hide_small_counts

if TYPE_CHECKING:
    from scorewell.change.outcome_rules.result import OutcomeResult
    from scorewell.change.results.change_result import ChangeResult
    from scorewell.study.result import StudyResult


Kind = tuple[str, ...]
"""A result of a respondent on a measure: statuses and reliable change, or why there is none."""

CROSS_COLUMNS = ("deteriorated", "improved", "unchanged")
"""The columns of the 3 x 3 table."""

_COSTS = {
    "respondents": 9.0, "judged": 8.0, "not_judged": 4.0, "clinical": 4.0, "recovered": 6.0,
    "could_recover": 4.0, "improved": 6.0, "unchanged": 3.0, "deteriorated": 5.0, "harmed": 2.0,
}  # fmt: skip
_CROSS_COST = _GROUP_COST = 1.0
_RULE_COST = 3.0
_MOST_PROFILES = 1500


@dataclass(frozen=True, kw_only=True)
class BoardGroup:
    """A group as a board sees it; `labels` are the groups of the data in it."""

    labels: tuple[object, ...]
    counts: OutcomeCounts
    marks: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class BoardMeasure:
    """One measure as a board sees it.

    Attributes
    ----------
    counts : OutcomeCounts
        Its counts.
    marks : mapping of str to str
        By name of a count, what is printed in its place; `not_judged` and the reasons too.
    cross : tuple of tuple of str
        The 3 x 3 table as printed; one row where no cut-off judges anybody.
    groups : tuple of BoardGroup
        Its groups; none where fewer than two are large enough.
    """

    result: ChangeResult
    counts: OutcomeCounts
    marks: Mapping[str, str]
    cross: tuple[tuple[str, ...], ...]
    groups: tuple[BoardGroup, ...]


@dataclass(frozen=True, kw_only=True)
class BoardOutcome:
    """One outcome of a rule as a board sees it; `n`, `of` and `not_determined` as printed."""

    title: str
    among: str
    n: str
    of: str
    not_determined: str
    share: float | None


@dataclass(frozen=True, kw_only=True)
class BoardCounts:
    """All counts of the page; `outcomes` has one entry for each rule."""

    measures: tuple[BoardMeasure, ...]
    outcomes: tuple[tuple[BoardOutcome, ...], ...]
    has_marks: bool


def board_counts(study: StudyResult) -> BoardCounts:
    """The counts of a study as a board sees them; all of them where its limit is 0."""
    return _Builder(study).build()


class _Builder:
    """The counts of a study as sums of atoms, and what is printed of them."""

    def __init__(self, study: StudyResult) -> None:
        self.study = study
        self.limit = study.small_counts
        self.system = CountSystem()
        self.groups = _joined_groups(study.changes, self.limit)
        self.marks: dict[Atoms, Mark] = {}
        rules = study.outcomes
        columns = {
            result.instrument.column(result.scale.id): place
            for place, result in enumerate(study.changes)
        }
        self.rule_places = [
            {role: columns[name] for role, name in rule.measures.items()} for rule in rules
        ]
        self.in_rules = sorted({p for places in self.rule_places for p in places.values()})

    def build(self) -> BoardCounts:
        """Count, hide, and write what is printed."""
        atoms = [self._measure_atoms(place) for place in range(len(self.study.changes))]
        counts = [self._measure_counts(place, part) for place, part in enumerate(atoms)]
        self._equal_groups(atoms)
        outcomes = self._rule_counts(atoms)
        if self.limit:
            self.marks = hide_small_counts(self.system, limit=self.limit)
        return BoardCounts(
            measures=tuple(self._measure(place, part) for place, part in enumerate(counts)),
            outcomes=tuple(
                tuple(self._outcome(row, part) for row, part in rule) for rule in outcomes
            ),
            has_marks=any(mark is not Mark.EXACT for mark in self.marks.values()),
        )

    def _measure_atoms(self, place: int) -> dict[tuple[int, Kind], int]:
        """The atoms of a measure by group and kind."""
        result = self.study.changes[place]
        kinds = _kinds(result)
        groups = _group_numbers(result, self.groups)
        n_by_atom = Counter(zip(groups, kinds, strict=True))
        possible = [*_judged_kinds(result), *((reason,) for reason in result.n_not_assessable)]
        names = dict.fromkeys([*possible, *kinds])
        block = min(self.in_rules) if place in self.in_rules else place
        return {
            (group, kind): self.system.add_atom(
                n_by_atom[group, kind], block=block, is_structural=kind in _IMPOSSIBLE
            )
            for group in range(max(len(self.groups), 1))
            for kind in names
        }

    def _measure_counts(
        self, place: int, atoms: Mapping[tuple[int, Kind], int]
    ) -> dict[Hashable, Atoms]:
        """The printed counts of a measure by name, or by group and name, or by cell."""
        result = self.study.changes[place]
        counts: dict[Hashable, Atoms] = {}

        def add(name: Hashable, keys: Iterable[tuple[int, Kind]], cost: float) -> None:
            counts[name] = self.system.add_count([atoms[key] for key in keys], cost=cost)

        for name, cost in _COSTS.items():
            add(name, (key for key in atoms if _is_counted(name, key[1], result)), cost)
        for reason in result.n_not_assessable:
            add(f"reason {reason}", (key for key in atoms if key[1] == (reason,)), 2.0)
        for row, column in product(_cross_rows(result), CROSS_COLUMNS):
            cell = (key for key in atoms if _in_cell(key[1], row, column))
            add((row, column), cell, _CROSS_COST)
        numbers = range(len(self.groups))
        for number, name in product(numbers, _COSTS):
            keys = [k for k in atoms if k[0] == number and _is_counted(name, k[1], result)]
            if name == "not_judged":
                self.system.derived.add(frozenset(atoms[key] for key in keys))
            else:
                add((number, name), keys, _GROUP_COST)
        for number in (None, *numbers):
            functional = (
                atom
                for (group, kind), atom in atoms.items()
                if kind[0] == STATUS[1] and number in {None, group}
            )
            self.system.derived.add(frozenset(functional))
        return counts

    def _equal_groups(self, atoms: Sequence[Mapping[tuple[int, Kind], int]]) -> None:
        """Measures of the same respondents have as many of them in each group."""
        for group in range(max(len(self.groups), 1)):
            parts = [
                frozenset(atom for (number, _), atom in part.items() if number == group)
                for part in atoms
            ]
            for part in parts[1:]:
                if self.system.value(part) == self.system.value(parts[0]):
                    self.system.equations.append((parts[0], part))

    def _rule_counts(
        self, atoms: Sequence[Mapping[tuple[int, Kind], int]]
    ) -> list[list[tuple[dict[str, Any], dict[str, Atoms]]]]:
        """For each rule, the rows of its summary with the counts in them."""
        if not self.study.outcomes:
            return []
        profiles = self._profiles() if self.limit else Counter[tuple[Any, ...]]()
        block = min(self.in_rules)
        places = [(self.system.add_atom(n, block=block), key) for key, n in profiles.items()]
        for number, measure in enumerate(self.in_rules if places else ()):
            for kind in dict.fromkeys(kind for _, kind in atoms[measure]):
                left = frozenset(a for (_, name), a in atoms[measure].items() if name == kind)
                right = frozenset(atom for atom, key in places if key[0][number] == kind)
                self.system.equations.append((left, right))
        rules = []
        for number, rule in enumerate(self.study.outcomes):
            answers = [(atom, dict(key[1][number])) for atom, key in places]
            rules.append([self._rule_row(rule, row, answers) for row in _rows(rule)])
        return rules

    def _rule_row(
        self,
        rule: OutcomeResult,
        row: dict[str, Any],
        answers: Sequence[tuple[int, Mapping[str, Any]]],
    ) -> tuple[dict[str, Any], dict[str, Atoms]]:
        outcome = rule.rule.outcome(row["outcome"])
        within = [
            (atom, answer)
            for atom, answer in answers
            if (answer[outcome.among] == "yes" if outcome.among else answer["assessable"])
        ]
        sums = {
            "of": [atom for atom, _ in within],
            "n": [atom for atom, answer in within if answer[outcome.id] == "yes"],
            "not_determined": [
                atom for atom, answer in within if answer[outcome.id] == "not determined"
            ],
        }
        counts = {
            name: self.system.add_count(part, cost=_RULE_COST) for name, part in sums.items()
        }
        if not outcome.among:
            rest = frozenset(atom for atom, answer in answers if not answer["assessable"])
            self.system.derived.add(rest)
        return row, counts

    def _profiles(self) -> Counter[tuple[Any, ...]]:
        """Respondents by their kinds on the measures of rules and what the rules say of them.

        With them possible respondents, whose number is 0: combinations of scores that
        respondents of the study have. Without them a world could not differ from the data.
        """
        results = [self.study.changes[place] for place in self.in_rules]
        kinds = [_kinds(result) for result in results]
        ids = [result.cases["id"].astype(object).tolist() for result in results]
        kind_of = [dict(zip(*pair, strict=True)) for pair in zip(ids, kinds, strict=True)]
        real = dict.fromkeys(identifier for part in ids for identifier in part)
        answers = [_answers(rule) for rule in self.study.outcomes]
        profiles = Counter(
            _profile(
                [part.get(id_, ("absent",)) for part in kind_of], [a[id_] for a in answers]
            )
            for id_ in real
        )
        examples: list[dict[int, Kind]] = [
            {part.index(kind): kind for kind in dict.fromkeys(part)}
            | ({-1: ("absent",)} if len(part) < len(real) else {})
            for part in kinds
        ]
        combinations = list(product(*examples))
        if len(combinations) > _MOST_PROFILES:
            order = np.random.default_rng(1).permutation(len(combinations))[:_MOST_PROFILES]
            combinations = [combinations[place] for place in order]
        rows = np.array([c for c in combinations if max(c) >= 0]).reshape(-1, len(results))
        possible = self._rule_answers(results, rows)
        for number, row in enumerate(rows.tolist()):
            profile = _profile(
                [part[place] for part, place in zip(examples, row, strict=True)],
                [answer[number] for answer in possible],
            )
            profiles[profile] += 0
        return profiles

    def _rule_answers(
        self, results: Sequence[ChangeResult], rows: NDArray[np.intp]
    ) -> list[dict[Any, dict[str, Any]]]:
        """What the rules say of respondents with these rows of the measures; -1 for no row."""
        changes = {}
        for place, result, column in zip(self.in_rules, results, rows.T, strict=True):
            present = np.flatnonzero(column >= 0)
            cases = result.cases.drop(columns="group", errors="ignore").iloc[column[present]]
            changes[place] = replace(
                result, cases=cases.reset_index(drop=True).assign(id=present)
            )
        return [
            _answers(
                apply_rule(
                    rule.rule,
                    {role: changes[place] for role, place in places.items()},
                    options={name: choice for name, choice in rule.options.items() if choice},
                )
            )
            for rule, places in zip(self.study.outcomes, self.rule_places, strict=True)
        ]

    def _measure(self, place: int, counts: Mapping[Hashable, Atoms]) -> BoardMeasure:
        result = self.study.changes[place]
        return BoardMeasure(
            result=result,
            counts=result.counts,
            marks={
                str(key): text
                for key, count in counts.items()
                if isinstance(key, str) and (text := self._mark(count))
            },
            cross=tuple(
                tuple(self._text(counts[row, column]) for column in CROSS_COLUMNS)
                for row in _cross_rows(result)
            ),
            groups=tuple(
                BoardGroup(
                    labels=labels,
                    counts=_sum_counts(
                        [part for label, part in result.counts_by_group if label in labels],
                        result.counts,
                    ),
                    marks={
                        name: text
                        for name in _COSTS
                        if (count := counts.get((number, name))) is not None
                        and (text := self._mark(count))
                    },
                )
                for number, labels in enumerate(self.groups)
            )
            if "group" in result.cases.columns
            else (),
        )

    def _outcome(self, row: Mapping[str, Any], counts: Mapping[str, Atoms]) -> BoardOutcome:
        texts = {name: self._mark(count) or str(row[name]) for name, count in counts.items()}
        exact = not any(map(self._mark, counts.values()))
        return BoardOutcome(
            title=row["title"],
            among=row["among"],
            share=row["share"] if exact and row["of"] else None,
            **texts,
        )

    def _text(self, count: Atoms) -> str:
        return self._mark(count) or str(self.system.value(count))

    def _mark(self, count: Atoms) -> str:
        """What is printed in place of a count; empty if it is not hidden."""
        mark = self.marks.get(count, Mark.EXACT)
        return "" if mark is Mark.EXACT else say(f"board.{mark.value}", n=self.limit)


_IMPOSSIBLE = {(STATUS[0], STATUS[1], RELIABLE[2]), (STATUS[1], STATUS[0], RELIABLE[0])}
"""Kinds that nobody has: worse and into the functional range, better and into the clinical."""


def _kinds(result: ChangeResult) -> list[Kind]:
    """The kind of each respondent."""
    cases = result.cases
    columns = [cases[name].astype(object) for name in ("baseline_status", "end_status")]
    assessable = cases["assessable"].to_numpy(dtype=bool)
    parts = zip(*columns, cases["reliable"].astype(object), strict=True)
    reasons = cases["reason"].astype(object)
    classified = result.counts.classified
    return [
        (reason,) if not ok else part if classified else ("", "", part[2])
        for ok, part, reason in zip(assessable, parts, reasons, strict=True)
    ]


def _judged_kinds(result: ChangeResult) -> list[Kind]:
    if not result.counts.classified:
        return [("", "", reliable) for reliable in RELIABLE]
    return list(product(STATUS, STATUS, RELIABLE))


def _is_counted(name: str, kind: Kind, result: ChangeResult) -> bool:
    """Whether respondents of a kind are among those of a count; see ``OutcomeCounts``."""
    if len(kind) == 1:
        return name in {"respondents", "not_judged"}
    before, after, reliable = kind
    could = result.counts.classified and (
        before == STATUS[0] or result.settings.tie_rules.recovered_from == "any"
    )
    return {
        "respondents": True,
        "judged": True,
        "not_judged": False,
        "clinical": before == STATUS[0],
        "could_recover": could,
        "recovered": could and after == STATUS[1] and reliable == RELIABLE[0],
        "harmed": before == STATUS[1] and after == STATUS[0] and reliable == RELIABLE[2],
    }.get(name, reliable == name)


def _cross_rows(result: ChangeResult) -> tuple[str, ...]:
    return SIGNIFICANCE if result.counts.classified else ("not judged",)


def _in_cell(kind: Kind, row: str, column: str) -> bool:
    """Whether respondents of a kind are in a cell of the 3 x 3 table."""
    if len(kind) == 1 or kind[2] != column:
        return False
    if row == "not judged":
        return True
    if kind[0] == STATUS[1]:
        return row == SIGNIFICANCE[1]
    return row == SIGNIFICANCE[2 if kind[1] == STATUS[1] else 0]


def _joined_groups(
    results: Sequence[ChangeResult], limit: int
) -> tuple[tuple[object, ...], ...]:
    """The groups of the page, small ones joined; none where fewer than two are left.

    A group is small if on any measure it has fewer respondents than the limit.
    """
    sizes: dict[object, int] = {}
    for result in results:
        for label, counts in result.counts_by_group:
            sizes[label] = min(sizes.get(label, counts.respondents), counts.respondents)
    large = [(label,) for label, n in sizes.items() if n >= limit]
    small = tuple(label for label, n in sizes.items() if n < limit)
    while small and large and sum(sizes[label] for label in small) < limit:
        smallest = min(large, key=lambda labels: sizes[labels[0]])
        large.remove(smallest)
        small = (*smallest, *small)
    groups = (*large, small) if small else tuple(large)
    return groups if len(groups) > 1 else ()


def _group_numbers(result: ChangeResult, groups: Sequence[tuple[object, ...]]) -> list[int]:
    if "group" not in result.cases.columns or not groups:
        return [0] * len(result.cases)
    numbers = {label: number for number, labels in enumerate(groups) for label in labels}
    labels = result.cases["group"].astype(object)
    return [numbers[None if pd.isna(label) else label] for label in labels]


def _sum_counts(parts: Sequence[OutcomeCounts], whole: OutcomeCounts) -> OutcomeCounts:
    """The counts of groups that are joined."""
    names = [field.name for field in fields(OutcomeCounts) if field.name != "classified"]
    sums = {name: sum(getattr(part, name) for part in parts) for name in names}
    return OutcomeCounts(classified=whole.classified, **sums)


def _rows(rule: OutcomeResult) -> list[dict[str, Any]]:
    return [{str(k): v for k, v in row.items()} for row in rule.summary().to_dict("records")]


def _answers(rule: OutcomeResult) -> dict[Any, dict[str, Any]]:
    """What a rule says of each respondent, by id."""
    names = [outcome.id for outcome in rule.rule.outcomes]
    table = rule.cases[["assessable", *names]].astype(object)
    columns = {str(name): values.where(values.notna(), "") for name, values in table.items()}
    rows = zip(*columns.values(), strict=True)
    return {
        identifier: dict(zip(columns, row, strict=True))
        for identifier, row in zip(rule.cases["id"].tolist(), rows, strict=True)
    }


def _profile(kinds: Sequence[Kind], answers: Sequence[Mapping[str, Any]]) -> tuple[Any, ...]:
    """A key for respondents of these kinds and answers."""
    return tuple(kinds), tuple(tuple(answer.items()) for answer in answers)
