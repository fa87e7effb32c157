"""Two definitions side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scorewell.model import Instrument
from scorewell.revision.effects import Effect, effect
from scorewell.revision.facts import Facts, facts

__all__ = ["Difference", "compare"]

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
        What it can alter; see :data:`~scorewell.revision.EFFECTS`.
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
    >>> from scorewell.registry import open_registry
    >>> pseq = open_registry().load("pseq")
    >>> turned = replace(pseq, scales=(replace(pseq.scale("total"), better="lower"),))
    >>> [(each.path, each.old, each.new, each.effect) for each in compare(pseq, turned)]
    [('scales.total.better', 'higher', 'lower', 'judgements')]
    """
    return tuple(_walk(facts(old), facts(new), ()))


def _walk(old: Facts, new: Facts, path: tuple[str, ...]) -> Iterator[Difference]:
    for name in dict.fromkeys([*old, *new]):
        here = (*path, name)
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        if isinstance(before, dict) and isinstance(after, dict):
            yield from _walk(before, after, here)
            continue
        # A list of entries that one of them leaves out: its entries, one by one.
        if len(here) in {1, 3} and isinstance(before or after, dict) and _holds_entries(here):
            yield from _walk(before or {}, after or {}, here)
            continue
        kind = "added" if before is None else "removed" if after is None else "changed"
        yield Difference(
            path=".".join(here),
            kind=kind,
            old=_shown(before),
            new=_shown(after),
            effect=effect(here, kind),
        )


def _holds_entries(path: tuple[str, ...]) -> bool:
    return path[0] == "scales" or path[-1] in {
        "codings",
        "covariates",
        "items",
        "skips",
        "alerts",
        "examples",
    }


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):
        text = "; ".join(f"{key}: {_shown(each)}" for key, each in value.items())
    elif isinstance(value, tuple):
        text = ", ".join(_shown(each) for each in value)
    elif isinstance(value, float):
        text = f"{value:g}"
    else:
        text = str(value)
    return text if len(text) <= _MOST else f"{text[: _MOST - 3]}..."
