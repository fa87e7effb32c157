"""Rules for what the answer sheets of a definition show together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scorewell.definitions.lint.rule import Subject, rule
from scorewell.definitions.model import (
    Example,
    Item,
    LeftOut,
    Scale,
    Skip,
)
from scorewell.errors import Finding


def _sheets(subject: Subject) -> Iterator[tuple[int, Example]]:
    """The examples that have one answer per item."""
    for index, example in enumerate(subject.instrument.examples):
        if len(example.answers) == len(subject.instrument.items):
            yield index, example


def _answered(subject: Subject) -> list[list[float]]:
    """The answers of the examples without blanks."""
    sheets = [example.answers for _, example in _sheets(subject)]
    whole = ([each for each in sheet if isinstance(each, int | float)] for sheet in sheets)
    return [sheet for sheet in whole if len(sheet) == len(subject.instrument.items)]


def _absent(subject: Subject, message: str, hint: str) -> Finding:
    return subject.finding(("examples",), message, hint=hint, at_key=True)


@rule()
def example_of_lowest(subject: Subject) -> Iterator[Finding]:
    """An example has the lowest answer to every item."""
    sheet = [item.coding.lowest for item in subject.instrument.items]
    if sheet not in _answered(subject):
        yield _absent(subject, "no example has all lowest answers", f"answers: {_show(sheet)}")


@rule()
def example_of_highest(subject: Subject) -> Iterator[Finding]:
    """An example has the highest answer to every item."""
    sheet = [item.coding.highest for item in subject.instrument.items]
    if sheet not in _answered(subject):
        yield _absent(subject, "no example has all highest answers", f"answers: {_show(sheet)}")


@rule()
def example_of_mixed(subject: Subject) -> Iterator[Finding]:
    """An example has mixed answers that are not the same read backwards."""
    items = subject.instrument.items
    wanted = _kinds(items)
    if not any(is_mixed(sheet, items) for sheet in _answered(subject)):
        yield _absent(
            subject,
            "no example has mixed answers",
            f"at least {wanted} different answers, not the same read backwards, so that a "
            "wrong item order shows",
        )


def is_mixed(answers: Sequence[float | str | None], items: Sequence[Item]) -> bool:
    """Whether a sheet is complete, has several answers, and is not the same read backwards."""
    sheet = [each for each in answers if each is not None and not isinstance(each, str)]
    complete = len(sheet) == len(answers) and len(set(sheet)) >= _kinds(items)
    return complete and (sheet != sheet[::-1] or len(sheet) == 1)


def _kinds(items: Sequence[Item]) -> int:
    """How many different answers a mixed sheet has: three where there are so many."""
    return min(3, len({value for item in items for value in item.coding.values}), len(items))


@rule()
def example_of_each_reversal(subject: Subject) -> Iterator[Finding]:
    """For every reversed item, an example differs from a sheet of like answers there alone."""
    items = subject.instrument.items
    for place, item in enumerate(items):
        if not any(item.id in scale.reversed for scale in subject.instrument.scales):
            continue
        middle = (item.coding.lowest + item.coding.highest) / 2
        shown = any(
            sheet[place] != middle and _differs_alone(subject, sheet, place)
            for sheet in _answered(subject)
        )
        if not shown:
            others = [each.coding.lowest for each in items]
            others[place] = item.coding.highest
            yield _absent(
                subject,
                f"no example shows that `{item.id}` is reversed",
                f"for example: {_show(others)}",
            )


def _differs_alone(subject: Subject, sheet: Sequence[float], place: int) -> bool:
    """Whether one answer differs from a sheet that is lowest, highest or the same elsewhere."""
    items = subject.instrument.items
    same = sheet[1 if place == 0 else 0] if len(sheet) > 1 else items[place].coding.lowest
    constant = (
        [item.coding.lowest for item in items],
        [item.coding.highest for item in items],
        [same] * len(sheet),
    )
    return any(
        [
            index
            for index, (one, other) in enumerate(zip(sheet, each, strict=True))
            if one != other
        ]
        == [place]
        for each in constant
    )


@rule()
def example_at_missing_limit(subject: Subject) -> Iterator[Finding]:
    """For every scale with a limit of missing answers, an example reaches it with a score."""
    for scale in subject.instrument.scales:
        parts = len(scale.items or scale.scales)
        limit = scale.missing.allowed(parts)
        if scale.missing.rule == "decided":
            continue
        if limit > 0 and not _has_missing(subject, scale, limit, scored=True):
            yield _absent(
                subject,
                f"no example has {limit} of {parts} missing in `{scale.id}` and a score",
                "the most that may be missing",
            )


@rule()
def example_beyond_missing_limit(subject: Subject) -> Iterator[Finding]:
    """For every scale, an example has one answer more missing than allowed, and no score."""
    for scale in subject.instrument.scales:
        parts = len(scale.items or scale.scales)
        if scale.missing.rule == "decided":
            continue
        beyond = scale.missing.allowed(parts) + 1
        if not _has_missing(subject, scale, beyond, scored=False):
            yield _absent(
                subject,
                f"no example has {beyond} of {parts} missing in `{scale.id}` and no score",
                "one more than may be missing",
            )


@rule()
def example_of_decision(subject: Subject) -> Iterator[Finding]:
    """Where answers there can decide, examples with blanks are decided, and undecided."""
    for scale in subject.instrument.scales:
        method = subject.methods.get(scale.method)
        if scale.missing.rule != "decided" or not (method and method.decides):
            continue
        positions = {subject.instrument.item(each).position - 1 for each in scale.items}
        seen = set()
        for _, example in _sheets(subject):
            left = positions - _skipped(subject, example)
            blanks = sum(example.answers[position] is None for position in left)
            if 0 < blanks < len(positions):
                seen.add(example.scores.get(scale.id))
        for wanted, what in ((1.0, "met"), (0.0, "not met"), (None, "undecided")):
            if wanted not in seen:
                yield _absent(
                    subject,
                    f"no example with some blanks has `{scale.id}` {what}",
                    "the answers there must decide it, or leave it open",
                )


@rule()
def example_of_each_form(subject: Subject) -> Iterator[Finding]:
    """For every rule that skips or leaves out items, an example shows it."""
    for index, skip in enumerate(subject.instrument.skips):
        if not any(_skips(subject, skip, example) for _, example in _sheets(subject)):
            yield subject.finding(
                ("skips", index), "no example skips these items",
                hint="one with the answer that leads past them, and null for them",
            )  # fmt: skip
    for index, scale in enumerate(subject.instrument.scales):
        for number, left in enumerate(scale.left_out):
            if not any(_leaves_out(subject, left, example) for _, example in _sheets(subject)):
                yield subject.finding(
                    ("scales", index, "left_out", number), "no example leaves these items out",
                    hint="one with the covariates, or the answer, that leaves them out",
                )  # fmt: skip


def _skips(subject: Subject, skip: Skip, example: Example) -> set[int]:
    """Positions of the blanks that a rule fills in an example."""
    first = [example.answers[subject.instrument.item(each).position - 1] for each in skip.after]
    answers = [answer for answer in first if isinstance(answer, int | float)]
    if len(answers) < len(first) or not skip.follows(sum(answers)):
        return set()
    later = {subject.instrument.item(each).position - 1 for each in skip.skipped}
    return {position for position in later if example.answers[position] is None}


def _skipped(subject: Subject, example: Example) -> set[int]:
    rules = subject.instrument.skips
    return {place for skip in rules for place in _skips(subject, skip, example)}


def _leaves_out(subject: Subject, left: LeftOut, example: Example) -> bool:
    if left.stratum is not None:
        return left.stratum.holds(example.covariates) is True
    items = [subject.instrument.item(each) for each in left.items]
    if not any(each.coding.not_applicable for each in items):
        return True  # another rule says so
    return any(
        isinstance(answer := example.answers[each.position - 1], int | float | str)
        and answer in each.coding.not_applicable
        for each in items
    )


def _has_missing(subject: Subject, scale: Scale, number: int, *, scored: bool) -> bool:
    positions = [subject.instrument.item(each).position - 1 for each in scale.items]
    for _, example in _sheets(subject):
        skipped = _skipped(subject, example)
        there = [position for position in positions if position not in skipped]
        blanks = sum(example.answers[position] is None for position in there)
        blanks += sum(example.scores.get(each) is None for each in scale.scales)
        if blanks == number and (example.scores.get(scale.id) is not None) == scored:
            return True
    return False


@rule()
def example_of_blank(subject: Subject) -> Iterator[Finding]:
    """An example has no answers, and no scores."""
    blank = any(
        not any(answer is not None for answer in example.answers)
        and not any(score is not None for score in example.scores.values())
        for _, example in _sheets(subject)
    )
    if not blank:
        yield _absent(
            subject,
            "no example is blank",
            "all answers null, all scores null: a blank sheet never has a score",
        )


@rule()
def example_of_each_alert(subject: Subject) -> Iterator[Finding]:
    """For every alert, an example raises it."""
    raised = {name for example in subject.instrument.examples for name in example.alerts}
    for index, alert in enumerate(subject.instrument.alerts):
        if alert.target not in raised:
            yield subject.finding(
                ("alerts", index),
                f"no example raises the alert on `{alert.target}`",
                hint=f"add one with `alerts: [{alert.target}]`",
            )


def _show(sheet: Sequence[float]) -> str:
    return f"[{', '.join(f'{each:g}' for each in sheet)}]"
