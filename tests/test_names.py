"""Names are nouns of the field: no pronoun, participle or riddle stands for a value."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("benchmarks", "core", "docs", "examples", "plugins", "tests")
"""Folders whose names follow the rule."""

WORDS = """
    each one ones every everyone everybody nobody somebody anybody nothing something anything this
    that these those them they their theirs who whom whose what which where when why how here there
    both either neither other others another same own itself whatever
    found said told wanted made known kept standing keeping asked given taken seen named shown
    written held left needed lacking used drawn judged moved counted matched broken bound sought
    met gone done come chosen lost meant told turned allowed applied checked computed described
    dropped expected_ filled filtered fixed folded grouped judging listed loaded marked measured
    mixed numbered offered ordered passed picked pooled printed raised reached refused rejected
    removed replaced reported resolved returned selected shifted skipped stated stored stripped
    summed swapped tried trimmed unused wrapped asking telling making holding speaking
    ledger tongue whole_ plain_ glance blame verdict slack room rooms trail
"""

EXCEPTIONS = {"given": "the decorator of hypothesis", "left": "a side, in a drawing or a join"}

PUBLIC = {
    ("definitions/model/items.py", "skipped"): "key of the format",
    ("definitions/model/outcome_rule.py", "when"): "key of the format of rules",
    ("definitions/model/published_statistics.py", "why"): "key of the format",
    ("definitions/model/sources.py", "checked"): "key of the format",
    ("registry/contracts/files.py", "checked"): "option that readers of plugins are given",
    ("registry/contracts/strata.py", "known"): "what scoring methods of plugins ask for",
    ("change/results/approach_results.py", "verdict"): "what approaches of plugins return",
    ("change/results/approach_results.py", "how"): "what approaches of plugins return",
    ("change/classes/outcome_counts.py", "judged"): "key of report.json",
    ("change/uncertainty/intervals.py", "held"): "key of results in JSON",
    ("change/target_scores.py", "needed"): "key of results in JSON",
}
"""Attributes that others use: keys of the formats, and what plugins are given or return."""


def bound_names(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Names that a module binds, with their lines."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name, node.lineno
        elif isinstance(node, ast.alias | ast.ExceptHandler):
            name = node.asname if isinstance(node, ast.alias) else node.name
            if name:
                yield name, node.lineno


def is_public(path: Path, name: str) -> bool:
    """Whether a name is an attribute that others use."""
    return any(name == entry and path.as_posix().endswith(end) for end, entry in PUBLIC)


@pytest.mark.parametrize("folder", FOLDERS)
def test_names_are_nouns_of_the_field(folder: str):
    assert [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path in sorted((ROOT / folder).rglob("*.py"))
        for name, line in bound_names(ast.parse(path.read_text("utf-8")))
        if name.strip("_").lower() in set(WORDS.split()) - EXCEPTIONS.keys()
        and not is_public(path, name)
    ] == []
