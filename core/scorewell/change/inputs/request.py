"""A change analysis as asked for: the scale, and the options by who sets them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, NamedTuple

from scorewell.change.inputs.baseline import Baseline, PairedScores
from scorewell.change.options.options import BASELINE, CHOICES, PAIRS, ChangeOptions
from scorewell.definitions.model import ChangeChoices, Instrument, Origin, Scale
from scorewell.errors import ChangeError, Finding

_DIRECTIONS = {"lower": -1, "higher": 1}
_OF_SAMPLE = (BASELINE, PAIRS)


_USED_OPTIONS: ContextVar[set[str] | None] = ContextVar("used options", default=None)


@contextmanager
def record_options() -> Iterator[set[str]]:
    """Names of the options that analyses within this context use, whoever sets them."""
    names: set[str] = set()
    token = _USED_OPTIONS.set(names)
    try:
        yield names
    finally:
        _USED_OPTIONS.reset(token)


class Setting(NamedTuple):
    """The value of an option and who set it."""

    value: Any
    origin: str


@dataclass(frozen=True, kw_only=True)
class Request:
    """A change analysis as asked for.

    Attributes
    ----------
    instrument, scale
        What is compared.
    options : tuple of (str, ChangeOptions)
        Options by who sets them, the strongest first. Below them come the scale's
        own ``change`` entries, the sample, and the defaults.
    baseline : Baseline or None
        The sample's baseline scores; None where there is no sample.
    sample : PairedScores or None
        Respondents with both scores; None where there is no sample.
    control : PairedScores or None
        The control group of the data; None where none is named.
    cases : {'baseline', 'pairs'}
        Whose baseline scores the sample's figures are of, unless told.
    alone : bool
        Whether it is about one respondent, without a sample.
    """

    instrument: Instrument
    scale: Scale
    options: tuple[tuple[str, ChangeOptions], ...] = ()
    baseline: Baseline | None = None
    sample: PairedScores | None = None
    control: PairedScores | None = None
    cases: str = BASELINE
    alone: bool = False

    @property
    def path(self) -> str:
        """The scale as ``instrument.scale``."""
        return self.instrument.column(self.scale.id)

    @property
    def direction(self) -> int:
        """+1 where higher is better, -1 where lower is better.

        Raises
        ------
        ChangeError
            If the scale has no better end.
        """
        if self.scale.better not in _DIRECTIONS:
            raise ChangeError(
                f"{self.path}: the definition gives this score no better end, "
                "so a change of it is neither improvement nor deterioration"
            )
        return _DIRECTIONS[self.scale.better]

    def option(self, *names: str, asks: bool = False) -> tuple[str, Setting] | None:
        """The option of these that is set first, and its setting.

        Parameters
        ----------
        asks : bool
            Whether it is only asked which of them is set; the option is then
            not recorded as used.
        """
        recorder = _USED_OPTIONS.get()
        for origin, options in self._options_in_order:
            for name in names:
                value = getattr(options, name)
                if value is not None:
                    if recorder is not None and not asks:
                        recorder.add(name)
                    return name, Setting(value, origin)
        return None

    @property
    def _options_in_order(self) -> Iterator[tuple[str, ChangeOptions]]:
        """The options by who sets them; a preset comes right after the options beside it."""
        for origin, options in self.options:
            yield origin, options
            if options.preset is not None:
                yield origin, ChangeOptions.of_preset(options.preset)

    def setting(self, name: str) -> Setting | None:
        """The setting of one option in a call or study."""
        option = self.option(name)
        return None if option is None else option[1]

    def choice(self, name: str) -> Setting:
        """The word chosen for an option, or its default."""
        return self.setting(name) or Setting(CHOICES[name][0], "default")

    def defaults(self, name: str) -> tuple[Setting, ...]:
        """The defaults of overlays and the definition for one option, strongest first."""
        return tuple(
            Setting(getattr(layer, name), layer.origin.kind)
            for layer in self.layers
            if getattr(layer, name) and not (self.alone and getattr(layer, name) in _OF_SAMPLE)
        )

    @property
    def layers(self) -> Iterator[ChangeChoices]:
        """The ``change`` entries of overlays and the definition, strongest first."""
        for layer in self.scale.change:
            if self.alone and layer.without_sample is not None:
                yield layer.without_sample
            yield layer

    def finding(
        self, code: str, message: str, *, severity: str = "note", hint: str = ""
    ) -> Finding:
        """A finding about this scale."""
        return Finding(code=code, message=message, severity=severity, path=self.path, hint=hint)

    def citation(self, source: str) -> str:
        """The source with this id as one line; empty if there is none."""
        entry = self.instrument.sources.get(source)
        return entry.citation if entry is not None else ""

    @staticmethod
    def origin(source: str, entry: Origin) -> str:
        """Who brought the figures of an entry that ``source`` named."""
        if source == "definition" and entry.kind == "overlay":
            return "overlay"
        return source
