"""The bundled outcome rules: one YAML file each, beside this module."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from scorewell.registry.hookspecs import hookimpl

if TYPE_CHECKING:
    from scorewell.definitions.model import OutcomeRule


@hookimpl
def register_outcome_rules(register: Callable[[OutcomeRule], None]) -> None:
    """Offer the rules in the files beside this module."""
    from scorewell.definitions.reading.outcome_rule_builder import load_rule

    for path in sorted(Path(__file__).parent.glob("*.yaml")):
        register(load_rule(path, name=path.name))
