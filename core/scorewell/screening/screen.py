"""From the answers of one occasion to what is wrong with the file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from scorewell.answers.columns.binding import Binding
from scorewell.answers.columns.encoding import DECLARED_CODING
from scorewell.answers.values.label_languages import detect_languages
from scorewell.definitions.accepted_errors import accepted_errors_finding
from scorewell.definitions.model import Instrument
from scorewell.errors import DataError, Finding
from scorewell.reliability.items import Facet, Keyed, facets, keyed_scales
from scorewell.screening.encodings import read_as, wrong_answers
from scorewell.screening.findings import FEWEST, finding
from scorewell.screening.result import Examination
from scorewell.screening.reversed_items import facet_findings, item_findings
from scorewell.screening.sample import complete, keyed_matrix, raw_answers
from scorewell.screening.straightlining import fit_model, longest_runs, run_limit
from scorewell.screening.swapped_columns import Swap, apart, swaps
from scorewell.screening.tables import (
    flipped,
    item_table,
    nearest_norm,
    respondent_table,
    scale_table,
)


@dataclass(frozen=True, kw_only=True)
class _Case:
    """One occasion, read."""

    raw: pd.DataFrame
    binding: Binding
    ends: Mapping[str, float]
    parts: tuple[Facet, ...]
    scales: tuple[Keyed, ...]

    @property
    def instrument(self) -> Instrument:
        return self.binding.instrument


def examine(frame: Any, binding: Binding, *, occasion: str = "") -> Examination:
    """Look for signs of a wrong key, encoding or column, and for careless respondents.

    Parameters
    ----------
    binding : Binding
        Which column holds which item. With a coding named, others are not
        thought of.
    occasion : str, optional
        What to call the occasion.

    Returns
    -------
    Examination
        Findings, and the figures per item, scale and respondent. With fewer than
        30 respondents only what lies outside the coding is judged.

    Examples
    --------
    >>> from scorewell.registry.registry import open_registry
    >>> from scorewell.answers.columns.bind import bind
    >>> from scorewell.simulation.design import Design
    >>> from scorewell.simulation.draw import simulate
    >>> pseq = open_registry().load("pseq")
    >>> made = simulate(pseq, Design(respondents=200, occasions=("pre",))).frame
    >>> made["pseq_7"] = 6 - made["pseq_7"]
    >>> found = examine(made, bind(list(made), pseq))
    >>> [(each.code, each.path) for each in found.findings]
    [('item-turned', 'pseq.total: pseq_7')]
    """
    reading, finding_list = read_as(frame, detect_languages(frame, binding))
    raw = raw_answers(frame, reading).reindex(
        columns=[item.id for item in binding.instrument.items]
    )
    case = _Case(
        raw=raw,
        binding=reading,
        ends={i.id: i.coding.lowest + i.coding.highest for i in binding.instrument.items},
        parts=facets(binding.instrument),
        scales=keyed_scales(binding.instrument),
    )
    finding_list += wrong_answers(frame, reading)
    n = int(raw.notna().any(axis=1).sum())
    limit, both_ends = None, _has_mixed_directions(case)
    if n >= FEWEST and case.parts:
        exchanged = _exchanged(case)
        finding_list += [_swap_finding(case, swap) for swap in exchanged]
        case = _put_back(case, exchanged)
        wrong = dict(item_findings(case.raw, case.binding, case.ends, case.parts, case.scales))
        finding_list += wrong.values()
        finding_list += facet_findings(
            case.raw, case.binding, case.ends, case.parts, case.scales
        )
        finding_list += _against_norms(case)
        case = _turned_back(case, wrong)
        finding_list += _halves(case)
        limit, about = _straight_lines(case, ends=both_ends)
        finding_list += about
    else:
        finding_list.append(_cannot_tell(case, n))
    return Examination(
        instrument=binding.instrument,
        occasion=occasion,
        n=n,
        coding=reading.coding or DECLARED_CODING,
        findings=(*accepted_errors_finding(binding.instrument), *finding_list),
        items=item_table(raw, case.scales, reading, case.ends),
        scales=scale_table(raw, case.scales, reading, case.ends),
        respondents=respondent_table(raw, reading, ends=both_ends, limit=limit),
    )


def _cannot_tell(case: _Case, n: int) -> Finding:
    return finding(
        "cannot-tell",
        f"{n} respondents are too few to judge keys, columns and respondents; "
        f"{FEWEST} are needed",
        "note",
        case.instrument.id,
    )


def _has_mixed_directions(case: _Case) -> bool:
    """Whether one answer throughout contradicts itself: items point both ways on the form."""
    ways = {
        (part.scale.better == "lower") != back
        for part in case.parts
        for back in part.keyed.values()
    }
    return len(ways) > 1


def _exchanged(case: _Case) -> list[Swap]:
    frames = [
        keyed_matrix(case.raw, part, dict(case.ends))
        for part in case.parts
        if len(part.items) >= 3
    ]
    return swaps(frames) if len(frames) > 1 else []


def _put_back(case: _Case, exchanged: Sequence[Swap]) -> _Case:
    """The case with exchanged columns in their places."""
    raw = case.raw.copy()
    for swap in exchanged:
        raw[swap.first], raw[swap.second] = case.raw[swap.second], case.raw[swap.first]
    return replace(case, raw=raw)


def _turned_back(case: _Case, items: Collection[str]) -> _Case:
    """The case with the answers to these items turned."""
    raw = case.raw.assign(**{item: case.ends[item] - case.raw[item] for item in items})
    return replace(case, raw=raw)


def _swap_finding(case: _Case, swap: Swap) -> Finding:
    columns = case.binding.columns
    first, second = columns.get(swap.first, ""), columns.get(swap.second, "")
    return finding(
        "columns-exchanged",
        f"columns {first} and {second} look exchanged: {swap.first} correlates "
        f"{swap.own_scale[0]:.2f} with its scale and {swap.other_scale[0]:.2f} with that of "
        f"{swap.second}, which correlates {swap.own_scale[1]:.2f} and "
        f"{swap.other_scale[1]:.2f}",
        "warning",
        f"{case.instrument.id}: {swap.first}, {swap.second}",
        f"check both against the form; if so, bind them by a map of columns: {swap.first}: "
        f"{second}, {swap.second}: {first}",
    )


def _halves(case: _Case) -> Iterator[Finding]:
    tests = sum(max(len(part.items) - 3, 0) for part in case.parts)
    for part in case.parts:
        try:
            split = apart(complete(keyed_matrix(case.raw, part, dict(case.ends))), tests=tests)
        except DataError:
            continue
        if split is not None:
            first, last = part.items[split.before - 1], part.items[split.before]
            yield finding(
                "two-instruments",
                f"the items up to {first} (alpha {split.alphas[0]:.2f}) and those from {last} "
                f"(alpha {split.alphas[1]:.2f}) correlate {split.correlation:.2f}: they look "
                "like two instruments",
                "warning",
                case.instrument.column(part.scale.id),
                "check which columns are bound: --columns names them by a pattern",
            )


def _against_norms(case: _Case) -> Iterator[Finding]:
    table = scale_table(case.raw, case.scales, case.binding, case.ends)
    means = dict(zip(table["scale"], table["mean"], strict=True))
    for part in case.scales:
        mean = float(means[part.scale.id])
        mirrored_norm, norm = flipped(part.scale, mean), nearest_norm(part.scale, mean)
        if np.isnan(mean) or mirrored_norm is None or norm is None:
            continue
        yield finding(
            "scale-mirrored",
            f"the mean {mean:.1f} lies {norm.distance:.1f} standard deviations from the "
            f"nearest published one ({norm.norm.id}, {norm.norm.mean:g}); with every answer "
            f"turned it were {part.scale.low + part.scale.high - mean:.1f}, near "
            f"{mirrored_norm.norm.id} ({mirrored_norm.norm.mean:g})",
            "note",
            case.instrument.column(part.scale.id),
            "check whether the first answer on the form has the lowest or the highest code",
        )


def _straight_lines(case: _Case, *, ends: bool) -> tuple[int | None, list[Finding]]:
    edges = np.array(
        [[i.coding.lowest, i.coding.highest] for i in case.instrument.items], dtype=float
    )
    answered_rows = case.raw[case.raw.notna().any(axis=1)]
    try:
        model = fit_model(case.raw, case.instrument, case.parts, case.ends)
    except DataError:
        return None, []
    runs = longest_runs(answered_rows.to_numpy(), ends=ends, edges=edges)
    improbable_run = run_limit(model, runs, ends=ends, edges=edges)
    if improbable_run is None:
        return None, []
    limit, expected = improbable_run
    count = int((runs >= limit).sum())
    rows = [str(int(place) + 1) for place in answered_rows.index[runs >= limit][:8]]
    more = "" if count <= 8 else f" and {count - 8} more"
    subject = "1 respondent gives" if count == 1 else f"{count} respondents give"
    chance = f"{expected:.2g}" if expected >= 0.05 else "fewer than 0.05"
    return limit, [
        finding(
            "straight-lining",
            f"{subject} the same answer {limit} times or more in a row, where {chance} are to "
            f"be expected (rows {', '.join(rows)}{more})",
            "warning",
            case.instrument.id,
            "look at these rows, and repeat the analysis without them; none is left out here",
        )
    ]
