"""What the engine can say, gathered from its source."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

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


def _templates(tree: ast.Module) -> Iterator[str]:
    named = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called, given = _name(node.func), node.args
        if called == "partial" and given and _name(given[0]) == "words":
            called, given = "words", given[1:]
        if called in {"words", "coded"} and given:
            yield from _constants(given[0], named)
        elif called in _METHODS:
            for each in node.keywords:
                if each.arg in _METHODS[called]:
                    yield from _constants(each.value, named)


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _constants(node: ast.expr, named: Mapping[str, ast.expr]) -> Iterator[str]:
    """Texts that an expression can be: one, a choice of several, or a name of the module."""
    match node:
        case ast.Constant(value=str() as text):
            yield text
        case ast.IfExp(body=one, orelse=other):
            yield from _constants(one, named)
            yield from _constants(other, named)
        case ast.JoinedStr(values=parts):
            filled = [
                next(_constants(part.value, named), None)
                if isinstance(part, ast.FormattedValue)
                else next(_constants(part, named), None)
                for part in parts
            ]
            if all(part is not None for part in filled):
                yield "".join(map(str, filled))
        case ast.Name(id=name) if isinstance(named.get(name), ast.Constant):
            yield from _constants(named[name], {})
