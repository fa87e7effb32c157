"""A study file to its plan, its registry and its result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from scorewell.cli.options.data import open_registry
from scorewell.cli.output.rows import progress

if TYPE_CHECKING:
    from scorewell.registry.registry import Registry
    from scorewell.study.plan import StudyPlan
    from scorewell.study.result import StudyResult


def read_study(
    context: typer.Context, path: Path, *, accept_errors: bool = False
) -> tuple[StudyPlan, Registry]:
    """The plan in a study file, and the registry with its definitions and overlays."""
    from scorewell.study.plan import read_plan

    plan = read_plan(path)
    registry = open_registry(
        context, plan.instruments, plan.overlays, accept_errors=accept_errors
    )
    return plan, registry


def run_study_file(
    context: typer.Context,
    path: Path,
    *,
    sensitivity: bool = False,
    accept_errors: bool = False,
) -> tuple[StudyPlan, StudyResult]:
    """The plan in a study file, and its result."""
    from scorewell.study.run import run_study

    plan, registry = read_study(context, path, accept_errors=accept_errors)
    plan = replace(plan, sensitivity=plan.sensitivity or sensitivity)
    with progress() as report:
        return plan, run_study(plan, registry=registry, progress=report)


def require_comparison(path: Path, entries: Sequence[object] | str) -> None:
    """Refuse a study that compares nothing.

    Raises
    ------
    ScorewellError
        If there are no entries.
    """
    from scorewell.errors import ScorewellError

    if not entries:
        raise ScorewellError(
            f"{path} compares no scale between two occasions",
            hint="name the occasions pre and post, and a scale with a better end",
        )
