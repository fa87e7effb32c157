"""Rules for change defaults and alerts."""

from __future__ import annotations

from collections.abc import Iterator

from scorewell.definitions.lint.rule import Entry, Steps, Subject, rule
from scorewell.definitions.model import Scale
from scorewell.errors import Finding, did_you_mean

_POPULATIONS = {"clinical": ("clinical",), "functional": ("non-clinical", "general")}


def _defaults(subject: Subject) -> Iterator[tuple[Steps, Entry, Scale]]:
    for path, entry, scale in subject.scales():
        if "change" in entry:
            change = entry["change"]
            yield (*path, "change"), change, scale
            if "without_sample" in change:
                yield (*path, "change", "without_sample"), change["without_sample"], scale


def _no_entry(
    subject: Subject, path: Steps, name: str, kind: str, ids: list[str], scale: Scale
) -> Finding:
    options = f"it has: {', '.join(ids)}" if ids else f"it has no {kind} at all"
    return subject.finding(
        path, f"`{scale.id}` has no {kind} `{name}`", hint=did_you_mean(name, ids) or options
    )


@rule(overlays=True)
def change_reliability_exists(subject: Subject) -> Iterator[Finding]:
    """The reliability taken for change is an entry of the scale with a single value."""
    for path, entry, scale in _defaults(subject):
        name = entry.get("reliability")
        if name is None:
            continue
        reliability = scale.reliability_entry(name)
        if reliability is None:
            ids = [reliability.id for reliability in scale.reliability]
            yield _no_entry(subject, (*path, "reliability"), name, "reliability", ids, scale)
        elif reliability.value is None:
            yield subject.finding(
                (*path, "reliability"),
                f"`{name}` has no single value to compute with",
                hint="name one that has, or leave it out: the user is then asked",
            )


@rule(overlays=True)
def change_norms_exist(subject: Subject) -> Iterator[Finding]:
    """The norms taken for change are entries of the scale."""
    for path, entry, scale in _defaults(subject):
        ids = [norm.id for norm in scale.norms]
        for role in ("clinical", "functional", "sd"):
            name = entry.get(role)
            of_sample = role == "sd" and path[-1] != "without_sample"
            keywords = ("baseline", "pairs") if of_sample else ()
            if name is not None and name not in (*keywords, *ids):
                yield _no_entry(subject, (*path, role), name, "norm", [*keywords, *ids], scale)


@rule(overlays=True)
def change_populations_fit(subject: Subject) -> Iterator[Finding]:
    """The clinical norm describes a clinical population, the functional norm another."""
    for path, entry, scale in _defaults(subject):
        for role, fitting in _POPULATIONS.items():
            norm = scale.norm(entry.get(role, ""))
            if norm is not None and norm.population not in fitting:
                yield subject.finding(
                    (*path, role),
                    f"the population of `{norm.id}` is {norm.population}, "
                    f"not {' or '.join(fitting)}",
                    hint=f"choose another norm, or leave {role} out",
                )


@rule(overlays=True)
def criterion_has_norm(subject: Subject) -> Iterator[Finding]:
    """Criterion b or c comes with a functional norm."""
    for path, entry, scale in _defaults(subject):
        if entry.get("criterion") in {"b", "c"} and not any(
            defaults.functional
            for layer in scale.change
            for defaults in (layer, layer.without_sample)
            if defaults is not None
        ):
            yield subject.finding(
                (*path, "criterion"),
                f"criterion {entry['criterion']} needs a functional population",
                hint="name one under functional, or write criterion: a",
            )


@rule(overlays=True)
def change_cutoff_exists(subject: Subject) -> Iterator[Finding]:
    """The cut-off taken for change is an entry of the scale, in the metric of its score."""
    for path, entry, scale in _defaults(subject):
        name = entry.get("cutoff")
        if name is None:
            continue
        cutoff = scale.cutoff(name)
        if cutoff is None:
            ids = [cutoff.id for cutoff in scale.cutoffs]
            yield _no_entry(subject, (*path, "cutoff"), name, "cut-off", ids, scale)
        elif cutoff.metric:
            yield subject.finding(
                (*path, "cutoff"),
                f"`{name}` is a value of another metric ({cutoff.metric}), not a score",
                hint="name one in the metric of the scale, or leave it out",
            )
        elif entry.get("criterion", "published") not in {"published", "auto"}:
            yield subject.finding(
                (*path, "cutoff"),
                f"criterion {entry['criterion']} takes no published cut-off",
                hint="write criterion: published, or leave the cut-off out",
            )


@rule(overlays=True)
def criterion_has_cutoff(subject: Subject) -> Iterator[Finding]:
    """Criterion published comes with the id of a cut-off."""
    for path, entry, scale in _defaults(subject):
        if entry.get("criterion") == "published" and "cutoff" not in entry:
            ids = ", ".join(cutoff.id for cutoff in scale.cutoffs) or "none"
            yield subject.finding(
                (*path, "criterion"),
                "criterion published, and no cut-off is named",
                hint=f"name one under cutoff; `{scale.id}` has {ids}",
            )


@rule()
def screening_no_default(subject: Subject) -> Iterator[Finding]:
    """A screening point is not the cut-off taken for change: users name it if they mean it."""
    for path, entry, scale in _defaults(subject):
        cutoff = scale.cutoff(entry.get("cutoff", ""))
        if cutoff is not None and (cutoff.kind == "screening" or cutoff.for_some):
            kind = "a screening point" if cutoff.kind == "screening" else "for some people only"
            yield subject.finding(
                (*path, "cutoff"),
                f"`{cutoff.id}` is {kind}",
                hint="leave it out: a study or call can name it",
            )


@rule(overlays=True)
def change_has_direction(subject: Subject) -> Iterator[Finding]:
    """A score without a better end has no change defaults."""
    for path, _, scale in _defaults(subject):
        if scale.better == "none":
            yield subject.finding(
                path,
                f"`{scale.id}` has no better end, so nobody can get better on it",
                hint="remove change, or say which direction is better",
                at_key=True,
            )


@rule()
def alert_reachable(subject: Subject) -> Iterator[Finding]:
    """An alert is raised by some answers or scores, and not by all."""
    for index, alert in enumerate(subject.instrument.alerts):
        key = "at_least" if alert.at_least is not None else "at_most"
        limit = alert.at_least if alert.at_least is not None else alert.at_most
        if alert.item:
            coding = subject.instrument.item(alert.item).coding
            low, high, possible = coding.lowest, coding.highest, limit in coding.values
            options = ", ".join(f"{value:g}" for value in coding.values)
        else:
            scale = subject.instrument.scale(alert.scale)
            low, high = scale.low, scale.high
            possible = limit is not None and low <= limit <= high
            options = f"{low:g} to {high:g}"
        place = ("alerts", index, key)
        if not possible:
            yield subject.finding(
                place, f"`{alert.target}` never is {limit:g}", hint=f"it can be {options}"
            )
        elif limit == (low if key == "at_least" else high):
            yield subject.finding(
                place,
                f"every value of `{alert.target}` raises this alert",
                hint=f"it can be {options}; an alert is for some of them",
            )
