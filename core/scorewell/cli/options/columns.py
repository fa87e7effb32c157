"""Options about columns: items and their codes, respondents, and occasions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from scorewell.cli.options.data import (
    OCCASIONS,
    DataOptions,
    find_scale,
    number_or_text,
    split_names,
)
from scorewell.cli.options.help_panels import COLUMNS
from scorewell.cli.options.signature import option, refuse_without_effect

if TYPE_CHECKING:
    from scorewell.answers.layout.layout import DataFile, DataLayout
    from scorewell.definitions.model import Instrument
    from scorewell.study.plan import Measure


POST = "The occasion at the end of treatment, as it is written in the data."
SCORE = "score"
"""What the column of ``--total`` is called where every occasion has its own."""


@dataclass(frozen=True, kw_only=True)
class ColumnOptions:
    """Which columns hold the items, and what their values mean."""

    panel = COLUMNS
    columns: str | None = option(
        "How the item columns are named: 'Q{n}' with the position of the item, or "
        "'{id}'. Without it, columns are found by item id.",
        metavar="PATTERN",
    )
    coding: str = option(
        "Encoding that the file uses, for example one-based; `show` lists them.",
        metavar="NAME",
        default="",
    )
    codes: str = option(
        "What is written to the value that is scored: 'never=0,often=3'.",
        metavar="WRITTEN=VALUE,...",
        default="",
    )
    reversed_already: str = option(
        "Items whose numbers were reversed before, with commas between; or all.",
        metavar="ITEMS",
        default="",
    )
    missing_codes: str = option(
        "Codes that stand for a missing answer, with commas between: 99,-1",
        metavar="CODES",
        default="",
    )
    missing_codes_over_answers: bool = option(
        "Take a missing code also where it is an answer of the coding.", default=False
    )
    occasion: str = option(
        "Column that says the occasion; `occasion` if there is one.",
        metavar="COLUMN",
        default="",
    )

    def check(self) -> None:
        """Refuse to insist on missing codes that are not given."""
        if not self.missing_codes:
            reason = "it is about --missing-codes, and none is given; leave it out"
            refuse_without_effect(reason, self, "missing_codes_over_answers")

    def binding(self) -> dict[str, Any]:
        """The options of :func:`scorewell.answers.columns.bind.bind`."""
        return {
            "mapping": self.columns,
            "coding": self.coding,
            "missing_codes": parse_missing_codes(self.missing_codes),
            "codes": parse_codes(self.codes) or None,
            "reversed_already": split_names(self.reversed_already),
        }


@dataclass(frozen=True, kw_only=True)
class IdOptions:
    """The column with the respondent."""

    panel = COLUMNS
    id_: str = option(
        "Column that identifies the respondent; `respondent` or `id` unless given. "
        "Several that do so together: site,number",
        metavar="COLUMN",
        default="",
    )


@dataclass(frozen=True, kw_only=True)
class RespondentOptions(IdOptions, ColumnOptions):
    """The item columns, and the column with the respondent."""

    panel = COLUMNS


@dataclass(frozen=True, kw_only=True)
class LayoutOptions(RespondentOptions):
    """The item columns, and how respondents and occasions are told apart."""

    panel = COLUMNS
    prefixes: str = option(
        "Column prefixes, one per occasion: t1_,t2_", metavar="A,B,C", default=""
    )
    suffixes: str = option(
        "Column suffixes, one per occasion: _1,_2", metavar="A,B,C", default=""
    )
    pattern: str = option(
        "How columns are named where each row holds all occasions: '{occasion}_{item}'.",
        metavar="PATTERN",
        default="",
    )
    answer_rows: str = option(
        "The file has a row for each answer: its columns with the item and the answer.",
        metavar="ITEM,ANSWER",
        default="",
    )
    exclude_test_entries: bool = option(
        "Leave out rows whose id is a word for trying a form: test, asdf, demo.", default=False
    )
    covariate: list[str] | None = option(
        "Column of a covariate that scores depend on, if it is not called like it: "
        "age=Alter, or with the meaning of its codes "
        "sex=Geschlecht:1=male,2=female. May be given several times; `show` lists "
        "what an instrument needs.",
        metavar="NAME=COLUMN",
    )

    def covariates(self) -> dict[str, Any]:
        """Columns of covariates by name."""
        if not self.covariate:
            return {}
        from scorewell.answers.columns.covariate_source import parse_covariate

        return dict(parse_covariate(text) for text in self.covariate)

    def binding(self) -> dict[str, Any]:
        """The options of :func:`scorewell.answers.columns.bind.bind`."""
        return super().binding() | {"covariates": self.covariates()}

    def files(
        self, paths: Sequence[Path], occasions: Sequence[str], data: DataOptions
    ) -> tuple[DataFile, ...]:
        """The data files, and how they tell the occasions apart."""
        from scorewell.answers.layout.layout import DataFile

        totals = split_names(self.total_columns)
        if len(paths) > 1:
            _check_count(len(paths), occasions, "data files")
        if len(totals) > 1:
            _check_count(len(totals), occasions, "columns of --total")
        if len(paths) > 1 or len(totals) > 1:
            kind = "file" if len(paths) > 1 else "column of totals"
            reason = f"every occasion has a {kind} of its own; leave it out"
            refuse_without_effect(reason, self, "prefixes", "suffixes", "pattern", "occasion")
        elif self.prefixes or self.suffixes or self.pattern:
            for option_name in ("prefixes", "suffixes"):
                _by_occasion(occasions, getattr(self, option_name), f"--{option_name}")
            reason = "the names of the columns say the occasion; leave it out"
            refuse_without_effect(reason, self, "occasion")
        parts: list[dict[str, Any]]
        if len(paths) > 1:
            columns = totals if len(totals) > 1 else totals * len(paths)
            column_names = [{column: SCORE} for column in columns] or [{}] * len(paths)
            parts = [
                {"occasion": occasion, "columns": {occasion: names} if names else {}}
                for occasion, names in zip(occasions, column_names, strict=True)
            ]
        elif len(totals) > 1:
            by_occasion = zip(occasions, totals, strict=True)
            parts = [{"columns": {occasion: {name: SCORE} for occasion, name in by_occasion}}]
        else:
            prefixes = _by_occasion(occasions, self.prefixes, "--prefixes")
            suffixes = _by_occasion(occasions, self.suffixes, "--suffixes")
            parts = [{"prefixes": prefixes, "suffixes": suffixes}]
        return tuple(
            DataFile(
                path=path, pattern=self.pattern, items=self._answer_columns(), read=read, **part
            )
            for path, read, part in zip(
                paths, data.read_options(len(paths)), parts, strict=True
            )
        )

    @property
    def total_columns(self) -> str:
        """Columns with scores, with commas between; empty where the data holds items."""
        return ""

    def _answer_columns(self) -> tuple[str, str] | None:
        """The columns with the item and with the answer."""
        if not self.answer_rows:
            return None
        names = split_names(self.answer_rows)
        if len(names) != 2:
            raise typer.BadParameter(
                "--answer-rows takes two columns: --answer-rows question,answer"
            )
        return names[0], names[1]


@dataclass(frozen=True, kw_only=True)
class SheetOptions(LayoutOptions):
    """Columns of sheets that are scored, and not compared."""

    panel = COLUMNS
    occasions: str = option(OCCASIONS, metavar="A,B,C", default="")

    def layout(self, path: Path, data: DataOptions, policies: dict[str, str]) -> DataLayout:
        """How the answers lie in their file."""
        from scorewell.answers.layout.layout import DataLayout

        occasions = split_names(self.occasions)
        if not (self.prefixes or self.suffixes or self.pattern):
            reason = (
                "it names the occasions of --prefixes, --suffixes or --pattern; leave it out"
            )
            refuse_without_effect(reason, self, "occasions")
        return DataLayout(
            files=self.files([path], occasions, data),
            id_column=self.id_,
            exclude_test_entries=self.exclude_test_entries,
            occasion_column=self.occasion,
            order=occasions,
            policies=policies,
            rows_stand_alone=True,
        )


@dataclass(frozen=True, kw_only=True)
class ComparisonOptions(LayoutOptions):
    """Columns of answers or scores that are compared between occasions."""

    panel = COLUMNS
    group: str = option(
        "Column that says the group of a respondent.", metavar="COLUMN", default=""
    )
    total: str = option(
        "The data holds scores of one scale, no items: their column, or one column "
        "per occasion.",
        metavar="COLUMN[,COLUMN...]",
        default="",
    )

    @property
    def total_columns(self) -> str:
        """Columns with scores, with commas between; empty where the data holds items."""
        return self.total

    def _refuse_item_options(self) -> None:
        """Refuse options that say how items are written where there are only totals."""
        options = {
            "--coding": self.coding,
            "--codes": self.codes,
            "--reversed-already": self.reversed_already,
        }
        names = " and ".join(name for name, value in options.items() if value)
        if names:
            raise typer.BadParameter(
                f"{names} says how the answers to items are written, and --total names totals, "
                "which are taken as they are; leave one out (totals of items in another "
                "encoding cannot be corrected by an option: score the items)"
            )
        reason = "it is about items, and --total names totals; leave it out"
        refuse_without_effect(reason, self, "columns", "covariate", "answer_rows")

    def measure(self, instrument: Instrument, name: str, scale: str, files: int) -> Measure:
        """The one measure of the data; ``name`` is how the instrument is found."""
        from scorewell.study.plan import Measure

        totals = {}
        if self.total:
            self._refuse_item_options()
            has_score_column = files > 1 or "," in self.total
            totals = {find_scale(instrument, scale): SCORE if has_score_column else self.total}
        return Measure(
            instrument=name,
            columns=self.columns,
            coding=self.coding,
            covariates=self.covariates(),
            codes=parse_codes(self.codes),
            missing_codes=parse_missing_codes(self.missing_codes) or None,
            missing_codes_over_answers=self.missing_codes_over_answers,
            reversed_already=split_names(self.reversed_already),
            totals=totals,
            scales=(scale,) if scale else (),
        )


@dataclass(frozen=True, kw_only=True)
class PairOptions(ComparisonOptions):
    """Columns of two occasions that are compared."""

    panel = COLUMNS
    pre: str = option(
        "The occasion before treatment, as it is written in the data.",
        metavar="OCCASION",
        default="pre",
    )
    post: str = option(POST, metavar="OCCASION", default="post")

    def layout(
        self, paths: Sequence[Path], data: DataOptions, policies: dict[str, str]
    ) -> DataLayout:
        """How the answers lie in their files."""
        from scorewell.answers.layout.layout import DataLayout

        if len(paths) > 2:
            raise typer.BadParameter("give one data file, or two: pre and post")
        return DataLayout(
            files=self.files(paths, (self.pre, self.post), data),
            id_column=self.id_,
            exclude_test_entries=self.exclude_test_entries,
            occasion_column=self.occasion,
            group_column=self.group,
            pre=self.pre,
            post=self.post,
            policies=policies,
        )


@dataclass(frozen=True, kw_only=True)
class CourseOptions(ComparisonOptions):
    """Columns of any number of occasions, and what each is for."""

    panel = COLUMNS
    occasions: str = option(OCCASIONS, metavar="A,B,C", default="")
    time: str = option(
        "Column with a number (days, weeks, sessions) or a date such as "
        "2024-01-31; it gives the order where --occasions does not.",
        metavar="COLUMN",
        default="",
    )
    baseline: str = option(
        "The occasion that later ones are compared with; the first one unless "
        "given. 'first score' takes each respondent's first score.",
        metavar="OCCASION",
        default="",
    )
    post: str = option(POST, metavar="OCCASION", default="")
    own_sequence: bool = option(
        "Each respondent has a sequence of their own, in order of --time: 1, 2, 3 ...",
        flags=("--own-sequence", "--own"),
        default=False,
    )

    def layout(
        self, paths: Sequence[Path], data: DataOptions, policies: dict[str, str]
    ) -> DataLayout:
        """How the answers lie in their files."""
        from scorewell.answers.layout.layout import DataLayout

        occasions = split_names(self.occasions)
        return DataLayout(
            files=self.files(paths, occasions, data),
            id_column=self.id_,
            exclude_test_entries=self.exclude_test_entries,
            occasion_column=self.occasion,
            group_column=self.group,
            time_column=self.time,
            order=occasions,
            course=True,
            policies=policies,
        )


def parse_missing_codes(text: str) -> tuple[float | str, ...]:
    """``99,-1,NA`` as numbers and text.

    Examples
    --------
    >>> parse_missing_codes("99, -1,NA")
    (99.0, -1.0, 'NA')
    """
    return tuple(map(number_or_text, split_names(text)))


def parse_codes(text: str) -> dict[str, float]:
    """``never=0, often=3`` as a mapping.

    Examples
    --------
    >>> parse_codes("never=0,often=3")
    {'never': 0.0, 'often': 3.0}
    """
    codes: dict[str, float] = {}
    for part in split_names(text):
        answer, sign, value = part.rpartition("=")
        number = number_or_text(value)
        if not sign or not answer.strip() or isinstance(number, str):
            raise typer.BadParameter(
                f"--codes: '{part}' is no code; write what stands in the file, =, and the value"
            )
        codes[answer.strip()] = number
    return codes


def _by_occasion(occasions: Sequence[str], text: str, option: str) -> dict[str, str]:
    parts = split_names(text)
    if not parts:
        return {}
    _check_count(len(parts), occasions, option)
    if len(set(parts)) < len(parts):
        raise typer.BadParameter(f"{option} takes a different one for each occasion")
    return dict(zip(occasions, parts, strict=True))


def _check_count(number: int, occasions: Sequence[str], noun: str) -> None:
    if number != len(occasions):
        names = f" ({', '.join(occasions)})" if occasions else ""
        raise typer.BadParameter(
            f"{number} {noun}, and {len(occasions)} occasions{names}; give one each"
        )
