"""The languages of the labels in the data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from scorewell.answers.columns.binding import Binding
from scorewell.answers.columns.encoding import encoding
from scorewell.answers.values.frames import collect_sheet, to_sheet
from scorewell.definitions.model import Coding
from scorewell.errors import DataError, Finding
from scorewell.registry.contracts import add
from scorewell.registry.contracts import expressions as ex

Occurring = Mapping[str, tuple[Coding, list[str]]]


def detect_languages(frame: Any, binding: Binding) -> Binding:
    """The binding with the languages in which the data has labels.

    Nothing is read where the definition has labels in one language only. If
    a single language has all the labels in the data, it is that language; if
    several have all of them, it is the one that a column names. A file with
    respondents in several languages is read in all of them.

    Raises
    ------
    DataError
        If the labels fit two languages that mean different answers by them.

    Examples
    --------
    >>> import pandas as pd
    >>> from scorewell.definitions.model import Answer, Coding, Instrument, Item, Translation
    >>> from scorewell.answers.columns.bind import bind
    >>> often = Coding(
    ...     id="often",
    ...     answers=(Answer(value=0, label="never"), Answer(value=1, label="often")),
    ...     translations=(Translation(language="de", labels=("nie", "oft")),),
    ... )
    >>> item = Item(id="q_1", position=1, coding=often, label="first")
    >>> q = Instrument(id="q", version="1.0.0", name="Q", items=(item,))
    >>> frame = pd.DataFrame({"q_1": ["Oft", "nie", None]})
    >>> detect_languages(frame, bind(list(frame), q)).languages
    ('de',)
    """
    concerned = {
        item.coding.id: item.coding
        for item in binding.instrument.items
        if item.coding.translations and item.coding.id not in binding.codes
    }
    if binding.languages or not concerned:
        return binding
    occurring = _occurring(frame, binding, concerned)
    if not occurring:
        return binding
    languages = list(
        dict.fromkeys(name for coding in concerned.values() for name in coding.labels)
    )
    fitting = [name for name in languages if all(_values(occurring, name))]
    if not fitting:
        partial = [name for name in languages if any(_values(occurring, name))]
        return replace(binding, languages=tuple(partial))
    if binding.language_marker.language in fitting:
        return replace(binding, languages=(binding.language_marker.language,))
    meanings = {name: list(_values(occurring, name)) for name in fitting}
    rival = next((name for name in fitting if meanings[name] != meanings[fitting[0]]), "")
    if rival:
        raise _ambiguity_error(binding, occurring, fitting[0], rival)
    return replace(binding, languages=(fitting[0],))


def _occurring(
    frame: Any, binding: Binding, codings: Mapping[str, Coding]
) -> dict[str, tuple[Coding, list[str]]]:
    """By coding, its labels of any language that occur in the data."""
    sheet = to_sheet(frame, list(binding.columns.values()))
    with ex.expression_backend(sheet):
        label_counts = list(_label_counts(sheet.collect_schema(), binding, codings))
        sums = [count.alias(str(place)) for place, (count, _, _) in enumerate(label_counts)]
    if not sums:
        return {}
    counts = collect_sheet(sheet.select(*sums)).row(0)
    labels_by_coding: dict[str, tuple[Coding, list[str]]] = {}
    for (_, coding, label), count in zip(label_counts, counts, strict=True):
        if count:
            labels_by_coding.setdefault(coding.id, (coding, []))[1].append(label)
    return labels_by_coding


def _label_counts(
    schema: Mapping[str, Any], binding: Binding, codings: Mapping[str, Coding]
) -> Iterator[tuple[ex.Expr, Coding, str]]:
    """How often each label occurs in the data, with its coding."""
    for coding in codings.values():
        columns = [
            column
            for item, column in binding.columns.items()
            if binding.instrument.item(item).coding.id == coding.id and _is_text(schema[column])
        ]
        for label in encoding(coding).labels if columns else ():
            texts = (ex.col(column).cast(ex.String).str.strip_chars() for column in columns)
            matches = [
                ex.when(text.str.to_lowercase() == label).then(1).otherwise(0) for text in texts
            ]
            yield add(matches).sum(), coding, label


def _is_text(dtype: Any) -> bool:
    return dtype == ex.String or isinstance(dtype, ex.Categorical | ex.Enum)


def _values(occurring: Occurring, language: str) -> Iterator[frozenset[float]]:
    """The values of each label that occurs, in a language; empty for labels of another."""
    for coding, labels in occurring.values():
        yield from (_meaning(coding, language, label) for label in labels)


def _ambiguity_error(
    binding: Binding, occurring: Occurring, first: str, second: str
) -> DataError:
    label = next(
        label
        for coding, labels in occurring.values()
        for label in labels
        if _meaning(coding, first, label) != _meaning(coding, second, label)
    )
    return DataError(
        f"{binding.instrument.id}: the labels in the data are those of the languages {first} "
        f"and {second}, which mean different answers by '{label}'",
        hint="say what each label is scored as, by --codes 'LABEL=VALUE,...' or under codes in "
        "a study file",
    )


def _meaning(coding: Coding, language: str, label: str) -> frozenset[float]:
    if language not in coding.labels:
        return frozenset()
    return encoding(coding, languages=[language]).labels.get(label, frozenset())


def language_finding(binding: Binding, file: str = "") -> Sequence[Finding]:
    """A note on the languages of the labels; none where the definition has one language."""
    if not binding.languages:
        return ()
    languages = " and ".join(binding.languages)
    message = f"{binding.instrument.id}: the answers are labels in the language {languages}"
    return (Finding(code="label-language", message=message, severity="note", file=file),)
