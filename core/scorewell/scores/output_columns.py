"""Names of columns: those between the stages, and those that come out."""

from __future__ import annotations

from collections.abc import Sequence

from scorewell.errors import DataError
from scorewell.scores.norms import norm_column_names
from scorewell.scores.plan import Plan

# No table of answers has columns that begin with this sign.
_MARK = "\N{SECTION SIGN}"

N_GIVEN = f"{_MARK}given"
N_INVALID = f"{_MARK}wrong"
N_CONTRADICTED = f"{_MARK}contradicted"


def ok(item: str) -> str:
    """1 where the answer to an item counts."""
    return f"{_MARK}ok {item}"


def absent(item: str) -> str:
    """1 where it is answered that an item does not apply."""
    return f"{_MARK}absent {item}"


def n_skipped() -> str:
    """How many items are blank because the form lets them be skipped."""
    return f"{_MARK}skipped"


def covariate_known(covariate: str) -> str:
    """1 where a covariate is known."""
    return f"{_MARK}known {covariate}"


def covariate(name: str) -> str:
    """Value of a covariate."""
    return f"{_MARK}covariate {name}"


def doubt(place: int) -> str:
    """1 where something about items that can be left out is in doubt."""
    return f"{_MARK}doubt {place}"


def null_reason(scale: str) -> str:
    """Why the method of a scale gives no score."""
    return f"{_MARK}why {scale}"


def value(item: str) -> str:
    """Value of the answer to an item."""
    return f"{_MARK}value {item}"


def n_answered(scale: str) -> str:
    """How many items behind a scale are answered."""
    return f"{_MARK}answered {scale}"


def n_values(scale: str) -> str:
    """How many parts of a scale have a value."""
    return f"{_MARK}count {scale}"


def n_items(scale: str) -> str:
    """How many items of a scale belong to it for this respondent."""
    return f"{_MARK}number {scale}"


def fill(scale: str) -> str:
    """What a missing part of a scale is taken to be."""
    return f"{_MARK}fill {scale}"


def score(scale: str) -> str:
    """Score of a scale."""
    return f"{_MARK}score {scale}"


def alert_targets(plan: Plan) -> tuple[str, ...]:
    """Items and shown scales that are watched, each once."""
    items = {item.id for item in plan.instrument.items}
    targets = dict.fromkeys(alert.target for alert in plan.instrument.alerts)
    return tuple(target for target in targets if target in items or target in plan.scale_ids)


def output_names(plan: Plan) -> tuple[str, ...]:
    """Names of the columns that a plan makes, in order.

    Per scale ``instrument.scale`` and, with detail, the same followed by
    ``.answered``, ``.prorated``, ``.reason``, ``.left_out`` where items can
    be, and ``.band.<id>`` of each set of bands, or of the default one; where
    it stands in each norm; then ``instrument.<item or scale>.alert``,
    ``instrument.skipped`` where items can be, and ``instrument.invalid``.
    """
    instrument = plan.instrument
    names: list[str] = []
    for scale_id in plan.scale_ids:
        score = instrument.column(scale_id)
        names.append(score)
        if plan.detail:
            names += [f"{score}.{suffix}" for suffix in ("answered", "prorated", "reason")]
            names += [f"{score}.left_out"] if instrument.scale(scale_id).left_out else []
            sets = instrument.scale(scale_id).output_bands
            names += [f"{score}.band.{bands.id}" for bands in sets]
        for norm in plan.norms:
            names += norm_column_names(score, norm) if norm.scale == scale_id else ()
    if plan.detail:
        names += [f"{instrument.id}.{target}.alert" for target in alert_targets(plan)]
        names += [skipped_name(plan)] if instrument.skips else []
        names.append(invalid_name(plan))
    return tuple(names)


def invalid_name(plan: Plan) -> str:
    """Name of the column with the number of answers that are not allowed."""
    return f"{plan.instrument.id}.invalid"


def skipped_name(plan: Plan) -> str:
    """Name of the column with the number of items that were skipped."""
    return f"{plan.instrument.id}.skipped"


def check_clash(plan: Plan, keep: Sequence[str]) -> None:
    """Refuse columns to keep that are called like results."""
    clash = sorted(set(keep) & {*output_names(plan), invalid_name(plan)})
    if clash:
        raise DataError(
            f"the data has columns that are called like results: {', '.join(clash)}",
            hint="leave them out of the columns to keep, or rename them",
        )
