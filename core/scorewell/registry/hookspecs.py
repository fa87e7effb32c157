"""What a plugin may offer.

A plugin is a module (or any object) with functions of these names, each
marked with :data:`hookimpl`. A plugin takes the hooks that it needs and may
leave out arguments that it does not use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    import typer

    from scorewell.definitions.model import OutcomeRule
    from scorewell.registry.contracts import Approach, ChangeMethod, GrowthMethod, ScoringMethod
    from scorewell.registry.contracts.exchange import Exporter, Importer
    from scorewell.registry.contracts.files import Reader, Writer

__all__ = [
    "PROJECT",
    "hookimpl",
    "register_change_methods",
    "register_commands",
    "register_exporters",
    "register_importers",
    "register_outcome_rules",
    "register_readers",
    "register_scoring_methods",
    "register_writers",
    "scorewell_instruments",
]

PROJECT = "scorewell"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def scorewell_instruments() -> Iterable[Path]:  # type: ignore[empty-body]
    """Bring definitions of instruments.

    Called once, when a command asks for an instrument. The tops of the files
    are read then; a file is read whole when its instrument is used. A package
    that has nothing else to offer needs no hook and no Python: it names its
    folder by an entry point in the group ``scorewell.instruments``.

    Returns
    -------
    iterable of pathlib.Path
        Folders of definitions, or single files. A folder ``overlays`` in one
        of them holds overlays, which are asked for as ``distribution:name``.

    Notes
    -----
    The files of all plugins are united. Files of one distribution with one id
    and different versions are versions of one definition: the id means the
    newest. Any other two files with one id are a clash: neither is taken until
    one is asked for as ``distribution:id``.
    """


@hookspec
def register_scoring_methods(register: Callable[[ScoringMethod], None]) -> None:
    """Bring named ways to turn the parts of a scale into its score.

    Called once, when the first scale is scored or checked. A definition names
    the method, with its parameters.

    Parameters
    ----------
    register : callable
        ``register(method)`` takes one ``scorewell.ScoringMethod``. Its
        function is given a ``scorewell.Parts`` and returns one narwhals
        expression, so that it runs on every kind of frame.

    Returns
    -------
    None

    Notes
    -----
    The methods of all plugins are united by name. A name that is registered
    already is refused as an error of the later plugin, which names both; its
    other methods are taken.
    """


@hookspec
def register_change_methods(
    register: Callable[[ChangeMethod | Approach | GrowthMethod], None],
) -> None:
    """Bring named ways to judge change.

    Called once, when the first change is judged. An option ``method`` or
    ``approach`` of a call or a study names it.

    Parameters
    ----------
    register : callable
        ``register(method)`` takes one value from ``scorewell.registry.contracts``: a
        ``ChangeMethod`` is an index of the change of each respondent, an
        ``Approach`` judges pairs of scores by rules of its own, and a
        ``GrowthMethod`` judges slopes over all occasions.

    Returns
    -------
    None

    Notes
    -----
    The methods of all plugins are united; the three kinds share their names.
    A name that is registered already, of whatever kind, is refused as an
    error of the later plugin, which names both.
    """


@hookspec
def register_outcome_rules(register: Callable[[OutcomeRule], None]) -> None:
    """Bring rules over several measures at once.

    Called once, when a rule is listed or a study asks for one by name.

    Parameters
    ----------
    register : callable
        ``register(rule)`` takes one ``scorewell.registry.contracts.OutcomeRule``. A rule
        is data; ``load_rule`` of ``scorewell.definitions.reading.outcome_rule_builder``
        reads one from a YAML file, where each threshold has its source. What
        conditions cannot say, an outcome's ``test`` says in Python.

    Returns
    -------
    None

    Notes
    -----
    The rules of all plugins are united by name. A name that is registered
    already is refused as an error of the later plugin, which names both; a
    rule file of a study may not take a registered name either.
    """


@hookspec
def register_readers(register: Callable[[Reader], None]) -> None:
    """Bring file formats that answers may come in.

    Called once, when the first file of answers is read.

    Parameters
    ----------
    register : callable
        ``register(reader)`` takes one ``scorewell.registry.contracts.Reader``. Its
        function is given a path and ``ReadOptions`` and returns a ``Table``:
        a lazy Polars frame, and what the file says about it.

    Returns
    -------
    None

    Notes
    -----
    The readers of all plugins are united by name; a name that is registered
    already is refused as an error of the later plugin, which names both. The
    ending of a file's name says which readers come into question; one that
    recognises the file goes before one that takes every file with that
    ending. A bundled reader goes before all others for its own endings; where
    another one recognises the file, a warning says so. Two readers of plugins
    that both take every file with one ending are an error of the later plugin.
    A person can name the reader.
    """


@hookspec
def register_writers(register: Callable[[Writer], None]) -> None:
    """Bring file formats that results may go out in.

    Called once, when the first result is written to a file that is named.

    Parameters
    ----------
    register : callable
        ``register(writer)`` takes one ``scorewell.registry.contracts.Writer``. Its
        function is given a Polars frame and a path that does not exist yet;
        the file takes its name when it is whole.

    Returns
    -------
    None

    Notes
    -----
    The writers of all plugins are united by name; a name that is registered
    already is refused as an error of the later plugin, which names both, and
    so is an ending of file names: it says which writer is taken.
    """


@hookspec
def register_exporters(register: Callable[[Exporter], None]) -> None:
    """Bring forms of other systems that an instrument goes out in.

    Called once, when an instrument is exported.

    Parameters
    ----------
    register : callable
        ``register(exporter)`` takes one ``scorewell.registry.contracts.Exporter``. Its
        function is given an instrument and returns an ``ExportFile``: the
        content of the file, and in words what of the definition is not in it.

    Returns
    -------
    None

    Notes
    -----
    The exporters of all plugins are united by name; a name that is registered
    already is refused as an error of the later plugin, which names both. A
    person names the exporter.
    """


@hookspec
def register_importers(register: Callable[[Importer], None]) -> None:
    """Bring forms of other systems that become the draft of a definition.

    Called once, when a form is imported.

    Parameters
    ----------
    register : callable
        ``register(importer)`` takes one ``scorewell.registry.contracts.Importer``. Its
        function is given a path and ``ImportOptions`` and returns a
        ``scorewell.authoring.draft.InstrumentDraft``, which is written as a
        definition with a TODO for what a form cannot say.

    Returns
    -------
    None

    Notes
    -----
    The importers of all plugins are united by name; a name that is registered
    already is refused as an error of the later plugin, which names both. A
    person names the importer.
    """


@hookspec
def register_commands(app: typer.Typer) -> None:
    """Add commands to the command line.

    Called once whenever the command line starts, for help too: a command
    imports what it needs inside its body, so that the others start fast.

    Parameters
    ----------
    app : typer.Typer
        An application of the plugin's own. Its commands and groups join the
        others when the hook has returned.

    Returns
    -------
    None

    Notes
    -----
    The commands of all plugins stand beside each other. A name that is there
    already, and a command whose parameters typer cannot read, are refused as
    errors of the plugin; its other commands are taken. ``context.obj`` of a
    command holds the loaded plugins.
    """
