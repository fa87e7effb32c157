"""The checks of everything that a plugin module brings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from scorewell.definitions.model import OutcomeRule
from scorewell.errors import PluginError, did_you_mean
from scorewell.registry.contracts import (
    Approach,
    ChangeMethod,
    Exporter,
    GrowthMethod,
    Importer,
    Reader,
    ScoringMethod,
    Writer,
)
from scorewell.testing.approach import ApproachCase, approach_checks
from scorewell.testing.change import change_checks
from scorewell.testing.check import Check
from scorewell.testing.commands import command_checks
from scorewell.testing.exporters import exporter_checks
from scorewell.testing.growth import growth_checks
from scorewell.testing.hooks import KINDS, PluginTrial, hook_problem, registrations
from scorewell.testing.importers import ImporterCase, importer_checks
from scorewell.testing.readers import ReaderCase, reader_checks
from scorewell.testing.rules import rule_checks
from scorewell.testing.scoring import ScoringCase, scoring_checks
from scorewell.testing.writers import WriterCase, writer_checks

if TYPE_CHECKING:
    import pytest

Case = ScoringCase | ApproachCase | ReaderCase | WriterCase | ImporterCase
Cases = Mapping[str, Case | tuple[Case, ...]]
_Kind = TypeVar("_Kind")


def checks_of(plugin: object, *, cases: Cases | None = None) -> list[Check]:
    """The checks of everything that a plugin registers.

    Its hooks are checked beside all other plugins that are installed; then
    scoring methods, change methods, approaches, growth methods, outcome rules,
    readers, writers, exporters, importers and commands, each by itself. A
    writer's files are read back by the plugin's own readers before the
    installed ones.

    Parameters
    ----------
    plugin : module
        A plugin, with its hooks.
    cases : mapping of str to case, optional
        What single methods and formats are tried with, by name: a
        :class:`~scorewell.testing.ScoringCase` or
        :class:`~scorewell.testing.ApproachCase` for what needs parameters, a
        :class:`~scorewell.testing.ReaderCase` for every reader, an
        :class:`~scorewell.testing.ImporterCase` for every importer, a
        :class:`~scorewell.testing.WriterCase` for a writer of tables that are
        not the usual one. Several under one name as a tuple.

    Raises
    ------
    PluginError
        If it registers nothing of these, or a case is for something that it
        has not.
    """
    cases = cases or {}
    trial = PluginTrial(plugin, registrations(plugin))
    subjects: list[Any] = [
        entry
        for hook, entries in trial.registrations.items()
        for entry in entries
        if isinstance(entry, KINDS[hook])
    ]
    commands = getattr(plugin, "register_commands", None)
    if not (any(trial.registrations.values()) or commands or trial.sources):
        hooks = ", ".join([*KINDS, "register_commands", "scorewell_instruments"])
        raise PluginError(
            "the plugin registers no scoring or change method, rule, format or command",
            hint=hook_problem(plugin) or f"its hooks may be {hooks}",
        )
    _check_names("case", cases, [subject.name for subject in subjects])
    plugin_readers = {
        subject.name: subject for subject in subjects if isinstance(subject, Reader)
    }
    readers = plugin_readers
    if any(isinstance(subject, Writer) for subject in subjects):
        readers = {**trial.neighbours.readers, **plugin_readers}
    checks = trial.checks()
    checks += [check for subject in subjects for check in _checks(subject, cases, readers)]
    if commands is not None:
        checks += command_checks(
            commands, taken_names=trial.other_commands, bundled=trial.bundled
        )
    return checks


def _case(cases: Cases, name: str, kind: type[_Kind]) -> _Kind | None:
    entry = cases.get(name, ())
    several = entry if isinstance(entry, tuple) else (entry,)
    return next((case for case in several if isinstance(case, kind)), None)


def _checks(subject: Any, cases: Cases, readers: Mapping[str, Reader]) -> list[Check]:
    """The checks of one method, rule or format."""
    case = partial(_case, cases, subject.name)
    kinds: dict[type, Callable[[], list[Check]]] = {
        ScoringMethod: lambda: scoring_checks(subject, case(ScoringCase)),
        ChangeMethod: lambda: change_checks(subject),
        Approach: lambda: approach_checks(subject, case(ApproachCase)),
        GrowthMethod: lambda: growth_checks(subject),
        OutcomeRule: lambda: rule_checks(subject),
        Reader: lambda: reader_checks(subject, case(ReaderCase)),
        Writer: lambda: writer_checks(subject, case(WriterCase), readers=readers),
        Exporter: lambda: exporter_checks(subject),
        Importer: lambda: importer_checks(subject, case(ImporterCase)),
    }
    return next(make() for kind, make in kinds.items() if isinstance(subject, kind))


def _check_names(label: str, keys: Iterable[str], names: Iterable[str]) -> None:
    subjects = list(names)
    for name in keys:
        if name not in subjects:
            hint = did_you_mean(name, subjects) or f"there are: {', '.join(subjects)}"
            raise PluginError(f"a {label} is given for `{name}`, which is not there", hint=hint)


def parametrize_with_checks(
    plugin: object,
    *,
    cases: Cases | None = None,
    expected_failures: Mapping[str, str] | None = None,
) -> pytest.MarkDecorator:
    """One test per thing and check, for a test function with the argument ``check``.

    Parameters
    ----------
    plugin, cases
        See :func:`checks_of`.
    expected_failures : mapping of str to str, optional
        The reason of each check that fails on purpose, by ``method: check``.
        One that passes after all is a failure: the declaration is out of date.

    Raises
    ------
    PluginError
        If an expected failure names no check, or has no reason.

    Examples
    --------
    In a test module of a plugin package::

        import my_plugin
        from scorewell.testing import parametrize_with_checks


        @parametrize_with_checks(my_plugin)
        def test_methods(check):
            check()
    """
    import pytest

    checks = checks_of(plugin, cases=cases)
    expected = dict(expected_failures or {})
    _check_names("expected failure", expected, [check.id for check in checks])
    for name, reason in expected.items():
        if not reason.strip():
            raise PluginError(f"the expected failure `{name}` has no reason")

    def parameter(check: Check) -> Any:
        reason = expected.get(check.id)
        marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
        return pytest.param(check, id=check.id, marks=marks)

    return pytest.mark.parametrize("check", [parameter(check) for check in checks])
