"""Rules for items that are skipped, left out or recoded, and for covariates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from scorewell.definitions.lint.rule import Entry, Steps, Subject, normalize, rule
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
                    yield subject.not_in_scale(place, item, scale, "recoded")
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
            items = [subject.item_id(reference) for reference in recoding["items"]]
            codings = {subject.instrument.item(item_id).coding.id for item_id in items}
            for name in sorted(codings):
                coding_values = [
                    float(value) for value in subject.instrument.codings[name].values
                ]
                if sorted(answers) != sorted(set(coding_values)):
                    yield subject.finding(
                        place,
                        f"values for {_join_numbers(answers)}, but the answers of `{name}` are "
                        f"{_join_numbers(coding_values)}",
                        hint="one pair per answer: [[answer, value], ...]",
                    )


def _join_numbers(numbers: list[float]) -> str:
    return ", ".join(f"{number:g}" for number in numbers)


@rule()
def left_out_in_scale(subject: Subject) -> Iterator[Finding]:
    """An item that is left out is an item of its scale, and some items always stay."""
    for path, entry, scale in subject.scales():
        for index, omission in enumerate(entry.get("left_out", ())):
            place: Steps = (*path, "left_out", index)
            items = [subject.item_id(reference) for reference in omission["items"]]
            for position, item in enumerate(items):
                if item not in scale.items:
                    yield subject.not_in_scale(
                        (*place, "items", position), item, scale, "left out"
                    )
        away = {item for omission in scale.left_out for item in omission.items}
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
        for index, omission in enumerate(entry.get("left_out", ())):
            if "not_applicable" not in omission:
                continue
            for position, reference in enumerate(omission["items"]):
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
        answers = {normalize(value) for value in coding.values}
        answers |= {
            normalize(label) for labels in coding.labels.values() for label in labels if label
        }
        for codes in coding.alternatives.values():
            answers |= {normalize(code) for code in codes}
        for index, code in enumerate(coding.not_applicable):
            if normalize(code) in answers:
                yield subject.finding(
                    ("codings", key, "not_applicable", index),
                    f"`{code}` is an answer of this coding",
                    hint="a code in a file must stand for one thing",
                )


@rule()
def skip_possible(subject: Subject) -> Iterator[Finding]:
    """A skip follows some answers and not all, and counts as an answer of what is skipped."""
    for index, skip in enumerate(subject.instrument.skips):
        place: Steps = ("skips", index)
        codings = [subject.instrument.item(item_id).coding for item_id in skip.after]
        low, high = (
            sum(coding.lowest for coding in codings),
            sum(coding.highest for coding in codings),
        )
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
    names = {name for _, entry in strata_of(subject) for name in entry}
    for scale in subject.instrument.scales:
        method = subject.methods.get(scale.method)
        if method is not None and method.uses is not None:
            names |= set(_parameter_covariates(scale.parameters))
    for key in subject.data.get("covariates", {}):
        if key not in names:
            yield subject.finding(
                ("covariates", key), f"nothing depends on the covariate `{key}`",
                hint="remove it, or name it in a stratum", at_key=True,
            )  # fmt: skip


def _parameter_covariates(part: Any) -> Iterator[str]:
    """Every covariate that a stratum in the parameters names."""
    if isinstance(part, list):
        for element in part:
            yield from _parameter_covariates(element)
    elif isinstance(part, dict):
        for key, value in part.items():
            if key == "for" and isinstance(value, dict):
                yield from value
            else:
                yield from _parameter_covariates(value)


def strata_of(subject: Subject) -> Iterator[tuple[Steps, Entry]]:
    """Every stratum in the file, except those in the parameters of methods."""
    for path, entry, _ in subject.scales():
        for kind in ("left_out", "norms"):
            for index, element in enumerate(entry.get(kind, ())):
                if "for" in element:
                    yield (*path, kind, index, "for"), element["for"]
        for kind in ("bands", "cutoffs"):
            for index, element in enumerate(entry.get(kind, ())):
                group = element.get("for")
                if isinstance(group, dict) and "limits" in group:
                    yield (*path, kind, index, "for", "limits"), group["limits"]
    for index, example in enumerate(subject.data.get("examples", ())):
        if "covariates" in example:
            yield ("examples", index, "covariates"), example["covariates"]


@rule(overlays=True)
def stratum_possible(subject: Subject) -> Iterator[Finding]:
    """A stratum, or an example, names values that its covariates can have."""
    covariates = subject.instrument.covariates
    for path, entry in strata_of(subject):
        for name, value in entry.items():
            if name not in covariates:
                yield subject.finding(
                    (*path, name), f"there is no covariate `{name}`",
                    hint=did_you_mean(name, covariates)
                    or f"there are: {', '.join(covariates)}",
                    at_key=True,
                )  # fmt: skip
            elif covariates[name].low < covariates[name].high and not _possible(
                covariates[name], value
            ):
                yield subject.finding(
                    (*path, name), f"the {covariates[name].label} is never so",
                    hint=_options(covariates[name]),
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
        places = {
            norm_entry["id"]: index for index, norm_entry in enumerate(entry.get("norms", ()))
        }
        sets: dict[str, list[str]] = {}
        for norm in scale.norms:
            if norm.set:
                sets.setdefault(norm.set, []).append(norm.id)
        for name, ids in sets.items():
            norms = [scale.norm(norm_id) for norm_id in ids]
            for norm in filter(None, norms):
                if norm.stratum is None and norm.id in places:
                    yield subject.finding(
                        (*path, "norms", places[norm.id]),
                        f"`{norm.id}` belongs to the set `{name}`, but it is not said for whom",
                        hint="add for, or leave set out",
                    )
            for norm_a, norm_b in combinations([norm for norm in norms if norm], 2):
                overlap = (
                    norm_a.stratum and norm_b.stratum and norm_a.stratum.meets(norm_b.stratum)
                )
                if overlap and norm_b.id in places:
                    yield subject.finding(
                        (*path, "norms", places[norm_b.id], "for"),
                        f"somebody can belong both to `{norm_a.id}` and to `{norm_b.id}`",
                        hint="let one interval end where the next begins",
                    )
