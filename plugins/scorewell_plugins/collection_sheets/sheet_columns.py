"""The columns of an empty sheet, and whether its answers are labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from scorewell.errors import DataError

if TYPE_CHECKING:
    from scorewell.definitions.model import Coding, Covariate, Instrument


FIXED_COLUMNS = ("respondent", "occasion", "date")
LONGEST_LIST = 255
"""Maximum number of characters of a list in Excel."""


def header(instruments: Sequence[Instrument], *, labels: bool = False) -> list[str]:
    """Names of the columns; items of different instruments must differ."""
    items = [item.id for instrument in instruments for item in instrument.items]
    if len(set(items)) < len(items):
        raise DataError("two of the instruments have items of the same id")
    marker_names = [
        *coding_markers(instruments),
        *(language_markers(instruments) if labels else ()),
    ]
    return [*FIXED_COLUMNS, *covariates(instruments), *marker_names, *items]


def covariates(instruments: Sequence[Instrument]) -> dict[str, Covariate]:
    """The covariates of all instruments by name."""
    covariates_by_name: dict[str, Covariate] = {}
    for instrument in instruments:
        for name, covariate in instrument.covariates.items():
            earlier = covariates_by_name.setdefault(name, covariate)
            if (earlier.values, earlier.unit) != (covariate.values, covariate.unit):
                raise DataError(
                    f"{instrument.id} and another of the instruments mean different things by "
                    f"the covariate '{name}'",
                    hint="make a sheet for each of them",
                )
            if covariate.low < earlier.low or covariate.high > earlier.high:
                low, high = min(covariate.low, earlier.low), max(covariate.high, earlier.high)
                covariates_by_name[name] = replace(earlier, low=low, high=high)
    return covariates_by_name


def coding_markers(instruments: Sequence[Instrument]) -> dict[str, Instrument]:
    """Instrument by the column that names the encoding, where there are several encodings."""
    from scorewell.answers.columns.marker_columns import coding_marker_name

    return {
        coding_marker_name(instrument): instrument
        for instrument in instruments
        if any(item.coding.alternatives for item in instrument.items)
    }


def language_markers(instruments: Sequence[Instrument]) -> dict[str, Coding]:
    """Coding by the column that names the language of the labels, where there are several."""
    from scorewell.answers.columns.marker_columns import language_marker_name

    codings_by_marker = {}
    for instrument in instruments:
        codings = {item.coding.id: item.coding for item in instrument.items}.values()
        several = [
            coding for coding in codings if len(coding.labels) > 1 and shows_labels(coding)
        ]
        if len({coding.language for coding in several}) == 1:
            codings_by_marker[language_marker_name(instrument, several[0].language)] = several[
                0
            ]
    return codings_by_marker


def shows_labels(coding: Coding) -> bool:
    """Whether all answers have a label, the labels differ, and they fit into a list."""
    words = [*(answer.label.strip() for answer in coding.answers), *not_applicable(coding)]
    fits = len(",".join(words)) <= LONGEST_LIST and not any("," in word for word in words)
    return coding.has_labels and fits and len({word.casefold() for word in words}) == len(words)


def not_applicable(coding: Coding) -> list[str]:
    """The code for an item that does not apply, if there is one: words before numbers."""
    codes = sorted(coding.not_applicable, key=lambda code: not isinstance(code, str))
    texts = [code if isinstance(code, str) else f"{code:.15g}" for code in codes]
    return [text for text in texts if "," not in text][:1]
