"""The error tree and the finding.

::

    ScorewellError                what, where, why, and what to do
    ├── DefinitionError           a definition, overlay or study file is wrong
    ├── UnknownInstrumentError    no instrument of that name
    ├── ClashError                two files claim one id
    ├── PluginError               a plugin could not be used
    ├── DataError                 the data cannot be used as asked
    └── ChangeError               a change analysis lacks an input or cannot use it

A :class:`Finding` is one thing that is wrong or noteworthy. Findings are
collected and shown together; an error carries those that made it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong or noteworthy, and where.

    Attributes
    ----------
    code : str
        Stable name of the rule or check, for example ``bands-cover-range``.
    message : str
        What is there and what was expected, in one sentence without full stop.
    severity : {'error', 'warning', 'note'}
        Errors stop; warnings are shown; notes inform.
    file : str
        File, as the user named it; empty if there is none.
    line, column : int or None
        Position in the file, counted from 1.
    path : str
        Path in the document, for example ``scales[0].range``.
    hint : str
        What to do about it.
    """

    code: str
    message: str
    severity: str = "error"
    file: str = ""
    line: int | None = None
    column: int | None = None
    path: str = ""
    hint: str = ""

    @property
    def location(self) -> str:
        """``file:line:column``, as far as known."""
        parts = [self.file] if self.file else []
        if self.line is not None:
            parts.append(str(self.line))
            if self.column is not None:
                parts.append(str(self.column))
        return ":".join(parts)

    def __str__(self) -> str:
        place = ": ".join(part for part in (self.location, self.path) if part)
        text = f"{place}: {self.message}" if place else self.message
        text += f" [{self.code}]" if self.code else ""
        return f"{text}\n    hint: {self.hint}" if self.hint else text


class ScorewellError(Exception):
    """Base of every error that this package raises on purpose.

    Parameters
    ----------
    message : str
        What is wrong and where.
    hint : str, optional
        What to do about it.
    findings : iterable of Finding, optional
        The single findings behind the error.
    """

    def __init__(
        self, message: str, *, hint: str = "", findings: Iterable[Finding] = ()
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.findings = tuple(findings)

    def __str__(self) -> str:
        lines = [self.message, *(str(finding) for finding in self.findings)]
        if self.hint:
            lines.append(f"hint: {self.hint}")
        return "\n".join(lines)


class DefinitionError(ScorewellError, ValueError):
    """A definition, overlay or study file is wrong."""


class UnknownInstrumentError(ScorewellError, LookupError):
    """No registered instrument has this id, acronym or alias."""


class ClashError(ScorewellError):
    """Two files claim the same id or name."""


class PluginError(ScorewellError):
    """A plugin could not be loaded or broke its promise."""


class DataError(ScorewellError, ValueError):
    """The data cannot be used as asked."""


class ChangeError(ScorewellError, ValueError):
    """A change analysis lacks an input or was given one it cannot use."""


def did_you_mean(word: str, candidates: Iterable[str], *, most: int = 3) -> str:
    """A hint that names the nearest candidates, or an empty string.

    Examples
    --------
    >>> did_you_mean("phq9", ["phq-9", "gad-7"])
    'did you mean phq-9?'
    >>> did_you_mean("zzz", ["phq-9", "gad-7"])
    ''
    """
    by_fold = {candidate.casefold(): candidate for candidate in candidates}
    import difflib

    near = difflib.get_close_matches(word.casefold(), by_fold, n=most, cutoff=0.6)
    if not near:
        return ""
    return f"did you mean {' or '.join(by_fold[key] for key in near)}?"
