"""The file formats that answers come in, one module for each kind.

``delimited`` (CSV, TSV), ``columnar`` (Parquet, Feather, JSON; ``arrow`` checks Feather),
``excel`` (``workbook_package`` checks workbooks, ``cells`` reads their cells), ``spss`` (SPSS,
Stata), and the exports of ``redcap``, ``qualtrics`` and the ``survey_forms`` of Microsoft and
Google.
"""

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
        delimited,
        excel,
        qualtrics,
        redcap,
        spss,
        survey_forms,
    )

    for module in (delimited, columnar, excel, spss, redcap, qualtrics, survey_forms):
        for reader in module.READERS:
            register(reader)
