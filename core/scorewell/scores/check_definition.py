"""Errors of a definition, and definitions that are checked before they are used for work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from scorewell.errors import DefinitionError, Finding

if TYPE_CHECKING:
    from scorewell.definitions.model import Instrument
    from scorewell.registry.contracts import ScoringMethod
    from scorewell.registry.registry import Registry

_ERRORS: dict[tuple[object, ...], tuple[tuple[ScoringMethod, ...], tuple[Finding, ...]]] = {}
"""Errors by file, content with overlays, and identity of the scoring methods.

The methods are kept with them, so that no later method has the same identity.
"""


def load_checked(registry: Registry, name: str) -> Instrument:
    """Load an instrument for work: to score, to judge change, to simulate.

    A definition that is not bundled, and every overlay, is checked first: the linter's rules
    by which a score, a band or a class can be wrong, and the definition's own examples. The
    bundled ones are checked before they are released.

    Parameters
    ----------
    registry : Registry
        Its ``accept_errors`` says whether a definition with errors is used all the same.
    name : str
        As for :meth:`~scorewell.registry.registry.Registry.load`.

    Returns
    -------
    Instrument
        With the errors that were accepted, if there are any.

    Raises
    ------
    UnknownInstrumentError, ClashError
        If the name leads to no instrument, or to several.
    DefinitionError
        With every error, its line and column.
    """
    instrument = registry.load(name)
    errors = _errors(registry, name, instrument)
    if not errors:
        return instrument
    if registry.accept_errors:
        return replace(instrument, accepted_errors=errors)
    raise DefinitionError(
        f"the definition of {instrument.id} has errors, so it is not used",
        findings=errors,
        hint="correct them; `--accept-errors` (accept_errors=True in Python) uses it all the "
        "same, and every result says so",
    )


def _errors(registry: Registry, name: str, instrument: Instrument) -> tuple[Finding, ...]:
    overlays = [entry for entry in registry.overlays if entry.extends == instrument.id]
    entry = registry.find(name)
    bundled = registry.is_bundled(entry)
    if bundled and not overlays:
        return ()
    methods = registry.plugins.scoring_methods
    identities = map(id, methods.values())
    key = (entry.head.file, instrument.digest, bundled, *methods, *identities)
    if key not in _ERRORS:
        from scorewell.definitions.reading.load import load_instrument
        from scorewell.definitions.reading.overlay import apply_overlay

        file = entry.head.file
        findings = [] if bundled else definition_errors(file, methods=methods)
        base = load_instrument(file)
        for overlay in overlays:
            path = Path(overlay.document.file)
            bases = {overlay.extends: base}
            findings += definition_errors(path, methods=methods, bases=bases.__getitem__)
            base = apply_overlay(base, overlay)
        _ERRORS[key] = (tuple(methods.values()), tuple(findings))
    return _ERRORS[key][1]


def definition_errors(
    path: Path,
    *,
    methods: Mapping[str, ScoringMethod],
    bases: Callable[[str], Instrument] | None = None,
    name: str = "",
) -> list[Finding]:
    """What must be put right before a definition or an overlay is used for work.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    methods : mapping of str to ScoringMethod
        The scoring methods that there are.
    bases : callable, optional
        ``bases(id)`` gives the instrument that an overlay extends.
    name : str, optional
        How messages call the file.

    Returns
    -------
    list of Finding
        The errors of the file, the schema, the references, the rules and the examples, in the
        order of the file; no warnings, and nothing about sources, licences, ids or lacking
        examples, by which no score is wrong.
    """
    # Work with bundled definitions needs no linter, which takes time to load.
    from scorewell.definitions.lint.linter import DOCUMENTATION_RULES, check
    from scorewell.scores.examples import check_examples

    findings = check(
        path,
        methods=methods,
        check_examples=partial(check_examples, methods=methods),
        bases=bases,
        name=name,
    )
    return [
        finding
        for finding in findings
        if finding.severity == "error" and finding.code not in DOCUMENTATION_RULES
    ]
