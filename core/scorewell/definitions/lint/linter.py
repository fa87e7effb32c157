"""All rules over one file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from scorewell.definitions.lint import (
    bands,
    change,
    codings,
    conditional_items,
    coverage,
    examples,
    header,
    provenance,
    published_statistics,
    scoring_keys,
    text,
)
from scorewell.definitions.lint.rule import ExampleCheck, Rule, Subject
from scorewell.definitions.method_rules import MethodRules
from scorewell.definitions.model import Instrument
from scorewell.definitions.reading.document import Document, in_order
from scorewell.definitions.reading.load import check_document, draft
from scorewell.definitions.reading.outcome_rule_builder import load_rule
from scorewell.definitions.reading.overlay import Overlay, apply_overlay
from scorewell.definitions.reading.yaml_reader import read_document
from scorewell.errors import (
    DefinitionError,
    Finding,
    PluginError,
    ScorewellError,
    UnknownInstrumentError,
)

_MODULES = (
    header, provenance, codings, scoring_keys, conditional_items, published_statistics, bands,
    change, coverage, examples, text,
)  # fmt: skip

RULES: tuple[Rule, ...] = tuple(
    rule for module in _MODULES for rule in vars(module).values() if isinstance(rule, Rule)
)
"""Every rule, in the order of a definition."""

DOCUMENTATION_RULES = frozenset(
    rule.name
    for module in (header, provenance, coverage)
    for rule in vars(module).values()
    if isinstance(rule, Rule)
) | {codings.item_id_opaque.name, examples.example_names_unique.name}
"""The rules about sources, licences, ids and which examples there are.

A definition that breaks one of them is incomplete, but gives no other number or band for it.
"""


def lint(
    document: Document,
    instrument: Instrument,
    *,
    methods: Mapping[str, MethodRules],
    check_examples: ExampleCheck | None = None,
) -> list[Finding]:
    """Findings of the rules in one file.

    Parameters
    ----------
    document : Document
        A definition, or an overlay.
    instrument : Instrument
        What it says; with an overlay, the instrument with it applied.
    methods : mapping of str to MethodRules
        The scoring methods that there are.
    check_examples : callable, optional
        Runs the examples of an instrument and returns a finding for each wrong
        result; without it they are not run.

    Returns
    -------
    list of Finding
        In the order of the file.
    """
    subject = Subject(
        document=document, instrument=instrument, methods=methods, check_examples=check_examples
    )
    rules = [rule for rule in RULES if rule.overlays or not subject.is_overlay]
    return list(in_order(finding for rule in rules for finding in _run(rule, subject)))


def _run(rule: Rule, subject: Subject) -> list[Finding]:
    """What breaks a rule; a plugin that fails within it is a finding, too."""
    try:
        return list(rule.run(subject))
    except PluginError as error:
        paths = [
            (*path, "method")
            for path, _, scale in subject.scales()
            if f"`{scale.method}`" in error.message
        ]
        return [
            subject.document.finding("plugin-failed", path, error.message, hint=error.hint)
            for path in paths or [("scales",)]
        ]


def check(
    path: Path,
    *,
    methods: Mapping[str, MethodRules],
    check_examples: ExampleCheck | None = None,
    bases: Callable[[str], Instrument] | None = None,
    name: str = "",
) -> list[Finding]:
    """Findings in one file.

    A file with ``extends`` is an overlay, one with ``outcomes`` an outcome
    rule, one with ``measures`` a study; any other is a definition. The rules
    are applied once the file fits its schema and every reference in it leads
    somewhere; those about text to every file. Of a study the definitions that
    it uses are not checked here.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    methods, check_examples
        See :func:`lint`.
    bases : callable, optional
        ``bases(id)`` gives the instrument that an overlay extends; without it
        only the schema of an overlay is checked.
    name : str, optional
        How messages call the file.

    Returns
    -------
    list of Finding
        In the order of the file.
    """
    try:
        document = read_document(path, name=name)
    except DefinitionError as error:
        return list(error.findings)
    keys_there = document.data if isinstance(document.data, dict) else {}
    if "extends" in keys_there:
        findings = _check_overlay(document, methods=methods, bases=bases)
    elif "outcomes" in keys_there:
        findings = _check_rule(path, name=name)
    elif "measures" in keys_there:
        findings = list(check_document(document, "study"))
    else:
        findings = _check_definition(document, methods=methods, check_examples=check_examples)
    return list(in_order([*findings, *text.text_findings(document)]))


def _check_definition(
    document: Document,
    *,
    methods: Mapping[str, MethodRules],
    check_examples: ExampleCheck | None,
) -> list[Finding]:
    drafted = draft(document)
    if drafted.instrument is None:
        return [*drafted.findings, *header.open_todos(document)]
    return lint(document, drafted.instrument, methods=methods, check_examples=check_examples)


def _check_rule(path: Path, *, name: str) -> list[Finding]:
    try:
        load_rule(path, name=name)
    except DefinitionError as error:
        return list(error.findings)
    return []


def _check_overlay(
    document: Document,
    *,
    methods: Mapping[str, MethodRules],
    bases: Callable[[str], Instrument] | None,
) -> list[Finding]:
    findings = check_document(document, "overlay")
    if findings or bases is None:
        return list(findings)
    extends = document.data["extends"]
    try:
        base = bases(extends)
    except UnknownInstrumentError as error:
        return [
            document.finding("extends-exists", ("extends",), error.message, hint=error.hint)
        ]
    except ScorewellError as error:
        return [
            document.finding(
                "extends-valid", ("extends",), f"`{extends}` cannot be loaded: {error.message}",
                hint="check its definition first",
            )
        ]  # fmt: skip
    overlay = Overlay(extends=extends, name=document.data["name"], document=document)
    try:
        instrument = apply_overlay(base, overlay)
    except DefinitionError as error:
        return list(error.findings)
    return lint(document, instrument, methods=methods)
