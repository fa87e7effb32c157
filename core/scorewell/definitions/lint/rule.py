"""A rule of the linter, its input, and what rules share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scorewell.definitions.method_rules import MethodRules
from scorewell.definitions.model import Instrument, Scale
from scorewell.definitions.reading.document import Document
from scorewell.errors import Finding

Entry = Mapping[str, Any]
Steps = tuple[str | int, ...]
ExampleCheck = Callable[[Instrument], list[Finding]]


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One definition, or one overlay applied to its instrument.

    Attributes
    ----------
    document : Document
        The file that is checked: the definition, or the overlay.
    instrument : Instrument
        What it says; with an overlay, the instrument with its additions.
    methods : mapping of str to MethodRules
        The scoring methods that there are.
    check_examples : callable or None
        Runs the examples of an instrument; None leaves them out.
    """

    document: Document
    instrument: Instrument
    methods: Mapping[str, MethodRules]
    check_examples: ExampleCheck | None = None

    @property
    def data(self) -> Entry:
        """The file as plain values."""
        data: Entry = self.document.data
        return data

    @property
    def is_overlay(self) -> bool:
        """Whether the file is an overlay."""
        return "extends" in self.data

    def finding(
        self, path: Iterable[str | int], message: str, *, hint: str = "", at_key: bool = False
    ) -> Finding:
        """A finding at ``path``; the rule adds its name and severity."""
        return self.document.finding("", path, message, hint=hint, at_key=at_key)

    def scales(self) -> Iterator[tuple[Steps, Entry, Scale]]:
        """The scales in the file: path, what is written, and what it means."""
        for index, entry in enumerate(self.data.get("scales", ())):
            yield ("scales", index), entry, self.instrument.scale(entry["id"])

    def entries(self, kind: str) -> Iterator[tuple[Steps, Entry, Scale]]:
        """The entries of one kind in the file, for example of ``norms``, with their scale."""
        for path, scale_entry, scale in self.scales():
            for index, entry in enumerate(scale_entry.get(kind, ())):
                yield (*path, kind, index), entry, scale

    def not_in_scale(self, path: Steps, item: str, scale: Scale, problem: str) -> Finding:
        """A finding for an item that an entry of a scale names and that is not in the scale."""
        return self.finding(
            path,
            f"`{item}` is {problem}, but is no item of `{scale.id}`",
            hint="add it to items, or remove it here",
        )

    def item_id(self, reference: str | int) -> str:
        """The id of the item that an id or a position stands for."""
        text = str(reference)
        return self.instrument.items[int(text) - 1].id if text.isdigit() else text


def normalize(code: float | str) -> str:
    """A code or label as it is compared in a file, where 1 and "1" cannot be told apart."""
    try:
        return f"{float(code):g}"
    except ValueError:
        return str(code).strip().casefold()


def repeats(values: Sequence[Any]) -> Iterator[int]:
    """The positions of values that stood there before; an empty text is not a value."""
    return (
        index for index, value in enumerate(values) if value != "" and value in values[:index]
    )


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One thing that must hold in every definition.

    Attributes
    ----------
    name : str
        The code of its findings.
    sentence : str
        What must hold, in one sentence.
    severity : {'error', 'warning'}
        What a finding of this rule is.
    overlays : bool
        Whether it holds for overlays too.
    function : callable
        ``function(subject) -> iterable of Finding``.
    """

    name: str
    sentence: str
    severity: str
    overlays: bool
    function: Callable[[Subject], Iterable[Finding]]

    def run(self, subject: Subject) -> Iterator[Finding]:
        """What breaks the rule."""
        for finding in self.function(subject):
            yield replace(finding, code=self.name, severity=self.severity)


def rule(
    *, severity: str = "error", overlays: bool = False
) -> Callable[[Callable[[Subject], Iterable[Finding]]], Rule]:
    """Make a rule of a function: its name is the code, its docstring the sentence."""

    def decorate(function: Callable[[Subject], Iterable[Finding]]) -> Rule:
        return Rule(
            name=function.__name__.replace("_", "-"),
            sentence=(function.__doc__ or "").strip(),
            severity=severity,
            overlays=overlays,
            function=function,
        )

    return decorate
