"""How each bundled approach judges: the computing in ``scorewell.change``, called as asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from scorewell.i18n.messages import Figure, words

if TYPE_CHECKING:
    from scorewell.change.approaches.anchor_group import GroupEffect
    from scorewell.change.results.approach_results import GroupJudgement, Judgement


_COMMON = ("instrument", "method_registry", "options")


def combined(pairs: Any, scale: Any, **given: Any) -> Judgement:
    """Reliable change and a cut-off together."""
    from scorewell.change.approaches.jacobson_combined import combined as combined_

    return combined_(pairs, scale, **_only(given, *_COMMON))


def distribution(pairs: Any, scale: Any, **given: Any) -> Judgement:
    """Reliable change alone."""
    from scorewell.change.approaches.jacobson_combined import distribution as distribution_

    return distribution_(pairs, scale, **_only(given, *_COMMON))


def statistical(pairs: Any, scale: Any, **given: Any) -> Judgement:
    """Movement over the cut-off alone."""
    from scorewell.change.approaches.anchor import statistical as statistical_

    return statistical_(pairs, scale, **_only(given, "instrument", "options"))


def anchor(pairs: Any, scale: Any, **given: Any) -> Judgement:
    """An amount of change that matters, for each respondent."""
    from scorewell.change.approaches.anchor import anchor as anchor_

    told = given["parameters"]
    return anchor_(pairs, scale, **_only(given, "instrument", "options", "origin"), **told)


def percentage(pairs: Any, scale: Any, **given: Any) -> Judgement:
    """A percentage of the score before, for each respondent."""
    from scorewell.change.approaches.percentage import percentage as percentage_

    shares = {name: value / 100 for name, value in given["parameters"].items()}
    return percentage_(
        pairs, scale, **_only(given, "instrument", "options", "origin"), **shares
    )


def anchor_group(pairs: Any, scale: Any, **given: Any) -> GroupJudgement:
    """The mean change against an amount that matters."""
    from scorewell.change.approaches.anchor_group import anchor_group as anchor_group_

    common = _only(given, "instrument", "options", "origin")
    found = anchor_group_(pairs, scale, **common, **given["parameters"])
    return _of_effect(found, name=words("mean change"))


def anchor_between(pairs: Any, scale: Any, **given: Any) -> GroupJudgement:
    """The later scores of two groups against an amount that matters."""
    from scorewell.change.approaches.anchor_group import anchor_between as anchor_between_

    told = dict(given["parameters"])
    common = _only(given, "instrument", "options", "origin")
    group, reference = str(told.pop("group")), str(told.pop("reference"))
    found = anchor_between_(pairs, scale, group=group, reference=reference, **common, **told)
    name = words(
        "mean after of {{ group }} minus that of {{ reference }}",
        group=group,
        reference=reference,
    )
    return _of_effect(found, name=name)


def _of_effect(found: GroupEffect, *, name: str) -> GroupJudgement:
    from scorewell.change.results.approach_results import GroupFigure, GroupJudgement

    figure = GroupFigure(
        name=name,
        value=found.difference,
        low=found.low,
        high=found.high,
        level=found.level,
        how=found.how,
    )
    return GroupJudgement(
        approach="anchor-group",
        instrument=found.instrument,
        scale=found.scale,
        figures=(figure,),
        verdict=found.verdict,
        words=found.sentence(),
        n=found.n,
        inputs=found.inputs,
        findings=found.findings,
    )


def detectable(pairs: Any, scale: Any, **given: Any) -> GroupJudgement:
    """The minimal detectable change."""
    from scorewell.change.approaches.detectable_change import minimal_detectable_change
    from scorewell.change.results.approach_results import GroupFigure, GroupJudgement

    found = minimal_detectable_change(
        scale, pairs=pairs, **_only(given, "instrument", "options")
    )
    value = Figure(f"{found.value:.2f}")
    verdict = words("a change of more than {{ value }} points is detectable", value=value)
    whole = words("A change of more than {{ value }} points is detectable.", value=value)
    if found.least is not None:
        least = Figure(f"{found.least:g}")
        verdict = words(
            "a change of more than {{ value }} points is detectable, so at least {{ least }} "
            "in whole score steps",
            value=value,
            least=least,
        )
        whole = words(
            "A change of more than {{ value }} points is detectable, so at least {{ least }} "
            "in whole score steps.",
            value=value,
            least=least,
        )
    return GroupJudgement(
        approach="minimal-detectable-change",
        instrument=found.instrument,
        scale=found.scale,
        figures=(
            GroupFigure(name=words("minimal detectable change"), value=found.value),
            GroupFigure(name=words("standard error of one score"), value=found.score_error),
        ),
        verdict=verdict,
        words=whole,
        n=(len(pairs[["pre", "post"]].dropna()),),
        inputs=found.inputs,
        findings=found.findings,
    )


def true_scores(pairs: Any, scale: Any, **given: Any) -> Judgement:
    """Hageman and Arrindell's tests of each respondent."""
    from scorewell.change.approaches.hageman_true_scores import hageman_arrindell

    return hageman_arrindell(pairs, scale, **_only(given, *_COMMON, "origin"))


def proportions(pairs: Any, scale: Any, **given: Any) -> GroupJudgement:
    """Hageman and Arrindell's proportions."""
    from scorewell.change.approaches.hageman_proportions import proportions as proportions_

    return proportions_(pairs, scale, **_only(given, *_COMMON, "origin"), **given["parameters"])


def _only(given: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: given[name] for name in names}
