"""Rules for how scales are scored."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from scorewell.definitions.lint.codings import symmetric
from scorewell.definitions.lint.rule import Subject, rule
from scorewell.definitions.method_rules import MethodRules, PartFacts
from scorewell.definitions.model import Scale
from scorewell.definitions.reading.schema_check import check_parameters
from scorewell.errors import DefinitionError, Finding, did_you_mean


@rule()
def method_exists(subject: Subject) -> Iterator[Finding]:
    """A scale's method is one that the tool or a plugin has."""
    for path, _, scale in subject.scales():
        if scale.method not in subject.methods:
            names = sorted(subject.methods)
            yield subject.finding(
                (*path, "method"),
                f"there is no scoring method `{scale.method}`",
                hint=did_you_mean(scale.method, names) or f"there are: {', '.join(names)}",
            )


@rule()
def method_takes_parts(subject: Subject) -> Iterator[Finding]:
    """A scale is made of what its method takes: items, or other scales."""
    for path, _, scale in subject.scales():
        method = subject.methods.get(scale.method)
        kind = _kind(scale)
        if method and method.over not in {"both", kind}:
            yield subject.finding(
                (*path, "method"),
                f"the method `{scale.method}` takes {method.over}, but this scale has {kind}",
                hint=f"list {method.over}, or choose another method",
            )


@rule()
def parameters_fit(subject: Subject) -> Iterator[Finding]:
    """The parameters of a scale are those that its method takes."""
    for path, _, scale in subject.scales():
        method = subject.methods.get(scale.method)
        place = (*path, "parameters")
        if method is not None:
            yield from check_parameters(
                subject.document, place, scale.parameters, method.parameters
            )
        usable = _usable(subject, scale)
        if usable is not None:
            try:
                _reach(subject, scale, usable)
            except DefinitionError as error:
                yield subject.finding(place, error.message, hint=error.hint)


@rule()
def method_prorates(subject: Subject) -> Iterator[Finding]:
    """The rule prorate stands only beside a method whose score can be scaled up."""
    for path, _, scale in subject.scales():
        method = subject.methods.get(scale.method)
        if method and not method.prorates and scale.missing.rule == "prorate":
            yield subject.finding(
                (*path, "missing", "rule"),
                f"a score by `{scale.method}` cannot be scaled up from a part of its answers",
                hint="choose complete, person-mean or unknown",
            )


@rule()
def method_decides(subject: Subject) -> Iterator[Finding]:
    """The rule decided stands only beside a method that can decide from some of the answers."""
    for path, _, scale in subject.scales():
        method = subject.methods.get(scale.method)
        if method and not method.decides and scale.missing.rule == "decided":
            yield subject.finding(
                (*path, "missing", "rule"),
                f"the method `{scale.method}` needs every answer to give a score",
                hint="choose complete, prorate, person-mean or unknown",
            )


@rule()
def parameters_agree(subject: Subject) -> Iterator[Finding]:
    """The parameters of a method agree with the parts of the scale and the covariates."""
    for path, _, scale in subject.scales():
        method = _usable(subject, scale)
        if method is None or method.check is None or _cycle(subject, scale):
            continue
        try:
            _reach(subject, scale, method)
        except DefinitionError:
            continue
        facts = part_facts(subject, scale)
        for message in method.check(facts, scale.parameters, subject.instrument.covariates):
            yield subject.finding((*path, "parameters"), message, at_key=True)


@rule()
def reversed_in_scale(subject: Subject) -> Iterator[Finding]:
    """The reversed items of a scale are among its items."""
    for path, entry, scale in subject.scales():
        for index, reference in enumerate(entry.get("reversed", ())):
            item = subject.item_id(reference)
            if item not in scale.items:
                yield subject.not_in_scale((*path, "reversed", index), item, scale, "reversed")


@rule()
def reversal_has_mirror(subject: Subject) -> Iterator[Finding]:
    """Where an item is reversed, the mirror image of every answer is an answer."""
    for path, entry, scale in subject.scales():
        for index, reference in enumerate(entry.get("reversed", ())):
            coding = subject.instrument.item(subject.item_id(reference)).coding
            if not symmetric(coding):
                yield subject.finding(
                    (*path, "reversed", index),
                    f"the values of `{coding.id}` are spaced unevenly: lowest + highest - x is "
                    f"not always one of them, so `{scale.id}` cannot reverse this item",
                    hint="give the item a coding of its own with the reversed values",
                )


@rule()
def composite_without_cycle(subject: Subject) -> Iterator[Finding]:
    """No composite contains itself, directly or through others."""
    for path, _, scale in subject.scales():
        cycle = _cycle(subject, scale)
        if cycle:
            yield subject.finding(
                (*path, "scales"),
                f"`{scale.id}` is made of itself: {' > '.join(cycle)}",
                hint="a composite is made of scales that do not contain it",
                at_key=True,
            )


def _cycle(subject: Subject, scale: Scale) -> list[str]:
    """The ids from a scale through its parts back to itself, or an empty list."""
    paths = [[scale.id, part] for part in scale.scales]
    ids: set[str] = set()
    while paths:
        path = paths.pop()
        if path[-1] == scale.id:
            return path
        if path[-1] not in ids:
            ids.add(path[-1])
            paths += [[*path, part] for part in subject.instrument.scale(path[-1]).scales]
    return []


@rule()
def range_reached(subject: Subject) -> Iterator[Finding]:
    """The published range is the one that the key can reach."""
    for path, _, scale in subject.scales():
        method = _usable(subject, scale)
        if method is None or _cycle(subject, scale):
            continue
        try:
            reach = _reach(subject, scale, method)
        except DefinitionError:
            continue
        published = (scale.low, scale.high)
        if not _alike(published, reach):
            yield subject.finding(
                (*path, "range"),
                f"the range is given as {scale.low:g} to {scale.high:g}, but the key reaches "
                f"{reach[0]:g} to {reach[1]:g}",
                hint="compare items, coding, method and range with the source: one is wrong",
            )


def _usable(subject: Subject, scale: Scale) -> MethodRules | None:
    """The method of a scale, if it takes its parts and its parameters."""
    method = subject.methods.get(scale.method)
    if method is None or method.over not in {"both", _kind(scale)}:
        return None
    wrong = check_parameters(subject.document, (), scale.parameters, method.parameters)
    return None if wrong else method


def _kind(scale: Scale) -> str:
    return "items" if scale.items else "scales"


def _reach(subject: Subject, scale: Scale, method: MethodRules) -> tuple[float, float]:
    ends = _reaches(subject, scale, method)
    return min(low for low, _ in ends), max(high for _, high in ends)


def _reaches(subject: Subject, scale: Scale, method: MethodRules) -> list[tuple[float, float]]:
    """The range with all items, without those of each omission, and without all of these."""
    facts = part_facts(subject, scale)
    omissions = [set(omission.items) for omission in scale.left_out]
    ends = []
    for away in ([], *omissions, {item for omission in omissions for item in omission}):
        remaining = [part for part in facts if part.id not in away]
        if remaining:
            lows, highs = [part.low for part in remaining], [part.high for part in remaining]
            ends.append(
                method.reach([part.id for part in remaining], lows, highs, scale.parameters)
            )
    return ends


def shorter_range(subject: Subject, scale: Scale) -> bool:
    """Whether the range of a scale is another where items are left out."""
    method = _usable(subject, scale)
    if method is None or not scale.left_out:
        return False
    try:
        first, *shorter = _reaches(subject, scale, method)
    except DefinitionError:
        return False
    return any(not _alike(first, reach) for reach in shorter)


def _alike(first: tuple[float, float], second: tuple[float, float]) -> bool:
    return all(
        math.isclose(end, end_b, rel_tol=1e-9, abs_tol=1e-9)
        for end, end_b in zip(first, second, strict=True)
    )


def part_facts(subject: Subject, scale: Scale) -> list[PartFacts]:
    """What the definition says about each part of a scale."""
    if scale.scales:
        parts = [subject.instrument.scale(scale_id) for scale_id in scale.scales]
        return [
            PartFacts(id=part.id, low=part.low, high=part.high, whole=_whole(subject, part))
            for part in parts
        ]
    facts = []
    for item in (subject.instrument.item(item_id) for item_id in scale.items):
        values = scale.values(item) or item.coding.values
        whole = all(float(value).is_integer() for value in values)
        facts.append(PartFacts(id=item.id, low=min(values), high=max(values), whole=whole))
    return facts


def _whole(subject: Subject, scale: Scale) -> bool:
    """Whether a scale has whole scores only."""
    method, missing = subject.methods.get(scale.method), scale.missing
    estimated = missing.estimates and missing.rounding == "none"
    if method is None or not method.whole or estimated:
        return False
    return all(part.whole for part in part_facts(subject, scale))


@rule()
def missing_limit_fits(subject: Subject) -> Iterator[Finding]:
    """A limit of missing answers lets at least one be missing and at least one be there."""
    for path, _, scale in subject.scales():
        parts, limit = len(scale.items or scale.scales), scale.missing
        if limit.max_missing is not None and limit.max_missing >= parts:
            yield subject.finding(
                (*path, "missing", "max_missing"),
                f"{limit.max_missing} of {parts} may be missing, which leaves nothing to score",
                hint=f"at most {parts - 1}",
            )
        if limit.max_share is not None and limit.most_missing(parts) < 1:
            yield subject.finding(
                (*path, "missing", "max_share"),
                f"a share of {limit.max_share:g} of {parts} is less than one answer",
                hint="choose complete if every answer is needed",
            )


@rule(severity="warning")
def items_used(subject: Subject) -> Iterator[Finding]:
    """Every item belongs to a scale, or a note names it."""
    scored_items = {item for scale in subject.instrument.scales for item in scale.items}
    mentions = set(_named_in_notes(subject))
    for index, item in enumerate(subject.instrument.items):
        if not {item.id, str(item.position)} & mentions and item.id not in scored_items:
            yield subject.finding(
                ("items", index, "id"),
                f"no scale uses the item `{item.id}`",
                hint=f"if that is so, say in a note what item {item.position} is for",
            )


def _named_in_notes(subject: Subject) -> Iterator[str]:
    """Ids, and the numbers that follow the word item in a sentence."""
    for note in subject.instrument.notes:
        yield from re.findall(r"[a-z][a-z0-9_]*", note.text)
        for sentence in note.text.split("."):
            mention = re.search(r"\b[Ii]tems?\b", sentence)
            if mention:
                yield from re.findall("[0-9]+", sentence[mention.end() :])
