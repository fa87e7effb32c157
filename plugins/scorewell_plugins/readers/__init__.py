"""The file formats that answers come in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from scorewell.registry.hookspecs import hookimpl

if TYPE_CHECKING:
    from scorewell.registry.contracts.files import Reader


@hookimpl
def register_readers(register: Callable[[Reader], None]) -> None:
    """Offer every bundled reader."""
    from scorewell_plugins.readers import (
        columnar,
        excel,
        forms,
        qualtrics,
        redcap,
        spss,
        text,
    )

    for module in (text, columnar, excel, spss, redcap, qualtrics, forms):
        for reader in module.READERS:
            register(reader)
