"""Rules for each of the answer sheets that travel with a definition."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scorewell.definitions.lint import conditional_items, scoring_keys
from scorewell.definitions.lint.rule import Steps, Subject, repeats, rule
from scorewell.definitions.model import Scale
from scorewell.errors import Finding, did_you_mean


@rule()
def example_answers_fit(subject: Subject) -> Iterator[Finding]:
    """An example has one answer per item, and each is in the item's coding."""
    items = subject.instrument.items
    for index, example in enumerate(subject.instrument.examples):
        place: Steps = ("examples", index, "answers")
        if len(example.answers) != len(items):
            yield subject.finding(
                place,
                f"{len(example.answers)} answers for {len(items)} items",
                hint="one answer per item in the order of items; null is a blank",
            )
            continue
        for position, (answer, item) in enumerate(zip(example.answers, items, strict=True)):
            coding = item.coding
            if answer is not None and answer not in (*coding.values, *coding.not_applicable):
                options = ", ".join(f"{value:g}" for value in coding.values)
                text = answer if isinstance(answer, str) else f"{answer:g}"
                yield subject.finding(
                    (*place, position),
                    f"{text} is no answer to `{item.id}`",
                    hint=f"its coding has {options}",
                )


@rule()
def example_scores_complete(subject: Subject) -> Iterator[Finding]:
    """An example says the score of every scale, and of nothing else."""
    ids = [scale.id for scale in subject.instrument.scales]
    for index, example in enumerate(subject.instrument.examples):
        place: Steps = ("examples", index, "scores")
        for name in example.scores:
            if name not in ids:
                yield subject.finding(
                    (*place, name),
                    f"there is no scale `{name}`",
                    hint=did_you_mean(name, ids) or f"there are: {', '.join(ids)}",
                    at_key=True,
                )
        absent = [name for name in ids if name not in example.scores]
        if absent:
            yield subject.finding(
                place,
                f"the example does not say the score of {', '.join(absent)}",
                hint="null where there must be none",
            )


@rule()
def example_names_known(subject: Subject) -> Iterator[Finding]:
    """The scales, bands, labels and alerts that an example names are there."""
    scales = {scale.id: scale for scale in subject.instrument.scales}
    targets = [alert.target for alert in subject.instrument.alerts]
    for index, example in enumerate(subject.instrument.examples):
        place: Steps = ("examples", index)
        for position, name in enumerate(example.alerts):
            if name not in targets:
                hint = did_you_mean(name, targets) or f"alerts watch: {', '.join(targets)}"
                yield subject.finding(
                    (*place, "alerts", position), f"no alert watches `{name}`", hint=hint
                )
        for name, labels in example.bands.items():
            for band_set, label in labels.items():
                yield from _band(
                    subject, (*place, "bands", name, band_set), scales.get(name), label
                )


def _band(
    subject: Subject, place: Steps, scale: Scale | None, label: str | None
) -> Iterator[Finding]:
    _, _, _, name, band_set = place
    sets = (
        {bands.id: [band.label for band in bands.bands] for bands in scale.bands}
        if scale
        else {}
    )
    if scale is None:
        yield subject.finding(place, f"there is no scale `{name}`")
    elif band_set not in sets:
        hint = did_you_mean(str(band_set), sets) or f"it has: {', '.join(sets) or 'none'}"
        yield subject.finding(
            place, f"`{name}` has no set of bands `{band_set}`", hint=hint, at_key=True
        )
    elif label is not None and label not in sets[str(band_set)]:
        labels = sets[str(band_set)]
        yield subject.finding(
            place,
            f"`{band_set}` has no band `{label}`",
            hint=did_you_mean(label, labels) or f"it has: {', '.join(labels)}",
        )


@rule()
def example_names_unique(subject: Subject) -> Iterator[Finding]:
    """Two examples have different names."""
    names = [example.name for example in subject.instrument.examples]
    for index in repeats(names):
        yield subject.finding(
            ("examples", index, "name"),
            f"the example `{names[index]}` is there twice",
            hint="say what each of them shows",
        )


@rule()
def examples_pass(subject: Subject) -> Iterator[Finding]:
    """Every example comes out as it says."""
    if subject.check_examples is None:
        return
    conditions = (
        scoring_keys.method_exists, scoring_keys.method_takes_parts,
        scoring_keys.parameters_fit, scoring_keys.method_prorates,
        scoring_keys.composite_without_cycle, scoring_keys.reversed_in_scale,
        scoring_keys.reversal_has_mirror, scoring_keys.method_decides,
        conditional_items.recoded_in_scale, conditional_items.recoding_complete,
        conditional_items.left_out_in_scale, conditional_items.skip_possible,
        conditional_items.covariate_possible, conditional_items.stratum_possible,
        conditional_items.not_applicable_answer, conditional_items.not_applicable_apart,
        scoring_keys.parameters_agree, example_answers_fit, example_scores_complete,
        example_names_known,
    )  # fmt: skip
    if any(True for condition in conditions for _ in condition.run(subject)):
        return
    for finding in subject.check_examples(subject.instrument):
        steps = re.findall(r"([^.\[\]]+)|\[([0-9]+)\]", finding.path)
        path = [name or int(index) for name, index in steps]
        yield subject.finding(
            path,
            finding.message,
            hint=finding.hint or "which is wrong, the key or the example? See its derivation",
        )
