"""One respondent under an approach, with every number that entered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scorewell.change.respondent import find_case, head, is_number, number, score_lines, sourced

if TYPE_CHECKING:
    from scorewell.change.judgement import Judgement

__all__ = ["explain_judgement"]

_SAID = ("id", "group", "pre", "post", "change", "outcome", "assessable", "reason")


def explain_judgement(result: Judgement, case_id: object) -> str:
    """How the outcome of one respondent came about; see ``Judgement.explain``.

    Raises
    ------
    ChangeError
        If there is no such respondent.
    """
    case = find_case(result, case_id)
    title = result.method.title if result.method is not None else result.approach
    own = [name for name in case if name not in _SAID]
    blocks = [
        [head(result, case), f"Approach: {title}"],
        score_lines(case),
        [sourced(each) for each in result.inputs],
        [f"  {name.replace('_', ' ')} = {_cell(case[name])}" for name in own],
        [f"Outcome: {_cell(case['outcome'])}"],
    ]
    if result.method is not None:
        blocks[0].append(f"  {result.method.formula}")
    return "\n\n".join("\n".join(lines) for lines in blocks if lines)


def _cell(value: object) -> str:
    if is_number(value):
        return number(value)
    return value if isinstance(value, str) and value else "none"
