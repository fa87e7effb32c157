"""The manifest of a result: versions, definitions, options and hashes of the data."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scorewell.definitions.model import Instrument
from scorewell.registry.plugins.content_hash import content_digest
from scorewell.study.outcome_rules import used_rules

if TYPE_CHECKING:
    from scorewell.change.options.options import ChangeOptions
    from scorewell.definitions.model import Instrument
    from scorewell.registry.registry import Registry
    from scorewell.study.approaches import ApproachUse
    from scorewell.study.plan import Measure, StudyPlan


Record = dict[str, Any]


def definitions(registry: Registry, instruments: Iterable[Instrument]) -> list[Record]:
    """Each definition once: who brings it, its version, and the hash of its file."""
    origins = {str(entry.head.file): entry.origin for entry in registry.files}
    records_by_file = {
        instrument.file: {
            "id": instrument.id,
            "version": instrument.version,
            "origin": origins.get(instrument.file, "file"),
            "file": file_name(instrument.file),
            "sha256": file_record(Path(instrument.file))["sha256"],
        }
        for instrument in instruments
    }
    return list(records_by_file.values())


def overlays(registry: Registry) -> list[Record]:
    """Each overlay in the order of its application."""
    return [
        {
            "name": overlay.name,
            "extends": overlay.extends,
            "file": file_name(overlay.document.file),
            "sha256": overlay.document.digest,
        }
        for overlay in registry.overlays
    ]


def rules(plan: StudyPlan, registry: Registry) -> list[Record]:
    """Each rule over several measures; one that a plugin makes in Python has no hash."""
    return [
        {"name": rule.name, "version": rule.version, "sha256": rule.digest}
        for rule in used_rules(plan, registry)
    ]


def plugins(registry: Registry) -> list[Record]:
    """Each plugin of another distribution, the failed and disabled ones too.

    ``registers`` says, by hook, the names that it has registered.
    """
    plugin_set = registry.plugins
    return [
        {
            "name": plugin.name,
            "kind": plugin.kind,
            "distribution": plugin.distribution,
            "version": plugin.version,
            "status": plugin.status,
            "registers": plugin_set.method_names(plugin),
            "sha256": "" if plugin.module is None else content_digest(plugin),
        }
        for plugin in plugin_set.plugins
        if plugin.kind != "bundled"
    ]


def file_record(path: Path) -> Record:
    """A file by its name, size and SHA-256."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return {"file": path.name, "bytes": path.stat().st_size, "sha256": digest.hexdigest()}


def file_name(path: str) -> str:
    """The last part of a path: a report must not tell where on a machine a file lies."""
    return path.replace("\\", "/").rpartition("/")[2]


_LIBRARIES = ("narwhals", "numpy", "pandas", "polars")


def manifest(
    plan: StudyPlan, registry: Registry, instruments: Sequence[Instrument]
) -> dict[str, Any]:
    """Versions, definitions, plugins, options and hashes of a run.

    Paths are reduced to file names: a report must not tell where on a machine
    the data lie.
    """
    return {
        "scorewell": version("scorewell"),
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in _LIBRARIES},
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "study": {"file": file_name(plan.file), "sha256": plan.digest},
        "data": [file_record(file.path) for file in plan.layout.files],
        "definitions": _definitions(registry, instruments),
        "overlays": overlays(registry),
        "plugins": plugins(registry),
        "options": {
            "occasions": {"pre": plan.layout.pre, "post": plan.layout.post},
            "course": None if plan.course is None else asdict(plan.course),
            "sudden_gains": None if plan.sudden_gains is None else asdict(plan.sudden_gains),
            "missing_codes": list(plan.missing_codes),
            "missing_codes_over_answers": plan.missing_codes_over_answers,
            "exclude_test_entries": plan.layout.exclude_test_entries,
            "findings": dict(plan.layout.policies),
            "call": _options(plan.call),
            "sensitivity": plan.sensitivity,
            "approaches": _approaches(plan.approaches),
            "growth": plan.growth,
            "small_counts": plan.count_limit,
            "synthetic": plan.synthetic,
            "slope_reliability": plan.slope_reliability,
            "change": _options(plan.change),
            "measures": [_measure(measure) for measure in plan.measures],
        },
    }


def _definitions(registry: Registry, instruments: Sequence[Instrument]) -> list[dict[str, Any]]:
    """Each definition with its overlays; ``sha256`` is of all of them, in order."""
    return [
        {
            **definition,
            "definition_sha256": definition["sha256"],
            "sha256": instrument.digest,
            "overlays": [origin.name for origin in instrument.overlays],
            **_accepted_errors(instrument),
        }
        for instrument in instruments
        for definition in definitions(registry, [instrument])
    ]


def _options(options: ChangeOptions) -> dict[str, Any]:
    return {key: value for key, value in asdict(options).items() if value is not None}


def _measure(measure: Measure) -> dict[str, Any]:
    return {
        "instrument": measure.instrument,
        "columns": measure.columns,
        "totals": dict(measure.totals),
        "coding": measure.coding,
        "codes": dict(measure.codes),
        "missing_codes": None if measure.missing_codes is None else list(measure.missing_codes),
        "missing_codes_over_answers": measure.missing_codes_over_answers,
        "reversed_already": list(measure.reversed_already),
        "scales": list(measure.scales),
        "change": _options(measure.change),
        "by_scale": {scale: _options(options) for scale, options in measure.by_scale.items()},
        "approaches": _approaches(measure.approaches),
    }


def _approaches(uses: Sequence[ApproachUse]) -> list[dict[str, Any]]:
    return [
        {
            "approach": use.approach,
            "parameters": dict(use.parameters),
            "scales": list(use.scales),
            "change": _options(use.change),
        }
        for use in uses
    ]


def _accepted_errors(instrument: Instrument) -> Record:
    """The errors with which a definition was used; nothing where it has none."""
    errors = [
        {
            "file": file_name(finding.file),
            "line": finding.line,
            "column": finding.column,
            "code": finding.code,
            "message": finding.message,
        }
        for finding in instrument.accepted_errors
    ]
    return {"accepted_errors": errors} if errors else {}
