"""What the engine can say, gathered from its source."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

__all__ = ["phrases_in"]

_METHODS = {
    "ChangeMethod": ("title", "formula"),
    "Approach": ("title", "formula"),
    "GrowthMethod": ("title", "formula"),
    "Preset": ("summary",),
}
"""What methods say of themselves in a report."""


def phrases_in(folders: Iterable[Path]) -> dict[str, str]:
    """Every English template that code in some folders gives to ``words``.

    Returns
    -------
    dict of str to str
        Template to the module that it stands in, in order of modules.
    """
    found: dict[str, str] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            text = path.read_text("utf-8")
            if any(name in text for name in ("words", "coded", *_METHODS)):
                module = ".".join(path.relative_to(folder.parent).with_suffix("").parts)
                for template in _templates(ast.parse(text)):
                    found.setdefault(template, module)
    return found


def _templates(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called, given = _name(node.func), node.args
        if called == "partial" and given and _name(given[0]) == "words":
            called, given = "words", given[1:]
        if called in {"words", "coded"} and given:
            yield from _constants(given[0])
        elif called in _METHODS:
            for each in node.keywords:
                if each.arg in _METHODS[called]:
                    yield from _constants(each.value)


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _constants(node: ast.expr) -> Iterator[str]:
    """Texts that an expression can be: one, or a choice of several."""
    match node:
        case ast.Constant(value=str() as text):
            yield text
        case ast.IfExp(body=one, orelse=other):
            yield from _constants(one)
            yield from _constants(other)
