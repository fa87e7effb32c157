"""Rules over several measures at once: who recovered on all, on any, or as a service counts it.

The way of a call::

    judge     each measure: clinical or functional before and after, improved, deteriorated
    conditions  the rule's conditions over the measures, each yes, no or not determined
    apply     respondents matched by id, outcomes, counts with their denominators
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scorewell.lazy import lazy_names

if TYPE_CHECKING:
    from scorewell.outcomes.apply import apply_rule
    from scorewell.outcomes.judge import Judged
    from scorewell.outcomes.result import OutcomeResult

__all__ = ["Judged", "OutcomeResult", "apply_rule"]

__getattr__ = lazy_names(
    __name__,
    {"apply": ("apply_rule",), "judge": ("Judged",), "result": ("OutcomeResult",)},
)
