"""``scorewell lock``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from scorewell.cli.options.common import Overwrite, registry
from scorewell.cli.output.rows import note


def lock(
    context: typer.Context,
    study: Annotated[Path, typer.Argument(metavar="STUDY.yaml", help="The study file.")],
    overwrite: Overwrite = False,
) -> None:
    """Pin what a study is made with, in STUDY.lock.json beside it.

    That is the version of scorewell, the definitions, overlays and outcome rules that the study
    uses, and every working plugin that is not bundled, each with its version and hash.
    `scorewell evaluate STUDY.yaml --locked` then refuses anything else. Data are not pinned.
    """
    from scorewell.io.atomic_write import written_whole
    from scorewell.study.lock import lock_file, make_lock
    from scorewell.study.plan import read_plan

    plan = read_plan(study)
    known = registry(context, list(plan.instruments), list(plan.overlays))
    made = make_lock(plan, known)
    target = lock_file(study)
    with written_whole(target, overwrite=overwrite, inputs=[study]) as temporary:
        temporary.write_text(
            json.dumps(made, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
        )
    counts = ", ".join(
        f"{len(entries)} {part}" for part, entries in made.items() if isinstance(entries, list)
    )
    note(f"Locked in {target}: scorewell {made['scorewell']}, {counts}")
