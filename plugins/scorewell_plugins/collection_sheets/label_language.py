"""The language of the labels in an empty sheet."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scorewell.errors import DataError, did_you_mean

if TYPE_CHECKING:
    from scorewell.definitions.model import Coding, Instrument


def language_tag(name: str) -> str:
    """The tag of a language that is named, or of a file of its texts (``de.po``)."""
    from scorewell.i18n.catalog import read_language

    return read_language(name).tag if name.endswith(".po") else name.strip()


def in_language(instrument: Instrument, language: str, *, strict: bool) -> Instrument:
    """The instrument with the labels of its answers in another language.

    Codings without any label stay as they are. The labels of the definition
    become a translation in their place, so that nothing is lost.

    Parameters
    ----------
    instrument : Instrument
        The instrument.
    language : str
        Tag of the language; case does not matter.
    strict : bool
        Whether absent labels in the language are an error, instead of
        staying as they are.
    """
    codings = {item.coding.id: item.coding for item in instrument.items}
    translations = {name: _with_labels_in(coding, language) for name, coding in codings.items()}
    untranslated = [
        coding
        for name, coding in codings.items()
        if translations[name] is None and _worded(coding)
    ]
    if strict and untranslated:
        languages = list(dict.fromkeys(tag for coding in untranslated for tag in coding.labels))
        raise DataError(
            f"{instrument.id}: the answers ({untranslated[0].id}) have no labels in the "
            f"language '{language}'; there are {', '.join(languages)}",
            hint=did_you_mean(language, languages)
            or "an overlay adds the labels of a form in it; name it with --overlay FILE",
        )
    new_codings = {name: translations[name] or coding for name, coding in codings.items()}
    items = (replace(item, coding=new_codings[item.coding.id]) for item in instrument.items)
    return replace(
        instrument, items=tuple(items), codings={**instrument.codings, **new_codings}
    )


def _worded(coding: Coding) -> bool:
    return any(answer.label for answer in coding.answers)


def _with_labels_in(coding: Coding, language: str) -> Coding | None:
    """The coding with its labels in a language; None where it has none."""
    from scorewell.definitions.model import Translation

    tags = {name.casefold(): name for name in coding.labels}
    tag = tags.get(language.casefold().replace("_", "-"), "")
    if not tag:
        return None
    if tag == coding.language:
        return coding
    labels = zip(coding.answers, coding.labels[tag], strict=True)
    other_translations = (
        translation for translation in coding.translations if translation.language != tag
    )
    previous = Translation(language=coding.language, labels=coding.labels[coding.language])
    return replace(
        coding,
        answers=tuple(replace(answer, label=label) for answer, label in labels),
        language=tag,
        translations=(previous, *other_translations),
    )
