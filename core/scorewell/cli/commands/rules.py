"""``scorewell rules``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scorewell.cli.options.output import PrintOptions
from scorewell.cli.options.signature import options, refuse_without_effect
from scorewell.cli.output.rows import field_lines, print_rows
from scorewell.errors import ScorewellError, did_you_mean

if TYPE_CHECKING:
    from scorewell.definitions.model import Condition, Edge, OutcomeRule, Provenance
    from scorewell.registry.plugins.plugin_set import Plugins


_COLUMNS = ("rule", "title", "measures", "source")
_SIDE = {
    ("lower", True): "{} or more",
    ("lower", False): "above {}",
    ("higher", True): "{} or less",
    ("higher", False): "below {}",
}
_QUANTIFIERS = {"every": "every measure is", "some": "some measure is", "none": "no measure is"}


@options(PrintOptions)
def rules(
    context: typer.Context,
    output: PrintOptions,
    show: Annotated[
        str, typer.Argument(metavar="[show]", help="`show` and a NAME for one of them whole.")
    ] = "",
    name: Annotated[
        str, typer.Argument(metavar="[NAME]", help="The rule to show, or a rule file.")
    ] = "",
) -> None:
    """List the rules over several measures, or show one with its thresholds and their sources.

    A study names the rules to apply under `rules`. For example:

    scorewell rules

    scorewell rules show talking-therapies
    """
    plugins: Plugins = context.obj
    if not show:
        rows = [_row(rule) for rule in plugins.outcome_rules.values()]
        print_rows(_COLUMNS, rows, output.format_)
        return
    refuse_without_effect("a rule is shown as text; leave it out", output, "format_")
    if show != "show" or not name:
        raise typer.BadParameter("write `scorewell rules show NAME`, or `scorewell rules`")
    typer.echo("\n".join(_page(_find(plugins, name))))


def _find(plugins: Plugins, name: str) -> OutcomeRule:
    if name.lower().endswith((".yaml", ".yml")):
        from scorewell.definitions.reading.outcome_rule_builder import load_rule

        return load_rule(Path(name))
    if name not in plugins.outcome_rules:
        raise ScorewellError(
            f"there is no outcome rule `{name}`",
            hint=did_you_mean(name, plugins.outcome_rules) or "`scorewell rules` lists them",
        )
    return plugins.outcome_rules[name]


def _row(rule: OutcomeRule) -> tuple[str, str, str, str]:
    sources = "; ".join(source.title for source in rule.sources.values())
    return rule.name, rule.title, _measures(rule), sources or "none: its author's own"


def _measures(rule: OutcomeRule) -> str:
    if not rule.roles:
        return f"any, at least {rule.fewest}"
    return "; ".join(
        f"{role.name} ({' or '.join(entry.scale for entry in role.scales) or 'any'})"
        for role in rule.roles
    )


def _page(rule: OutcomeRule) -> Iterator[str]:
    yield f"{rule.name} {rule.version}".rstrip()
    yield from _field("title", rule.title)
    yield from _field("does", rule.summary)
    yield from _field("measures", _measures(rule))
    if not all(role.scales for role in rule.roles) or not rule.roles:
        yield from _field("", "measures without thresholds: by their own analysis of change")
    yield from _thresholds(rule)
    for outcome in rule.outcomes:
        yield f"\n{outcome.id}: {outcome.title}"
        yield from _field("means", outcome.definition)
        yield from _field(
            "when", "; ".join(map(_condition_text, outcome.when)) or "computed by a plugin"
        )
        among = rule.outcome(outcome.among).title if outcome.among else "all assessable"
        yield from _field("among", among)
        yield from _provenance(rule, outcome.provenance)
    for option in rule.options:
        yield f"\noption {option.id}"
        yield from _field("asks", option.title)
        for choice in option.choices:
            default = " (the default)" if choice.id == option.default else ""
            yield from _field("choice", f"{choice.id}{default}: {choice.text}")
        yield from _field("note", option.note)
    if rule.notes:
        yield "\nnotes"
    for note in rule.notes:
        yield from _field("", note)


def _thresholds(rule: OutcomeRule) -> Iterator[str]:
    from scorewell.definitions.model import Amount

    for role in rule.roles:
        for entry in role.scales:
            yield f"\n{role.name}: {entry.scale}, {entry.better} is better"
            if entry.case:
                case = _SIDE[entry.better, entry.case.inclusive].format(f"{entry.case.value:g}")
                yield from _edge(rule, "case", case, entry.case)
            if entry.reliable:
                change = Amount(name="reliable", edge=entry.reliable).words
                yield from _edge(rule, "reliable", change, entry.reliable)
            for amount in entry.amounts:
                yield from _edge(rule, f"by {amount.name}", amount.words, amount.edge)
            if entry.bands:
                page = f"`scorewell show {entry.scale.partition('.')[0]}` has them"
                yield from _field("bands", f"{entry.bands} of the definition; {page}")


def _edge(rule: OutcomeRule, name: str, text: str, edge: Edge) -> Iterator[str]:
    yield from _field(name, text)
    yield from _provenance(rule, edge.provenance)


def _provenance(rule: OutcomeRule, provenance: Provenance) -> Iterator[str]:
    if provenance.source:
        yield from _field("  source", rule.sources[provenance.source].citation)
    for source in provenance.read:
        yield from _field("  read in", rule.sources[source].citation)
    if provenance.checked:
        yield from _field("  checked", provenance.checked)
    if provenance.note:
        yield from _field("  note", provenance.note)


def _condition_text(condition: Condition) -> str:
    if condition.kind in {"is", "is_not"}:
        return f"{'' if condition.kind == 'is' else 'not '}{condition.word}"
    by = f", by {condition.by}" if condition.by else ""
    if condition.kind == "more":
        first, second = (_fact(condition, word) for word in condition.words)
        return f"more measures are {first} than {second}{by}"
    bands = f" {' or '.join(condition.bands)}" if condition.bands else ""
    return f"{_QUANTIFIERS[condition.kind]} {_fact(condition, condition.word)}{bands}{by}"


def _fact(condition: Condition, word: str) -> str:
    """A fact in words; `reliably` is only said of the reliable change."""
    from scorewell.definitions.model import FACTS

    words = FACTS[word]
    return words.replace(" reliably", "").replace("reliably ", "") if condition.by else words


def _field(name: str, text: str) -> list[str]:
    return field_lines(name, text, width=12)
