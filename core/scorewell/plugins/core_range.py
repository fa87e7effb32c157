"""Whether a distribution was made for this version of scorewell."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["core_range", "core_version", "fits"]

_OURS = re.compile(r"\s*scorewell\s*(\[|\(|;|[<>=!~]|$)", re.IGNORECASE)


def core_version() -> str:
    """Version of the scorewell that runs."""
    from importlib.metadata import version

    return version("scorewell")


def core_range(requires: Iterable[str]) -> str:
    """The versions of scorewell that a distribution asks for; empty for any.

    Parameters
    ----------
    requires : iterable of str
        The ``Requires-Dist`` lines of its metadata, that is the
        ``dependencies`` of its ``pyproject.toml``. What only an extra asks
        for does not count.

    Examples
    --------
    >>> core_range(["pandas", "scorewell>=0.1,<2", 'scorewell>=9; extra == "later"'])
    '<2,>=0.1'
    """
    ours = [line for line in requires if _OURS.match(line)]
    if not ours:
        return ""
    from packaging.requirements import InvalidRequirement, Requirement

    parts: list[str] = []
    for line in ours:
        try:
            requirement = Requirement(line)
        except InvalidRequirement:  # the installer's business, not ours
            continue
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            parts += sorted(str(each) for each in requirement.specifier)
    return ",".join(dict.fromkeys(parts))


def fits(wanted: str, *, core: str = "") -> bool:
    """Whether a version of scorewell is one of those asked for.

    Examples
    --------
    >>> fits("", core="0.1.0"), fits(">=0.1,<2", core="1.4.0"), fits(">=99", core="1.4.0")
    (True, True, False)
    """
    if not wanted:
        return True
    from packaging.specifiers import SpecifierSet

    return SpecifierSet(wanted).contains(core or core_version(), prereleases=True)
