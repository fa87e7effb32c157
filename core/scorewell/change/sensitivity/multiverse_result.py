"""The result of judging the same pairs by every combination of choices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
import pandas as pd

from scorewell.change.sensitivity.choices import FACTORS, Choices
from scorewell.definitions.model import Instrument, Scale
from scorewell.errors import Finding
from scorewell.i18n.messages import join_messages, plural_words, words
from scorewell.io.json_values import plain, records
from scorewell.results import PlottableResult, ScaleResult

_FACTORS = words(
    "criterion, index, reliability, functional norm, standard deviation and tie rules"
)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Multiverse(ScaleResult, PlottableResult):
    """The outcomes of the same pairs by every combination of choices.

    Attributes
    ----------
    instrument, scale
        What was compared.
    choices : Choices
        What each factor could be; the first is that of the analysis itself.
    combinations : pandas.DataFrame
        One row per combination, that of the analysis itself first:
        ``criterion``, ``method``, ``reliability``, ``functional``, ``sd`` and
        ``ties`` (``not used`` where it does not enter); ``default``;
        ``changed_factors``, how many differ from the analysis itself;
        ``limit`` (missing where it differs between respondents) and
        ``cut_off``, in points; ``of``, the assessable respondents; then
        ``improvement`` (reliable improvement, recovered or not),
        ``recovered``, ``improved``, ``unchanged`` and ``deteriorated``, each
        with ``_share``, ``_low`` and ``_high``, the share and Wilson's 95 %
        interval. Without a cut-off ``recovered`` is missing.
    not_run : pandas.DataFrame
        One row per combination that could not be run: the six factors and the
        ``reason``.
    moves : pandas.DataFrame
        One factor at a time, the others as in the analysis itself, one row
        per choice that could be run: ``factor``, ``choice``, ``default``,
        ``improvement``, ``recovered``, ``of``, ``improvement_share``,
        ``recovered_share``, and ``moved``, the respondents who have another
        class than in the analysis itself.
    cases : pandas.DataFrame
        One row per respondent: ``id``, ``group`` where there is one, ``pre``,
        ``post``, ``outcome`` (of the analysis itself), the share of
        combinations in which they are ``recovered``, ``improved``,
        ``unchanged``, ``deteriorated``, ``robust`` (one class in all), and
        ``flipped_by``, the factors of which a single one, the others as in
        the analysis itself, gives them another class. Missing for who is not
        assessable.
    findings : tuple of Finding
        Notes and warnings about scores and norms.
    """

    main_table: ClassVar[str] = "combinations"

    instrument: Instrument
    scale: Scale
    choices: Choices
    combinations: pd.DataFrame
    not_run: pd.DataFrame
    moves: pd.DataFrame
    cases: pd.DataFrame
    findings: tuple[Finding, ...] = ()

    @property
    def n_combinations(self) -> int:
        """How many combinations were run."""
        return len(self.combinations)

    @property
    def n_assessable(self) -> int:
        """How many respondents have both scores."""
        return int(self.combinations["of"].iloc[0])

    @cached_property
    def n_robust(self) -> int:
        """How many respondents keep their class in all combinations."""
        return int(self.cases["robust"].fillna(value=False).sum())

    def ranges(self) -> pd.DataFrame:
        """How far each factor moves the result, and all together.

        One factor varies with the others as in the analysis itself: what is
        said holds around that analysis, and two factors together can move more
        than the sum of both. The last row, ``all``, is over all combinations.

        Returns
        -------
        pandas.DataFrame
            ``factor``; ``choices`` that could be run; ``improvement_low``,
            ``improvement_high`` and ``improvement_range``, of the share of
            reliable improvement; the same of ``recovered``. Factors in order
            of their largest range.
        """
        parts = [(name, self.moves[self.moves["factor"] == name]) for name in FACTORS]
        rows = [_range(name, part) for name, part in parts]
        frame = pd.DataFrame(rows)
        widest = frame[["improvement_range", "recovered_range"]].max(axis=1)
        by_range = frame.loc[widest.sort_values(ascending=False, kind="stable").index]
        whole = pd.DataFrame([_range("all", self.combinations)])
        return pd.concat([by_range, whole], ignore_index=True)

    def sentence(self) -> str:
        """The whole in a sentence, each number with its n."""
        many, of = self.n_combinations, self.n_assessable
        if of == 0:
            return words(
                "No respondent could be assessed in any of {{ n }} combinations.", n=many
            )
        counts, default = self.combinations["improvement"], self.combinations.iloc[0]
        across = plural_words(
            "Across {{ n }} combination of {{ factors }} reliable improvement runs from "
            "{{ low }} to {{ high }} of {{ of }} respondents ({{ itself }} in the analysis "
            "itself)",
            "Across {{ n }} combinations of {{ factors }} reliable improvement runs from "
            "{{ low }} to {{ high }} of {{ of }} respondents ({{ itself }} in the analysis "
            "itself)",
            many,
            n=many,
            factors=_FACTORS,
            low=counts.min(),
            high=counts.max(),
            of=of,
            itself=default["improvement"],
        )
        recovered = self.combinations["recovered"].dropna()
        if len(recovered) and pd.notna(default["recovered"]):
            recovery = words(
                "and recovery from {{ low }} to {{ high }} ({{ itself }})",
                low=recovered.min(),
                high=recovered.max(),
                itself=default["recovered"],
            )
            across = join_messages([across, recovery], ", ")
        return words(
            "{{ across }}; {{ n }} of {{ of }} keep their class in all of them.",
            across=across,
            n=self.n_robust,
            of=of,
        )

    def _key_counts(self) -> Mapping[str, object]:
        return {
            "combinations": self.n_combinations,
            "assessable": self.n_assessable,
            "robust": self.n_robust,
        }

    def _values(self) -> dict[str, object]:
        return {
            **self._heading(),
            "sentence": self.sentence(),
            "choices": {
                factor: [
                    {"label": entry.label, "same": list(entry.duplicates)}
                    for entry in choices_of_factor
                ]
                for factor, choices_of_factor in self.choices.by_factor.items()
            },
            "left_out": [
                dict(zip(("factor", "label", "reason"), entry, strict=True))
                for entry in self.choices.left_out
            ],
            **{
                name: records(frame)
                for name, frame in (
                    ("combinations", self.combinations),
                    ("not_run", self.not_run),
                    ("moves", self.moves),
                    ("ranges", self.ranges()),
                )
            },
            "findings": [plain(finding) for finding in self.findings],
        }


def _range(name: str, rows: pd.DataFrame) -> dict[str, object]:
    row: dict[str, object] = {"factor": name, "choices": len(rows)}
    for outcome in ("improvement", "recovered"):
        shares = rows[f"{outcome}_share"].to_numpy(dtype=np.float64)
        shares_run = shares[~np.isnan(shares)]
        low, high = (
            (shares_run.min(), shares_run.max()) if shares_run.size else (np.nan, np.nan)
        )
        row |= {f"{outcome}_low": low, f"{outcome}_high": high, f"{outcome}_range": high - low}
    return row
