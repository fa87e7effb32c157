"""Rules for what not everybody answers: items skipped, left out or recoded, and covariates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from scorewell.definitions.lint.rule import (
    Entry,
    Steps,
    Subject,
    rule,
)
from scorewell.definitions.model import Covariate, Stratum
from scorewell.errors import Finding, did_you_mean


@rule()
def recoded_in_scale(subject: Subject) -> Iterator[Finding]:
    """A recoded item is an item of its scale, and not reversed as well."""
    for path, entry, scale in subject.scales():
        for index, recoding in enumerate(entry.get("recoded", ())):
            for position, reference in enumerate(recoding["items"]):
                place: Steps = (*path, "recoded", index, "items", position)
                item = subject.item_id(reference)
                if item not in scale.items:
                    message = f"`{item}` is recoded, but is no item of `{scale.id}`"
                    hint = "add it to items, or remove it here"
                    yield subject.finding(place, message, hint=hint)
                elif item in scale.reversed:
                    message = f"`{item}` is reversed and recoded"
                    hint = "write the reversed values under recoded, and only there"
                    yield subject.finding(place, message, hint=hint)


@rule()
def recoding_complete(subject: Subject) -> Iterator[Finding]:
    """A recoding has one value for every answer, and none for anything else."""
    for path, entry, _ in subject.scales():
        for index, recoding in enumerate(entry.get("recoded", ())):
            place: Steps = (*path, "recoded", index, "values")
            answers = [float(answer) for answer, _ in recoding["values"]]
            items = [subject.item_id(each) for each in recoding["items"]]
            codings = {subject.instrument.item(each).coding.id for each in items}
            for name in sorted(codings):
                wanted = [float(value) for value in subject.instrument.codings[name].values]
                if sorted(answers) != sorted(set(wanted)):
                    yield subject.finding(
                        place,
                        f"values for {_listed(answers)}, but the answers of `{name}` are "
                        f"{_listed(wanted)}",
                        hint="one pair per answer: [[answer, value], ...]",
                    )


def _listed(numbers: list[float]) -> str:
    return ", ".join(f"{each:g}" for each in numbers)


@rule()
def left_out_in_scale(subject: Subject) -> Iterator[Finding]:
    """An item that is left out is an item of its scale, and some items always stay."""
    for path, entry, scale in subject.scales():
        for index, left in enumerate(entry.get("left_out", ())):
            place: Steps = (*path, "left_out", index)
            items = [subject.item_id(each) for each in left["items"]]
            for position, item in enumerate(items):
                if item not in scale.items:
                    yield subject.finding(
                        (*place, "items", position),
                        f"`{item}` is left out, but is no item of `{scale.id}`",
                        hint="add it to items, or remove it here",
                    )
        away = {item for each in scale.left_out for item in each.items}
        if scale.left_out and not set(scale.items) - away:
            yield subject.finding(
                (*path, "left_out"),
                f"every item of `{scale.id}` can be left out",
                hint="a score needs an item that everybody answers",
                at_key=True,
            )


@rule()
def not_applicable_answer(subject: Subject) -> Iterator[Finding]:
    """An item that can be not applicable has a coding that says how this is answered."""
    for path, entry, _ in subject.scales():
        for index, left in enumerate(entry.get("left_out", ())):
            if "not_applicable" not in left:
                continue
            for position, reference in enumerate(left["items"]):
                item = subject.instrument.item(subject.item_id(reference))
                if not item.coding.not_applicable:
                    yield subject.finding(
                        (*path, "left_out", index, "items", position),
                        f"the coding `{item.coding.id}` of `{item.id}` has no answer that says "
                        "that it does not apply",
                        hint="add not_applicable to the coding",
                    )


@rule()
def not_applicable_apart(subject: Subject) -> Iterator[Finding]:
    """A code that says that an item does not apply is no answer and no label."""
    for key, coding in subject.instrument.codings.items():
        taken = {_plain(value) for value in coding.values}
        taken |= {_plain(one) for labels in coding.labels.values() for one in labels if one}
        for codes in coding.alternatives.values():
            taken |= {_plain(code) for code in codes}
        for index, code in enumerate(coding.not_applicable):
            if _plain(code) in taken:
                yield subject.finding(
                    ("codings", key, "not_applicable", index),
                    f"`{code}` is an answer of this coding",
                    hint="a code in a file must stand for one thing",
                )


def _plain(code: float | str) -> str:
    try:
        return f"{float(code):g}"
    except ValueError:
        return str(code).strip().casefold()


@rule()
def skip_possible(subject: Subject) -> Iterator[Finding]:
    """A skip follows some answers and not all, and counts as an answer of what is skipped."""
    for index, skip in enumerate(subject.instrument.skips):
        place: Steps = ("skips", index)
        codings = [subject.instrument.item(each).coding for each in skip.after]
        low, high = sum(each.lowest for each in codings), sum(each.highest for each in codings)
        key = "at_most" if skip.at_most is not None else "at_least"
        if skip.follows(low) == skip.follows(high):
            edge = skip.at_most if skip.at_most is not None else skip.at_least
            first = ", ".join(skip.after)
            yield subject.finding(
                (*place, key),
                f"{edge:g} does not tell some answers to {first} from the others",
                hint=f"together they are {low:g} to {high:g}",
            )
        for position, item in enumerate(skip.skipped):
            values = subject.instrument.item(item).coding.values
            if item in skip.after:
                message = f"`{item}` cannot be skipped by its own answer"
                yield subject.finding((*place, "skipped", position), message)
            elif skip.counts_as not in values:
                options = ", ".join(f"{value:g}" for value in values)
                yield subject.finding(
                    (*place, "counts_as"),
                    f"{skip.counts_as:g} is no answer to `{item}`",
                    hint=f"its coding has {options}",
                )
                break


@rule(overlays=True)
def covariate_possible(subject: Subject) -> Iterator[Finding]:
    """A covariate has a range from low to high, and synonyms of its own values only."""
    for key, entry in subject.data.get("covariates", {}).items():
        low, high = entry.get("range", (0, 1))
        if low >= high:
            yield subject.finding(
                ("covariates", key, "range"), f"{low:g} is not below {high:g}",
                hint="lowest first",
            )  # fmt: skip
        if "synonyms" in entry and "values" not in entry:
            yield subject.finding(
                ("covariates", key, "synonyms"), "a number has no synonyms",
                hint="remove them", at_key=True,
            )  # fmt: skip
            continue
        for text, value in entry.get("synonyms", {}).items():
            if value not in entry["values"]:
                yield subject.finding(
                    ("covariates", key, "synonyms", text),
                    f"`{value}` is no value of `{key}`",
                    hint=did_you_mean(value, entry["values"])
                    or f"there are: {', '.join(entry['values'])}",
                )


@rule(severity="warning", overlays=True)
def covariate_used(subject: Subject) -> Iterator[Finding]:
    """Every covariate is used by a scale or a norm."""
    used = {name for _, entry in strata_of(subject) for name in entry}
    for scale in subject.instrument.scales:
        method = subject.methods.get(scale.method)
        if method is not None and method.uses is not None:
            used |= set(_parameter_covariates(scale.parameters))
    for key in subject.data.get("covariates", {}):
        if key not in used:
            yield subject.finding(
                ("covariates", key), f"nothing depends on the covariate `{key}`",
                hint="remove it, or name it in a stratum", at_key=True,
            )  # fmt: skip


def _parameter_covariates(part: Any) -> Iterator[str]:
    """Every covariate that a stratum in the parameters names."""
    if isinstance(part, list):
        for each in part:
            yield from _parameter_covariates(each)
    elif isinstance(part, dict):
        for key, value in part.items():
            if key == "for" and isinstance(value, dict):
                yield from value
            else:
                yield from _parameter_covariates(value)


def strata_of(subject: Subject) -> Iterator[tuple[Steps, Entry]]:
    """Every stratum in the file, but those in the parameters of methods."""
    for path, entry, _ in subject.scales():
        for kind in ("left_out", "norms"):
            for index, each in enumerate(entry.get(kind, ())):
                if "for" in each:
                    yield (*path, kind, index, "for"), each["for"]
    for index, example in enumerate(subject.data.get("examples", ())):
        if "covariates" in example:
            yield ("examples", index, "covariates"), example["covariates"]


@rule(overlays=True)
def stratum_possible(subject: Subject) -> Iterator[Finding]:
    """A stratum, or an example, names values that its covariates can have."""
    known = subject.instrument.covariates
    for path, entry in strata_of(subject):
        for name, value in entry.items():
            if name not in known:
                yield subject.finding(
                    (*path, name), f"there is no covariate `{name}`",
                    hint=did_you_mean(name, known) or f"there are: {', '.join(known)}",
                    at_key=True,
                )  # fmt: skip
            elif known[name].low < known[name].high and not _possible(known[name], value):
                yield subject.finding(
                    (*path, name), f"the {known[name].label} is never so",
                    hint=_options(known[name]),
                )  # fmt: skip


def _possible(covariate: Covariate, value: str | float | Mapping[str, float]) -> bool:
    if not isinstance(value, Mapping):
        return covariate.read(value) is not None
    if covariate.values or {"from", "above"} <= value.keys() or {"below", "to"} <= value.keys():
        return False
    (limit,) = Stratum.of({covariate.id: value}).limits
    low, high = max(limit.low, covariate.low), min(limit.high, covariate.high)
    return low < high or (low == high and limit.holds(low))


def _options(covariate: Covariate) -> str:
    if covariate.values:
        return f"it is {', '.join(covariate.values)}"
    return (
        f"it is a number from {covariate.low:g} to {covariate.high:g}; an interval has `from` "
        "or `above`, and `below` or `to`"
    )


@rule(overlays=True)
def norm_strata_apart(subject: Subject) -> Iterator[Finding]:
    """The norms of a set have strata, and nobody belongs to two of them."""
    for path, entry, scale in subject.scales():
        places = {each["id"]: index for index, each in enumerate(entry.get("norms", ()))}
        sets: dict[str, list[str]] = {}
        for norm in scale.norms:
            if norm.set:
                sets.setdefault(norm.set, []).append(norm.id)
        for name, ids in sets.items():
            norms = [scale.norm(each) for each in ids]
            for norm in filter(None, norms):
                if norm.stratum is None and norm.id in places:
                    yield subject.finding(
                        (*path, "norms", places[norm.id]),
                        f"`{norm.id}` belongs to the set `{name}`, but it is not said for whom",
                        hint="add for, or leave set out",
                    )
            for one, other in combinations([each for each in norms if each], 2):
                both = one.stratum and other.stratum and one.stratum.meets(other.stratum)
                if both and other.id in places:
                    yield subject.finding(
                        (*path, "norms", places[other.id], "for"),
                        f"somebody can belong both to `{one.id}` and to `{other.id}`",
                        hint="let one interval end where the next begins",
                    )
