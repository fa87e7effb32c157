"""How the modules import each other: see also the contracts in ``pyproject.toml``."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

import pytest

grimp = pytest.importorskip("grimp")


def test_no_module_imports_itself_in_a_circle():
    """Imports inside functions and those for type checkers count."""
    graph = grimp.build_graph(
        "scorewell", "scorewell_plugins", exclude_type_checking_imports=False, cache_dir=None
    )
    order = TopologicalSorter(
        {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    )
    try:
        order.prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))
