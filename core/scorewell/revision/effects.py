"""What a change in a definition can alter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

__all__ = ["EFFECTS", "Effect", "effect"]

Effect = Literal["scores", "judgements", "words"]

EFFECTS: Mapping[Effect, str] = {
    "scores": "can alter a score",
    "judgements": "can alter a class, a band, a cut-off or an alert, and no score",
    "words": "alters no number",
}
"""What a change can alter, the gravest first."""

_TOP: Mapping[str, Effect] = {
    "id": "scores",
    "name": "words",
    "acronym": "words",
    "aliases": "words",
    "about": "words",
    "variants": "words",
    "licence": "words",
    "sources": "words",
    "codings": "scores",
    "covariates": "scores",
    "items": "scores",
    "skips": "scores",
    "scales": "scores",
    "alerts": "judgements",
    "codes": "words",
    "notes": "words",
    "examples": "words",
}
_WORDS_OF: Mapping[str, frozenset[str]] = {
    "codings": frozenset({"provenance", "id", "language"}),
    "covariates": frozenset({"label", "unit"}),
    "items": frozenset({"label", "text", "codes"}),
    "skips": frozenset({"provenance"}),
    "alerts": frozenset({"message", "provenance"}),
}
_SCALE: Mapping[str, Effect] = {
    "id": "scores",
    "name": "words",
    "kind": "words",
    "items": "scores",
    "scales": "scores",
    "reversed": "scores",
    "recoded": "scores",
    "left_out": "scores",
    "method": "scores",
    "parameters": "scores",
    "missing": "scores",
    "low": "scores",
    "high": "scores",
    "better": "judgements",
    "key": "words",
    "caution": "words",
    "reliability": "judgements",
    "norms": "judgements",
    "thresholds": "judgements",
    "bands": "judgements",
    "change": "judgements",
    "codes": "words",
}
_WORDS_OF_A_FIGURE = frozenset({"sample", "provenance", "name", "gap", "method", "why", "note"})


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
        The gravest that can follow. What this table does not know counts as
        altering scores.

    Examples
    --------
    >>> effect(("scales", "total", "norms", "clinical", "mean"), "changed")
    'judgements'
    >>> effect(("scales", "total", "key", "locator"), "changed")
    'words'
    """
    top = path[0]
    if top == "scales":
        return _of_scale(path, kind)
    if len(path) >= 3 and path[2] in _WORDS_OF.get(top, ()):
        return "words"
    if top == "codings":
        # A coding that no item takes, or a further encoding or language that may be used.
        further = path[2:3] in {("alternatives",), ("translations",)}
        new_one = kind == "added" and (len(path) == 2 or further)
        return "words" if new_one else "scores"
    if top == "covariates" and kind == "added" and len(path) == 2:
        return "words"  # nothing depends on it yet
    return _TOP.get(top, "scores")


def _of_scale(path: tuple[str, ...], kind: str) -> Effect:
    if len(path) <= 2:
        return "words" if kind == "added" else "scores"
    part = path[2]
    if part in {"missing", "left_out"} and "provenance" in path[3:]:
        return "words"
    found = _SCALE.get(part, "scores")
    if found == "judgements" and len(path) >= 4 and path[-1] in _WORDS_OF_A_FIGURE:
        return "words"
    if found == "judgements" and _WORDS_OF_A_FIGURE & {*path[4:]} & {"sample", "provenance"}:
        return "words"
    return found
