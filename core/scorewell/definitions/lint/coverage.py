"""Rules for what the answer sheets of a definition show together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scorewell.definitions.lint.rule import Subject, rule
from scorewell.definitions.model import Example, Item, LeftOut, Scale, Skip
from scorewell.errors import Finding


def _sheets(subject: Subject) -> Iterator[tuple[int, Example]]:
    """The examples that have one answer per item."""
    for index, example in enumerate(subject.instrument.examples):
        if len(example.answers) == len(subject.instrument.items):
            yield index, example


def _answered(subject: Subject) -> list[list[float]]:
    """The answers of the examples without blanks."""
    sheets = (
        [answer for answer in example.answers if isinstance(answer, int | float)]
        for _, example in _sheets(subject)
    )
    return [sheet for sheet in sheets if len(sheet) == len(subject.instrument.items)]


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
    kinds = _kinds(items)
    if not any(is_mixed(sheet, items) for sheet in _answered(subject)):
        yield _absent(
            subject,
            "no example has mixed answers",
            f"at least {kinds} different answers, not the same read backwards, so that a "
            "wrong item order shows",
        )


def is_mixed(answers: Sequence[float | str | None], items: Sequence[Item]) -> bool:
    """Whether a sheet is complete, has several answers, and is not the same read backwards."""
    sheet = [answer for answer in answers if answer is not None and not isinstance(answer, str)]
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
        has_example = any(
            sheet[place] != middle and _differs_alone(subject, sheet, place)
            for sheet in _answered(subject)
        )
        if not has_example:
            suggestion = [item.coding.lowest for item in items]
            suggestion[place] = item.coding.highest
            yield _absent(
                subject,
                f"no example shows that `{item.id}` is reversed",
                f"for example: {_show(suggestion)}",
            )


def _differs_alone(subject: Subject, sheet: Sequence[float], place: int) -> bool:
    """Whether one answer differs from a sheet that is lowest, highest or the same elsewhere."""
    items = subject.instrument.items
    common = sheet[1 if place == 0 else 0] if len(sheet) > 1 else items[place].coding.lowest
    constant = (
        [item.coding.lowest for item in items],
        [item.coding.highest for item in items],
        [common] * len(sheet),
    )
    return any(
        [
            index
            for index, (answer, base_answer) in enumerate(zip(sheet, base, strict=True))
            if answer != base_answer
        ]
        == [place]
        for base in constant
    )


@rule()
def example_at_missing_limit(subject: Subject) -> Iterator[Finding]:
    """For every scale with a limit of missing answers, an example reaches it with a score."""
    for scale in subject.instrument.scales:
        parts = len(scale.items or scale.scales)
        limit = scale.missing.most_missing(parts)
        if scale.missing.rule == "decided":
            continue
        if limit > 0 and not _has_missing(subject, scale, limit, has_score=True):
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
        beyond = scale.missing.most_missing(parts) + 1
        if not _has_missing(subject, scale, beyond, has_score=False):
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
        positions = {subject.instrument.item(item_id).position - 1 for item_id in scale.items}
        scores = set()
        for _, example in _sheets(subject):
            remaining = positions - _skipped_positions(subject, example)
            blanks = sum(example.answers[position] is None for position in remaining)
            if 0 < blanks < len(positions):
                scores.add(example.scores.get(scale.id))
        for score, state in ((1.0, "met"), (0.0, "not met"), (None, "undecided")):
            if score not in scores:
                yield _absent(
                    subject,
                    f"no example with some blanks has `{scale.id}` {state}",
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
        for number, omission in enumerate(scale.left_out):
            if not any(
                _leaves_out(subject, omission, example) for _, example in _sheets(subject)
            ):
                yield subject.finding(
                    ("scales", index, "left_out", number), "no example leaves these items out",
                    hint="one with the covariates, or the answer, that leaves them out",
                )  # fmt: skip


@rule()
def example_of_contradiction(subject: Subject) -> Iterator[Finding]:
    """For every skip, an example answers an item that it leads past and says what is scored."""
    for index, skip in enumerate(subject.instrument.skips):
        if not any(_contradicts(subject, skip, example) for _, example in _sheets(subject)):
            yield subject.finding(
                ("skips", index),
                "no example answers an item that may be skipped in another way than it counts "
                "when blank",
                hint="one with the answer that leads past it, and a contradicting answer to it",
            )


def _contradicts(subject: Subject, skip: Skip, example: Example) -> bool:
    """Whether an example answers an item that its other answers lead past."""
    return any(
        example.answers[position] not in {None, skip.counts_as}
        for position in _positions_past(subject, skip, example)
    )


def _skips(subject: Subject, skip: Skip, example: Example) -> set[int]:
    """Positions of the blanks that a rule fills in an example."""
    later = _positions_past(subject, skip, example)
    return {position for position in later if example.answers[position] is None}


def _positions_past(subject: Subject, skip: Skip, example: Example) -> set[int]:
    """Positions of the items that the answers of an example lead past."""
    first = [
        example.answers[subject.instrument.item(item_id).position - 1] for item_id in skip.after
    ]
    answers = [answer for answer in first if isinstance(answer, int | float)]
    if len(answers) < len(first) or not skip.follows(sum(answers)):
        return set()
    return {subject.instrument.item(item_id).position - 1 for item_id in skip.skipped}


def _skipped_positions(subject: Subject, example: Example) -> set[int]:
    rules = subject.instrument.skips
    return {place for skip in rules for place in _skips(subject, skip, example)}


def _leaves_out(subject: Subject, omission: LeftOut, example: Example) -> bool:
    if omission.stratum is not None:
        return omission.stratum.holds(example.covariates) is True
    items = [subject.instrument.item(item_id) for item_id in omission.items]
    if not any(item.coding.not_applicable for item in items):
        return True  # another rule says so
    return any(
        isinstance(answer := example.answers[item.position - 1], int | float | str)
        and answer in item.coding.not_applicable
        for item in items
    )


def _has_missing(subject: Subject, scale: Scale, number: int, *, has_score: bool) -> bool:
    positions = [subject.instrument.item(item_id).position - 1 for item_id in scale.items]
    for _, example in _sheets(subject):
        blanks_by_rule = _skipped_positions(subject, example)
        remaining = [position for position in positions if position not in blanks_by_rule]
        blanks = sum(example.answers[position] is None for position in remaining)
        blanks += sum(example.scores.get(scale_id) is None for scale_id in scale.scales)
        if blanks == number and (example.scores.get(scale.id) is not None) == has_score:
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
    targets = {name for example in subject.instrument.examples for name in example.alerts}
    for index, alert in enumerate(subject.instrument.alerts):
        if alert.target not in targets:
            yield subject.finding(
                ("alerts", index),
                f"no example raises the alert on `{alert.target}`",
                hint=f"add one with `alerts: [{alert.target}]`",
            )


def _show(sheet: Sequence[float]) -> str:
    return f"[{', '.join(f'{answer:g}' for answer in sheet)}]"
