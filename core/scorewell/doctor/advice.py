"""What to do about answers that look turned."""

from __future__ import annotations

from collections.abc import Collection

from scorewell.responses import Binding
from scorewell.responses.codes import reversed_items

__all__ = ["turning_back"]


def turning_back(binding: Binding, items: Collection[str]) -> str:
    """The option by which items that look turned are read as they should; empty if none does.

    Only items that a scale reverses can have been reversed before.

    Parameters
    ----------
    binding : Binding
        How the items were read.
    items : collection of str
        The items that look turned.
    """
    known = reversed_items(binding.instrument)
    if not items or not set(items) <= set(known):
        return ""
    if set(items) <= binding.mirrored:
        return "they were read as reversed already; if they are not, leave that out"
    named = [item for item in known if item in {*items, *binding.mirrored}]
    listed = ",".join(["all"] if named == known else named)
    written = listed.replace(",", ", ")
    return f"--reversed-already {listed} (in a study: reversed_already: [{written}])"
