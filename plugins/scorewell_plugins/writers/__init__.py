"""The file formats that results are written in, one module for each kind.

``delimited`` (CSV, TSV), ``columnar`` (Parquet, Feather, JSON), ``excel`` and ``spss``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from scorewell.registry.hookspecs import hookimpl

if TYPE_CHECKING:
    from scorewell.registry.contracts.files import Writer


@hookimpl
def register_writers(register: Callable[[Writer], None]) -> None:
    """Offer every bundled writer."""
    from scorewell_plugins.writers import columnar, delimited, excel, spss

    for module in (delimited, columnar, excel, spss):
        for writer in module.WRITERS:
            register(writer)
