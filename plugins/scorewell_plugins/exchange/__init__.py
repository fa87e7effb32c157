"""Forms of other systems: FHIR questionnaires and REDCap data dictionaries.

``fhir`` and ``redcap`` write and read them, ``unsupported`` says which parts of a definition
they cannot hold, and ``commands`` has ``scorewell export`` and ``scorewell import``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from scorewell.registry.hookspecs import hookimpl

if TYPE_CHECKING:
    import typer

    from scorewell.registry.contracts.exchange import Exporter, Importer


@hookimpl
def register_exporters(register: Callable[[Exporter], None]) -> None:
    """Offer FHIR and REDCap."""
    from scorewell_plugins.exchange import fhir, redcap

    for exporter in (*fhir.EXPORTERS, redcap.EXPORTER):
        register(exporter)


@hookimpl
def register_importers(register: Callable[[Importer], None]) -> None:
    """Offer FHIR and REDCap."""
    from scorewell_plugins.exchange import fhir, redcap

    for importer in (fhir.IMPORTER, redcap.IMPORTER):
        register(importer)


@hookimpl
def register_commands(app: typer.Typer) -> None:
    """Add ``export`` and ``import``."""
    from scorewell.cli.options.help_panels import AUTHORING, INSTRUMENTS
    from scorewell_plugins.exchange.commands import export_, import_

    app.command("export", rich_help_panel=INSTRUMENTS)(export_)
    app.command("import", rich_help_panel=AUTHORING)(import_)
