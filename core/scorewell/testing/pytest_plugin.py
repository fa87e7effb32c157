"""Definitions as tests: one per file, and one per example in it.

It does nothing until a folder or file is named by
``--scorewell-definitions`` or by ``scorewell_definitions`` in the
configuration of pytest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from scorewell.definitions.model import Example, Instrument
    from scorewell.errors import Finding
    from scorewell.registry.registry import Registry


_FAILURES = "scorewell_expected_failures"
_FOLDERS = "scorewell_definitions"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("scorewell")
    group.addoption(
        "--scorewell-definitions",
        action="append",
        default=[],
        metavar="PATH",
        help="Test the definitions in this file or folder; may be given several times.",
    )
    group.addoption(
        "--scorewell-strict", action="store_true", help="Warnings fail a definition, too."
    )
    parser.addini(
        _FOLDERS, "Files and folders of definitions to test.", type="paths", default=[]
    )
    parser.addini(
        _FAILURES,
        "Definitions that fail on purpose, one a line: id: code of the finding: reason.",
        type="linelist",
        default=[],
    )


def pytest_configure(config: pytest.Config) -> None:
    """Name the folders to pytest, so that it goes there.

    Those of the configuration are taken where pytest was not told what to
    run, or is told to run them.
    """
    paths = [str(Path(path)) for path in config.getoption("--scorewell-definitions")]
    if config.args_source is not pytest.Config.ArgsSource.ARGS:
        paths += [str(path) for path in config.getini(_FOLDERS)]
    absent = [path for path in paths if not Path(path).exists()]
    if absent:
        raise pytest.UsageError(f"there is no file or folder {absent[0]} of definitions")
    _expected(config)  # a mistake there is told before anything runs
    config.args.extend(path for path in paths if path not in config.args)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> DefinitionFile | None:
    """A YAML file in one of the folders."""
    if file_path.suffix.lower() not in {".yaml", ".yml"} or not _is_asked_for(
        file_path, parent.config
    ):
        return None
    return DefinitionFile.from_parent(parent, path=file_path)


def _is_asked_for(path: Path, config: pytest.Config) -> bool:
    paths = [Path(path) for path in config.getoption("--scorewell-definitions")]
    paths += list(config.getini(_FOLDERS))
    folders = [path.resolve() for path in paths]
    return any(path.resolve().is_relative_to(folder) for folder in folders)


def _expected(config: pytest.Config) -> Mapping[tuple[str, str], str]:
    """Reason of each expected failure, by id of the file and code of the finding."""
    expected: dict[tuple[str, str], str] = {}
    for line in config.getini(_FAILURES):
        name, _, rest = line.partition(":")
        code, _, reason = rest.partition(":")
        if not (name.strip() and code.strip() and reason.strip()):
            raise pytest.UsageError(f"{_FAILURES}: `{line}` is not `id: code: reason`")
        expected[name.strip(), code.strip()] = reason.strip()
    return expected


@cache
def _registry(folders: tuple[Path, ...]) -> Registry:
    from scorewell.registry.registry import open_registry

    return open_registry(folders)


class DefinitionFile(pytest.File):
    """One definition, overlay, rule or study."""

    def collect(self) -> Iterator[pytest.Item]:
        """The check of the file and, in a definition, each example."""
        from scorewell.definitions.reading.load import read_draft

        yield CheckItem.from_parent(self, name="check")
        instrument = read_draft(self.path).instrument
        for example in instrument.examples if instrument is not None else ():
            yield ExampleItem.from_parent(
                self, name=f"example: {example.name}", instrument=instrument, example=example
            )

    @property
    def registry(self) -> Registry:
        """What is known here: what is installed, and the folder of the file."""
        return _registry((self.path.parent,))


class _Item(pytest.Item):
    """A test that fails by findings."""

    parent: DefinitionFile

    def findings(self) -> list[Finding]:
        """What is wrong."""
        raise NotImplementedError

    def runtest(self) -> None:
        """Fail with whatever is wrong and not expected to be."""
        expected = {
            code: reason
            for (name, code), reason in _expected(self.config).items()
            if name == self.path.stem
        }
        findings = self.findings()
        unexpected = [finding for finding in findings if finding.code not in expected]
        if unexpected:
            raise _FailedError(unexpected)
        if findings:
            pytest.xfail(
                "; ".join(dict.fromkeys(expected[finding.code] for finding in findings))
            )
        self.check_declared(expected)

    def check_declared(self, expected: Mapping[str, str]) -> None:
        """Nothing to say about failures that are declared and do not happen."""

    def repr_failure(
        self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None
    ) -> Any:
        """The findings, and no traceback."""
        if isinstance(excinfo.value, _FailedError):
            return "\n".join(
                f"{finding.severity}: {finding}" for finding in excinfo.value.findings
            )
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where it stands."""
        return self.path, None, f"{self.path.name}: {self.name}"


class _FailedError(Exception):
    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("\n".join(str(finding) for finding in findings))
        self.findings = findings


class CheckItem(_Item):
    """YAML, schema and the linter's rules; the examples are tests of their own."""

    def findings(self) -> list[Finding]:
        """Errors, and warnings where they count."""
        from scorewell.definitions.lint.linter import check

        registry = self.parent.registry
        findings = check(
            self.path, methods=registry.plugins.scoring_methods, bases=registry.load
        )
        strict = self.config.getoption("--scorewell-strict")
        return [finding for finding in findings if finding.severity == "error" or strict]

    def check_declared(self, expected: Mapping[str, str]) -> None:
        """A failure that is declared and does not happen is out of date."""
        late = [code for code in expected if code != "examples-pass"]
        if late:
            pytest.fail(f"{late[0]} is declared to fail here, and does not", pytrace=False)


class ExampleItem(_Item):
    """One answer sheet."""

    def __init__(self, *, instrument: Instrument, example: Example, **rest: Any) -> None:
        super().__init__(**rest)
        self.instrument, self.example = instrument, example

    def findings(self) -> list[Finding]:
        """Where the scores, bands and alerts differ."""
        from dataclasses import replace

        from scorewell.scores.examples import check_examples

        instrument = replace(self.instrument, examples=(self.example,))
        methods = self.parent.registry.plugins.scoring_methods
        return [
            replace(finding, file=str(self.path), path=finding.path.partition(".")[2])
            for finding in check_examples(instrument, methods)
        ]
