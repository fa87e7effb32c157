"""Rules for reliabilities, norms and thresholds."""

from __future__ import annotations

import math
from collections.abc import Iterator

from scorewell.definitions.lint.rule import Entry, Subject, rule
from scorewell.definitions.model import Scale
from scorewell.errors import Finding

_LOWER_SIDE = ("below", "at-or-below")
_SIDES = {"lower": _LOWER_SIDE, "higher": ("above", "at-or-above")}


@rule(overlays=True)
def entry_ids_unique(subject: Subject) -> Iterator[Finding]:
    """Entries of one kind in one scale have different ids."""
    for kind in ("reliability", "norms", "thresholds", "bands", "cutoffs"):
        ids: set[tuple[str, str]] = set()
        for path, entry, scale in subject.entries(kind):
            if (scale.id, entry["id"]) in ids:
                yield subject.finding(
                    (*path, "id"),
                    f"`{scale.id}` has two entries `{entry['id']}` under {kind}",
                    hint="give each an id of its own: it is how an entry is chosen and cited",
                )
            ids.add((scale.id, entry["id"]))


@rule(severity="warning", overlays=True)
def reliability_below_one(subject: Subject) -> Iterator[Finding]:
    """A reliability is less than 1: nothing is measured without error."""
    for path, entry, _ in subject.entries("reliability"):
        figures = [entry.get("value"), entry.get("at_least"), *entry.get("between", ())]
        if 1 in figures:
            yield subject.finding(
                path, "a reliability of 1", hint="look again at the source; was it rounded?"
            )


@rule(overlays=True)
def between_ordered(subject: Subject) -> Iterator[Finding]:
    """A published range of figures has its lower end first."""
    for kind in ("reliability", "thresholds"):
        for path, entry, _ in subject.entries(kind):
            low, high = entry.get("between", (0, 1))
            if low >= high:
                yield subject.finding(
                    (*path, "between"),
                    f"{low:g} is not below {high:g}",
                    hint="lowest first; a single figure is a value",
                )


@rule(overlays=True)
def cutoff_in_range(subject: Subject) -> Iterator[Finding]:
    """A cut-off divides the range of its scale; the functional side is the better one."""
    for path, entry, scale in subject.entries("cutoffs"):
        lower, inclusive = entry["edge"] in _LOWER_SIDE, entry["edge"].startswith("at-or")
        if scale.better != "none" and lower != (scale.better == "lower"):
            yield subject.finding(
                (*path, "edge"),
                f"{scale.better} is better on {scale.id}, so functional scores do not lie "
                f"{entry['edge']} a value",
                hint=f"write {' or '.join(_SIDES[scale.better])}",
            )
        value, end = entry["value"], scale.low if lower else scale.high
        if "metric" not in entry and not (
            scale.low <= value <= scale.high and (inclusive or value != end)
        ):
            yield subject.finding(
                (*path, "value"),
                f"a cut-off of {value:g} does not divide the scores from {scale.low:g} to "
                f"{scale.high:g}",
                hint="name the metric if the value is not a score of this scale",
            )


@rule(overlays=True)
def norm_in_range(subject: Subject) -> Iterator[Finding]:
    """A mean lies in the range of its scale."""
    for path, entry, scale in subject.entries("norms"):
        mean = entry.get("mean", scale.low)
        if not scale.low <= mean <= scale.high:
            yield subject.finding(
                (*path, "mean"),
                f"a mean of {mean:g} lies outside {scale.low:g} to {scale.high:g}",
                hint="is it in another metric, for example a mean per item instead of a sum?",
            )


@rule(overlays=True)
def norm_sd_possible(subject: Subject) -> Iterator[Finding]:
    """A standard deviation is one that scores in the range, with this mean, can have."""
    for path, entry, scale in subject.entries("norms"):
        mean = entry.get("mean", scale.low)
        if "sd" in entry and scale.low <= mean <= scale.high:
            most = largest_sd(scale, entry)
            if entry["sd"] > most:
                yield subject.finding(
                    (*path, "sd"),
                    f"no scores from {scale.low:g} to {scale.high:g} have a standard deviation "
                    f"of {entry['sd']:g}"
                    + (f" around {mean:g}" if "mean" in entry else "")
                    + f"; the most is {most:.3g}",
                    hint="is it in another metric, or a variance?",
                )


def largest_sd(scale: Scale, norm: Entry) -> float:
    """The largest standard deviation that a norm can have.

    Scores between a and b with mean m have a variance of at most
    (b - m)(m - a) (Bhatia & Davis 2000, doi:10.1080/00029890.2000.12005203);
    the estimate with n - 1 is larger by n / (n - 1), most for n = 2. Figures
    are printed rounded, so the mean may lie half a last digit off, and so may
    the standard deviation itself.
    """
    low, high, middle = scale.low, scale.high, (scale.low + scale.high) / 2
    tolerance = _half_digit(norm["mean"]) if "mean" in norm else (high - low) / 2
    mean = norm.get("mean", middle)
    nearest = min(max(middle, mean - tolerance), mean + tolerance)
    people = norm.get("n", 2)
    variance = (high - nearest) * (nearest - low) * people / (people - 1)
    return math.sqrt(max(variance, 0.0)) + _half_digit(norm["sd"])


def _half_digit(figure: float) -> float:
    """Half of the last digit of a figure as written."""
    decimals = len(str(figure).partition(".")[2]) if isinstance(figure, float) else 0
    return float(0.5 * 10.0**-decimals)


@rule(overlays=True)
def percentiles_ascend(subject: Subject) -> Iterator[Finding]:
    """A table of percentiles has ascending scores of its scale, and no percentile falls."""
    for path, entry, scale in subject.entries("norms"):
        rows = entry.get("percentiles", ())
        for index, row in enumerate(rows):
            before = rows[index - 1] if index else None
            if not scale.low <= row["score"] <= scale.high:
                problem = f"no score of {row['score']:g} in {scale.low:g} to {scale.high:g}"
            elif before and row["score"] <= before["score"]:
                problem = f"the score {row['score']:g} comes after {before['score']:g}"
            elif before and row["percentile"] < before["percentile"]:
                problem = f"the percentile falls to {row['percentile']:g} at {row['score']:g}"
            else:
                continue
            yield subject.finding(
                (*path, "percentiles", index), problem, hint="look again at the table"
            )


@rule(overlays=True)
def gap_or_figures(subject: Subject) -> Iterator[Finding]:
    """A norm with both figures is no gap."""
    for path, entry, _ in subject.entries("norms"):
        if "gap" in entry and "mean" in entry and "sd" in entry:
            yield subject.finding(
                (*path, "gap"),
                "a gap, but mean and sd are there",
                hint="remove gap; what else is to be said is a note",
                at_key=True,
            )


@rule()
def no_made_up_norm(subject: Subject) -> Iterator[Finding]:
    """Illustrative norms stand in overlays only."""
    for path, entry, _ in subject.entries("norms"):
        if entry.get("illustrative"):
            yield subject.finding(
                (*path, "illustrative"),
                "made-up figures in a definition",
                hint="move them to an overlay, which shows its name wherever it is used",
                at_key=True,
            )


@rule(overlays=True)
def threshold_in_range(subject: Subject) -> Iterator[Finding]:
    """A change threshold is no larger than the whole range."""
    for path, entry, scale in subject.entries("thresholds"):
        key = "value" if "value" in entry else "between"
        most = entry[key] if key == "value" else max(entry[key])
        if most > scale.high - scale.low:
            yield subject.finding(
                (*path, key),
                f"a change of {most:g} is more than {scale.low:g} to {scale.high:g} allows",
                hint="is it in another metric, for example a percentage?",
            )
