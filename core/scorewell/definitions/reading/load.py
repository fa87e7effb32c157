"""Files to instruments and overlays."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scorewell.definitions.model import Instrument, Origin
from scorewell.definitions.reading.builder import Builder
from scorewell.definitions.reading.document import Document, in_order
from scorewell.definitions.reading.reference_checks import (
    check_recoded_once,
    check_translations,
)
from scorewell.definitions.reading.schema_check import check_schema
from scorewell.definitions.reading.yaml_reader import read_document
from scorewell.errors import DefinitionError, Finding

if TYPE_CHECKING:
    from scorewell.definitions.reading.overlay import Overlay


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A definition as far as it could be read.

    Attributes
    ----------
    document : Document or None
        None if the file could not be read at all.
    instrument : Instrument or None
        None if it does not fit the schema or refers to what does not exist.
    findings : tuple of Finding
        Everything found, in the order of the file.
    """

    document: Document | None
    instrument: Instrument | None
    findings: tuple[Finding, ...]


def check_document(document: Document, schema: str) -> tuple[Finding, ...]:
    """What was met while reading, and what the schema of the format does not allow.

    Parameters
    ----------
    document : Document
        What was read.
    schema : {'instrument', 'overlay', 'study'}
        The format.

    Returns
    -------
    tuple of Finding
        In the order of the file.
    """
    traps = {(finding.line, finding.column) for finding in document.findings}
    # A trap is text where something else belongs: one mistake, one finding.
    findings = [
        finding
        for finding in check_schema(document, schema)
        if (finding.line, finding.column) not in traps or finding.code == "schema-missing-key"
    ]
    if schema == "overlay":
        from scorewell.definitions.reading.overlay import as_contradiction

        findings = [as_contradiction(finding) for finding in findings]
    return in_order([*document.findings, *findings])


def draft(document: Document) -> Draft:
    """A definition as far as it holds together."""
    findings = check_document(document, "instrument")
    if findings:
        return Draft(document=document, instrument=None, findings=findings)
    builder = Builder(document, origin=Origin())
    instrument = builder.document_value(Instrument, digest=document.digest, file=document.file)
    check_translations(builder, instrument.codings)
    check_recoded_once(builder, instrument)
    return Draft(
        document=document,
        instrument=None if builder.findings else instrument,
        findings=in_order(builder.findings),
    )


def read_draft(path: Path, *, name: str = "") -> Draft:
    """Read a definition and collect everything that is wrong with it."""
    try:
        return draft(read_document(path, name=name))
    except DefinitionError as error:
        return Draft(document=None, instrument=None, findings=error.findings)


def load_instrument(path: Path, *, name: str = "") -> Instrument:
    """Load one definition.

    Parameters
    ----------
    path : pathlib.Path
        The YAML file.
    name : str, optional
        How messages call it.

    Raises
    ------
    DefinitionError
        With every finding of the file: YAML, schema and references. The
        linter's further rules are not applied; see :mod:`scorewell.definitions.lint`.
    """
    draft = read_draft(path, name=name)
    if draft.instrument is None:
        raise DefinitionError(
            f"{name or path} is not a valid definition", findings=draft.findings
        )
    return draft.instrument


def load_overlay(path: Path, *, name: str = "") -> Overlay:
    """Load one overlay file; see :func:`~scorewell.definitions.reading.overlay.apply_overlay`.

    Raises
    ------
    DefinitionError
        With every finding of the file.
    """
    from scorewell.definitions.reading.overlay import Overlay

    document = read_document(path, name=name)
    findings = check_document(document, "overlay")
    if findings:
        raise DefinitionError(f"{name or path} is not a valid overlay", findings=findings)
    return Overlay(
        extends=document.data["extends"], name=document.data["name"], document=document
    )
