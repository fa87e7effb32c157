"""A catalogue in a further language, to fill in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from scorewell.i18n.catalog import read_catalog
from scorewell.i18n.po import make_catalog, merge

if TYPE_CHECKING:
    from polib import POEntry, POFile

    from scorewell.registry.plugins.plugin_set import Plugins

TEMPLATE = "messages.pot"
"""Name of the template that a package with messages holds."""


def method_entries(plugins: Plugins) -> list[POEntry]:
    """Titles and formulas of the methods that plugins bring."""
    from polib import POEntry

    methods = (plugins.change_methods, plugins.approaches, plugins.growth_methods)
    texts = [
        text
        for group in methods
        for method in group.values()
        for text in (method.title, method.formula)
    ]
    return [POEntry(msgid=text) for text in texts if text]


def language_file(
    language: str, folder: Path, plugins: Plugins, translations: POFile | None = None
) -> dict[Path, str]:
    """The path and content of a catalogue with every message of the core and of plugins.

    Parameters
    ----------
    language : str
        Its tag: ``de``. The file is called after it.
    plugins : Plugins
        Their methods are named in reports, and a package of theirs may hold
        further messages in a file ``messages.pot``.
    translations : polib.POFile, optional
        A catalogue with the translations that exist already.
    """
    packages = {plugin.package or plugin.name.partition(".")[0] for plugin in plugins.plugins}
    entries = [
        entry
        for template in _templates(["scorewell.i18n", *sorted(packages)])
        for entry in read_catalog(str(template))
    ]
    source = translations or make_catalog((), {"Language": language})
    catalog = merge([*method_entries(plugins), *entries], source)
    return {folder / f"{language}.po": str(catalog)}


def _templates(packages: Iterable[str]) -> Iterator[Path]:
    for name in packages:
        spec = find_spec(name) if name.replace(".", "").isidentifier() else None
        for folder in (spec and spec.submodule_search_locations) or ():
            template = Path(folder) / TEMPLATE
            if template.is_file():
                yield template
