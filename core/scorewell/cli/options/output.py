"""Options about results: where they go, how they are written, and their findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scorewell.cli.options.help_panels import OUTPUT
from scorewell.cli.options.signature import option, refuse_without_effect
from scorewell.cli.output.rows import Format

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from scorewell.registry.registry import Registry


@dataclass(frozen=True, kw_only=True)
class PrintOptions:
    """How results are printed."""

    panel = OUTPUT
    format_: Format | None = option(
        "How to write: a table on a terminal, CSV in a pipe, unless given.",
        flags=("--format", "-f"),
    )


@dataclass(frozen=True, kw_only=True)
class OverwriteOptions:
    """Whether a file that exists may be replaced."""

    panel = OUTPUT
    overwrite: bool = option("Replace the output if it exists already.", default=False)


@dataclass(frozen=True, kw_only=True)
class FileOptions(OverwriteOptions):
    """The file that results go to."""

    panel = OUTPUT
    output: Path | None = option(
        "Where to write: a file, of the kind that its ending says.",
        flags=("--output", "-o"),
        metavar="FILE",
    )

    def check(self) -> None:
        """Refuse to replace a file that is not written."""
        if self.output is None:
            refuse_without_effect(
                "no file is written; name one with --output", self, "overwrite"
            )

    def write(self, content: str | bytes, *, inputs: Sequence[Path] = ()) -> None:
        """Write the file, whole or not at all; ``inputs`` are never replaced."""
        from scorewell.io.atomic_write import atomic_write

        if self.output is None:
            raise ValueError("there is no file to write to")
        content = content.encode("utf-8") if isinstance(content, str) else content
        with atomic_write(self.output, overwrite=self.overwrite, inputs=inputs) as temporary:
            temporary.write_bytes(content)


@dataclass(frozen=True, kw_only=True)
class FolderOptions(OverwriteOptions):
    """The folder that results go to."""

    panel = OUTPUT
    output: Path | None = option(
        "Where to write: a folder.", flags=("--output", "-o"), metavar="DIR"
    )

    @property
    def folder(self) -> Path:
        """The folder; the one you are in unless given."""
        return self.output or Path()


@dataclass(frozen=True, kw_only=True)
class TableOptions(FileOptions, PrintOptions):
    """The file for a table, or how it is printed."""

    panel = OUTPUT

    def check(self) -> None:
        """Refuse a format of what is not printed."""
        super().check()
        if self.output is not None:
            refuse_without_effect(
                "the name of the file says how it is written", self, "format_"
            )

    def check_output(self, registry: Registry) -> None:
        """Refuse, before any work, a file of a kind that nothing writes."""
        if self.output is not None:
            from scorewell.answers.files.write import find_writer

            find_writer(self.output, writers=registry.plugins.writers)

    def write_table(
        self, table: pd.DataFrame, registry: Registry, *, inputs: Sequence[Path] = ()
    ) -> None:
        """Write a table in the format that the name of the file says."""
        if self.output is None:
            raise ValueError("there is no file to write to")
        import polars as pl

        from scorewell.answers.files.write import sink

        columns = {str(name): column for name, column in table.items()}
        frame = pl.DataFrame(
            [
                pl.Series(name, column.astype(object).where(column.notna(), None).tolist())
                for name, column in columns.items()
            ]
        )
        sink(
            frame.lazy(),
            self.output,
            overwrite=self.overwrite,
            writers=registry.plugins.writers,
            inputs=inputs,
        )


@dataclass(frozen=True, kw_only=True)
class FindingsOptions(TableOptions):
    """Results, and the findings in the data."""

    panel = OUTPUT
    findings: Path | None = option("Write every finding to this CSV file.", metavar="FILE")
    policy: str = option(
        "What becomes of a kind of finding: error, null-answer or null-score.",
        metavar="KIND=POLICY,...",
        default="",
    )

    def check(self) -> None:
        """Refuse to replace a file that is not written."""
        if self.findings is None:
            super().check()

    def policies(self) -> dict[str, str]:
        """The policies by kind of finding; a file that is not CSV is refused for findings."""
        from scorewell.errors import DataError

        if self.findings is not None and self.findings.suffix.lower() != ".csv":
            raise DataError(f"{self.findings} is not a CSV file", hint="name it findings.csv")
        if not self.policy:
            return {}
        from scorewell.answers.checks.policies import read_policies

        return read_policies(self.policy)

    def note_findings(
        self, table: pd.DataFrame | pl.DataFrame, *, inputs: Sequence[Path]
    ) -> None:
        """Say how many findings of each kind there are, and write them where asked."""
        from scorewell.cli.output.findings import note_findings

        note_findings(table, self.findings, overwrite=self.overwrite, inputs=inputs)


@dataclass(frozen=True, kw_only=True)
class LanguageOptions:
    """The language of what people read."""

    panel = OUTPUT
    language: str | None = option(
        "Language of what people read, or a file of texts (`scorewell new "
        "language`); that of the study file unless given, else SCOREWELL_LANGUAGE.",
        metavar="LANGUAGE",
    )
