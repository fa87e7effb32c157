"""Rules for codings and items."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from scorewell.definitions.lint.rule import Subject, rule
from scorewell.definitions.model import Coding
from scorewell.errors import Finding


@rule()
def coding_values_unique(subject: Subject) -> Iterator[Finding]:
    """Two answers of a coding score alike only where a note says so."""
    for key, coding in subject.instrument.codings.items():
        for index, value in enumerate(coding.values):
            if value in coding.values[:index] and not coding.provenance.note:
                yield subject.finding(
                    ("codings", key, "values", index, "value"),
                    f"the value {value:g} is there twice",
                    hint="correct it; if two answers do score alike, say so in a note",
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
        labels = [answer.label.strip().casefold() for answer in coding.answers]
        for index, label in enumerate(labels):
            if label and label in labels[:index]:
                yield subject.finding(
                    ("codings", key, "values", index, "label"),
                    f"the label `{coding.answers[index].label}` is there twice",
                    hint="an answer given as a label could not be told apart",
                )


@rule(overlays=True)
def translation_labels_unique(subject: Subject) -> Iterator[Finding]:
    """Two answers have different labels in every language of a coding."""
    for key, language, labels in _translations(subject):
        folded = [label.strip().casefold() for label in labels]
        for index, label in enumerate(folded):
            if label and label in folded[:index]:
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
            others = [
                other
                for other, theirs in coding.labels.items()
                if other != language and _means_another(label, index, theirs)
            ]
            if others and "note" not in entry:
                yield subject.finding(
                    ("codings", key, "translations", language, "labels", index),
                    f"`{label}` is another answer in `{others[0]}`",
                    hint="correct it; if both forms print that, say so in a note: data that "
                    "fits both languages is then refused until the user decides",
                )


def _means_another(label: str, index: int, theirs: Sequence[str]) -> bool:
    folded = [each.strip().casefold() for each in theirs]
    wanted = label.strip().casefold()
    return bool(wanted) and wanted in folded and folded.index(wanted) != index


def _translations(subject: Subject) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Coding, language and labels of every translation in the file."""
    for key, entry in subject.data.get("codings", {}).items():
        for language, each in entry.get("translations", {}).items():
            yield key, language, tuple(label or "" for label in each["labels"])


@rule(severity="warning")
def coding_used(subject: Subject) -> Iterator[Finding]:
    """Every coding is used by an item."""
    used = {item.coding.id for item in subject.instrument.items}
    for key in subject.instrument.codings:
        if key not in used:
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
            plain = [_plain(code) for code in codes]
            for index, code in enumerate(plain):
                if code in plain[:index]:
                    yield subject.finding(
                        ("codings", key, "alternatives", name, index),
                        f"the code `{codes[index]}` is there twice",
                        hint="a code in a file must stand for one answer",
                    )


@rule()
def alternative_differs(subject: Subject) -> Iterator[Finding]:
    """An alternative encoding differs from the declared one and from every other."""
    for key, coding in subject.instrument.codings.items():
        seen = {_all_plain(coding.values): "the declared values"}
        for name, codes in coding.alternatives.items():
            same = seen.setdefault(_all_plain(codes), f"`{name}`")
            if same != f"`{name}`":
                yield subject.finding(
                    ("codings", key, "alternatives", name),
                    f"the codes of `{name}` are the same as {same}",
                    hint="remove it, or correct the codes",
                    at_key=True,
                )


def _plain(code: float | str) -> str:
    """A code as it is met in a file, where 1 and "1" cannot be told apart."""
    try:
        return f"{float(code):g}"
    except ValueError:
        return str(code).strip().casefold()


def _all_plain(codes: tuple[float | str, ...]) -> tuple[str, ...]:
    return tuple(_plain(code) for code in codes)


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
        other = first.setdefault(item.label.casefold(), item.id)
        if other != item.id:
            yield subject.finding(
                ("items", index, "label"),
                f"the label `{item.label}` is also that of `{other}`",
                hint="a reader of a table sees only the label",
            )


def symmetric(coding: Coding) -> bool:
    """Whether lowest + highest - x is an answer for every answer x."""
    ends = coding.lowest + coding.highest
    return all(
        any(abs(ends - value - other) < 1e-9 for other in coding.values)
        for value in coding.values
    )
