"""Brings a rule over any measures: nobody is worse on any of them."""

from scorewell import hookimpl
from scorewell.registry.contracts import Condition, OutcomeRule, RuleOutcome

UNHARMED = RuleOutcome(
    id="unharmed",
    title="unharmed",
    definition="Deteriorated reliably on no measure.",
    when=(Condition(kind="none", word="deteriorated"),),
)


@hookimpl
def register_outcome_rules(register):
    register(
        OutcomeRule(
            name="no-harm",
            title="No harm",
            summary="Whether a respondent is worse on any measure.",
            outcomes=(UNHARMED,),
        )
    )
