"""The checks of everything that a plugin module brings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from scorewell.definitions.model import OutcomeRule
from scorewell.errors import PluginError, did_you_mean
from scorewell.registry.contracts import (
    Approach,
    ChangeMethod,
    GrowthMethod,
    Reader,
    ScoringMethod,
    Writer,
)
from scorewell.registry.plugins.discovery import load_plugins
from scorewell.testing.approach import ApproachCase, approach_checks
from scorewell.testing.change import change_checks
from scorewell.testing.check import Check
from scorewell.testing.growth import growth_checks
from scorewell.testing.readers import ReaderCase, reader_checks
from scorewell.testing.rules import rule_checks
from scorewell.testing.scoring import ScoringCase, scoring_checks
from scorewell.testing.writers import WriterCase, writer_checks

if TYPE_CHECKING:
    import pytest

Case = ScoringCase | ApproachCase | ReaderCase | WriterCase
Cases = Mapping[str, Case | tuple[Case, ...]]
_Kind = TypeVar("_Kind")
_HOOKS = (
    "register_scoring_methods", "register_change_methods", "register_outcome_rules",
    "register_readers", "register_writers",
)  # fmt: skip


def checks_of(plugin: object, *, cases: Cases | None = None) -> list[Check]:
    """The checks of every method, rule and format that a plugin registers.

    Scoring methods, change methods, approaches, growth methods, outcome rules,
    readers and writers are checked. A writer's files are read back by the
    plugin's own readers before the installed ones.

    Parameters
    ----------
    plugin : module
        A plugin, with its hooks.
    cases : mapping of str to case, optional
        What single methods and formats are tried with, by name: a
        :class:`~scorewell.testing.ScoringCase` or
        :class:`~scorewell.testing.ApproachCase` for what needs parameters, a
        :class:`~scorewell.testing.ReaderCase` for every reader, a
        :class:`~scorewell.testing.WriterCase` for a writer of tables that are
        not the usual one. Several under one name as a tuple.

    Raises
    ------
    PluginError
        If it registers nothing of these, or a case is for something that it
        has not.
    """
    cases = cases or {}
    registrations = {hook: _registrations(plugin, hook) for hook in _HOOKS}
    subjects = [subject for entries in registrations.values() for subject in entries]
    if not subjects:
        raise PluginError(
            "the plugin registers no scoring or change method, rule, reader or writer",
            hint=f"its hooks may be {', '.join(_HOOKS)}",
        )
    _check_names("case", cases, [subject.name for subject in subjects])
    readers = {reader.name: reader for reader in registrations["register_readers"]}
    if registrations["register_writers"]:
        readers = readers | {
            name: reader
            for name, reader in load_plugins().readers.items()
            if name not in readers
        }
    return [check for subject in subjects for check in _checks(subject, cases, readers)]


def _case(cases: Cases, name: str, kind: type[_Kind]) -> _Kind | None:
    entry = cases.get(name, ())
    several = entry if isinstance(entry, tuple) else (entry,)
    return next((case for case in several if isinstance(case, kind)), None)


def _checks(subject: object, cases: Cases, readers: Mapping[str, Reader]) -> list[Check]:
    """The checks of one method, rule or format."""
    if isinstance(subject, ScoringMethod):
        return scoring_checks(subject, _case(cases, subject.name, ScoringCase))
    if isinstance(subject, ChangeMethod):
        return change_checks(subject)
    if isinstance(subject, Approach):
        return approach_checks(subject, _case(cases, subject.name, ApproachCase))
    if isinstance(subject, GrowthMethod):
        return growth_checks(subject)
    if isinstance(subject, OutcomeRule):
        return rule_checks(subject)
    if isinstance(subject, Reader):
        return reader_checks(subject, _case(cases, subject.name, ReaderCase))
    if isinstance(subject, Writer):
        case = _case(cases, subject.name, WriterCase)
        return writer_checks(subject, case, readers=readers)
    return []


def _registrations(plugin: object, hook: str) -> list[Any]:
    methods: list[Any] = []
    function = getattr(plugin, hook, None)
    if function is not None:
        function(register=methods.append)
    return methods


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
