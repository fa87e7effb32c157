"""What plugins and the engine agree on; plugin authors import it from here.

``scoring``: a method that turns the parts of a scale (its items, or the scales of a composite)
into one score, as a narwhals expression. ``change``: an index that compares pairs of scores, on
NumPy arrays; an approach that turns pairs into outcomes or a verdict on the group; a growth
method for the scores of all occasions. ``files``: readers and writers of file formats.
``exchange``: forms of other systems. ``strata``: groups by sex and age, for scoring methods
that depend on them. Rules over several measures come from ``scorewell.definitions.model``.

All are values with a name and a description, which plugins register through the hooks in
``scorewell.registry.hookspecs``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scorewell._lazy import lazy_names

if TYPE_CHECKING:
    from scorewell.definitions.method_rules import PartFacts
    from scorewell.definitions.model import (
        Amount,
        Condition,
        Edge,
        MeasureThresholds,
        OutcomeRule,
        Role,
        RuleOption,
        RuleOutcome,
    )
    from scorewell.registry.contracts.change import (
        Approach,
        ApproachContext,
        ApproachResult,
        ChangeIndex,
        ChangeMethod,
        ExpectedLine,
        GrowthMethod,
        Slopes,
    )
    from scorewell.registry.contracts.exchange import (
        Exporter,
        ExportFile,
        Importer,
        ImportOptions,
    )
    from scorewell.registry.contracts.files import (
        Reader,
        ReadOptions,
        Table,
        Writer,
        combined_names,
        heading_rows,
        library_missing,
        refuse_unused,
    )
    from scorewell.registry.contracts.scoring import Parts, ScoringMethod, add
    from scorewell.registry.contracts.strata import CovariateColumn, belongs, unknown_names

__all__ = [
    "Amount",
    "Approach",
    "ApproachContext",
    "ApproachResult",
    "ChangeIndex",
    "ChangeMethod",
    "Condition",
    "CovariateColumn",
    "Edge",
    "ExpectedLine",
    "ExportFile",
    "Exporter",
    "GrowthMethod",
    "ImportOptions",
    "Importer",
    "MeasureThresholds",
    "OutcomeRule",
    "PartFacts",
    "Parts",
    "ReadOptions",
    "Reader",
    "Role",
    "RuleOption",
    "RuleOutcome",
    "ScoringMethod",
    "Slopes",
    "Table",
    "Writer",
    "add",
    "belongs",
    "combined_names",
    "heading_rows",
    "library_missing",
    "refuse_unused",
    "unknown_names",
]

__getattr__ = lazy_names(
    __name__,
    {
        "change": (
            "Approach",
            "ApproachContext",
            "ApproachResult",
            "ChangeIndex",
            "ChangeMethod",
            "ExpectedLine",
            "GrowthMethod",
            "Slopes",
        ),
        "exchange": ("ExportFile", "Exporter", "ImportOptions", "Importer"),
        "files": (
            "ReadOptions",
            "Reader",
            "Table",
            "Writer",
            "combined_names",
            "heading_rows",
            "library_missing",
            "refuse_unused",
        ),
        "scoring": ("Parts", "ScoringMethod", "add"),
        "scorewell.definitions.method_rules": ("PartFacts",),
        "scorewell.definitions.model": (
            "Amount",
            "Condition",
            "Edge",
            "MeasureThresholds",
            "OutcomeRule",
            "Role",
            "RuleOption",
            "RuleOutcome",
        ),
        "strata": ("CovariateColumn", "belongs", "unknown_names"),
    },
)
