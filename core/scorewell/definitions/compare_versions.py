"""Two definitions side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from scorewell.definitions.model import Band, Coding, Instrument, Item, Stratum
from scorewell.definitions.model.keys import DocumentField, Effect, document_fields

EFFECTS: Mapping[Effect, str] = {
    "scores": "can alter a score",
    "judgements": "can alter a class, a band, a cut-off or an alert, and no score",
    "words": "alters no number",
}
"""What a change can alter, the gravest first."""


def effect(path: tuple[str, ...], kind: str) -> Effect:
    """What a change at a path of a definition can alter.

    Parameters
    ----------
    path : tuple of str
        For example ``("scales", "total", "reversed")``.
    kind : {'added', 'removed', 'changed'}
        What happened there.

    Returns
    -------
    {'scores', 'judgements', 'words'}
        The gravest that can follow, as the fields of the model classes say. What they do
        not say counts as altering scores.

    Examples
    --------
    >>> effect(("scales", "total", "norms", "clinical", "mean"), "changed")
    'judgements'
    >>> effect(("scales", "total", "key", "locator"), "changed")
    'words'
    """
    grave = list(EFFECTS)
    effect_so_far: Effect = "scores"
    model: type | None = Instrument
    steps = list(path)
    while steps and model is not None:
        field = _field(model, steps.pop(0))
        if field is None:
            break
        effect_so_far = max(effect_so_far, field.key.alters or effect_so_far, key=grave.index)
        model = field.model
        if field.container is None:
            continue
        if kind == "added" and len(steps) < 2 and (len(steps) == 1 or len(path) > 1):
            effect_so_far = max(
                effect_so_far, field.key.adding_alters or effect_so_far, key=grave.index
            )
        del steps[:1]  # the name of the entry
    return effect_so_far


def _field(model: type, name: str) -> DocumentField | None:
    return next((field for field in document_fields(model) if field.name == name), None)


Facts = dict[str, Any]

_NOT_FACTS = {"version", "digest", "file", "overlays", "accepted_errors", "origin"}


def facts(instrument: Instrument) -> Facts:
    """Everything that a definition says, by name: entries by id, the others by place.

    What a definition leaves out and what it says as the format understands it
    anyway are the same; so are items by position and items by id.
    """
    return _record(instrument)


def _record(value: Any) -> Facts:
    facts_by_name: Facts = {}
    for field in fields(value):
        if field.name not in _NOT_FACTS:
            entry = getattr(value, field.name)
            by_id = isinstance(value, Item) and field.name == "coding"
            facts_by_name[field.name] = entry.id if by_id else _plain_value(entry)
    return {
        name: entry for name, entry in facts_by_name.items() if entry not in (None, "", (), {})
    }


def _plain_value(value: Any) -> Any:
    if isinstance(value, Coding):
        return _coding(value)
    if isinstance(value, Band | Stratum):
        return value.text if isinstance(value, Stratum) else f"{value.interval} {value.label}"
    if is_dataclass(value):
        return _record(value)
    if isinstance(value, Mapping):
        return {str(key): _plain_value(entry) for key, entry in value.items()}
    if isinstance(value, frozenset):
        return tuple(sorted(value))
    if isinstance(value, tuple | list):
        if value and all(
            is_dataclass(entry) and not isinstance(entry, Band) for entry in value
        ):
            return {
                _name(entry, place): _plain_value(entry) for place, entry in enumerate(value)
            }
        return tuple(_plain_value(entry) for entry in value)
    return value


def _coding(coding: Coding) -> Facts:
    labels = tuple(answer.label for answer in coding.answers)
    facts_by_name = {
        name: entry for name, entry in _record(coding).items() if name != "answers"
    }
    return {
        **facts_by_name,
        "values": coding.values,
        **({"labels": labels} if any(labels) else {}),
    }


def _name(value: Any, place: int) -> str:
    """Id or name of an entry of a list; its place where it has neither."""
    for key in ("id", "name", "target", "item", "code", "language"):
        name = getattr(value, key, "")
        if name:
            return f"{name} {place + 1}" if key in {"target", "item"} else str(name)
    return str(place + 1)


_MOST = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One fact that two definitions do not share.

    Attributes
    ----------
    path : str
        Where it stands, by id: ``scales.total.reversed``.
    kind : {'added', 'removed', 'changed'}
        Seen from the first to the second.
    old, new : str
        What was said; empty where nothing was.
    effect : {'scores', 'judgements', 'words'}
        What it can alter; see :data:`~scorewell.definitions.compare_versions.EFFECTS`.
    """

    path: str
    kind: str
    old: str
    new: str
    effect: Effect


def compare(old: Instrument, new: Instrument) -> tuple[Difference, ...]:
    """Every fact that two definitions do not share, in the order of a definition.

    Parameters
    ----------
    old, new : Instrument
        Two versions, without overlays.

    Returns
    -------
    tuple of Difference
        Comments, layout and the version number are no facts. An entry that
        only one of them has is one difference, not one for each of its parts.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from scorewell.registry.registry import open_registry
    >>> pseq = open_registry().load("pseq")
    >>> turned = replace(pseq, scales=(replace(pseq.scale("total"), better="lower"),))
    >>> [(each.path, each.old, each.new, each.effect) for each in compare(pseq, turned)]
    [('scales.total.better', 'higher', 'lower', 'judgements')]
    """
    return tuple(_walk(facts(old), facts(new), ()))


def _walk(old: Facts, new: Facts, path: tuple[str, ...]) -> Iterator[Difference]:
    for name in dict.fromkeys([*old, *new]):
        place = (*path, name)
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        if isinstance(before, dict) and isinstance(after, dict):
            yield from _walk(before, after, place)
            continue
        # A list of entries that one of them leaves out: its entries, one by one.
        if len(place) in {1, 3} and isinstance(before or after, dict) and _holds_entries(place):
            yield from _walk(before or {}, after or {}, place)
            continue
        kind = "added" if before is None else "removed" if after is None else "changed"
        yield Difference(
            path=".".join(place),
            kind=kind,
            old=_value_text(before),
            new=_value_text(after),
            effect=effect(place, kind),
        )


def _holds_entries(path: tuple[str, ...]) -> bool:
    """Whether a list of entries stands at a path of a definition, or a part of a scale."""
    field = _field(Instrument, path[0])
    return path[0] == "scales" or (field is not None and field.model is not None)


def _value_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):
        text = "; ".join(f"{key}: {_value_text(entry)}" for key, entry in value.items())
    elif isinstance(value, tuple):
        text = ", ".join(_value_text(entry) for entry in value)
    elif isinstance(value, float):
        text = f"{value:g}"
    else:
        text = str(value)
    return text if len(text) <= _MOST else f"{text[: _MOST - 3]}..."


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionCheck:
    """What follows from the differences of two versions.

    Attributes
    ----------
    effect : {'scores', 'judgements', 'words', ''}
        The gravest of the differences; empty where there is none.
    fits : bool
        Whether the version number says so.
    message : str
        Both in a sentence.
    """

    effect: Effect | str
    fits: bool
    message: str


def judge_version(differences: Sequence[Difference], *, old: str, new: str) -> VersionCheck:
    """Whether a new version number says what a change can alter.

    A change that can alter a score raises the first number; one that can
    alter a judgement, or adds something, at least the second; any other at
    least the third. While the first number is 0, the second stands for it.

    Parameters
    ----------
    differences : sequence of Difference
        From the old version to the new one.
    old, new : str
        Their version numbers, such as ``1.4.0``.

    Examples
    --------
    >>> score = Difference(path="scales.total.method", kind="changed", old="sum", new="mean",
    ...     effect="scores")
    >>> judge_version([score], old="1.4.0", new="1.5.0").message
    'a score can change, so the version after 1.4.0 is 2.0.0 or later, not 1.5.0'
    >>> judge_version([score], old="1.4.0", new="2.0.0").fits
    True
    """
    effects = {difference.effect for difference in differences}
    gravest = next((effect for effect in EFFECTS if effect in effects), "")
    before, after = _numbers(old), _numbers(new)
    if not differences:
        fits = after >= before
        text = "nothing that a definition says differs"
        return _version_check("", fits, text if fits else f"{text}, and {new} is before {old}")
    adds = any(difference.kind == "added" for difference in differences)
    step = 0 if gravest == "scores" else 1 if gravest == "judgements" or adds else 2
    if before[0] == 0:
        step = min(step + 1, 2)
    least = (*before[:step], before[step] + 1, *(0 for _ in before[step + 1 :]))
    reason = {
        "scores": "a score can change",
        "judgements": "no score can change, but a class, band, cut-off or alert can",
        "words": "no number can change",
    }[gravest]
    if after >= least:
        return _version_check(gravest, True, f"{reason}, and the version number says so")
    least_version = ".".join(map(str, least))
    return _version_check(
        gravest,
        False,
        f"{reason}, so the version after {old} is {least_version} or later, not {new}",
    )


def _version_check(effect: Effect | str, fits: bool, message: str) -> VersionCheck:
    return VersionCheck(effect=effect, fits=fits, message=message)


def _numbers(version: str) -> tuple[int, ...]:
    first, second, third = version.split(".")
    return int(first), int(second), int(third)
