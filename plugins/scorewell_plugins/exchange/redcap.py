"""REDCap data dictionaries: one row per field, choices as ``0, never | 1, always``."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scorewell.errors import DataError
from scorewell.registry.contracts.exchange import Exporter, ExportFile, Importer, ImportOptions
from scorewell_plugins.exchange.unsupported import unsupported_content

if TYPE_CHECKING:
    from scorewell.definitions.model import Coding, Instrument

COLUMNS = (
    "Variable / Field Name",
    "Form Name",
    "Section Header",
    "Field Type",
    "Field Label",
    "Choices, Calculations, OR Slider Labels",
    "Field Note",
    "Text Validation Type OR Show Slider Number",
    "Text Validation Min",
    "Text Validation Max",
    "Identifier?",
    "Branching Logic (Show field only if...)",
    "Required Field?",
    "Custom Alignment",
    "Question Number (surveys only)",
    "Matrix Group Name",
    "Matrix Ranking?",
    "Field Annotation",
)


def write(instrument: Instrument) -> ExportFile:
    """A form of radio fields, whose names are the ids of the items."""
    text = io.StringIO()
    rows = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\r\n")
    rows.writeheader()
    for item in instrument.items:
        rows.writerow(
            {
                "Variable / Field Name": item.id,
                "Form Name": instrument.id.replace("-", "_"),
                "Field Type": "radio",
                "Field Label": item.text or item.label,
                "Choices, Calculations, OR Slider Labels": _choices(item.coding),
            }
        )
    return ExportFile(content=text.getvalue(), losses=tuple(unsupported_content(instrument)))


def _choices(coding: Coding) -> str:
    """The answers of a coding; the label of an answer without one is its number."""
    wrong = next((answer.label for answer in coding.answers if "|" in answer.label), "")
    if wrong:
        raise DataError(f"REDCap cannot hold the answer `{wrong}`: | divides its choices")
    if len(set(coding.values)) < len(coding.values):
        raise DataError(
            f"REDCap cannot hold the answers of `{coding.id}`: several count the same, and a "
            "choice is known by its number",
            hint="give each a number of its own there, and map these before scoring",
        )
    return " | ".join(
        f"{answer.value:g}, {answer.label or f'{answer.value:g}'}" for answer in coding.answers
    )


def read(path: Path, options: ImportOptions) -> Any:
    """A form as a draft with one total of all its items."""
    from scorewell.authoring.draft import DraftScale, InstrumentDraft
    from scorewell.authoring.from_redcap import read_redcap

    draft = read_redcap(path, options.id, form=options.form, labels=options.labels)
    places = tuple(range(1, len(draft.items) + 1))
    return InstrumentDraft(
        id=options.id,
        codings=draft.codings,
        items=draft.items,
        scales=(DraftScale(id="total", name="Total", items=places),),
        notes=draft.notes,
        todos={"reversed": "which items are reversed; the form cannot say"},
    )


EXPORTER = Exporter(
    name="redcap",
    summary="A REDCap data dictionary of radio fields.",
    suffix=".csv",
    write=write,
)
IMPORTER = Importer(
    name="redcap",
    summary="One form of a REDCap data dictionary.",
    suffixes=(".csv",),
    read=read,
)
