"""The hooks: each hands over what another module makes.

Nothing heavy is imported here: the hooks are called for every command.
"""

from __future__ import annotations

from pathlib import Path

from scorewell import hookimpl

PARENT = Path(__file__).parent


@hookimpl
def scorewell_instruments():
    """Bring the folder of definitions that lies beside this file."""
    return [PARENT / "definitions"]


@hookimpl
def register_scoring_methods(register):
    """Bring the look-up of a standard score by age and sex."""
    from scorewell_example_hooks.standard_scores import STANDARD

    register(STANDARD)


@hookimpl
def register_change_methods(register):
    """Bring the change in standard deviations of the baseline."""
    from scorewell_example_hooks.change import IN_BASELINE_SDS

    register(IN_BASELINE_SDS)


@hookimpl
def register_outcome_rules(register):
    """Bring the rules in the folder beside this file."""
    from scorewell.definitions.reading.outcome_rule_builder import load_rule

    for path in sorted((PARENT / "rules").glob("*.yaml")):
        register(load_rule(path, name=path.name))


@hookimpl
def register_readers(register):
    """Bring the reader for booklets."""
    from scorewell_example_hooks.booklets import BOOKLETS

    register(BOOKLETS)


@hookimpl
def register_commands(app):
    """Bring the command that prints the table."""
    from scorewell_example_hooks.commands import standard_scores

    app.command("standard-scores")(standard_scores)
