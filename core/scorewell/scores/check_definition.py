"""Every error of a definition, the errors of its own examples among them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from scorewell.definitions.lint.linter import check
from scorewell.definitions.model import Instrument
from scorewell.errors import Finding
from scorewell.registry.contracts import ScoringMethod
from scorewell.scores.examples import check_examples


def definition_problems(
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
        order of the file; no warnings.
    """
    findings = check(
        path,
        methods=methods,
        check_examples=partial(check_examples, methods=methods),
        bases=bases,
        name=name,
    )
    return [finding for finding in findings if finding.severity == "error"]
