"""Texts with gaps: templates of plain text that can choose words, and can do nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import jinja2


GAP = re.compile(r"\{\{\s*([a-z_][a-z0-9_]*)\s*\}\}")
"""A gap; the group is the name of what fills it."""
_CODE = re.compile(r"\{[%#]|\{\{")
_ALLOWED = frozenset(
    {
        "Add", "And", "CondExpr", "Compare", "Concat", "Const", "If", "List", "Mod", "Name",
        "Neg", "Not", "Operand", "Or", "Output", "Template", "TemplateData", "Tuple",
    }
)  # fmt: skip
"""What a text may be made of: gaps, choices between words, comparisons of numbers."""


def fill(text: str, values: Mapping[str, object]) -> str:
    """A text with its gaps filled, on one line; the values stay as they are.

    Parameters
    ----------
    text : str
        A Jinja template. One with nothing but ``{{ name }}`` in it is filled
        without Jinja.

    Raises
    ------
    KeyError
        If a value is not given.

    Examples
    --------
    >>> fill("{{ n }} of {{ of }}", {"n": 6, "of": 13})
    '6 of 13'
    >>> fill("{{ n }} row{% if n != 1 %}s{% endif %}", {"n": 1})
    '1 row'
    """
    parts = _parts(text)
    if parts is None:
        return " ".join(_compiled(text).render(values).split())
    if len(parts) == 1:
        return text
    return "".join(str(values[part]) if place % 2 else part for place, part in enumerate(parts))


@cache
def _parts(text: str) -> tuple[str, ...] | None:
    """Words and names of gaps by turns; None where a text is more than that."""
    parts = tuple(GAP.split(text))
    return None if any(_CODE.search(part) for part in parts[::2]) else parts


@cache
def _environment() -> jinja2.Environment:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    # What comes out is plain text, which every form escapes in its own way.
    return ImmutableSandboxedEnvironment(autoescape=False, undefined=StrictUndefined)


@cache
def _compiled(text: str) -> jinja2.Template:
    return _environment().from_string(text)


@cache
def gaps(text: str) -> frozenset[str]:
    """Names of the values that a text takes.

    Examples
    --------
    >>> sorted(gaps("{{ n }}{% if of %} of {{ of }}{% endif %}"))
    ['n', 'of']
    """
    parts = _parts(text)
    if parts is not None:
        return frozenset(parts[1::2])
    from jinja2 import meta

    return frozenset(meta.find_undeclared_variables(_environment().parse(text)))


def fault(text: str) -> str:
    """Why a text cannot be used; empty where it can.

    Examples
    --------
    >>> fault("{{ n }} rows"), fault("{{ n.real }}")
    ('', 'a text holds gaps and choices between words, not Getattr')
    """
    if _parts(text) is not None:
        return ""
    import jinja2

    try:
        parsed = _environment().parse(text)
    except jinja2.TemplateSyntaxError as error:
        return str(error.message)
    kinds = [type(each).__name__ for each in _below(parsed)]
    strange = next((kind for kind in kinds if kind not in _ALLOWED), "")
    return f"a text holds gaps and choices between words, not {strange}" if strange else ""


def _below(node: Any) -> list[Any]:
    found = [node]
    for child in node.iter_child_nodes():
        found += _below(child)
    return found
