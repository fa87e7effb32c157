"""TODO."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, kw_only=True)
class RuleUse:
    """One outcome rule as a study asks for it.

    Attributes
    ----------
    rule : str
        Name of a registered rule, or path of a rule file.
    measures : mapping of str to str
        Role to ``instrument.scale``.
    options : mapping of str to str
        Option of the rule to choice.
    """

    rule: str
    measures: Mapping[str, str]
    options: Mapping[str, str] = field(default_factory=dict)


def read_uses(entries: Iterable[Mapping[str, Any]], base: Path) -> tuple[RuleUse, ...]:
    """The ``rules`` of a study file; paths are relative to ``base``."""
    return tuple(
        RuleUse(
            rule=str(base / each["rule"]) if _is_file(each["rule"]) else each["rule"],
            measures=each["measures"],
            options=each.get("options", {}),
        )
        for each in entries
    )


def _is_file(name: str) -> bool:
    return name.lower().endswith((".yaml", ".yml"))
