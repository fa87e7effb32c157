"""Which plugins of other distributions may run."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from scorewell.registry.plugins.plugin import Plugin


def core_version() -> str:
    """Version of the scorewell that runs."""
    from importlib.metadata import version

    return version("scorewell")


def core_range(requires: Iterable[str]) -> str:
    """The versions of scorewell that the ``Requires-Dist`` lines of a distribution ask for.

    Empty for any; what only an extra asks for does not count.

    Examples
    --------
    >>> core_range(["pandas", "scorewell>=0.1,<2", 'scorewell>=9; extra == "later"'])
    '<2,>=0.1'
    """
    lines = [line for line in requires if line.strip().lower().startswith("scorewell")]
    if not lines:
        return ""
    from packaging.requirements import InvalidRequirement, Requirement
    from packaging.specifiers import SpecifierSet

    versions = SpecifierSet()
    for line in lines:
        with suppress(InvalidRequirement):  # the installer's business
            requirement = Requirement(line)
            marker = requirement.marker
            if requirement.name.lower() == "scorewell" and (
                marker is None or marker.evaluate({"extra": ""})
            ):
                versions &= requirement.specifier
    return str(versions)


def accepts_core(versions: str, *, core: str = "") -> bool:
    """Whether a version of scorewell, by default this one, is one of those asked for.

    Examples
    --------
    >>> accepts_core("", core="0.1.0"), accepts_core(">=0.1,<2", core="1.4.0")
    (True, True)
    >>> accepts_core(">=99", core="1.4.0")
    False
    """
    if not versions:
        return True
    from packaging.specifiers import SpecifierSet

    return SpecifierSet(versions).contains(core or core_version(), prereleases=True)


ALLOW_VARIABLE = "SCOREWELL_PLUGINS"
DISABLE_VARIABLE = "SCOREWELL_DISABLE"


@dataclass(frozen=True, kw_only=True)
class PluginChoice:
    """Which plugins may run; nothing of the others is imported.

    A plugin is named by its entry point or by its distribution, whatever the
    case and whether with hyphens, underscores or dots. Bundled plugins are
    not subject to a list of allowed ones; they can be disabled by the name of
    their module.

    Attributes
    ----------
    allow_list : tuple of str or None
        The only ones that may run; None where all may.
    allow_list_by : str
        Who says so, for messages.
    disabled : mapping of str to str
        Those that may not, by name, with who says so.

    Examples
    --------
    >>> choice = PluginChoice.from_environment({"SCOREWELL_PLUGINS": "ours", "TERM": "dumb"})
    >>> choice.refusal(Plugin(name="theirs", kind="hooks"))
    'it is not among those that SCOREWELL_PLUGINS allows'
    >>> choice.refusal(Plugin(name="Ours", kind="data"))
    ''
    """

    allow_list: tuple[str, ...] | None = None
    allow_list_by: str = ""
    disabled: Mapping[str, str]

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> PluginChoice:
        """What ``SCOREWELL_PLUGINS`` and ``SCOREWELL_DISABLE`` say.

        Both hold names with commas between. ``SCOREWELL_PLUGINS`` that is set
        and empty allows none.
        """
        variables = os.environ if environment is None else environment
        names = variables.get(ALLOW_VARIABLE)
        return cls(
            allow_list=None if names is None else _names(names),
            allow_list_by=ALLOW_VARIABLE if names is not None else "",
            disabled=dict.fromkeys(
                _names(variables.get(DISABLE_VARIABLE, "")), DISABLE_VARIABLE
            ),
        )

    @classmethod
    def from_options(
        cls, arguments: Sequence[str], environment: Mapping[str, str] | None = None
    ) -> PluginChoice:
        """What the options before the command say, on top of the environment.

        They are read before the command line is built, since plugins add
        commands to it.

        Examples
        --------
        >>> typed = ["--disable", "theirs", "list", "--disable", "is for the command here"]
        >>> dict(PluginChoice.from_options(typed, {}).disabled)
        {'theirs': '--disable'}
        """
        choice = cls.from_environment(environment)
        disabled = dict(choice.disabled)
        words = iter(arguments)
        for word in words:
            if not word.startswith("-") or word == "--":
                break
            option, equals, value = word.partition("=")
            if option == "--disable":
                disabled |= dict.fromkeys(_names(value if equals else next(words, "")), option)
            elif word == "--no-plugins":
                choice = replace(choice, allow_list=(), allow_list_by=word)
        return replace(choice, disabled=disabled)

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables that make the same choice in another process.

        Examples
        --------
        >>> PluginChoice.from_options(["--no-plugins", "list"], {}).environment
        {'SCOREWELL_DISABLE': '', 'SCOREWELL_PLUGINS': ''}
        """
        variables = {DISABLE_VARIABLE: ",".join(self.disabled)}
        return (
            variables
            if self.allow_list is None
            else variables | {ALLOW_VARIABLE: ",".join(self.allow_list)}
        )

    def refusal(self, plugin: Plugin) -> str:
        """Why a plugin may not run; empty where it may."""
        names = _plugin_names(plugin)
        by = next((by for name, by in self.disabled.items() if _normalize(name) in names), "")
        if by:
            return f"{by} names it"
        if self.allow_list is None or plugin.kind == "bundled":
            return ""
        if names & {_normalize(name) for name in self.allow_list}:
            return ""
        if self.allow_list_by == "--no-plugins":
            return "--no-plugins leaves out all that are not bundled"
        return f"it is not among those that {self.allow_list_by} allows"

    def unknown(self, plugins: Iterable[Plugin]) -> tuple[str, ...]:
        """Names that no plugin has."""
        names = {name for plugin in plugins for name in _plugin_names(plugin)}
        candidates = (*self.disabled, *(self.allow_list or ()))
        return tuple(
            name for name in dict.fromkeys(candidates) if _normalize(name) not in names
        )


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _plugin_names(plugin: Plugin) -> set[str]:
    names = (plugin.name, "" if plugin.kind == "bundled" else plugin.distribution)
    return {_normalize(name) for name in names if name}


def _normalize(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).casefold()
