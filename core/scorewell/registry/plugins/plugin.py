"""One plugin: where it comes from, what it gives, what went wrong."""

from __future__ import annotations

import traceback
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

SLOW_IMPORT = 1.0
"""Seconds above which the import of a plugin is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentSource:
    """A folder or file of definitions, and who brought it.

    Attributes
    ----------
    path : pathlib.Path
        Folder, or one YAML file.
    origin : str
        Name by which one of two clashing definitions is asked for, as in
        ``origin:id``: the distribution, or ``folder`` for a local one.
    """

    path: Path
    origin: str


@dataclass(kw_only=True)
class Plugin:
    """One plugin, with what went wrong.

    Attributes
    ----------
    name : str
        Module or entry point.
    kind : {'bundled', 'hooks', 'data'}
        How it comes in.
    distribution, version : str
        The installed package that it belongs to.
    hooks : tuple of str
        The hooks that it implements.
    errors : list of str
        What went wrong, in words; empty when all is well.
    hints : list of str
        How to go on, as far as it follows from the errors.
    trace : str
        Traceback of the last error, for the author of the plugin.
    disabled : str
        Why it was not loaded at all, where it was not to be; nothing of it
        has run.
    package : str
        Its top-level Python package, for plugins of other distributions.
    needs : str
        The versions of scorewell that its distribution asks for; empty for
        any.
    seconds : float
        How long its import took.
    """

    name: str
    kind: str
    distribution: str = ""
    version: str = ""
    hooks: tuple[str, ...] = ()
    errors: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    trace: str = ""
    disabled: str = ""
    package: str = ""
    needs: str = ""
    seconds: float = 0.0
    module: object = field(default=None, repr=False)
    sources: tuple[InstrumentSource, ...] = ()

    @property
    def status(self) -> str:
        """``loaded``, ``disabled``, ``failed`` (unusable), or ``partly failed``."""
        if self.disabled:
            return "disabled"
        if not self.errors:
            return "loaded"
        return "partly failed" if self.module is not None else "failed"

    @property
    def label(self) -> str:
        """Its name, with the installed package where that is called otherwise."""
        package = " ".join(part for part in (self.distribution, self.version) if part)
        return f"{self.name} ({package})" if package else self.name

    @property
    def slow(self) -> bool:
        """Whether its import takes so long that every command feels it."""
        return self.kind != "bundled" and self.seconds > SLOW_IMPORT

    @property
    def origin(self) -> str:
        """The name that its definitions carry, as in ``origin:id``."""
        return self.distribution or self.name

    def fail(self, message: str, error: BaseException | None = None, *, hint: str = "") -> None:
        """Record an error, and how to go on."""
        if message not in self.errors:
            self.errors.append(message)
        if hint and hint not in self.hints:
            self.hints.append(hint)
        if error is not None:
            self.trace = "".join(traceback.format_exception(error))


def error_line(error: BaseException) -> str:
    """An error in one line: its kind and the first line of its message."""
    text = str(error).strip().splitlines()
    return f"{type(error).__name__}: {text[0]}" if text else type(error).__name__


_OURS = ("scorewell", "scorewell_plugins")


def failing_plugin(error: BaseException, plugins: Iterable[Plugin]) -> Plugin | None:
    """The plugin of another distribution in whose code an error arose, or None.

    It owns the innermost frame that belongs to scorewell or to a plugin: libraries below that
    frame were only called.
    """
    owners = {
        plugin.package: plugin
        for plugin in plugins
        if plugin.kind == "hooks" and plugin.package
    }
    owner: Plugin | None = None
    for frame, _ in traceback.walk_tb(error.__traceback__):
        package = str(frame.f_globals.get("__name__", "")).partition(".")[0]
        if package in owners:
            owner = owners[package]
        elif package in _OURS:
            owner = None
    return owner
