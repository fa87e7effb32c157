"""Imports that wait until they are needed: public names, and what results call from above."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

EXPLANATIONS: list[Callable[[], None]] = []
"""Imports of the packages that register explanations; each is run once and removed."""

DISPLAYS: list[Callable[[], None]] = []
"""Imports of the packages that register HTML and figures; each is run once and removed."""


def run_imports(imports: list[Callable[[], None]]) -> None:
    """Run the imports that are still waiting in a list."""
    while imports:
        imports.pop()()


def lazy_names(package: str, homes: Mapping[str, Sequence[str]]) -> Callable[[str], Any]:
    """A module-level ``__getattr__`` for ``package``, whose ``dir`` lists the names at once.

    Parameters
    ----------
    package : str
        Name of the package, its ``__name__``.
    homes : mapping of str to sequence of str
        Submodule to the public names that live in it; of another package by
        its whole name.
    """
    module = sys.modules[package]
    home_of = {name: home for home, names in homes.items() for name in names}

    def get(name: str) -> Any:
        if name not in home_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        home = home_of[name]
        path = home if home.startswith("scorewell.") else f"{package}.{home}"
        value = getattr(importlib.import_module(path), name)
        setattr(module, name, value)
        return value

    vars(module)["__dir__"] = lambda: sorted({*vars(module), *home_of})
    return get
