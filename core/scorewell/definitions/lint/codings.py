"""Rules for codings and items."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from scorewell.definitions.lint.rule import Subject, normalize, repeats, rule
from scorewell.definitions.model import Coding
from scorewell.errors import Finding


@rule()
def coding_values_unique(subject: Subject) -> Iterator[Finding]:
    """Two answers of a coding score alike only where shared_values says so."""
    for key, coding in subject.instrument.codings.items():
        for index in repeats(coding.values):
            value = coding.values[index]
            if value not in coding.shared_values:
                yield subject.finding(
                    ("codings", key, "values", index, "value"),
                    f"the value {value:g} is there twice",
                    hint="correct it; if several answers do score alike, say so with "
                    f"`shared_values: [{value:g}]`",
                )


@rule()
def shared_values_shared(subject: Subject) -> Iterator[Finding]:
    """A value that answers share is that of several answers."""
    for key, coding in subject.instrument.codings.items():
        for index, value in enumerate(coding.shared_values):
            if coding.values.count(value) < 2:
                yield subject.finding(
                    ("codings", key, "shared_values", index),
                    f"{value:g} is not the value of several answers",
                    hint="correct the values, or remove it here",
                )


@rule()
def coding_ascends(subject: Subject) -> Iterator[Finding]:
    """The values of a coding ascend, unless a note says why not."""
    for key, coding in subject.instrument.codings.items():
        pairs = zip(coding.values, coding.values[1:], strict=False)
        falls = [index for index, (low, high) in enumerate(pairs, start=1) if high < low]
        if falls and not coding.provenance.note:
            yield subject.finding(
                ("codings", key, "values", falls[0], "value"),
                f"{coding.values[falls[0]]:g} comes after {coding.values[falls[0] - 1]:g}",
                hint="if the form prints its answers in this order, say so in a note",
            )


@rule()
def coding_labels_unique(subject: Subject) -> Iterator[Finding]:
    """Two answers of a coding have different labels."""
    for key, coding in subject.instrument.codings.items():
        for index in repeats([answer.label.strip().casefold() for answer in coding.answers]):
            yield subject.finding(
                ("codings", key, "values", index, "label"),
                f"the label `{coding.answers[index].label}` is there twice",
                hint="an answer given as a label could not be told apart",
            )


@rule(overlays=True)
def translation_labels_unique(subject: Subject) -> Iterator[Finding]:
    """Two answers have different labels in every language of a coding."""
    for key, language, labels in _translations(subject):
        for index in repeats([label.strip().casefold() for label in labels]):
            yield subject.finding(
                ("codings", key, "translations", language, "labels", index),
                f"the label `{labels[index]}` is there twice",
                hint="an answer given as a label could not be told apart",
            )


@rule(overlays=True)
def translation_other_language(subject: Subject) -> Iterator[Finding]:
    """A translation is in another language than the labels of the coding itself."""
    for key, language, _ in _translations(subject):
        if language.casefold() == subject.instrument.codings[key].language.casefold():
            yield subject.finding(
                ("codings", key, "translations", language),
                f"the labels under values are in `{language}` already",
                hint="say under language which one they are in, or remove this",
                at_key=True,
            )


@rule(severity="warning", overlays=True)
def translation_one_meaning(subject: Subject) -> Iterator[Finding]:
    """A label means one answer, whatever the language, unless a note says why not."""
    for key, language, labels in _translations(subject):
        coding = subject.instrument.codings[key]
        entry = subject.data["codings"][key]["translations"][language]
        for index, label in enumerate(labels):
            languages = [
                other_language
                for other_language, other_labels in coding.labels.items()
                if other_language != language and _means_another(label, index, other_labels)
            ]
            if languages and "note" not in entry:
                yield subject.finding(
                    ("codings", key, "translations", language, "labels", index),
                    f"`{label}` is another answer in `{languages[0]}`",
                    hint="correct it; if both forms print that, say so in a note: data that "
                    "fits both languages is then refused until the user decides",
                )


def _means_another(label: str, index: int, labels: Sequence[str]) -> bool:
    folded_labels = [text.strip().casefold() for text in labels]
    folded_label = label.strip().casefold()
    return (
        bool(folded_label)
        and folded_label in folded_labels
        and folded_labels.index(folded_label) != index
    )


def _translations(subject: Subject) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Coding, language and labels of every translation in the file."""
    for key, entry in subject.data.get("codings", {}).items():
        for language, translation in entry.get("translations", {}).items():
            yield key, language, tuple(label or "" for label in translation["labels"])


@rule(severity="warning")
def coding_used(subject: Subject) -> Iterator[Finding]:
    """Every coding is used by an item."""
    coding_ids = {item.coding.id for item in subject.instrument.items}
    for key in subject.instrument.codings:
        if key not in coding_ids:
            yield subject.finding(
                ("codings", key), f"no item uses the coding `{key}`", at_key=True,
                hint="remove it, or name it in the items that it belongs to",
            )  # fmt: skip


@rule()
def alternative_complete(subject: Subject) -> Iterator[Finding]:
    """An alternative encoding has one code per answer."""
    for key, coding in subject.instrument.codings.items():
        for name, codes in coding.alternatives.items():
            if len(codes) != len(coding.values):
                yield subject.finding(
                    ("codings", key, "alternatives", name),
                    f"{len(codes)} codes for {len(coding.values)} answers",
                    hint="one code per answer, in the order of values",
                )


@rule()
def alternative_codes_unique(subject: Subject) -> Iterator[Finding]:
    """The codes of an alternative encoding differ from each other."""
    for key, coding in subject.instrument.codings.items():
        for name, codes in coding.alternatives.items():
            for index in repeats([normalize(code) for code in codes]):
                yield subject.finding(
                    ("codings", key, "alternatives", name, index),
                    f"the code `{codes[index]}` is there twice",
                    hint="a code in a file must stand for one answer",
                )


@rule()
def alternative_differs(subject: Subject) -> Iterator[Finding]:
    """An alternative encoding differs from the declared one and from every other."""
    for key, coding in subject.instrument.codings.items():
        owners = {tuple(map(normalize, coding.values)): "the declared values"}
        for name, codes in coding.alternatives.items():
            owner = owners.setdefault(tuple(map(normalize, codes)), f"`{name}`")
            if owner != f"`{name}`":
                yield subject.finding(
                    ("codings", key, "alternatives", name),
                    f"the codes of `{name}` are the same as {owner}",
                    hint="remove it, or correct the codes",
                    at_key=True,
                )


@rule(severity="warning")
def alternatives_alike(subject: Subject) -> Iterator[Finding]:
    """Codings with the same values have the same alternatives, unless a note says why not."""
    # An encoding that only some codings have cannot be chosen by its name.
    first: dict[tuple[float, ...], str] = {}
    for key, coding in subject.instrument.codings.items():
        owner = first.setdefault(coding.values, key)
        twin = subject.instrument.codings[owner]
        if dict(coding.alternatives) == dict(twin.alternatives) or coding.provenance.note:
            continue
        yield subject.finding(
            ("codings", key),
            f"`{key}` has the values of `{owner}` and other alternatives",
            hint="give both the same alternatives, or say in a note why they differ",
            at_key=True,
        )


@rule()
def item_id_opaque(subject: Subject) -> Iterator[Finding]:
    """An item's id is a number with at most a few letters, never its wording."""
    prefix = subject.instrument.id.replace("-", "_")
    opaque = re.compile(rf"(?:{re.escape(prefix)}_)?[a-z]{{0,3}}[0-9]+[a-z]?")
    for index, item in enumerate(subject.instrument.items):
        if not opaque.fullmatch(item.id):
            yield subject.finding(
                ("items", index, "id"),
                f"`{item.id}` is more than a number",
                hint=f"for example {prefix}_{index + 1}; what the item is about is its label",
            )


@rule(severity="warning")
def item_labels_unique(subject: Subject) -> Iterator[Finding]:
    """Two items have different labels."""
    first: dict[str, str] = {}
    for index, item in enumerate(subject.instrument.items):
        first_id = first.setdefault(item.label.casefold(), item.id)
        if first_id != item.id:
            yield subject.finding(
                ("items", index, "label"),
                f"the label `{item.label}` is also that of `{first_id}`",
                hint="a reader of a table sees only the label",
            )


def symmetric(coding: Coding) -> bool:
    """Whether lowest + highest - x is an answer for every answer x."""
    ends = coding.lowest + coding.highest
    return all(
        any(abs(ends - value - mirror) < 1e-9 for mirror in coding.values)
        for value in coding.values
    )
