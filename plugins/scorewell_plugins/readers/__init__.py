"""The file formats that answers come in."""

from __future__ import annotations

from collections.abc import Callable

from scorewell.formats import Reader
from scorewell.hookspecs import hookimpl
from scorewell_plugins.readers import columnar, excel, forms, qualtrics, redcap, spss, text

READERS: tuple[Reader, ...] = (
    *text.READERS,
    *columnar.READERS,
    *excel.READERS,
    *spss.READERS,
    *redcap.READERS,
    *qualtrics.READERS,
    *forms.READERS,
)


@hookimpl
def register_readers(register: Callable[[Reader], None]) -> None:
    """Offer every bundled reader."""
    for reader in READERS:
        register(reader)
