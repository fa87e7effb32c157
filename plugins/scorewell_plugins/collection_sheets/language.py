"""Which language the labels of an empty sheet are in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scorewell.errors import DataError, did_you_mean

if TYPE_CHECKING:
    from scorewell.definitions.model import Coding, Instrument


def language_tag(name: str) -> str:
    """The tag of a language, by itself or as a file of texts (``de.toml``) has it.

    Raises
    ------
    ScorewellError
        If the file cannot be read.
    """
    from scorewell.i18n.catalog import read_language

    return read_language(name).tag if name.endswith(".toml") else name.strip()


def in_language(instrument: Instrument, language: str, *, required: bool) -> Instrument:
    """The instrument with the labels of its answers in another language.

    Codings without any label stay as they are. The labels of the definition
    become a translation in their place, so that nothing is lost.

    Parameters
    ----------
    instrument : Instrument
        The instrument.
    language : str
        Tag of the language; case does not matter.
    required : bool
        Whether labels that are not there in the language are an error,
        instead of staying as they are.

    Raises
    ------
    DataError
        Naming the languages that there are.
    """
    codings = {item.coding.id: item.coding for item in instrument.items}
    turned = {name: _turned(coding, language) for name, coding in codings.items()}
    lacking = [
        coding for name, coding in codings.items() if turned[name] is None and _worded(coding)
    ]
    if required and lacking:
        known = list(dict.fromkeys(one for coding in lacking for one in coding.labels))
        raise DataError(
            f"{instrument.id}: the answers ({lacking[0].id}) have no labels in the language "
            f"'{language}'; there are {', '.join(known)}",
            hint=did_you_mean(language, known)
            or "an overlay adds the labels of a form in it; name it with --overlay FILE",
        )
    made = {name: turned[name] or coding for name, coding in codings.items()}
    items = (replace(item, coding=made[item.coding.id]) for item in instrument.items)
    return replace(instrument, items=tuple(items), codings={**instrument.codings, **made})


def _worded(coding: Coding) -> bool:
    return any(answer.label for answer in coding.answers)


def _turned(coding: Coding, language: str) -> Coding | None:
    """The coding with its labels in a language; None where it has none."""
    from scorewell.definitions.model import Translation

    tags = {name.casefold(): name for name in coding.labels}
    tag = tags.get(language.casefold().replace("_", "-"), "")
    if not tag:
        return None
    if tag == coding.language:
        return coding
    labels = zip(coding.answers, coding.labels[tag], strict=True)
    others = (each for each in coding.translations if each.language != tag)
    own = Translation(language=coding.language, labels=coding.labels[coding.language])
    return replace(
        coding,
        answers=tuple(replace(answer, label=label) for answer, label in labels),
        language=tag,
        translations=(own, *others),
    )
