"""``scorewell lock``."""

from __future__ import annotations

import json

import typer

from scorewell.cli.options.data import StudyPath
from scorewell.cli.options.output import OverwriteOptions
from scorewell.cli.options.signature import options
from scorewell.cli.output.rows import note
from scorewell.cli.run_study import read_study


@options(OverwriteOptions)
def lock(context: typer.Context, study: StudyPath, output: OverwriteOptions) -> None:
    """Pin what a study is made with, in STUDY.lock.json beside it.

    That is the version of scorewell, the definitions, overlays and outcome rules that the study
    uses, and every working plugin that is not bundled, each with its version and hash.
    `scorewell evaluate STUDY.yaml --locked` then refuses anything else. Data are not pinned.
    """
    from scorewell.io.atomic_write import atomic_write
    from scorewell.study.lock import lock_file, make_lock

    content = make_lock(*read_study(context, study))
    target = lock_file(study)
    with atomic_write(target, overwrite=output.overwrite, inputs=[study]) as temporary:
        text = json.dumps(content, indent=2, ensure_ascii=False)
        temporary.write_text(text + "\n", encoding="utf-8")
    counts = ", ".join(
        f"{len(entries)} {part}"
        for part, entries in content.items()
        if isinstance(entries, list)
    )
    note(f"Locked in {target}: scorewell {content['scorewell']}, {counts}")
