"""The language in force: its name, its catalogue and the texts of reports in English."""

from __future__ import annotations

import gettext
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scorewell.errors import Finding, ScorewellError, did_you_mean
from scorewell.i18n.po import compile_po, make_catalog, parse_po, translations

if TYPE_CHECKING:
    from polib import POEntry, POFile

LANGUAGE = "SCOREWELL_LANGUAGE"
"""Environment variable that names the language of reports, or its file; ``en`` unless set."""

ENGLISH = "en"
_MOST_LISTED = 8
_GAP = re.compile(r"\{\{\s*([a-z_][a-z0-9_]*)\s*\}\}")


def fill(template: str, values: Mapping[str, object]) -> str:
    """A template with its gaps filled; a KeyError if a value is missing.

    Examples
    --------
    >>> fill("{{ n }} of {{ of }}", {"n": 6, "of": 13})
    '6 of 13'
    """
    return _GAP.sub(lambda gap: str(values[gap[1]]), template)


def gaps(template: str) -> frozenset[str]:
    """Names of the values that a template takes.

    Examples
    --------
    >>> sorted(gaps("{{ n }} of {{ of }}"))
    ['n', 'of']
    """
    return frozenset(_GAP.findall(template))


class _Untranslated(gettext.NullTranslations):
    """What a catalogue falls back on: an empty text, so that a missing message is noticed."""

    def gettext(self, message: str) -> str:  # noqa: ARG002
        return ""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:  # noqa: ARG002
        return ""

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002
        return ""

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:  # noqa: ARG002
        return ""


@dataclass(frozen=True, kw_only=True)
class Language:
    """A language that messages are translated into.

    Attributes
    ----------
    name : str
        What it was asked for by: ``en``, ``de``, or a file.
    catalog : gettext.NullTranslations
        Its translations.
    findings : tuple of Finding
        Which texts stay English, and which of the file cannot be used.
    untranslated : set of str
        Messages that were needed so far and are not in the catalogue.
    """

    name: str
    catalog: gettext.NullTranslations = field(default_factory=_Untranslated)
    findings: tuple[Finding, ...] = ()
    untranslated: set[str] = field(default_factory=set, compare=False)

    @property
    def tag(self) -> str:
        """What HTML calls the language, for example ``en-GB``."""
        return self.catalog.info().get("language", "en-GB").replace("_", "-")

    def text(self, key: str) -> str:
        """The text of the report under a key, with its gaps."""
        english = english_texts()[key]
        return self.catalog.pgettext(key, english) or english

    def plural_text(self, key: str, n: int) -> str:
        """The text under a key, or under the key with an s, as it is for a number."""
        singular, many = english_texts()[key], english_texts()[f"{key}s"]
        return self.catalog.npgettext(key, singular, many, n) or (singular if n == 1 else many)

    def message(self, msgid: str, plural: str = "", n: int = 1) -> str:
        """A message with its gaps, as it is for a number if it has a plural."""
        if plural:
            translation = self.catalog.ngettext(msgid, plural, n)
        else:
            translation = self.catalog.gettext(msgid)
        if not translation:
            self.untranslated.add(msgid)
        return translation or (plural if plural and n != 1 else msgid)

    def term(self, word: str) -> str:
        """A fixed word; itself where there is no translation."""
        # The empty message is the header of a catalogue.
        return (word and self.catalog.gettext(word)) or word

    @property
    def untranslated_findings(self) -> tuple[Finding, ...]:
        """Which messages were needed so far and have no translation."""
        if self.name == ENGLISH or not self.untranslated:
            return ()
        messages = _shortened([f"'{msgid}'" for msgid in sorted(self.untranslated)])
        return (
            Finding(
                code="phrases-missing",
                message=f"{len(self.untranslated)} of the engine's phrases were needed, are "
                f"missing and stay English: {messages}",
                severity="note",
                file=self.name,
            ),
        )

    def figure(self, text: str) -> str:
        """A number written with a point, as this language writes it."""
        mark = self.text("language.decimal")
        return text if mark == "." else text.replace(".", mark)


_LANGUAGE: ContextVar[Language | None] = ContextVar("language", default=None)


def current_language() -> Language:
    """The language in force."""
    return _LANGUAGE.get() or read_language(os.environ.get(LANGUAGE) or ENGLISH)


@contextmanager
def use_language(name: str | Path | Language | None) -> Iterator[Language]:
    """Translate everything into a language, until the end of the block.

    Parameters
    ----------
    name : str, path, Language or None
        A language that is there, a catalogue file, or None for the one in
        force.

    Raises
    ------
    ScorewellError
        If there is no such language, or its file cannot be read.
    """
    language = name or current_language()
    if not isinstance(language, Language):
        language = read_language(str(language))
    token = _LANGUAGE.set(language)
    try:
        yield language
    finally:
        _LANGUAGE.reset(token)


@cache
def languages() -> tuple[str, ...]:
    """The languages that are installed: English, and the catalogues of this folder."""
    paths = (Path(path.name) for path in files("scorewell.i18n").iterdir())
    return (ENGLISH, *sorted(path.stem for path in paths if path.suffix == ".po"))


def read_language(name: str) -> Language:
    """A language by its name, or from a file whose name ends in ``.po``."""
    if name == ENGLISH:
        return _ENGLISH
    path = _catalog_path(name)
    return _read_language(name, path, path.stat().st_mtime_ns if path.is_file() else 0)


_ENGLISH = Language(name=ENGLISH)


@lru_cache(maxsize=8)
def _read_language(name: str, path: Path, _: int) -> Language:
    """The language of a file; read again when the file has changed."""
    return make_language(name, read_catalog(str(path)))


def _catalog_path(name: str) -> Path:
    if name.endswith((".po", ".pot")):
        return Path(name).resolve()
    if name in languages():
        return Path(str(files("scorewell.i18n") / f"{name}.po"))
    raise ScorewellError(
        f"there are no report texts in the language '{name}'",
        hint=did_you_mean(name, languages())
        or f"there are: {', '.join(languages())}; or name a file of texts, {name}.po",
    )


def read_catalog(name: str) -> POFile:
    """The catalogue of an installed language, or of a file."""
    path = _catalog_path(name)
    try:
        catalog = parse_po(path.read_text("utf-8"))
        compile_po(catalog)
    except (OSError, ValueError) as error:
        raise ScorewellError(
            f"the texts in {path} cannot be read: {error}",
            hint="`scorewell new language` writes a file to begin with",
        ) from error
    return catalog


def make_language(name: str, catalog: POFile) -> Language:
    """A language from its catalogue, with English for what is not there."""
    faults = [(entry, _fault(entry)) for entry in catalog if translations(entry)]
    usable = [entry for entry, fault in faults if not fault]
    compiled = compile_po(make_catalog(usable, catalog.metadata))
    compiled.add_fallback(_Untranslated())
    findings = [
        Finding(
            code="text-not-usable",
            message=f"{entry.msgctxt or entry.msgid}: {fault}; it stays English",
            file=name,
        )
        for entry, fault in faults
        if fault
    ]
    texts, keys = english_entries(), {entry.msgid_with_context for entry in usable}
    missing = [
        entry.msgctxt or entry.msgid for entry in texts if entry.msgid_with_context not in keys
    ]
    if missing:
        findings.append(
            Finding(
                code="texts-missing",
                message=f"{len(missing)} of {len(texts)} texts are missing and stay English: "
                f"{_shortened(missing)}",
                severity="note",
                file=name,
            )
        )
    return Language(name=name, catalog=compiled, findings=tuple(findings))


def _shortened(names: list[str]) -> str:
    more = len(names) - _MOST_LISTED
    return ", ".join([*names[:_MOST_LISTED], *([f"and {more} more"] if more > 0 else [])])


def _fault(entry: POEntry) -> str:
    """Why a translation cannot be used; empty where it can."""
    if entry.msgctxt and entry.msgctxt not in english_texts():
        near = did_you_mean(entry.msgctxt, english_texts())
        return f"there is no such text{f' ({near})' * bool(near)}"
    for text in translations(entry):
        code = re.search(r"\{[{%#].*", _GAP.sub("", text))
        if code:
            return f"a text holds gaps and nothing else, not {code[0]}"
        strange = sorted(gaps(text) - gaps(entry.msgid) - gaps(entry.msgid_plural))
        if strange:
            return f"nothing is given for {{{{ {strange[0]} }}}}"
    return ""


@cache
def english_texts() -> Mapping[str, str]:
    """Every text of a report in English, by its key."""
    import tomllib

    content = (files("scorewell.i18n") / "en.toml").read_text("utf-8")
    return dict(_flatten(tomllib.loads(content), ""))


def _flatten(entries: Mapping[str, Any], above: str) -> Iterator[tuple[str, str]]:
    for key, value in entries.items():
        if isinstance(value, Mapping):
            yield from _flatten(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", " ".join(str(value).split())


@cache
def english_entries() -> tuple[POEntry, ...]:
    """The texts of a report as entries to translate.

    Their context is the key. Words of the table ``term`` have none, as they are
    found by themselves; a text of the table ``count`` and the one under its key
    with an s are the forms of one message.
    """
    from polib import POEntry

    texts, entries = english_texts(), []
    for key, text in texts.items():
        table = key.partition(".")[0]
        plural = texts.get(f"{key}s", "") if table == "count" else ""
        context = None if table == "term" else key
        if plural or table != "count":
            entries.append(POEntry(msgid=text, msgid_plural=plural, msgctxt=context))
    return tuple(entries)
