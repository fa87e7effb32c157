"""A REDCap data dictionary as a draft of an instrument.

A dictionary is a CSV file with one row per field: its name, form, type, label,
choices (``0, Never | 1, Sometimes``) and branching logic.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from scorewell.authoring.draft import DraftCoding, DraftItem, item_ids
from scorewell.authoring.write_tree import number
from scorewell.errors import DataError, did_you_mean

_COLUMNS = {
    "name": ("variable / field name", "field_name"),
    "form": ("form name", "form_name"),
    "type": ("field type", "field_type"),
    "label": ("field label", "field_label"),
    "choices": (
        "choices, calculations, or slider labels",
        "choices or calculations",
        "select_choices_or_calculations",
    ),
    "branching": ("branching logic (show field only if...)", "branching_logic"),
    "validation": (
        "text validation type or show slider number",
        "text_validation_type_or_show_slider_number",
    ),
}
_SCORABLE = ("radio", "dropdown", "select", "yesno", "truefalse")
_TRUTH = {"yesno": ((0.0, "No"), (1.0, "Yes")), "truefalse": ((0.0, "False"), (1.0, "True"))}
_NO_ANSWER = re.compile(
    r"prefer not|refus|declin|don.?t know|do not know|not applicable|\bn/?a\b|missing|unknown"
    r"|no answer|skipped",
    re.IGNORECASE,
)
_LABEL = 80

Row = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class RedcapProposal:
    """What a dictionary says about one form.

    Attributes
    ----------
    form : str
        The form that was read.
    codings, items : tuple
        Fields with single choices.
    notes : tuple of str
        What a scorer must know: fields that branching hides, fields left out.
    has_labels : bool
        Whether the items carry the field labels of the form.
    """

    form: str
    codings: tuple[DraftCoding, ...]
    items: tuple[DraftItem, ...]
    notes: tuple[str, ...]
    has_labels: bool


def read_redcap(
    path: Path, instrument: str, *, form: str = "", labels: bool = True
) -> RedcapProposal:
    """The items and codings of one form of a REDCap data dictionary.

    Parameters
    ----------
    path : pathlib.Path
        The dictionary, a CSV file as REDCap exports it.
    instrument : str
        Id of the instrument; ids of items begin with it where the field names
        say more than a number.
    form : str, optional
        Which form, where the dictionary has more than one with choices.
    labels : bool, optional
        Whether items take the field labels of the form, which usually are its
        wording.

    Raises
    ------
    DataError
        If it is no dictionary, or the form has no field with choices.
    """
    rows = _rows(path)
    scorable = [row for row in rows if row["type"] in _SCORABLE]
    forms = list(dict.fromkeys(row["form"] for row in scorable))
    if form and form not in forms:
        raise DataError(
            f"{path} has no form `{form}` with single choices",
            hint=did_you_mean(form, forms) or f"its forms are {', '.join(forms) or 'none'}",
        )
    if not form and len(forms) != 1:
        names = ", ".join(forms)
        raise DataError(
            f"{path} has no field with single choices"
            if not forms
            else f"{path} has more than one form: {names}",
            hint="radio, dropdown, yesno and truefalse fields are items"
            if not forms
            else f"choose by --form {forms[0]}",
        )
    form = form or forms[0]
    fields = [row for row in rows if row["form"] == form]
    return _proposal(path, form, fields, instrument, labels=labels)


def _rows(path: Path) -> list[Row]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            header = {str(name).strip().casefold(): name for name in reader.fieldnames or ()}
            table = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{path} cannot be read: {error}") from error
    places = {
        key: next((header[name] for name in names if name in header), None)
        for key, names in _COLUMNS.items()
    }
    absent = [key for key in ("name", "form", "type", "choices") if places[key] is None]
    if absent:
        raise DataError(
            f"{path} is no REDCap data dictionary: it has no column for the field's "
            f"{', '.join(absent)}",
            hint="in REDCap: Project Setup, Data Dictionary, download the current one as CSV",
        )
    return [
        {key: (row.get(name) or "").strip() if name else "" for key, name in places.items()}
        for row in table
    ]


def _proposal(
    path: Path, form: str, rows: Sequence[Row], instrument: str, *, labels: bool
) -> RedcapProposal:
    codings: dict[tuple[tuple[float, str], ...], DraftCoding] = {}
    fields: list[tuple[Row, DraftCoding]] = []
    notes: list[str] = []
    for row in rows:
        choices = _answers(row) if row["type"] in _SCORABLE else ()
        answers = tuple(field for field in choices if not _NO_ANSWER.search(field[1]))
        if len(answers) < 2:
            notes += _left_out(row)
            continue
        coding = codings.get(answers) or DraftCoding(
            id=f"answers_{len(codings) + 1}" if codings else "answers",
            answers=answers,
            todo=_doubt([field for field in choices if field not in answers]),
        )
        codings[answers] = coding
        fields.append((row, coding))
    if not fields:
        raise DataError(f"{path}: no field of `{form}` has choices with numbers for codes")
    ids = item_ids(instrument, [row["name"] for row, _ in fields])
    items = tuple(
        DraftItem(
            id=item,
            label=(_plain(row["label"]) if labels else "") or f"item {place}",
            coding=coding.id,
            column=row["name"] if row["name"] != item else "",
        )
        for place, (item, (row, coding)) in enumerate(zip(ids, fields, strict=True), start=1)
    )
    for item, (row, _) in zip(items, fields, strict=True):
        if row["branching"]:
            notes.append(
                f"{item.id} is shown only if {_plain(row['branching'], most=200)}, so that a "
                "blank there may be no missing answer."
            )
    return RedcapProposal(
        form=form,
        codings=tuple(codings.values()),
        items=items,
        notes=tuple(notes),
        has_labels=labels,
    )


def _answers(row: Row) -> tuple[tuple[float, str], ...]:
    """The choices of a field that have a number for a code, in ascending order."""
    if row["type"] in _TRUTH:
        return _TRUTH[row["type"]]
    lines: dict[float, str] = {}
    for choice in row["choices"].split("|"):
        code, _, label = choice.partition(",")
        if not re.fullmatch(r"\s*-?[0-9]{1,6}(\.[0-9]{1,6})?\s*", code):
            return ()
        fields = _plain(label)
        lines[float(code)] = "" if fields in lines.values() else fields
    return tuple(sorted(lines.items()))


def _doubt(left_out: Sequence[tuple[float, str]]) -> str:
    if not left_out:
        return "compare the choices with the manual of the instrument"
    field_texts = ", ".join(f"{number(value)} {label}" for value, label in left_out)
    return f"{field_texts} was left out as no answer; put it in if it is one that is scored"


def _left_out(row: Row) -> Iterator[str]:
    """What to tell of a field that is no item."""
    kinds = {
        "checkbox": "several choices at once",
        "calc": f"a calculation, {_plain(row['choices'], most=200)}",
        "slider": "a slider; write a coding for it if it is an item",
    }
    kind = kinds.get(row["type"])
    if row["type"] == "text" and row["validation"] in {"integer", "number"}:
        kind = "a number that is typed"
    if row["type"] in _SCORABLE:
        kind = "choices whose codes are no numbers"
    if kind:
        yield f"The field {row['name']} of the form was left out: it has {kind}."


def _plain(text: str, *, most: int = _LABEL) -> str:
    """Text without markup, in one line, shortened."""
    words = unescape(re.sub(r"<[^>]*>", " ", text))
    line = " ".join("".join(c if c.isprintable() else " " for c in words).split())
    line = line.replace("TODO:", "TODO")
    return line if len(line) <= most else f"{line[: most - 3].rstrip()}..."
