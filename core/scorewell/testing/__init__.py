"""The kit by which plugins are tested: the same checks that scorewell's own pass.

Definitions: ``pytest --scorewell-definitions FOLDER`` collects each file and
each of its examples as a test. Everything else that a plugin brings (its hooks,
scoring and change methods, approaches, growth methods, outcome rules, readers,
writers, exporters, importers and commands): :func:`parametrize_with_checks`
makes one test per thing and check of a plugin module. Neither needs more than
pytest, and nothing here is loaded unless it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scorewell._lazy import lazy_names

if TYPE_CHECKING:
    from scorewell.testing.approach import ApproachCase, approach_checks
    from scorewell.testing.change import change_checks
    from scorewell.testing.check import Check, CheckError
    from scorewell.testing.collect import checks_of, parametrize_with_checks
    from scorewell.testing.commands import command_checks
    from scorewell.testing.exporters import exporter_checks
    from scorewell.testing.growth import growth_checks
    from scorewell.testing.hooks import hook_checks
    from scorewell.testing.importers import ImporterCase, importer_checks
    from scorewell.testing.readers import ReaderCase, reader_checks
    from scorewell.testing.rules import rule_checks
    from scorewell.testing.scoring import ScoringCase, scoring_checks
    from scorewell.testing.writers import WriterCase, writer_checks

__all__ = [
    "ApproachCase",
    "Check",
    "CheckError",
    "ImporterCase",
    "ReaderCase",
    "ScoringCase",
    "WriterCase",
    "approach_checks",
    "change_checks",
    "checks_of",
    "command_checks",
    "exporter_checks",
    "growth_checks",
    "hook_checks",
    "importer_checks",
    "parametrize_with_checks",
    "reader_checks",
    "rule_checks",
    "scoring_checks",
    "writer_checks",
]

__getattr__ = lazy_names(
    __name__,
    {
        "approach": ("ApproachCase", "approach_checks"),
        "change": ("change_checks",),
        "check": ("Check", "CheckError"),
        "collect": ("checks_of", "parametrize_with_checks"),
        "commands": ("command_checks",),
        "exporters": ("exporter_checks",),
        "growth": ("growth_checks",),
        "hooks": ("hook_checks",),
        "importers": ("ImporterCase", "importer_checks"),
        "readers": ("ReaderCase", "reader_checks"),
        "rules": ("rule_checks",),
        "scoring": ("ScoringCase", "scoring_checks"),
        "writers": ("WriterCase", "writer_checks"),
    },
)
