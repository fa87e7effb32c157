"""Write the template that translations begin from; run it after a change of any message.

With ``--check``, fail if the template is out of date and leave it as it is.

Messages are literals given to ``words``, ``plural_words`` and ``code_message``, the texts of
reports in ``en.toml``, and the titles and formulas of bundled methods.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_file
from polib import POEntry

import scorewell
import scorewell_plugins
from scorewell.authoring.translation_file import TEMPLATE, method_entries
from scorewell.change.options.presets import PRESETS
from scorewell.i18n.catalog import english_entries
from scorewell.i18n.po import make_catalog
from scorewell.registry.plugins.discovery import load_plugins
from scorewell.registry.plugins.selection import PluginChoice

PACKAGES = [Path(str(package.__file__)).parent for package in (scorewell, scorewell_plugins)]
KEYWORDS = {"words": (1,), "plural_words": (1, 2), "code_message": (1,)}


def code_entries() -> Iterator[POEntry]:
    """The messages in the code, each with the module that it stands in."""
    for package in PACKAGES:
        for path in sorted(package.rglob("*.py")):
            place = (path.relative_to(package.parent).as_posix(), "")
            for _, message, _, _ in extract_from_file("python", path, keywords=KEYWORDS):
                msgid, plural = (message, "") if isinstance(message, str) else message
                yield POEntry(msgid=msgid, msgid_plural=plural, occurrences=[place])


def template() -> str:
    """The template with every message once."""
    bundled = load_plugins(choice=PluginChoice.from_environment({"SCOREWELL_PLUGINS": ""}))
    presets = (POEntry(msgid=preset.summary) for preset in PRESETS.values())
    entries: dict[str, POEntry] = {}
    for entry in [*english_entries(), *code_entries(), *method_entries(bundled), *presets]:
        entries.setdefault(entry.msgid_with_context, entry)
    return str(make_catalog(entries.values(), {"Language": ""}))


def main() -> int:
    """Write or check the template."""
    path, content = PACKAGES[0] / "i18n" / TEMPLATE, template()
    if "--check" in sys.argv[1:]:
        if path.read_text(encoding="utf-8") == content:
            return 0
        print(f"out of date: {path.name}; run python docs/messages.py")
        return 1
    path.write_text(content, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
