"""Whether the file counts its answers from another number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pandas as pd

from scorewell.answers.checks.answer_checks import findings
from scorewell.answers.columns.binding import Binding
from scorewell.answers.columns.encoding import DECLARED, encoding
from scorewell.answers.values.expressions import AnswerExpressions, answers
from scorewell.answers.values.frames import collected, to_sheet
from scorewell.errors import Finding
from scorewell.registry.contracts import expressions as ex
from scorewell.screening.findings import finding

_FEW = 1 / 3
_CODES = frozenset({-99, -98, -9, -8, -1, 77, 88, 98, 99, 777, 888, 998, 999, 9999})


def read_as(frame: Any, binding: Binding) -> tuple[Binding, list[Finding]]:
    """The binding with the encoding that the answers fit best, and what is to be said."""
    if binding.coding or binding.codes:
        return binding, []
    instrument = binding.instrument
    own, named = binding.marker.coding or DECLARED, bool(binding.marker.coding)
    others = sorted({n for i in instrument.items for n in i.coding.alternatives})
    counts = {
        name: _wrong(frame, replace(binding, coding=name)) for name in (DECLARED, *others)
    }
    told = {name: count for name, count in counts.items() if _distinct(binding, name, own)}
    best = min(told, key=lambda name: (told[name], name), default=own)
    where = instrument.id
    if best in told and told[best] < counts[own] and told[best] <= _FEW * counts[own]:
        rest = f" ({told[best]} do not)" if told[best] else ""
        which = "the declared coding" if own == DECLARED else f"the encoding {own}"
        said = f", which the column {binding.marker.column} names" if named else ""
        return replace(binding, coding=best), [
            finding(
                "wrong-base",
                f"{counts[own]} answers are outside {which} ({_listed(binding, own)}){said}, "
                f"and fit the encoding {best} ({_listed(binding, best)}){rest}; the rest is "
                "said under it",
                "error" if not told[best] else "warning",
                where,
                f"--coding {best} (in a study: coding: {best})",
            )
        ]
    declared = replace(binding, coding=own)
    both = counts[own] == 0 and best in told and told[best] == 0
    if both and not named and any(_given(frame, declared)):
        return declared, [_undecided(frame, declared, best)]
    return declared, []


def _undecided(frame: Any, declared: Binding, best: str) -> Finding:
    return finding(
        "encoding-undecided",
        f"all answers fit the declared coding ({_listed(declared, DECLARED)}) and the encoding "
        f"{best} ({_listed(declared, best)}): {_edge(frame, declared, best)}",
        "warning",
        declared.instrument.id,
        f"look at the form, then give --coding {DECLARED} or --coding {best}",
    )


def _distinct(binding: Binding, name: str, own: str) -> bool:
    """Whether two encodings have different codes."""
    return any(
        set(encoding(item.coding, name=name).numbers)
        != set(encoding(item.coding, name=own).numbers)
        for item in binding.instrument.items
    )


def _wrong(frame: Any, binding: Binding) -> int:
    return sum(_summed(frame, binding, lambda one: one.given - one.ok))


def _given(frame: Any, binding: Binding) -> Iterator[int]:
    """How many answers each item has."""
    return _summed(frame, binding, lambda one: one.ok)


def _summed(
    frame: Any, binding: Binding, what: Callable[[AnswerExpressions], ex.Expr]
) -> Iterator[int]:
    """A sum over the rows for each item."""
    sheet = to_sheet(frame, list(binding.columns.values()))
    with ex.speaking(sheet):
        made = answers(sheet, binding).values()
        sums = [what(one).sum().alias(str(place)) for place, one in enumerate(made)]
    return (int(value or 0) for value in collected(sheet.select(*sums)).row(0))


def _listed(binding: Binding, name: str) -> str:
    codings = {item.coding.id: item.coding for item in binding.instrument.items}
    return "; ".join(encoding(one, name=name).listed for one in codings.values())


def _edge(frame: Any, declared: Binding, best: str) -> str:
    """How the answers lie at the end that only one of the encodings has."""
    from scorewell.screening.sample import raw_answers

    raw = raw_answers(frame, declared)
    given = raw.to_numpy().ravel()
    given = given[given == given]  # noqa: PLR0124 - what is NaN is not equal to itself
    if not len(given):
        return "nothing is answered"
    coding = declared.instrument.items[0].coding
    low = coding.lowest not in given
    end, next_to = (
        (coding.lowest, sorted(coding.values)[1])
        if low
        else (coding.highest, sorted(coding.values)[-2])
    )
    share = 100 * float((given == next_to).mean())
    likely = f"{best} is likely" if share >= 5 else "that may be chance"
    return f"nobody answers {end:g}, while {share:.0f} % are {next_to:g}; {likely}"


def wrong_answers(frame: Any, binding: Binding) -> Iterator[Finding]:
    """Answers that are not allowed, with what looks like a code for missing ones."""
    table = findings(frame, binding)
    if not len(table):
        return
    values = Counter(str(value) for value in table["value"])
    common = ", ".join(f"{value} ({count} times)" for value, count in values.most_common(5))
    codes = [value for value in values if _is_code(value)]
    items = table["item"].nunique()
    hint = (
        f"--missing-codes {','.join(codes)} if these stand for no answer"
        if codes
        else "look at the column, its name and how the file was made; `scorewell score` lists "
        "each answer with --findings"
    )
    yield finding(
        "answers-not-allowed",
        f"{len(table)} answers in {items} items are not allowed: {common}"
        + _together(table, binding),
        "warning",
        binding.instrument.id,
        hint,
    )


def _is_code(value: str) -> bool:
    try:
        return float(value) in _CODES
    except ValueError:
        return False


def _together(table: pd.DataFrame, binding: Binding) -> str:
    """Whether they stand together at the end of the form, as those of another form would."""
    order = list(binding.columns)
    places = sorted({order.index(item) for item in table["item"]})
    run = places == list(range(places[0], places[-1] + 1))
    if not run or not 2 <= len(places) < len(order) or places[-1] != len(order) - 1:
        return ""
    if len(table) < 0.2 * len(places) * int(table["row"].nunique()):
        return ""
    return f"; all in items {places[0] + 1} to {places[-1] + 1}: another form may begin there"
