"""What a result was made with, so that it can be made again and compared."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from scorewell.model import Instrument
from scorewell.study.made_with import (
    definitions,
    file_name,
    file_record,
    overlays,
    plugins,
)

if TYPE_CHECKING:
    from scorewell.change import ChangeOptions
    from scorewell.registry import Registry
    from scorewell.study.approaches import ApproachUse
    from scorewell.study.plan import Measure, StudyPlan

__all__ = ["manifest"]

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
        "data": [file_record(file.path) for file in plan.data],
        "definitions": _definitions(registry, instruments),
        "overlays": overlays(registry),
        "plugins": plugins(registry),
        "options": {
            "occasions": {"pre": plan.pre, "post": plan.post},
            "course": None if plan.course is None else asdict(plan.course),
            "sudden_gains": None if plan.sudden_gains is None else asdict(plan.sudden_gains),
            "missing_codes": list(plan.missing_codes),
            "findings": dict(plan.policies),
            "call": _options(plan.call),
            "sensitivity": plan.sensitivity,
            "approaches": _approaches(plan.approaches),
            "growth": plan.growth,
            "change": _options(plan.change),
            "measures": [_measure(measure) for measure in plan.measures],
        },
    }


def _definitions(registry: Registry, instruments: Sequence[Instrument]) -> list[dict[str, Any]]:
    """Each definition with its overlays; ``sha256`` is of all of them, in order."""
    return [
        {
            **own,
            "definition_sha256": own["sha256"],
            "sha256": instrument.digest,
            "overlays": [origin.name for origin in instrument.overlays],
        }
        for instrument in instruments
        for own in definitions(registry, [instrument])
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
        "reversed_already": list(measure.reversed_already),
        "scales": list(measure.scales),
        "change": _options(measure.change),
        "by_scale": {scale: _options(each) for scale, each in measure.by_scale.items()},
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
