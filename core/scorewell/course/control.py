"""Respondents who were not treated, set apart from those who are followed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scorewell.change.request import Request
from scorewell.course.grid import Grid
from scorewell.errors import ChangeError, Finding

__all__ = ["without_control"]


def without_control(grid: Grid, request: Request) -> tuple[Grid, tuple[Finding, ...]]:
    """The grid without the control group that the options name, and a note on it.

    As for two occasions, the control group is not judged, and its scores are
    in no figure of the sample.

    Raises
    ------
    ChangeError
        If no respondent is in a group of that name.
    """
    said = request.said("control_group")
    if said is None:
        return grid, ()
    label = str(said.value)
    inside = np.zeros(len(grid.ids), dtype=bool)
    if grid.group is not None:
        inside = (grid.group.astype("string") == label).to_numpy(dtype=bool, na_value=False)
    if not inside.any():
        raise ChangeError(
            f"{request.where}: no respondent is in the control group '{label}'",
            hint="name the column of the groups, and the group as it is written",
        )
    note = request.finding(
        "control-group",
        f"the {int(inside.sum())} respondents of the control group '{label}' are not followed",
    )
    rows = np.flatnonzero(~inside)
    kept = replace(
        grid,
        ids=grid.ids.take(rows).reset_index(drop=True),
        group=None if grid.group is None else grid.group.take(rows).reset_index(drop=True),
        times=None if grid.times is None else grid.times[rows],
        **{name: getattr(grid, name)[rows] for name in ("scores", "listed", "reason", "start")},
    )
    return kept, (note,)
