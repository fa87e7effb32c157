"""A draft as the file of a definition."""

from __future__ import annotations

import math
from pathlib import Path

from scorewell.authoring.draft import DraftScale, InstrumentDraft
from scorewell.authoring.editor import schema_reference
from scorewell.authoring.template import number, render
from scorewell.authoring.worked import worked_examples

__all__ = ["instrument_files", "instrument_text"]


def instrument_files(draft: InstrumentDraft, folder: Path) -> dict[Path, str]:
    """The definition of a draft and, where they are not there yet, the schemas beside it.

    Parameters
    ----------
    draft : InstrumentDraft
        What is known.
    folder : pathlib.Path
        Where the definition goes; its name is the instrument's id.
    """
    path = folder / f"{draft.id}.yaml"
    reference, files = schema_reference(path, "instrument")
    return {path: instrument_text(draft, schema=reference), **files}


def instrument_text(draft: InstrumentDraft, *, schema: str) -> str:
    """A definition that is valid as it stands, with a TODO wherever a person must decide."""
    return render(
        "instrument.yaml.j2",
        draft=draft,
        schema=schema,
        ranges={scale.id: _range(draft, scale) for scale in draft.scales},
        examples=worked_examples(draft),
        width=max(len(item.id) for item in draft.items),
    )


def _range(draft: InstrumentDraft, scale: DraftScale) -> str:
    codings = [draft.coding(draft.items[place - 1]).values for place in scale.items]
    ends = [math.fsum(map(min, codings)), math.fsum(map(max, codings))]
    if draft.method == "mean":
        ends = [end / len(codings) for end in ends]
    return ", ".join(number(end) for end in ends)
