"""REDCap's CSV export, raw or labelled, with its data dictionary."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from scorewell.errors import DataError
from scorewell.registry.contracts.files import Reader, ReadOptions, Table, file_finding

if TYPE_CHECKING:
    import polars as pl

_EVENT = ("redcap_event_name", "event name")
_REPEAT = ("redcap_repeat_instance", "repeat instance")
_FORM = ("redcap_repeat_instrument", "repeat instrument")
_ADMINISTRATIVE = {*_EVENT, *_REPEAT, *_FORM}
_FIELD, _KIND, _LABEL, _CHOICES = (
    "variable / field name",
    "field type",
    "field label",
    "choices, calculations, or slider labels",
)
_SHORT = {
    "field_name": _FIELD,
    "field_type": _KIND,
    "field_label": _LABEL,
    "select_choices_or_calculations": _CHOICES,
}
_CHOICE_TYPES = ("radio", "dropdown", "checkbox")
_BUILT_IN_CHOICES = {"yesno": {"1": "Yes", "0": "No"}, "truefalse": {"1": "True", "0": "False"}}
_INLINE = re.compile(r"</?(b|i|u|em|strong|span|font|sub|sup)\b[^>]*>", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_TAGS = re.compile(r"<[^>]*>")
_BOX = re.compile(r"(.+)___(.+)")
_COMPLETE = {"0": "Incomplete", "1": "Unverified", "2": "Complete"}


@dataclass(frozen=True, kw_only=True)
class _Dictionary:
    """The fields of a data dictionary.

    Attributes
    ----------
    labels : mapping of str to str
        Field to its label, in the order of the dictionary.
    choices : mapping of str to mapping
        Field to its choices: code to label.
    """

    labels: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def _recognises(path: Path, options: ReadOptions) -> bool:
    if options.dictionary is not None:
        return True
    try:
        with path.open("rb") as file:
            start = file.read(1 << 16).decode("utf-8-sig", errors="replace")
        first = start.replace("\r", "\n").split("\n", 1)[0]
        names = {name.strip().casefold() for name in next(csv.reader([first]), [])}
    except (OSError, csv.Error):
        return False
    return _EVENT[0] in names or _REPEAT[0] in names or {_REPEAT[1], _FORM[1]} <= names


def _read(path: Path, options: ReadOptions) -> Table:
    from scorewell.answers.files.delimited_text import read_text

    table = read_text(path, replace(options, text=True))
    names = table.frame.collect_schema().names()
    dictionary = _dictionary(options.dictionary) if options.dictionary else _Dictionary()
    fields = _fields(path, names, dictionary)
    findings = [*table.findings]
    frame = table.frame.rename(fields)
    if dictionary.choices:
        frame, changed = _labels_to_codes(frame, dictionary)
        if changed:
            count = len(changed)
            message = (
                f"labels were turned back into the codes of the dictionary in {count} columns"
            )
            findings.append(file_finding(path, "labels-to-codes", message, severity="note"))
    columns = list(fields.values())
    occasion = _occasion(columns)
    if occasion is not None:
        frame = frame.with_columns(occasion.alias("occasion"))
    return Table(
        frame=frame,
        format=f"REDCap export{' with its data dictionary' if options.dictionary else ''}",
        encoding=table.encoding,
        findings=tuple(findings),
        labels={
            name: {code: label for code, label in dictionary.choices[name].items()}  # noqa: C416
            for name in columns
            if name in dictionary.choices
        },
        descriptions={
            name: dictionary.labels[name] for name in columns if name in dictionary.labels
        },
        id_column=columns[0],
        occasion_column="occasion" if occasion is not None else "",
    )


def _dictionary(path: Path) -> _Dictionary:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise DataError(
            f"the data dictionary {path} cannot be read: {error.strerror}"
        ) from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path.name}: the data dictionary is not UTF-8") from error
    try:
        header, *rows = list(csv.reader(io.StringIO(text, newline="")))
    except (csv.Error, ValueError) as error:
        raise DataError(f"{path.name}: this is no data dictionary") from error
    heads = [name.strip().casefold() for name in header]
    places = {_SHORT.get(name, name): place for place, name in enumerate(heads)}
    absent = [name for name in (_FIELD, _KIND, _LABEL, _CHOICES) if name not in places]
    if absent:
        raise DataError(
            f"{path.name}: this is no data dictionary, it has no column '{absent[0]}'",
            hint="download it from the project as 'Data Dictionary (CSV)'",
        )
    labels: dict[str, str] = {}
    choices: dict[str, Mapping[str, str]] = {}
    for row in rows:
        if len(row) <= max(places[name] for name in (_FIELD, _KIND, _LABEL, _CHOICES)):
            continue
        name, kind = row[places[_FIELD]].strip(), row[places[_KIND]].strip()
        labels[name] = _without_tags(row[places[_LABEL]])
        if kind in _CHOICE_TYPES:
            choices[name] = _choices(row[places[_CHOICES]])
        elif kind in _BUILT_IN_CHOICES:
            choices[name] = _BUILT_IN_CHOICES[kind]
    return _Dictionary(labels=labels, choices=choices)


def _without_tags(text: str) -> str:
    """Text without tags; only tags that do not change the type leave a blank."""
    return " ".join(_TAGS.sub(" ", _INLINE.sub("", text)).split())


def _key(text: str) -> str:
    """The letters and digits of a label in lower case, as it is compared."""
    return "".join(_WORD.findall(_without_tags(text).casefold()))


def _choices(text: str) -> dict[str, str]:
    """``0, Never | 1, Often`` as code to label."""
    labels = {}
    for part in text.split("|"):
        code, comma, label = part.partition(",")
        if comma:
            labels[code.strip()] = _without_tags(label)
    return labels


def _fields(path: Path, names: Sequence[str], dictionary: _Dictionary) -> dict[str, str]:
    """The name of the field of each column, also where the columns are named by labels."""
    fields: dict[str, str] = {}
    by_label: dict[str, list[str]] = {}
    for field_name, label in dictionary.labels.items():
        by_label.setdefault(_key(label), []).append(field_name)
    for name in names:
        title = _without_tags(name).casefold()
        if name in dictionary.labels or _BOX.fullmatch(name) or title in _ADMINISTRATIVE:
            fields[name] = name
            continue
        fitting = by_label.get(_key(name), [])
        if len(fitting) > 1:
            raise DataError(
                f"{path.name}: the label '{name}' stands for several fields: "
                f"{', '.join(fitting)}",
                hint="export with raw headers, and labels in the rows if you like",
            )
        fields[name] = fitting[0] if fitting else name
    field_names = list(fields.values())
    doubled = sorted({name for name in field_names if field_names.count(name) > 1})
    if doubled:
        raise DataError(f"{path.name}: several columns hold the field {doubled[0]}")
    return fields


def _labels_to_codes(
    frame: pl.LazyFrame, dictionary: _Dictionary
) -> tuple[pl.LazyFrame, list[str]]:
    """The frame with codes instead of labels, and the columns in which labels occurred."""
    import polars as pl

    changed, expressions = [], []
    for name in frame.collect_schema().names():
        box = _BOX.fullmatch(name)
        labels = {"0": "Unchecked", "1": "Checked"} if box else dictionary.choices.get(name)
        if not labels:
            labels = _COMPLETE if name.endswith("_complete") else {}
        codes = _by_label(labels)
        if codes:
            text = pl.col(name)
            label = text.str.strip_chars().str.to_lowercase()
            is_label = label.is_in(list(codes)) & text.is_in(list(labels)).not_()
            code = label.replace_strict(list(codes), list(codes.values()), default=None)
            expressions.append(pl.when(is_label).then(code).otherwise(text).alias(name))
            changed.append((name, is_label.any().alias(name)))
    if not expressions:
        return frame, []
    occurrence = (
        frame.select([condition for _, condition in changed]).collect().row(0, named=True)
    )
    return frame.with_columns(expressions), [
        name for name, occurs in occurrence.items() if occurs
    ]


def _by_label(labels: Mapping[str, str]) -> dict[str, str]:
    """Code by label in lower case, for labels of a single code."""
    labels_folded = [label.casefold().strip() for label in labels.values()]
    return {
        label: code
        for label, code in zip(labels_folded, labels, strict=True)
        if label and labels_folded.count(label) == 1
    }


def _occasion(columns: Sequence[str]) -> pl.Expr | None:
    """The event and, where a form repeats, its instance: ``baseline_arm_1``, ``weekly 3``."""
    import polars as pl

    parts = [name for name in columns if name.casefold() in {*_EVENT, *_REPEAT}]
    if not parts:
        return None
    texts = [pl.col(name).str.strip_chars() for name in parts]
    values = [pl.when(text != "").then(text) for text in texts]
    return pl.concat_str(values, separator=" ", ignore_nulls=True)


READERS = (
    Reader(
        name="redcap",
        summary="REDCap's CSV export, raw or labelled; events and repeats become occasions.",
        suffixes=(".csv",),
        read=_read,
        recognises=_recognises,
        uses=("header_row", "encoding", "dictionary"),
    ),
)
