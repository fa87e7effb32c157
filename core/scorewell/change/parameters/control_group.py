"""People measured twice without treatment, and the figures that they give."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import partial

import numpy as np
from numpy.typing import NDArray

from scorewell.change.inputs.baseline import PairedScores
from scorewell.change.inputs.input import Input
from scorewell.change.inputs.pairs import Pairs
from scorewell.change.inputs.request import Request
from scorewell.change.options.typed_figures import Control
from scorewell.change.parameters.reliability_and_sd import Quantity
from scorewell.errors import ChangeError, Finding
from scorewell.i18n.messages import code_message, words

_HINT = (
    "give the figures (control: mean_pre, sd_pre, mean_post, sd_post, retest, n) or name the "
    "group of the data that was not treated (control_group)"
)
_WORDS = {
    "mean_pre": "mean before",
    "sd_pre": "standard deviation before",
    "mean_post": "mean after",
    "sd_post": "standard deviation after",
    "retest": "retest correlation",
    "n": "number of people",
}


def split_control_group(
    read: Pairs, request: Request
) -> tuple[Pairs, PairedScores | None, tuple[Finding, ...]]:
    """The respondents who are judged, and the control group where one is named.

    Returns
    -------
    tuple
        The respondents outside the control group; the pairs inside it, or
        None where none is named; and a note on them.

    Raises
    ------
    ChangeError
        If no group has that label.
    """
    option = request.option("control", "control_group", asks=True)
    setting = request.setting("control_group")
    if option is None or option[0] == "control" or setting is None:
        return read, None, ()
    label = setting.value
    rows = _members(read, label, request.path)
    group = read.only(rows)
    pairs = group.paired(
        words("the complete pairs of the control group '{{ name }}'", name=label)
    )
    note = request.finding(
        "control-group",
        words(
            "the {{ n }} respondents of the control group '{{ name }}' give the control "
            "figures ({{ pairs }} complete pairs) and are not judged themselves",
            n=int(rows.sum()),
            name=label,
            pairs=pairs.n,
        ),
    )
    return read.only(~rows), pairs, (note,)


def _members(read: Pairs, label: object, path: str) -> NDArray[np.bool_]:
    if "group" not in read.frame.columns:
        raise ChangeError(
            f"{path}: the control group is '{label}', and the pairs have no groups",
            hint="name the column of the groups",
        )
    groups = read.frame["group"]
    rows: NDArray[np.bool_] = (groups.astype("string") == str(label)).to_numpy(
        dtype=np.bool_, na_value=False
    )
    if not rows.any():
        labels = ", ".join(sorted(map(str, groups.dropna().unique())))
        raise ChangeError(
            f"{path}: no respondent is in the control group '{label}'",
            hint=f"the groups are {labels or 'all empty'}",
        )
    return rows


def _figure(name: str, request: Request) -> Quantity:
    entry = request.option("control", "control_group")
    if entry is None:
        raise ChangeError(
            words(
                "{{ scale }}: this method needs figures of people who were not treated, and "
                "none are given",
                scale=request.path,
            ),
            hint=_HINT,
        )
    option, setting = entry
    if option == "control":
        return _typed_figure(name, setting.value, setting.origin, request)
    group = request.control
    if group is None:
        raise ChangeError(
            f"{request.path}: the control group '{setting.value}' is one of a sample, and "
            "there is no sample here",
            hint="give the figures themselves (control)",
        )
    value = _of_group(name, group)
    if value is None:
        raise ChangeError(
            f"{request.path}: {group.label} ({group.n}) do not tell their "
            f"{_WORDS[name]}; it takes at least three pairs that differ",
            hint=_HINT,
        )
    detail = words(
        "{{ what }} of {{ whom }}", what=code_message(_WORDS[name]), whom=group.label
    )
    source = Input(
        name=_title(name),
        value=value,
        origin="sample",
        detail=detail,
        n=group.n,
        entry="control",
        statistic=name.partition("_")[0],
    )
    return Quantity(source=source)


def _title(name: str) -> str:
    return f"control {name.replace('_', ' ')}"


def _typed_figure(name: str, control: Control, origin: str, request: Request) -> Quantity:
    value = getattr(control, name)
    if value is None:
        raise ChangeError(
            f"{request.path}: this method needs the n of the control sample, and it is not "
            "given",
            hint="give n beside the other control figures",
        )
    detail = words("{{ what }} of a control sample, typed", what=code_message(_WORDS[name]))
    source = Input(
        name=_title(name),
        value=float(value),
        origin=origin,
        detail=detail,
        citation=control.source,
        n=control.n,
    )
    return Quantity(source=source)


def _of_group(name: str, group: PairedScores) -> float | None:
    """A figure of the group; None where it cannot be told or no index can use it."""
    if group.n < 3:
        return None
    if name == "n":
        return float(group.n)
    if name == "retest":
        correlation = group.correlation
        return correlation if correlation is not None and abs(correlation) < 1 else None
    figure, occasion = name.split("_")
    return group.mean(occasion) if figure == "mean" else group.sd(occasion) or None


CONTROL: Mapping[str, Callable[[Request], Quantity]] = {
    f"control_{field.name}": partial(_figure, field.name)
    for field in fields(Control)
    if field.name != "source"
}
"""How the engine finds each figure of the control sample."""
