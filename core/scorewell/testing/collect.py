"""The checks of everything that a plugin module brings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from scorewell.errors import PluginError, did_you_mean
from scorewell.methods import ChangeMethod
from scorewell.testing.check import Check, demand

if TYPE_CHECKING:
    import pytest

    from scorewell.testing.scoring import ScoringCase

__all__ = ["checks_of", "parametrize_with_checks"]


def checks_of(plugin: object, *, cases: Mapping[str, ScoringCase] | None = None) -> list[Check]:
    """The checks of every scoring and change method that a plugin registers.

    Approaches and methods of growth are only asked to describe themselves.

    Parameters
    ----------
    plugin : module
        A plugin, with its hooks.
    cases : mapping of str to ScoringCase, optional
        What single scoring methods are tried with, by name: those that need
        parameters need a case.

    Raises
    ------
    PluginError
        If it registers nothing, or a case is for a method that it has not.
    """
    from scorewell.testing.change import change_checks
    from scorewell.testing.scoring import scoring_checks

    cases = cases or {}
    scoring = _registered(plugin, "register_scoring_methods")
    change = _registered(plugin, "register_change_methods")
    others = [each for each in change if not isinstance(each, ChangeMethod)]
    change = [each for each in change if isinstance(each, ChangeMethod)]
    names = [method.name for method in (*scoring, *change, *others)]
    if not names:
        raise PluginError("the plugin registers no scoring and no change method")
    _known("case", cases, names)
    checks = [
        each for method in scoring for each in scoring_checks(method, cases.get(method.name))
    ]
    checks += [each for method in change for each in change_checks(method)]
    return checks + [_described(each) for each in others]


def _described(method: Any) -> Check:
    """What holds for approaches and methods of growth as well."""

    def run() -> None:
        for key in ("name", "title", "summary", "formula", "reference"):
            demand(str(getattr(method, key)).strip(), f"It has no {key}")

    sentence = "It tells what it does, and whose it is."
    return Check(subject=method.name, name="described", sentence=sentence, run=run)


def _registered(plugin: object, hook: str) -> list[Any]:
    methods: list[Any] = []
    function = getattr(plugin, hook, None)
    if function is not None:
        function(register=methods.append)
    return methods


def _known(what: str, given: Iterable[str], names: Iterable[str]) -> None:
    known = list(names)
    for name in given:
        if name not in known:
            hint = did_you_mean(name, known) or f"there are: {', '.join(known)}"
            raise PluginError(f"a {what} is given for `{name}`, which is not there", hint=hint)


def parametrize_with_checks(
    plugin: object,
    *,
    cases: Mapping[str, ScoringCase] | None = None,
    expected_failures: Mapping[str, str] | None = None,
) -> pytest.MarkDecorator:
    """One test per method and check, for a test function with the argument ``check``.

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
    _known("expected failure", expected, [check.id for check in checks])
    for name, reason in expected.items():
        if not reason.strip():
            raise PluginError(f"the expected failure `{name}` has no reason")

    def parameter(check: Check) -> Any:
        reason = expected.get(check.id)
        marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
        return pytest.param(check, id=check.id, marks=marks)

    return pytest.mark.parametrize("check", [parameter(check) for check in checks])
