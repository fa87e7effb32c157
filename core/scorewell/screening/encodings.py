"""Whether the answers in a file are coded from another number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pandas as pd

from scorewell.answers.checks.answer_checks import findings
from scorewell.answers.checks.skip_checks import SKIP_CONTRADICTED
from scorewell.answers.columns.binding import Binding
from scorewell.answers.columns.encoding import DECLARED_CODING, encoding, full_choice
from scorewell.answers.values.encoding_check import count_outside
from scorewell.answers.values.expressions import AnswerExpressions, answer_expressions
from scorewell.answers.values.frames import collect_sheet, to_sheet
from scorewell.errors import Finding
from scorewell.registry.contracts import expressions as ex
from scorewell.screening.findings import finding

_FEW = 1 / 3
_CODES = frozenset({-99, -98, -9, -8, -1, 77, 88, 98, 99, 777, 888, 998, 999, 9999})


def read_as(frame: Any, binding: Binding) -> tuple[Binding, list[Finding]]:
    """The binding with the encoding that the answers fit best, and findings about it."""
    if binding.coding or binding.codes:
        return binding, []
    instrument = binding.instrument
    current_name, by_marker = (
        binding.coding_marker.coding or DECLARED_CODING,
        bool(binding.coding_marker.coding),
    )
    alternatives = sorted({n for i in instrument.items for n in i.coding.alternatives})
    counts = count_outside(frame, binding, (DECLARED_CODING, *alternatives))
    wrong_counts = {
        name: count for name, count in counts.items() if _distinct(binding, name, current_name)
    }
    best = min(wrong_counts, key=lambda name: (wrong_counts[name], name), default=current_name)
    place, choice = instrument.id, full_choice(instrument, best)
    if (
        best in wrong_counts
        and wrong_counts[best] < counts[current_name]
        and wrong_counts[best] <= _FEW * counts[current_name]
    ):
        rest = f" ({wrong_counts[best]} do not)" if wrong_counts[best] else ""
        encoding_name = (
            "the declared coding"
            if current_name == DECLARED_CODING
            else f"the encoding {current_name}"
        )
        addition = (
            f", which the column {binding.coding_marker.column} names" if by_marker else ""
        )
        return replace(binding, coding=best), [
            finding(
                "wrong-base",
                f"{counts[current_name]} answers are outside {encoding_name} "
                f"({_list_codes(binding, current_name)}){addition}, and fit the encoding "
                f"{best} ({_list_codes(binding, best)}){rest}; the rest is said under it",
                "error" if not wrong_counts[best] else "warning",
                place,
                f"--coding {choice} (in a study: coding: {choice})",
            )
        ]
    current = replace(binding, coding=current_name)
    fits_both = counts[current_name] == 0 and best in wrong_counts and wrong_counts[best] == 0
    if fits_both and not by_marker and any(_answer_counts(frame, current)):
        return current, [_undecided(frame, current, best)]
    return current, []


def _undecided(frame: Any, current: Binding, best: str) -> Finding:
    return finding(
        "encoding-undecided",
        f"all answers fit the declared coding ({_list_codes(current, DECLARED_CODING)}) and "
        f"the encoding {best} ({_list_codes(current, best)}): {_edge(frame, current, best)}",
        "warning",
        current.instrument.id,
        f"look at the form, then give --coding {DECLARED_CODING} or --coding "
        f"{full_choice(current.instrument, best)}",
    )


def _distinct(binding: Binding, name: str, current_name: str) -> bool:
    """Whether two encodings have different codes."""
    return any(
        set(encoding(item.coding, name=name).numbers)
        != set(encoding(item.coding, name=current_name).numbers)
        for item in binding.instrument.items
    )


def _answer_counts(frame: Any, binding: Binding) -> Iterator[int]:
    """How many answers each item has."""
    return _sums_by_item(frame, binding, lambda answer: answer.ok)


def _sums_by_item(
    frame: Any, binding: Binding, value: Callable[[AnswerExpressions], ex.Expr]
) -> Iterator[int]:
    """A sum over the rows for each item."""
    sheet = to_sheet(frame, list(binding.columns.values()))
    with ex.expression_backend(sheet):
        item_answers = answer_expressions(sheet, binding).values()
        sums = [
            value(answer).sum().alias(str(place)) for place, answer in enumerate(item_answers)
        ]
    return (int(value or 0) for value in collect_sheet(sheet.select(*sums)).row(0))


def _list_codes(binding: Binding, name: str) -> str:
    codings = {item.coding.id: item.coding for item in binding.instrument.items}
    return "; ".join(encoding(coding, name=name).code_list for coding in codings.values())


def _edge(frame: Any, current: Binding, best: str) -> str:
    """How the answers lie at the end that only one of the encodings has."""
    from scorewell.screening.sample import raw_answers

    raw = raw_answers(frame, current)
    values = raw.to_numpy().ravel()
    values = values[values == values]  # noqa: PLR0124 - what is NaN is not equal to itself
    if not len(values):
        return "nothing is answered"
    coding = current.instrument.items[0].coding
    low = coding.lowest not in values
    end, next_to = (
        (coding.lowest, sorted(coding.values)[1])
        if low
        else (coding.highest, sorted(coding.values)[-2])
    )
    share = 100 * float((values == next_to).mean())
    likely = f"{best} is likely" if share >= 5 else "that may be chance"
    return f"nobody answers {end:g}, while {share:.0f} % are {next_to:g}; {likely}"


def wrong_answers(frame: Any, binding: Binding) -> Iterator[Finding]:
    """Answers that are not allowed, with what looks like a code for missing ones."""
    table = findings(frame, binding)
    table = table[table["kind"] != SKIP_CONTRADICTED]
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
