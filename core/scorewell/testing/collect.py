"""The checks of everything that a plugin module brings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from scorewell.errors import PluginError, did_you_mean
from scorewell.registry.contracts import Approach, ChangeMethod, GrowthMethod
from scorewell.testing.check import Check

if TYPE_CHECKING:
    import pytest

    from scorewell.registry.contracts.files import Reader
    from scorewell.testing.approach import ApproachCase
    from scorewell.testing.readers import ReaderCase
    from scorewell.testing.scoring import ScoringCase
    from scorewell.testing.writers import WriterCase

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
    names = [method.name for methods in registrations.values() for method in methods]
    if not names:
        raise PluginError(
            "the plugin registers no scoring or change method, rule, reader or writer",
            hint=f"its hooks may be {', '.join(_HOOKS)}",
        )
    _check_names("case", cases, names)
    return [
        check
        for hook in _HOOKS
        for check in _CHECKS_OF[hook](registrations[hook], cases, registrations)
    ]


def _case(cases: Cases, name: str, kind: type[_Kind]) -> _Kind | None:
    entry = cases.get(name, ())
    several = entry if isinstance(entry, tuple) else (entry,)
    return next((case for case in several if isinstance(case, kind)), None)


def _of_scoring(methods: list[Any], cases: Cases, _registrations: Any) -> Iterator[Check]:
    from scorewell.testing.scoring import ScoringCase, scoring_checks

    for method in methods:
        yield from scoring_checks(method, _case(cases, method.name, ScoringCase))


def _of_change(methods: list[Any], cases: Cases, _registrations: Any) -> Iterator[Check]:
    from scorewell.testing.approach import ApproachCase, approach_checks
    from scorewell.testing.change import change_checks
    from scorewell.testing.growth import growth_checks

    for method in methods:
        if isinstance(method, ChangeMethod):
            yield from change_checks(method)
        elif isinstance(method, Approach):
            yield from approach_checks(method, _case(cases, method.name, ApproachCase))
        elif isinstance(method, GrowthMethod):
            yield from growth_checks(method)


def _of_rules(rules: list[Any], _cases: Cases, _registrations: Any) -> Iterator[Check]:
    from scorewell.testing.rules import rule_checks

    for rule in rules:
        yield from rule_checks(rule)


def _of_readers(readers: list[Any], cases: Cases, _registrations: Any) -> Iterator[Check]:
    from scorewell.testing.readers import ReaderCase, reader_checks

    for reader in readers:
        yield from reader_checks(reader, _case(cases, reader.name, ReaderCase))


def _of_writers(
    writers: list[Any], cases: Cases, registrations: Mapping[str, list[Reader]]
) -> Iterator[Check]:
    if not writers:
        return
    from scorewell.registry.plugins.discovery import load_plugins
    from scorewell.testing.writers import WriterCase, writer_checks

    plugin_readers = {reader.name: reader for reader in registrations["register_readers"]}
    installed_readers = {
        name: reader
        for name, reader in load_plugins().readers.items()
        if name not in plugin_readers
    }
    for writer in writers:
        case = _case(cases, writer.name, WriterCase)
        yield from writer_checks(writer, case, readers={**plugin_readers, **installed_readers})


_CHECKS_OF: Mapping[str, Callable[[list[Any], Cases, Any], Iterator[Check]]] = dict(
    zip(_HOOKS, (_of_scoring, _of_change, _of_rules, _of_readers, _of_writers), strict=True)
)


def _registrations(plugin: object, hook: str) -> list[Any]:
    methods: list[Any] = []
    function = getattr(plugin, hook, None)
    if function is not None:
        function(register=methods.append)
    return methods


def _check_names(label: str, declared: Iterable[str], names: Iterable[str]) -> None:
    allowed = list(names)
    for name in declared:
        if name not in allowed:
            hint = did_you_mean(name, allowed) or f"there are: {', '.join(allowed)}"
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
