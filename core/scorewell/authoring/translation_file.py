"""A catalogue in a further language, to fill in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from scorewell.i18n.catalog import read_entries
from scorewell.i18n.po import PoEntry, format_po, merge

if TYPE_CHECKING:
    from scorewell.registry.plugins.plugin_set import Plugins

TEMPLATE = "messages.pot"
"""Name of the template that a package with messages holds."""


def method_entries(plugins: Plugins) -> list[PoEntry]:
    """Titles and formulas of the methods that plugins bring."""
    methods = (plugins.change_methods, plugins.approaches, plugins.growth_methods)
    texts = [
        text
        for group in methods
        for method in group.values()
        for text in (method.title, method.formula)
    ]
    return [PoEntry(msgid=text) for text in texts if text]


def language_file(
    language: str, folder: Path, plugins: Plugins, translated: Iterable[PoEntry] = ()
) -> dict[Path, str]:
    """The catalogue of a language with every message of the core and of installed plugins.

    Parameters
    ----------
    language : str
        Its tag: ``de``. The file is called after it.
    folder : path
        Where the file goes.
    plugins : Plugins
        Their methods are named in reports, and a package of theirs may hold
        further messages in a file ``messages.pot``.
    translated : iterable of PoEntry
        What is translated already.

    Returns
    -------
    dict of pathlib.Path to str
        The file and its content.
    """
    packages = {plugin.package or plugin.name.partition(".")[0] for plugin in plugins.plugins}
    entries = [
        entry
        for template in _templates(["scorewell.i18n", *sorted(packages)])
        for entry in read_entries(str(template))
    ]
    unique = {entry.key: entry for entry in [*method_entries(plugins), *entries]}
    content = format_po(merge(unique.values(), translated), language=language)
    return {folder / f"{language}.po": content}


def _templates(packages: Iterable[str]) -> Iterator[Path]:
    for name in packages:
        spec = find_spec(name) if name.replace(".", "").isidentifier() else None
        for folder in (spec and spec.submodule_search_locations) or ():
            template = Path(folder) / TEMPLATE
            if template.is_file():
                yield template
