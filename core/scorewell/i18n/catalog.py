"""The words of one language, read from one file."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from scorewell.errors import Finding, ScorewellError, did_you_mean
from scorewell.i18n.templates import GAP as _GAP
from scorewell.i18n.templates import fault, fill, gaps

LANGUAGE = "SCOREWELL_LANGUAGE"
"""Environment variable that names the language of reports, or its file; ``en`` unless set."""

ENGLISH = "en"
_NAMED = 8
_TELLING = 5
"""With fewer letters around its gaps a phrase could be anything."""
_NO_LETTER = re.compile(r"[\W\d_]+")
_NUMBER = re.compile(r"[-\u2212]?\d+\.\d+")


@dataclass(frozen=True, kw_only=True)
class Language:
    """The words of one language.

    Attributes
    ----------
    name : str
        What it was asked for by: ``en``, ``de``, or a file.
    texts : mapping of str to str
        Every text of the report by key; English where the file has none.
    phrases : mapping of str to str
        What the engine says, by its English template.
    findings : tuple of Finding
        Which texts stay English, and which of the file cannot be used.
    english : bool
        Whether the engine's own words are those of this language.
    own : frozenset of str
        Keys of the texts that are its own.
    unsaid : set of str
        Templates of the engine that were needed and are not there, so far.
    met : dict of str to str
        Texts found in tables so far, as this language says them.
    """

    name: str
    texts: Mapping[str, str]
    phrases: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    english: bool = False
    own: frozenset[str] = frozenset()
    unsaid: set[str] = field(default_factory=set, compare=False)
    met: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    @property
    def tag(self) -> str:
        """What HTML calls the language, for example ``en-GB``."""
        return self.texts["language.tag"]

    def phrase(self, template: str) -> str:
        """What the engine says with a template, or the template itself."""
        own = self.phrases.get(template) or self.texts.get(f"term.{template}")
        if own is None:
            self.unsaid.add(template)
        return own or template

    def named(self, text: str) -> str:
        """What the engine says without gaps: a fixed word, a sentence, or several of them."""
        own = self.phrases.get(text) or self.found(text)
        if own == text and text not in self.phrases and f"term.{text}" not in self.texts:
            self.unsaid.add(text)
        return own

    def found(self, text: str) -> str:
        """A text of the engine, by the phrase that it is made of."""
        if text not in self.met:
            self.met[text] = self._found(text)
        return self.met[text]

    def _found(self, text: str) -> str:
        own = self.texts.get(f"term.{text}") or self.phrases.get(text)
        if own is not None:
            return own
        for pattern, phrase in self._patterns:
            match = pattern.fullmatch(text)
            if match is not None:
                values = {name: self._part(value) for name, value in match.groupdict().items()}
                return fill(phrase, values)
        for between in ("; ", ": ", ", "):
            parts = text.split(between)
            if len(parts) > 1 and any(self.found(part) != part for part in parts):
                return between.join(map(self.found, parts))
        return text

    def _part(self, text: str) -> str:
        return self.figure(text) if _NUMBER.fullmatch(text) else self.found(text)

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], str]]:
        """Phrases with gaps, those with the most words first."""
        fixed = {each: len(_NO_LETTER.sub("", _GAP.sub("", each))) for each in self.phrases}
        ordered = sorted(self.phrases, key=lambda each: -fixed[each])
        return [
            (_pattern(each), self.phrases[each])
            for each in ordered
            if gaps(each) and fixed[each] >= _TELLING
        ]

    @property
    def missed(self) -> tuple[Finding, ...]:
        """What the engine said so far, and this language has no words for."""
        if self.english or not self.unsaid:
            return ()
        listed = _some([f"'{each}'" for each in sorted(self.unsaid)])
        return (
            Finding(
                code="phrases-missing",
                message=f"{len(self.unsaid)} of the engine's phrases were needed, are missing "
                f"and stay English: {listed}",
                severity="note",
                file=self.name,
            ),
        )

    def figure(self, text: str) -> str:
        """A number written with a point, as this language writes it."""
        mark = self.texts["language.decimal"]
        return text if mark == "." else text.replace(".", mark)


def _pattern(template: str) -> re.Pattern[str]:
    """What a template matches; a gap that comes twice is the same text twice."""
    seen: set[str] = set()
    parts = []
    for place, part in enumerate(_GAP.split(template)):
        if place % 2 == 0:
            parts.append(re.escape(part))
        else:
            parts.append(f"(?P={part})" if part in seen else f"(?P<{part}>.+?)")
            seen.add(part)
    return re.compile("".join(parts))


_SPEAKING: ContextVar[Language | None] = ContextVar("language", default=None)


def tongue() -> Language:
    """The language in force."""
    return _SPEAKING.get() or read_language(os.environ.get(LANGUAGE) or ENGLISH)


@contextmanager
def speaking(name: str | Path | Language | None) -> Iterator[Language]:
    """Say everything in a language, until the end of the block.

    Parameters
    ----------
    name : str, path, Language or None
        A language that is there, a file with texts, or None for the one in
        force.

    Raises
    ------
    ScorewellError
        If there is no such language, or its file cannot be read.
    """
    found = name if isinstance(name, Language) else read_language(str(name)) if name else None
    token = _SPEAKING.set(found or tongue())
    try:
        yield tongue()
    finally:
        _SPEAKING.reset(token)


@cache
def languages() -> tuple[str, ...]:
    """The languages that there are words in: the files of this folder."""
    names = (each.name for each in files("scorewell.i18n").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def read_language(name: str) -> Language:
    """A language by its name, or from a file whose name ends in ``.toml``.

    Raises
    ------
    ScorewellError
        If there is no such language, or its file cannot be read.
    """
    if name.endswith(".toml"):
        path = Path(name).resolve()
        changed = path.stat().st_mtime_ns if path.is_file() else 0
        return _of_file(name, path, changed)
    return _of_package(name)


@lru_cache(maxsize=8)
def _of_file(name: str, path: Path, _: int) -> Language:
    """What a file says; read again when the file has changed."""
    return made(name, _own(path))


@cache
def _of_package(name: str) -> Language:
    if name not in languages():
        raise ScorewellError(
            f"there are no report texts in the language '{name}'",
            hint=did_you_mean(name, languages())
            or f"there are: {', '.join(languages())}; or name a file of texts, {name}.toml",
        )
    if name == ENGLISH:
        return Language(name=name, texts=dict(_flat(_bundled(ENGLISH), "")), english=True)
    return made(name, _bundled(name))


def _bundled(name: str) -> dict[str, Any]:
    import tomllib

    return tomllib.loads((files("scorewell.i18n") / f"{name}.toml").read_text("utf-8"))


def _own(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ScorewellError(
            f"the texts in {path} cannot be read: {error}",
            hint="`scorewell new language` writes a file to begin with",
        ) from error


def made(name: str, entries: Mapping[str, Any]) -> Language:
    """A language from the entries of its file, with English for what is not there."""
    english = read_language(ENGLISH).texts
    given = {key: value for key, value in entries.items() if key != "phrases"}
    texts = dict(_flat(given, ""))
    phrases = {
        str(key): " ".join(str(value).split())
        for key, value in dict(entries.get("phrases", {})).items()
    }
    wrong = {**dict(_faults(texts, english)), **dict(_phrase_faults(phrases))}
    findings = [
        Finding(code="text-not-usable", message=f"{key}: {why}; it stays English", file=name)
        for key, why in wrong.items()
    ]
    usable = {key: text for key, text in texts.items() if key not in wrong}
    lacking = [key for key in english if key not in texts]
    if lacking:
        findings.append(_lacking(name, lacking, len(english)))
    return Language(
        name=name,
        texts={**english, **usable},
        phrases={key: text for key, text in phrases.items() if key not in wrong and text},
        findings=tuple(findings),
        own=frozenset(usable),
    )


def _some(names: list[str]) -> str:
    more = [f"and {len(names) - _NAMED} more"] if len(names) > _NAMED else []
    return ", ".join([*names[:_NAMED], *more])


def _lacking(name: str, keys: list[str], of: int) -> Finding:
    listed = _some(keys)
    return Finding(
        code="texts-missing",
        message=f"{len(keys)} of {of} texts are missing and stay English: {listed}",
        severity="note",
        file=name,
    )


def _faults(texts: Mapping[str, str], english: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for key, text in texts.items():
        if key not in english:
            near = did_you_mean(key, english)
            yield key, f"there is no such text{f' ({near})' * bool(near)}"
        else:
            why = _fault(text, english[key])
            if why:
                yield key, why


def _phrase_faults(phrases: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for template, text in phrases.items():
        why = _fault(text, template) if text else ""
        if why:
            yield template, why


def _fault(text: str, english: str) -> str:
    why = fault(text)
    if why:
        return why
    strange = sorted(gaps(text) - gaps(english))
    return f"nothing is given for {{{{ {strange[0]} }}}}" if strange else ""


def _flat(entries: Mapping[str, Any], above: str) -> Iterator[tuple[str, str]]:
    for key, value in entries.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", " ".join(str(value).split())
